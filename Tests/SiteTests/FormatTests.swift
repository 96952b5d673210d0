import Records
import Testing

@testable import Site

@Suite struct FormatTests {
  @Test(arguments: [
    (Amount(624_000, "USD"), "$6,240"), (Amount(120_450, "GBP"), "£1,204.50"),
    (Amount(120_450, "CHF"), "CHF\u{A0}1,204.50"), (Amount(6_240, "JPY"), "¥6,240"), (Amount(-1_205, "EUR"), "−€12.05"),
    (Amount(1_005, "KWD"), "KWD\u{A0}1.005"), (Amount(0, "USD"), "$0"), (Amount(5, "USD"), "$0.05"),
    (Amount(100_000_000_000, "USD"), "$1,000,000,000"), (Amount(Int.min, "JPY"), "−¥9,223,372,036,854,775,808"),
  ])
  func writesAmountsAsPeopleDo(amount: Amount, text: String) {
    #expect(amount.text == text)
  }

  @Test func roundsHeadlinesFromAHundredUnitsUp() {
    #expect(Amount(120_450, "USD").headline == "$1,205")
    #expect(Amount(9_950, "USD").headline == "$99.50")
    #expect(Amount(10_049, "USD").headline == "$100")
    #expect(Amount(1_234, "JPY").headline == "¥1,234")
  }

  @Test func joinsCurrenciesAndLeavesOutZeros() {
    #expect(stakeText([Amount(624_000, "USD"), Amount(12_000, "EUR"), Amount(0, "GBP")]) == "$6,240 and €120")
    #expect(stakeText([Amount(0, "GBP")]) == nil)
  }

  @Test func saysTimesInTheShopsZone() {
    let times = TimeText(zone: SampleSite.newYork, asOf: SampleSite.now)
    #expect(times.short(SampleSite.now) == "Nov 23, 09:00")
    #expect(times.weekday(SampleSite.now) == "Mon 09:00")
    #expect(times.heading(SampleSite.now) == "Monday, Nov 23")
    #expect(times.full(SampleSite.now) == "Mon Nov 23, 2026, 09:00:00 America/New_York")
    #expect(times.short(SampleSite.moment("2026-07-01T02:05:00Z")) == "Jun 30, 22:05")
    #expect(times.short(SampleSite.moment("2025-12-31T12:00:00Z")) == "Dec 31, 2025, 07:00")
  }

  @Test(arguments: [
    (0, "0 s"), (59, "59 s"), (90, "1 min 30 s"), (720, "12 min"), (12_000, "3 h 20 min"), (86_400, "1 day"),
    (187_200, "2 days 4 h"), (-60, "−1 min"),
  ])
  func saysSpansInTwoUnits(seconds: Int, text: String) {
    #expect(spanText(Span(seconds: Int64(seconds))) == text.replacing(" ", with: "\u{A0}", after: "0123456789"))
  }

  @Test func keepsAccentsReadableInBothThemes() throws {
    for hex in ["#ffff00", "#000000", "#ffffff", "#2f6f5e", "#FF0000", "#7f7f7f"] {
      let accent = try #require(Accent(hex))
      #expect(accent.readable(on: .lightGround).contrast(with: .lightGround) >= 4.5)
      #expect(accent.readable(on: .darkGround).contrast(with: .darkGround) >= 4.5)
    }
    #expect(Accent("#2f6f5e")?.readable(on: .lightGround).hex == "#2f6f5e")
    for text in ["red", "#fff", "#12345g", "#123456;}body{", "#+12345", ""] { #expect(Accent(text) == nil) }
  }

  @Test func agreesWithPublishedContrasts() throws {
    let (white, black, grey) = (try #require(Accent("#ffffff")), try #require(Accent("#000000")), Accent("#767676"))
    #expect(abs(white.contrast(with: black) - 21) < 0.01)
    #expect(abs((grey?.contrast(with: white) ?? 0) - 4.54) < 0.01)
  }
}

extension String {
  /// Replaces the spaces that follow one of `leaders`.
  fileprivate func replacing(_ space: Character, with other: Character, after leaders: String) -> String {
    var result = ""
    for character in self {
      result.append(character == space && (result.last.map(leaders.contains) ?? false) ? other : character)
    }
    return result
  }
}
