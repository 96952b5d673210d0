import Records

/// Absolute times as people read them, in the shop's zone. Relative ones are the browser's business.
struct TimeText: Sendable {
  var zone: Zone
  /// The year that need not be said.
  var year: Int

  init(zone: Zone, asOf: Instant) {
    self.zone = zone
    year = zone.day(of: asOf).civil.year
  }

  /// `Nov 23, 09:00`; with the year when it is another one: `Nov 23, 2025, 09:00`.
  func short(_ instant: Instant) -> String {
    let local = zone.local(instant)
    return "\(day(local.day)), \(Self.clock(local.secondOfDay))"
  }

  /// `Nov 23` or `Nov 23, 2025`.
  func day(_ day: Day) -> String {
    let date = day.civil
    return Self.months[date.month - 1] + " \(date.day)" + (date.year == year ? "" : ", \(date.year)")
  }

  /// `Mon 09:00`.
  func weekday(_ instant: Instant) -> String {
    let local = zone.local(instant)
    return "\(Self.weekdays[local.day.weekday - 1]) \(Self.clock(local.secondOfDay))"
  }

  /// `Monday, Nov 23`: for a heading, without a year.
  func heading(_ instant: Instant) -> String {
    let day = zone.day(of: instant)
    return "\(Self.longWeekdays[day.weekday - 1]), \(self.day(day))"
  }

  /// `Mon Nov 23, 2026, 09:00:11 Europe/Rome`.
  func full(_ instant: Instant) -> String {
    let local = zone.local(instant)
    let date = local.day.civil
    let seconds = local.secondOfDay % 60
    return "\(Self.weekdays[local.day.weekday - 1]) \(Self.months[date.month - 1]) \(date.day), \(date.year), "
      + "\(Self.clock(local.secondOfDay)):\(seconds < 10 ? "0" : "")\(seconds) \(zone.name)"
  }

  private static func clock(_ second: Int) -> String {
    let (hour, minute) = (second / 3600, second / 60 % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let longWeekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
}

/// A length of time in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 days 4 h`.
func spanText(_ span: Span) -> String {
  let seconds = span.seconds.magnitude
  let sign = span.seconds < 0 ? "\u{2212}" : ""
  func pair(_ large: UInt64, _ largeUnit: String, _ small: UInt64, _ smallUnit: String) -> String {
    "\(sign)\(large)\u{A0}\(largeUnit)" + (small == 0 ? "" : " \(small)\u{A0}\(smallUnit)")
  }
  switch seconds {
  case ..<60: return "\(sign)\(seconds)\u{A0}s"
  case ..<3600: return pair(seconds / 60, "min", seconds < 600 ? seconds % 60 : 0, "s")
  case ..<86_400: return pair(seconds / 3600, "h", seconds / 60 % 60, "min")
  default:
    let days = seconds / 86_400
    return pair(days, days == 1 ? "day" : "days", days < 14 ? seconds / 3600 % 24 : 0, "h")
  }
}

/// Milliseconds as `12 ms`, `1.4 s` or ``spanText(_:)``.
func millisecondsText(_ milliseconds: Int) -> String {
  if milliseconds < 1000 { return "\(milliseconds)\u{A0}ms" }
  if milliseconds < 60_000 { return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)\u{A0}s" }
  return spanText(Span(seconds: Int64(milliseconds / 1000)))
}
