import Records

/// The dates of HTTP, RFC 9110 section 5.6.7: the form of today and the two that are only read.
enum HTTPDate {
  /// The moment that `Sun, 06 Nov 1994 08:49:37 GMT` or an older form of it names; nil for anything else.
  static func instant(_ text: String) -> Instant? {
    let words = text.split { " -,".contains($0) }.map(String.init)
    switch words.count {
    case 6 where words[5] == "GMT": return instant(day: words[1], month: words[2], year: words[3], time: words[4])
    // Sun Nov  6 08:49:37 1994, which is in GMT too.
    case 5: return instant(day: words[2], month: words[1], year: words[4], time: words[3])
    default: return nil
    }
  }

  private static func instant(day: String, month: String, year: String, time: String) -> Instant? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard let dayNumber = Int(day), let monthIndex = months.firstIndex(of: month), var yearNumber = Int(year),
      clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // Two digits: the year of this century that they end. No system of today names an older one.
    if year.count == 2 { yearNumber += 2000 }
    guard let date = Day(year: yearNumber, month: monthIndex + 1, day: dayNumber) else { return nil }
    return Instant(day: date, secondOfDay: Int64(hour * 3600 + minute * 60 + second))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
