import Records
import Testing
import Workflows

@testable import Engine

@Suite struct DashboardWordsTests {
  private let words = DashboardWords(
    settings: WorkflowSettings(owners: [Owner(id: "maya")]),
    asOf: Instant("2026-11-23T14:00:00Z") ?? Instant(seconds: 0))

  @Test(arguments: [
    ("Marta Rossi", "Ma••• R•••"), ("Ann Berry", "A••• B•••"), ("Jo", "J•••"), ("", ""), ("  ", ""),
    ("Hanna Y. - Larch GmbH", "Ha••• Y••• L•••"), ("松本 花子", "松••• 花•••"),
  ])
  func masksNames(name: String, masked: String) { #expect(MaskedName.of(name) == masked) }

  @Test func neverShowsHalfOfAName() {
    for name in ["Alexander", "Ng", "Li Wu", "Maximilian von und zu Hohenstein"] {
      let shown = MaskedName.of(name).filter { $0 != "•" && $0 != " " }
      #expect(shown.count <= max(1, name.count / 2))
    }
  }

  @Test func saysThresholdsWithCurrencyAndNegation() {
    #expect(words.threshold(.atLeast(.money(100_000)), negated: false) == "is at least $1,000")
    #expect(words.threshold(.oneOf([.text("pos"), .text("test")]), negated: true) == "is not pos or test")
    #expect(words.threshold(.olderThan(Span(seconds: 0)), negated: true) == "has not come")
    #expect(words.threshold(.exists(false), negated: false) == "is not there")
    #expect(words.threshold(.exists(false), negated: true) == "is there")
  }

  @Test func saysRangesOfDays() throws {
    func day(_ text: String) throws -> Day { try #require(Day(text)) }
    #expect(words.days(try day("2026-11-16")...day("2026-11-22")) == "Nov 16 to 22")
    #expect(words.days(try day("2026-11-30")...day("2026-12-06")) == "Nov 30 to Dec 6")
    #expect(words.days(try day("2025-12-29")...day("2026-01-04")) == "Dec 29, 2025 to Jan 4")
  }

  @Test func showsOnlyTheWaysThatMatched() {
    let condition = Condition.all([
      .test(field: "state", .equals(.text("open"))),
      .any([.test(field: "contact_due", .olderThan(Span(seconds: 0))), .test(field: "close_due", .exists(true))]),
      .not(.all([.test(field: "next", .exists(true)), .test(field: "next", .dueWithin(.days(7)))])),
    ])
    let now = Instant(seconds: 1_000_000)
    let table = ConditionTable(
      words: words, facts: ["state": .text("open"), "contact_due": .instant(Instant(seconds: 1))], now: now)
    let rows = table.rows(condition)
    #expect(rows.map(\.field) == ["State", "Contact due", "Next"])
    #expect(rows.allSatisfy { $0.met == true })
    #expect(rows[2].value == "none")
  }

  @Test func hasASentenceForEveryRule() {
    for rule in BuiltInRules.all(RuleThresholds()) {
      #expect(!RuleWords.sentence(rule, basedOn: nil).contains("a rule of your own"), "\(rule.id)")
    }
  }
}
