/// The hours in which someone works: the same window on each of some weekdays.
public struct BusinessHours: Sendable, Hashable {
  /// 1 for Monday to 7 for Sunday; never empty.
  public let weekdays: Set<Int>
  /// When the day opens, in seconds since midnight on the wall.
  public let opens: Int
  /// When the day closes, in seconds since midnight, after ``opens``; 86,400 is midnight.
  public let closes: Int

  /// Monday to Friday, 9 to 17.
  public static let office = BusinessHours()

  private init() {
    weekdays = [1, 2, 3, 4, 5]
    opens = 9 * 3600
    closes = 17 * 3600
  }

  /// Hours of their parts; nil when no weekday is named, one is not 1 to 7, or the window is empty or leaves the day.
  public init?(weekdays: Set<Int>, opens: Int, closes: Int) {
    guard !weekdays.isEmpty, weekdays.allSatisfy({ (1...7).contains($0) }), opens >= 0, opens < closes, closes <= 86_400
    else { return nil }
    self.weekdays = weekdays
    self.opens = opens
    self.closes = closes
  }

  /// Reads the configuration's form, `Mon-Fri 09:00-17:00` or `Mon,Wed,Fri 08:30-12:00`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, let days = Self.days(parts[0]) else { return nil }
    let times = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Self.time($0) }
    guard times.count == 2, let opens = times[0], let closes = times[1] else { return nil }
    self.init(weekdays: days, opens: opens, closes: closes)
  }

  /// Reads `09:00` to `24:00` into seconds since midnight; nil for anything else.
  public static func time(_ text: some StringProtocol) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard minute < 60, hour < 24 || (hour == 24 && minute == 0) else { return nil }
    return hour * 3600 + minute * 60
  }

  private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static func days(_ text: Substring) -> Set<Int>? {
    var days: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        names.firstIndex(of: $0.lowercased())
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
      // Sat-Mon goes round the end of the week.
      for step in 0...((last - first + 7) % 7) { days.insert((first + step) % 7 + 1) }
    }
    return days
  }
}
