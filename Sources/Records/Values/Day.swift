/// A calendar day without a zone, in the proleptic Gregorian calendar. Written `2026-11-23`.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public var number: Int

  /// The day `number` days after 1970-01-01.
  public init(number: Int) {
    self.number = number
  }

  /// The day of a civil date; nil when there is no such date or the year is not 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    // Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads exactly `yyyy-MM-dd`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let day = withUTF8(of: text, { $0.count == 10 ? Day(utf8: $0) : nil }) else { return nil }
    self = day
  }

  /// Reads the first ten of some bytes, which are at least as many.
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let century = twoDigits(bytes, 0), let year = twoDigits(bytes, 2), let month = twoDigits(bytes, 5),
      let day = twoDigits(bytes, 8)
    else { return nil }
    self.init(year: century * 100 + year, month: month, day: day)
  }

  /// Year, month (1 to 12) and day of month (1 to 31).
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex + (monthIndex < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }

  /// 1 for Monday to 7 for Sunday.
  public var weekday: Int {
    let remainder = (number + 3) % 7
    return (remainder < 0 ? remainder + 7 : remainder) + 1
  }

  /// The Monday of this day's week.
  public var monday: Day { Day(number: number - weekday + 1) }

  /// `2026-11-23`.
  public var description: String {
    let date = civil
    if (0...9999).contains(date.year) { return asciiText(10, write) }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// Writes the ten bytes of ``description``, of a year of four digits.
  func write(to text: UnsafeMutableBufferPointer<UInt8>) {
    let date = civil
    writeTwoDigits(date.year / 100, to: text, at: 0)
    writeTwoDigits(date.year % 100, to: text, at: 2)
    text[4] = UInt8(ascii: "-")
    writeTwoDigits(date.month, to: text, at: 5)
    text[7] = UInt8(ascii: "-")
    writeTwoDigits(date.day, to: text, at: 8)
  }

  /// The order in which these are listed.
  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
  /// The day `count` days later.
  public static func + (day: Day, count: Int) -> Day { Day(number: day.number + count) }
  /// The day `count` days earlier.
  public static func - (day: Day, count: Int) -> Day { Day(number: day.number - count) }
  /// How many days `left` is after `right`.
  public static func - (left: Day, right: Day) -> Int { left.number - right.number }

  static func length(ofMonth month: Int, year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}
