import Records

/// A moment as ShipStation's second interface writes and understands it: UTC, with thousandths of a second.
struct UTCClock: Hashable, Comparable, Sendable {
  var seconds: Int64
  /// Thousandths of a second.
  var fraction: Int

  init(_ instant: Instant, fraction: Int = 0) {
    seconds = instant.seconds
    self.fraction = fraction
  }

  /// Reads `2026-06-01T09:14:28Z`, also with a fraction; nil for anything else.
  init?(_ text: String) {
    guard text.hasSuffix("Z"), let instant = Instant(text.prefix(19) + "Z") else { return nil }
    let rest = text.utf8.dropFirst(19).dropLast()
    guard rest.isEmpty || rest.first == UInt8(ascii: ".") && rest.count > 1 else { return nil }
    var fraction = 0
    for place in 0..<3 {
      let byte = rest.dropFirst(place + 1).first ?? UInt8(ascii: "0")
      guard (48...57).contains(byte) else { return nil }
      fraction = fraction * 10 + Int(byte) - 48
    }
    self.init(instant, fraction: fraction)
  }

  /// `2026-06-01T09:14:28.583Z`.
  var text: String {
    let digits = String(fraction)
    return "\(Instant(seconds: seconds).description.dropLast())."
      + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }

  static func < (left: UTCClock, right: UTCClock) -> Bool {
    (left.seconds, left.fraction) < (right.seconds, right.fraction)
  }
}

extension UTCClock: ShipStationClock {
  var earliest: Instant { Instant(seconds: seconds) }
  var latest: Instant { Instant(seconds: seconds) }
}
