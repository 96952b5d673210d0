public import Records

/// Business time in one zone: which hours count when a deadline is given in business hours or days.
///
/// All arithmetic goes through the zone's own days, so that a clock change neither loses nor doubles an hour.
public struct BusinessCalendar: Sendable, Hashable {
  /// Where the wall clock hangs.
  public var zone: Zone
  /// The hours that count.
  public var hours: BusinessHours
  /// Days that don't count at all.
  public var holidays: Set<Day>

  /// How many days in a row are looked at before a search is given up: a calendar of holidays only must not hang a run.
  static let patience = 3700

  /// A calendar of its parts.
  public init(zone: Zone, hours: BusinessHours = .office, holidays: Set<Day> = []) {
    self.zone = zone
    self.hours = hours
    self.holidays = holidays
  }

  /// Whether any hour of `day` counts.
  public func isBusinessDay(_ day: Day) -> Bool { hours.weekdays.contains(day.weekday) && !holidays.contains(day) }

  /// `instant` itself while open, else the next opening.
  public func nextOpening(from instant: Instant) -> Instant {
    var day = zone.day(of: instant)
    for _ in 0..<Self.patience {
      if let window = window(of: day), instant < window.closes { return max(instant, window.opens) }
      day = day + 1
    }
    return instant
  }

  /// The moment at which `span` of open time has passed since `instant`.
  public func adding(hours span: Span, to instant: Instant) -> Instant {
    guard span.seconds > 0 else { return instant }
    var left = span.seconds
    var day = zone.day(of: instant)
    var idle = 0
    while idle < Self.patience {
      if let window = window(of: day) {
        let start = max(instant, window.opens)
        let open = (window.closes - start).seconds
        if open > 0 {
          if left <= open { return start + Span(seconds: left) }
          left -= open
          idle = 0
        }
      }
      idle += 1
      day = day + 1
    }
    return instant + span
  }

  /// The `count`-th business day after `day`, or `day` itself moved forward to a business day when `count` is 0.
  public func adding(businessDays count: Int, to day: Day) -> Day {
    var day = firstBusinessDay(from: day)
    for _ in 0..<max(0, min(count, Self.patience)) { day = firstBusinessDay(from: day + 1) }
    return day
  }

  /// The end of the `businessDays`-th business day after work on something that came in at `start` begins.
  ///
  /// What comes in after the cut-off, or on a day that does not count, begins on the next business day. The due moment
  /// is the midnight that ends the last day, so that "due Thursday" is late from Friday on.
  public func due(businessDays: Int, from start: Instant, cutOff: Int = 86_400) -> Instant {
    let (day, second) = zone.local(start)
    let first = firstBusinessDay(from: second >= cutOff && isBusinessDay(day) ? day + 1 : day)
    return zone.instant(adding(businessDays: businessDays, to: first) + 1)
  }

  /// How much open time lies between two moments; zero when `end` is not after `start`.
  public func openTime(from start: Instant, to end: Instant) -> Span {
    guard start < end else { return Span(seconds: 0) }
    let last = zone.day(of: end)
    var day = zone.day(of: start)
    var total: Int64 = 0
    while day <= last {
      if let window = window(of: day) { total += max(0, (min(end, window.closes) - max(start, window.opens)).seconds) }
      day = day + 1
    }
    return Span(seconds: total)
  }

  /// The length of one ordinary business day.
  public var dayLength: Span { Span(seconds: Int64(hours.closes - hours.opens)) }

  private func firstBusinessDay(from day: Day) -> Day {
    var candidate = day
    for _ in 0..<Self.patience {
      if isBusinessDay(candidate) { return candidate }
      candidate = candidate + 1
    }
    return day
  }

  private func window(of day: Day) -> (opens: Instant, closes: Instant)? {
    guard isBusinessDay(day) else { return nil }
    return (zone.instant(day, secondOfDay: hours.opens), zone.instant(day, secondOfDay: hours.closes))
  }
}
