import Records
import Testing

@testable import Workflows

@Suite struct BusinessCalendarTests {
  let calendar = BusinessCalendar(zone: newYork)

  @Test func carriesHoursOverTheWeekend() {
    // Friday 16:00 and two hours more: one before closing, one on Monday.
    #expect(calendar.adding(hours: .hours(2), to: at("2026-10-16T20:00:00Z")) == at("2026-10-19T14:00:00Z"))
    #expect(calendar.nextOpening(from: at("2026-10-17T12:00:00Z")) == at("2026-10-19T13:00:00Z"))
    #expect(calendar.nextOpening(from: at("2026-10-19T15:00:00Z")) == at("2026-10-19T15:00:00Z"))
  }

  @Test func keepsTheWallClockAcrossBothClockChanges() {
    // Friday 16:00 before the change; Monday 10:00 after it is one hour nearer to UTC, then one hour farther.
    #expect(calendar.adding(hours: .hours(2), to: at("2026-10-30T20:00:00Z")) == at("2026-11-02T15:00:00Z"))
    #expect(calendar.adding(hours: .hours(2), to: at("2026-03-06T21:00:00Z")) == at("2026-03-09T14:00:00Z"))
    let night = BusinessCalendar(
      zone: newYork, hours: BusinessHours(weekdays: [7], opens: 0, closes: 86_400) ?? .office)
    // The Sunday on which clocks go forward has 23 hours, the one on which they go back 25.
    #expect(night.openTime(from: at("2026-03-07T00:00:00Z"), to: at("2026-03-10T00:00:00Z")) == .hours(23))
    #expect(night.openTime(from: at("2026-10-31T00:00:00Z"), to: at("2026-11-03T00:00:00Z")) == .hours(25))
  }

  @Test func countsFromTheNextBusinessDayAfterTheCutOff() {
    // Tuesday 13:59 and 14:00 in New York, two business days.
    #expect(
      calendar.due(businessDays: 2, from: at("2026-10-13T17:59:59Z"), cutOff: 14 * 3600) == at("2026-10-16T04:00:00Z"))
    #expect(
      calendar.due(businessDays: 2, from: at("2026-10-13T18:00:00Z"), cutOff: 14 * 3600) == at("2026-10-17T04:00:00Z"))
    // Saturday counts as Monday, whatever the hour.
    #expect(
      calendar.due(businessDays: 1, from: at("2026-10-17T22:00:00Z"), cutOff: 14 * 3600) == at("2026-10-21T04:00:00Z"))
  }

  @Test func leavesHolidaysOut() {
    var closed = calendar
    closed.holidays = [day("2026-10-14")]
    #expect(closed.due(businessDays: 1, from: at("2026-10-13T14:00:00Z")) == at("2026-10-16T04:00:00Z"))
  }

  @Test func endsEvenWhereNoDayCounts() {
    var never = BusinessCalendar(zone: newYork, hours: BusinessHours(weekdays: [1], opens: 0, closes: 60) ?? .office)
    never.holidays = Set((0..<6000).map { day("2026-10-12") + $0 })
    let start = at("2026-10-13T00:00:00Z")
    #expect(never.adding(hours: .hours(1), to: start) == start + .hours(1))
    #expect(never.nextOpening(from: start) == start)
  }

  @Test(arguments: 0..<200 as Range<UInt64>) func addsExactlyTheOpenTimeItIsAskedFor(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let opens = generator.int(0...80_000)
    let hours = BusinessHours(
      weekdays: Set((1...7).filter { _ in generator.chance(60) } + [3]), opens: opens,
      closes: generator.int(opens + 60...86_400))
    let calendar = BusinessCalendar(zone: newYork, hours: hours ?? .office)
    let start = generator.moment(at("2026-10-30T00:00:00Z"), days: 300)
    let span = Span(seconds: Int64(generator.int(1...400_000)))
    let end = calendar.adding(hours: span, to: start)
    #expect(calendar.openTime(from: start, to: end) == span)
    #expect(calendar.openTime(from: start, to: end - Span(seconds: 1)) < span)
  }

  @Test func readsHoursAsTheConfigurationWritesThem() {
    #expect(BusinessHours("Mon-Fri 09:00-17:00") == .office)
    #expect(BusinessHours("sat-mon,Wed 00:00-24:00")?.weekdays == [6, 7, 1, 3])
    for wrong in [
      "", "Mon", "Mon-Fri", "Mon-Fri 17:00-09:00", "Mon 9:00-17:00", "Mun 09:00-17:00", "Mon 09:00-24:01",
      "Mon-Tue-Wed 09:00-10:00",
    ] {
      #expect(BusinessHours(wrong) == nil, "\(wrong)")
    }
  }
}
