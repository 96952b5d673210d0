import Records
import Testing

@Suite struct InstantTests {
  @Test func readsAndWritesItsOnlyForm() throws {
    let instant = try #require(Instant("2026-11-23T14:02:11Z"))
    #expect(instant.seconds == 1_795_442_531)
    #expect(instant.description == "2026-11-23T14:02:11Z")
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-11-23T14:02:11", "2026-11-23 14:02:11Z", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z",
    "2026-11-23T14:02:11+00:00", "2026-11-23T14:02:60Z", "+026-11-23T14:02:11Z",
  ])
  func refusesAnythingElse(_ text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func survivesEveryDayOfFourCenturies() throws {
    for number in stride(from: -80_000, to: 80_000, by: 7) {
      let day = Day(number: number)
      #expect(Day(day.description) == day)
      let next = Day(number: number + 1)
      #expect(next.weekday == day.weekday % 7 + 1)
    }
  }
}
