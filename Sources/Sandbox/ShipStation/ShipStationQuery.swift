import Records

/// The bounds of a date filter, as they came.
struct DateBounds: Sendable {
  var start: PacificClock?
  var end: PacificClock?
  /// Whether the bounds themselves belong to it: orders are told apart "after" and "before", labels "on or after".
  var isInclusive: Bool

  var isOpen: Bool { start == nil && end == nil }

  func contains(_ clock: PacificClock?) -> Bool {
    if isOpen { return true }
    guard let clock else { return false }
    if let start, isInclusive ? clock < start : clock <= start { return false }
    if let end, isInclusive ? clock > end : clock >= end { return false }
    return true
  }

  /// Moments that may lie within, generously: the wall is seven or eight hours behind.
  var moments: ClosedRange<Instant> {
    let first = start.map { Instant(seconds: $0.seconds + 7 * 3600) } ?? Instant(seconds: 0)
    let last = end.map { Instant(seconds: $0.seconds + 8 * 3600 + 1) } ?? Instant(seconds: 1 << 40)
    return first...max(first, last)
  }
}

/// What a request asks of a list.
struct ShipStationQuery {
  /// Why a request is refused.
  struct Refusal: Error {
    var parameter: String
  }

  let request: SandboxRequest
  var page = 1
  var pageSize = 100
  var sort: String
  var isDescending = false

  init(_ request: SandboxRequest, sorts: [String]) throws(Refusal) {
    self.request = request
    sort = sorts[0]
    if let text = request.parameter("page") { page = try Self.number(text, "page") }
    if let text = request.parameter("pageSize") { pageSize = min(500, try Self.number(text, "pageSize")) }
    if let text = request.parameter("sortBy") {
      guard let known = sorts.first(where: { $0.lowercased() == text.lowercased() }) else {
        throw Refusal(parameter: "sortBy")
      }
      sort = known
    }
    if let text = request.parameter("sortDir") {
      guard ["asc", "desc"].contains(text.lowercased()) else { throw Refusal(parameter: "sortDir") }
      isDescending = text.lowercased() == "desc"
    }
  }

  private static func number(_ text: String, _ name: String) throws(Refusal) -> Int {
    guard let number = Int(text), number >= 1 else { throw Refusal(parameter: name) }
    return number
  }

  func number(_ name: String) throws(Refusal) -> Int? {
    guard let text = request.parameter(name) else { return nil }
    return try Self.number(text, name)
  }

  /// The bounds `createDateStart` and `createDateEnd` for `createDate`.
  func bounds(_ name: String, isInclusive: Bool) throws(Refusal) -> DateBounds {
    var bounds = DateBounds(isInclusive: isInclusive)
    for (end, isStart) in [("Start", true), ("End", false)] {
      guard let text = request.parameter(name + end) else { continue }
      guard let clock = PacificClock(text) else { throw Refusal(parameter: name + end) }
      if isStart { bounds.start = clock } else { bounds.end = clock }
    }
    return bounds
  }

  /// The rows of the page asked for.
  func slice<Row>(_ rows: [Row]) -> ArraySlice<Row> {
    let (first, overflow) = (page - 1).multipliedReportingOverflow(by: pageSize)
    guard !overflow, first < rows.count else { return [] }
    return rows[first..<min(rows.count, first + pageSize)]
  }
}

/// What a list finds: indices in the order asked for, and how many there are in all.
struct ShipStationFinding {
  var page: [SandboxJSON]
  var total: Int
}

extension SimulatedShipStation {
  /// The answer of a list, or why there is none.
  func list(
    _ name: String, _ request: SandboxRequest, _ now: Instant,
    _ find: (SandboxRequest, Instant) throws(ShipStationQuery.Refusal) -> (ShipStationQuery, ShipStationFinding)
  ) -> SandboxResponse {
    do throws(ShipStationQuery.Refusal) {
      let (query, found) = try find(request, now)
      return SandboxResponse(
        .object([
          (name, .array(found.page)), ("total", .integer(found.total)), ("page", .integer(query.page)),
          ("pages", .integer((found.total + query.pageSize - 1) / query.pageSize)),
        ]))
    } catch {
      return SandboxResponse(
        status: 400,
        .object([
          ("Message", "The request is invalid."),
          ("ModelState", .object([(error.parameter, .array(["The value is not valid for this field."]))])),
        ]))
    }
  }

  /// The indices of `0 ..< count` that begin at moments of a range.
  static func indices(_ count: Int, in range: ClosedRange<Instant>, _ start: (Int) -> Instant) -> Range<Int> {
    func first(_ isPast: (Instant) -> Bool) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if isPast(start(middle)) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let lower = first { $0 >= range.lowerBound }
    return lower..<max(lower, first { $0 > range.upperBound })
  }
}
