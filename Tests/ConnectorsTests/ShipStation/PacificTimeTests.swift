import Foundation
import Records
import Testing

@testable import Connectors

struct PacificTimeTests {
  @Test(arguments: [
    ("2015-06-06T00:29:35.0000000", "2015-06-06T07:29:35Z"), ("2015-08-17T09:43:12.5500000", "2015-08-17T16:43:12Z"),
    ("2026-01-05T03:00:03", "2026-01-05T11:00:03Z"), ("2026-06-01T00:00:00.95", "2026-06-01T07:00:00Z"),
    ("2026-06-01 09:14:28", "2026-06-01T16:14:28Z"), ("2026-06-30", "2026-06-30T07:00:00Z"),
    // The last second before the clock goes forward, a time that it skips, and the first after.
    ("2026-03-08T01:59:59", "2026-03-08T09:59:59Z"), ("2026-03-08T02:30:00", "2026-03-08T10:30:00Z"),
    ("2026-03-08T03:00:00", "2026-03-08T10:00:00Z"),
    // The hour that occurs twice is taken for the first.
    ("2026-11-01T01:30:00", "2026-11-01T08:30:00Z"), ("2026-11-01T02:00:00", "2026-11-01T10:00:00Z"),
  ])
  func `reads the wall of Los Angeles`(_ text: String, _ utc: String) {
    #expect(PacificTime.instant(text)?.description == utc)
  }

  @Test(arguments: [
    "", "2026-06-01T09:14:28Z", "2026-06-01T09:14:28+00:00", "2026-06-01T09:14", "2026-06-01T09:14:28.",
    "2026-06-01T09:14:28.12345678901", "2026-06-01T24:00:00", "2026-06-01x09:14:28", "2026-13-01", "06/01/2026",
    "2026-06-01T09:14:28.5 ", "2026-06-0é",
  ])
  func `takes nothing else for a time`(_ text: String) {
    #expect(PacificTime.instant(text) == nil)
  }

  @Test func `agrees with the system's own rules of the zone from 2007 to 2036`() throws {
    let zone = try #require(TimeZone(identifier: "America/Los_Angeles"))
    var seconds: Int64 = 1_173_600_000
    while seconds < 2_114_380_800 {
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
      #expect(PacificTime.zone.offset(at: Instant(seconds: seconds)) == Int64(offset), "\(Instant(seconds: seconds))")
      seconds += 12 * 3600 + 1800
    }
  }

  @Test(arguments: ["2026-03-08T09:59:59Z", "2026-03-08T10:00:00Z", "2026-11-01T08:59:59Z", "2026-11-01T09:00:00Z"])
  func `changes the offset at the very second`(_ text: String) throws {
    let zone = try #require(TimeZone(identifier: "America/Los_Angeles"))
    let moment = instant(text)
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(moment.seconds)))
    #expect(PacificTime.zone.offset(at: moment) == Int64(offset))
  }

  @Test func `writes the form of a filter`() {
    #expect(PacificTime.text(instant("2026-06-01T16:14:28Z")) == "2026-06-01 09:14:28")
    #expect(PacificTime.text(instant("2026-03-08T10:30:00Z")) == "2026-03-08 03:30:00")
    #expect(PacificTime.text(instant("2026-11-01T09:30:00Z")) == "2026-11-01 01:30:00")
  }

  @Test func `a filter from within the hour before the clock goes back lets all of it through that comes after`() {
    let start = instant("2026-11-01T08:40:00Z")
    for minutes in stride(from: Int64(0), to: 180, by: 5) {
      let later = PacificTime.text(start + .minutes(minutes))
      #expect(PacificTime.text(from: start) <= later, "\(later)")
    }
    #expect(PacificTime.text(from: instant("2026-06-01T16:14:28Z")) == "2026-06-01 09:14:28")
  }

  @Test func `goes from month to month on the wall`() {
    #expect(PacificTime.nextMonth(after: instant("2026-10-15T00:00:00Z")) == instant("2026-11-01T07:00:00Z"))
    #expect(PacificTime.nextMonth(after: instant("2026-11-01T07:00:00Z")) == instant("2026-12-01T08:00:00Z"))
    #expect(PacificTime.nextMonth(after: instant("2027-01-01T07:59:59Z")) == instant("2027-01-01T08:00:00Z"))
  }
}
