/// A moment, in whole seconds since 1970-01-01T00:00:00Z. Written `2026-11-23T14:02:11Z` in every file.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since the epoch.
  public var seconds: Int64

  /// The moment `seconds` after the epoch.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Reads exactly `yyyy-MM-ddTHH:mm:ssZ`, the one form Tend writes; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let instant = withUTF8(of: text, Self.read) else { return nil }
    self = instant
  }

  private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
    guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z"),
      let day = Day(utf8: bytes), let hour = twoDigits(bytes, 11), let minute = twoDigits(bytes, 14),
      let second = twoDigits(bytes, 17), hour < 24, minute < 60, second < 60
    else { return nil }
    return Instant(day: day, secondOfDay: Int64(hour * 3600 + minute * 60 + second))
  }

  /// The moment `secondOfDay` seconds after midnight UTC of `day`.
  public init(day: Day, secondOfDay: Int64) {
    seconds = Int64(day.number) * 86_400 + secondOfDay
  }

  /// The UTC day this moment falls on. For a shop's day use ``Zone/day(of:)``.
  public var utcDay: Day { Day(number: Int(floorDivide(seconds, 86_400))) }

  /// Seconds since midnight UTC, 0 to 86,399.
  public var utcSecondOfDay: Int { Int(seconds - Int64(utcDay.number) * 86_400) }

  /// `2026-11-23T14:02:11Z`.
  public var description: String {
    let day = utcDay
    let second = utcSecondOfDay
    guard (0...9999).contains(day.civil.year) else {
      return "\(day)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }
    return asciiText(20) { text in
      day.write(to: text)
      text[10] = UInt8(ascii: "T")
      writeTwoDigits(second / 3600, to: text, at: 11)
      text[13] = UInt8(ascii: ":")
      writeTwoDigits(second / 60 % 60, to: text, at: 14)
      text[16] = UInt8(ascii: ":")
      writeTwoDigits(second % 60, to: text, at: 17)
      text[19] = UInt8(ascii: "Z")
    }
  }

  /// The order in which these are listed.
  public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

  /// `instant` moved by `span`.
  public static func + (instant: Instant, span: Span) -> Instant { Instant(seconds: instant.seconds + span.seconds) }

  /// `instant` moved back by `span`.
  public static func - (instant: Instant, span: Span) -> Instant { Instant(seconds: instant.seconds - span.seconds) }

  /// How far `left` is after `right`; negative when before.
  public static func - (left: Instant, right: Instant) -> Span { Span(seconds: left.seconds - right.seconds) }
}

/// A length of time in whole seconds. In configuration: `90s`, `15m`, `8h`, `7d`, `2w`.
public struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The length in seconds.
  public var seconds: Int64

  /// A span of `seconds`.
  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// A span of whole minutes.
  public static func minutes(_ count: Int64) -> Span { Span(seconds: count * 60) }
  /// A span of whole hours.
  public static func hours(_ count: Int64) -> Span { Span(seconds: count * 3600) }
  /// A span of days of 24 hours.
  public static func days(_ count: Int64) -> Span { Span(seconds: count * 86_400) }

  /// Reads the configuration's form: a whole number and one of `s m h d w`; nil for anything else.
  public init?(_ text: String) {
    guard let unit = text.last, let factor = Self.units[unit], let count = Int64(text.dropLast()), count >= 0,
      count <= 36_500 * 86_400 / factor
    else { return nil }
    seconds = count * factor
  }

  /// The largest unit that divides it: `8h`, `7d`, `90s`.
  public var description: String {
    for (unit, factor) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)] where seconds % factor == 0 && seconds != 0 {
      return "\(seconds / factor)\(unit)"
    }
    return "\(seconds)s"
  }

  /// The order in which these are listed.
  public static func < (left: Span, right: Span) -> Bool { left.seconds < right.seconds }

  private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

/// The UTF-8 of a text without copying it where possible: dates are read millions of times.
func withUTF8<Result>(of text: some StringProtocol, _ read: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
  if let result = text.utf8.withContiguousStorageIfAvailable(read) { return result }
  return Array(text.utf8).withUnsafeBufferPointer(read)
}

/// A text of `count` ASCII bytes, all of which `write` sets.
func asciiText(_ count: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> String {
  String(unsafeUninitializedCapacity: count) { buffer in
    write(buffer)
    return count
  }
}

func writeTwoDigits(_ value: Int, to text: UnsafeMutableBufferPointer<UInt8>, at place: Int) {
  text[place] = UInt8(48 + value / 10)
  text[place + 1] = UInt8(48 + value % 10)
}

func twoDigits(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
  let (tens, ones) = (Int(bytes[at]) - 48, Int(bytes[at + 1]) - 48)
  return (0...9).contains(tens) && (0...9).contains(ones) ? tens * 10 + ones : nil
}

func padded(_ value: Int, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
