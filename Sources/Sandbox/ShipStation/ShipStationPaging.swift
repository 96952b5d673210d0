import Records

/// Why a question about a list is refused: the parameter that can't be read.
struct ShipStationRefusal: Error {
  var parameter: String
}

/// A moment as one of the interfaces writes and understands it.
protocol ShipStationClock: Comparable, Sendable {
  /// Reads the form of a filter; nil for anything else.
  init?(_ text: String)
  /// The first and the last moment at which it may be shown.
  var earliest: Instant { get }
  var latest: Instant { get }
}

/// The bounds of a date filter, as they came.
struct DateBounds<Clock: ShipStationClock>: Sendable {
  var start: Clock?
  var end: Clock?
  /// Whether the bounds themselves belong to it: orders are told apart "after" and "before", labels "on or after".
  var isInclusive: Bool

  var isOpen: Bool { start == nil && end == nil }

  func contains(_ clock: Clock?) -> Bool {
    if isOpen { return true }
    guard let clock else { return false }
    if let start, isInclusive ? clock < start : clock <= start { return false }
    if let end, isInclusive ? clock > end : clock >= end { return false }
    return true
  }

  /// Moments that may lie within, generously.
  var moments: ClosedRange<Instant> {
    let first = start?.earliest ?? Instant(seconds: 0)
    return first...max(first, end?.latest ?? Instant(seconds: 1 << 40))
  }
}

/// A question about a list, of either interface.
protocol ShipStationPaging {
  var request: SandboxRequest { get }
  /// From 1.
  var page: Int { get }
  var pageSize: Int { get }
}

extension ShipStationPaging {
  static func positive(_ text: String, _ name: String) throws(ShipStationRefusal) -> Int {
    guard let number = Int(text), number >= 1 else { throw ShipStationRefusal(parameter: name) }
    return number
  }

  /// The bounds that two parameters give.
  func bounds<Clock: ShipStationClock>(
    from start: String, to end: String, isInclusive: Bool
  ) throws(ShipStationRefusal) -> DateBounds<Clock> {
    func clock(_ name: String) throws(ShipStationRefusal) -> Clock? {
      guard let text = request.parameter(name) else { return nil }
      guard let clock = Clock(text) else { throw ShipStationRefusal(parameter: name) }
      return clock
    }
    return DateBounds(start: try clock(start), end: try clock(end), isInclusive: isInclusive)
  }

  /// The rows of the page asked for.
  func slice<Row>(_ rows: [Row]) -> ArraySlice<Row> {
    let (first, overflow) = (page - 1).multipliedReportingOverflow(by: pageSize)
    guard !overflow, first < rows.count else { return [] }
    return rows[first..<min(rows.count, first + pageSize)]
  }
}
