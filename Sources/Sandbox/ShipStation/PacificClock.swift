import Records

/// The wall that ShipStation writes and understands, in America/Los_Angeles, with ten-millionths of a second.
///
/// It keeps times without an offset, so in the hour that occurs twice in autumn it can't tell one from the other: what
/// shows the earlier time comes first, whichever happened first.
struct PacificClock: Hashable, Comparable, Sendable {
  /// Seconds on the wall since it showed the beginning of 1970.
  var seconds: Int64
  /// Ten-millionths of a second.
  var fraction: Int

  init(seconds: Int64, fraction: Int = 0) {
    self.seconds = seconds
    self.fraction = fraction
  }

  /// What the wall shows at a moment.
  init(_ instant: Instant, fraction: Int = 0) {
    self.init(seconds: instant.seconds + Self.zone.offset(at: instant), fraction: fraction)
  }

  /// Reads the form of a filter: `2026-06-01 09:14:28`, the same with a `T` and a fraction, or a day; nil for anything
  /// else.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let day = Day(text.prefix(10)) else { return nil }
    if bytes.count == 10 {
      self.init(seconds: Int64(day.number) * 86_400)
      return
    }
    guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let wall = Instant("\(day)T\(String(decoding: bytes[11..<19], as: UTF8.self))Z")
    else { return nil }
    var fraction = 0
    if bytes.count > 19 {
      guard bytes[19] == UInt8(ascii: "."), (21...27).contains(bytes.count) else { return nil }
      for place in 0..<7 {
        let byte = place + 20 < bytes.count ? bytes[place + 20] : UInt8(ascii: "0")
        guard (48...57).contains(byte) else { return nil }
        fraction = fraction * 10 + Int(byte) - 48
      }
    }
    self.init(seconds: wall.seconds, fraction: fraction)
  }

  private static let zone = Zone.unitedStates("America/Los_Angeles", hoursWest: 8)

  private var plain: Instant { Instant(seconds: seconds) }

  /// The day on the wall.
  var day: Day { plain.utcDay }

  /// `2026-06-01T09:14:28.5830000`.
  var text: String {
    let digits = String(fraction)
    return "\(plain.description.dropLast()).\(String(repeating: "0", count: 7 - digits.count))\(digits)"
  }

  /// `2026-06-01T09:14:28.583`, as the list of stores has it.
  var shortText: String {
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  static func < (left: PacificClock, right: PacificClock) -> Bool {
    (left.seconds, left.fraction) < (right.seconds, right.fraction)
  }

  /// The moment at which a day begins on the wall.
  static func start(of day: Day) -> Instant { zone.instant(day) }
}

extension PacificClock: ShipStationClock {
  // The wall is seven or eight hours behind.
  var earliest: Instant { Instant(seconds: seconds + 7 * 3600) }
  var latest: Instant { Instant(seconds: seconds + 8 * 3600 + 1) }
}
