import Records

/// The dates of V2, as mail has them: `Wed, 10 Jan 2018 21:05:30 +0000`.
enum MailDate {
  /// The moment it names; nil for anything else. The day of the week is not looked at.
  static func instant(_ text: String) -> Instant? {
    var words = text.split(separator: " ")
    if let first = words.first, first.hasSuffix(",") { words.removeFirst() }
    guard words.count == 5, let day = number(words[0], 1...2), let month = months.firstIndex(of: String(words[1])),
      let year = number(words[2], 4...4), let date = Day(year: year, month: month + 1, day: day)
    else { return nil }
    let clock = words[3].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], 2...2), let minute = number(clock[1], 2...2),
      let second = number(clock[2], 2...2), hour < 24, minute < 60, second < 60, let offset = offset(words[4])
    else { return nil }
    return Instant(day: date, secondOfDay: Int64(hour * 3600 + minute * 60 + second) - offset)
  }

  /// Seconds east of UTC.
  private static func offset(_ text: Substring) -> Int64? {
    if text == "GMT" || text == "UTC" { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-", let digits = number(text.dropFirst(), 4...4),
      digits / 100 <= 15, digits % 100 < 60
    else { return nil }
    let seconds = Int64(digits / 100 * 3600 + digits % 100 * 60)
    return sign == "-" ? -seconds : seconds
  }

  private static func number(_ text: Substring, _ length: ClosedRange<Int>) -> Int? {
    length.contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
