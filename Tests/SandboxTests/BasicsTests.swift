import Records
import Testing

@testable import Sandbox

@Suite struct BasicsTests {
  @Test func drawsThePublishedSplitMixSequence() {
    var random = SplitMix(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
  }

  @Test func staysWithinTheRangeAsked() {
    var random = SplitMix(seed: 7)
    let drawn = (0..<2000).map { _ in random.within(-3...4) }
    #expect(Set(drawn) == Set(-3...4))
  }

  @Test func quotesOnlyWhatNeedsIt() {
    var text = CSVText(byteOrderMark: true)
    text.row(["plain", "a,b", "say \"x\"", "two\nlines", ""])
    #expect(String(decoding: text.bytes, as: UTF8.self) == "\u{FEFF}plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n")
  }

  @Test(arguments: [
    (5, "0.05", "0.05"), (125_000, "1250.00", "1,250.00"), (-42_081, "-420.81", "(420.81)"),
    (123_456_789, "1234567.89", "1,234,567.89"), (99_900, "999.00", "999.00"),
  ])
  func writesMoneyInBothForms(_ cents: Int, _ plain: String, _ grouped: String) {
    #expect(plainMoney(cents) == plain)
    #expect(groupedMoney(cents) == grouped)
  }

  @Test func followsTheClockChangeOfNovember() throws {
    let before = try #require(Instant("2026-11-01T05:30:00Z"))
    #expect(ShopTime.withOffset(before) == "2026-11-01 01:30:00 -0400")
    #expect(ShopTime.withOffset(before + .hours(1)) == "2026-11-01 01:30:00 -0500")
    #expect(ShopTime.american(before + .hours(12)) == "11/1/2026 12:30:00 PM")
    #expect(ShopTime.american(before - .hours(1)) == "11/1/2026 12:30:00 AM")
    #expect(ShopTime.utc(before) == "2026-11-01 05:30:00")
  }

  @Test func followsTheClockChangeOfMarch() throws {
    let before = try #require(Instant("2026-03-08T06:59:59Z"))
    #expect(ShopTime.withOffset(before) == "2026-03-08 01:59:59 -0500")
    #expect(ShopTime.withOffset(before + Span(seconds: 1)) == "2026-03-08 03:00:00 -0400")
  }

  @Test func countsBusinessTimeOverAWeekend() throws {
    let friday = try #require(Day("2026-10-16"))
    let start = ShopTime.at(friday, 16)
    #expect(ShopTime.businessTime(after: start, seconds: 1800) == ShopTime.at(friday, 16, 30))
    #expect(ShopTime.businessTime(after: start, seconds: 3 * 3600) == ShopTime.at(friday + 3, 11))
    #expect(ShopTime.businessTime(after: ShopTime.at(friday + 1, 12), seconds: 0) == ShopTime.at(friday + 3, 9))
  }

  @Test func tellsTheStateAtAnyMoment() {
    var line = Timeline(start: Instant(seconds: 10), "a")
    line.change(at: Instant(seconds: 30)) { $0 += "c" }
    line.change(at: Instant(seconds: 20)) { $0 += "b" }
    line.change(at: Instant(seconds: 20)) { $0 += "B" }
    #expect(line.state(at: Instant(seconds: 9)) == nil)
    #expect(line.state(at: Instant(seconds: 20)) == "abB")
    #expect(line.state(at: Instant(seconds: 99)) == "abBc")
    #expect(line.touched(after: Instant(seconds: 20), upTo: Instant(seconds: 30)))
    #expect(!line.touched(after: Instant(seconds: 30), upTo: Instant(seconds: 99)))
    #expect(line.touched(after: Instant(seconds: 9), upTo: Instant(seconds: 10)))
  }
}
