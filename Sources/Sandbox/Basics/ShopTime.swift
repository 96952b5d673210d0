import Records

/// The shop's wall clock, America/New_York, and the date forms the products write.
enum ShopTime {
  static let zone = Zone.unitedStates("America/New_York", hoursWest: 5)

  static func at(_ day: Day, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) -> Instant {
    zone.instant(day, secondOfDay: hour * 3600 + minute * 60 + second)
  }

  /// The last second of `day` on the shop's wall.
  static func end(of day: Day) -> Instant { zone.instant(day + 1) - Span(seconds: 1) }

  static func isBusinessDay(_ day: Day) -> Bool { day.weekday <= 5 }

  /// `day`, or the next business day after it.
  static func businessDay(onOrAfter day: Day) -> Day {
    var day = day
    while !isBusinessDay(day) { day = day + 1 }
    return day
  }

  /// The moment after `seconds` of Monday to Friday, 9 to 17, have passed since `start`.
  static func businessTime(after start: Instant, seconds: Int) -> Instant {
    var (day, second) = zone.local(start)
    var left = seconds
    while true {
      let opens = max(second, 9 * 3600)
      let available = isBusinessDay(day) ? max(0, 17 * 3600 - opens) : 0
      if left < available { return zone.instant(day, secondOfDay: opens + left) }
      left -= available
      day = day + 1
      second = 0
    }
  }

  /// `2026-10-12 09:14:02 -0400`, as Shopify writes.
  static func withOffset(_ instant: Instant) -> String {
    let hours = Int(-zone.offset(at: instant) / 3600)
    return "\(wall(instant)) -\(twoDigit(hours))00"
  }

  /// `2026-10-12 09:14:02` on the shop's wall.
  static func wall(_ instant: Instant) -> String {
    let (day, second) = zone.local(instant)
    return "\(day) \(clock(second))"
  }

  /// `2026-10-12 09:14` on the shop's wall, as HubSpot writes.
  static func minutes(_ instant: Instant) -> String { String(wall(instant).dropLast(3)) }

  /// `2026-10-12 13:14:02`, in UTC, as Stripe writes.
  static func utc(_ instant: Instant) -> String { "\(instant.utcDay) \(clock(instant.utcSecondOfDay))" }

  /// `10/12/2026 9:14:02 AM` on the shop's wall, as ShipStation writes.
  static func american(_ instant: Instant) -> String {
    let (day, second) = zone.local(instant)
    let date = day.civil
    let hour = second / 3600
    let rest = "\(twoDigit(second / 60 % 60)):\(twoDigit(second % 60)) \(hour < 12 ? "AM" : "PM")"
    return "\(date.month)/\(date.day)/\(date.year) \(hour % 12 == 0 ? 12 : hour % 12):\(rest)"
  }

  /// `10/12/2026`, as QuickBooks writes for an American company.
  static func american(_ day: Day) -> String {
    let date = day.civil
    return "\(twoDigit(date.month))/\(twoDigit(date.day))/\(date.year)"
  }

  private static func clock(_ second: Int) -> String {
    "\(twoDigit(second / 3600)):\(twoDigit(second / 60 % 60)):\(twoDigit(second % 60))"
  }
}
