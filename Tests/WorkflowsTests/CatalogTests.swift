import Records
import Testing

@testable import Workflows

@Suite struct CatalogTests {
  @Test func knowsEveryFactThatBuiltInRulesName() {
    for rule in BuiltInRules.all(RuleThresholds()) {
      #expect(FactCatalog.problems(of: rule.when, kind: rule.kind).isEmpty, "\(rule.id)")
      for template in [rule.title] + rule.why.map(\.text) {
        #expect(FactCatalog.unknownFields(inTemplate: template, kind: rule.kind).isEmpty, "\(rule.id): \(template)")
      }
      if let began = rule.began { #expect(FactCatalog.fact(began, of: rule.kind)?.type == .instant, "\(rule.id)") }
      if let amount = rule.amount { #expect(FactCatalog.fact(amount, of: rule.kind)?.type == .money, "\(rule.id)") }
      #expect(BuiltInRules.workflows.contains(rule.workflow))
      #expect(!rule.nextSteps.isEmpty && !rule.why.isEmpty, "\(rule.id)")
      // What time alone can make true is concluded from absence.
      let isTimed = rule.when.evaluate([:], now: at("2026-01-01T00:00:00Z")).checks.contains {
        ["older_than", "due_within"].contains($0.comparison.word)
      }
      if rule.type == .condition, isTimed, rule.kind != .stream { #expect(rule.basis == .absence, "\(rule.id)") }
    }
    #expect(Set(BuiltInRules.ids).count == BuiltInRules.ids.count)
  }

  @Test func offersNoPrivateFieldAndNoNameTwice() {
    for kind in SubjectKind.all {
      let names = FactCatalog.facts(of: kind).map(\.name)
      #expect(Set(names).count == names.count, "\(kind)")
      #expect(
        Set(names).isDisjoint(with: ["name", "email", "phone", "address", "note", "subject", "memo", "tracking"])
          || kind == .stream)
      #expect(SubjectKind(kind.description) == kind)
    }
    #expect(SubjectKind("campaign") == nil)
  }

  @Test func saysWhatIsWrongWithACondition() {
    let kind = SubjectKind.record(.order)
    func problems(_ field: String, _ comparison: Comparison) -> [FactProblem] {
      FactCatalog.problems(of: .all([.not(.test(field: field, comparison))]), kind: kind)
    }
    #expect(problems("fulfilment", .exists(true)) == [.unknownField("fulfilment", nearest: ["fulfillment"])])
    #expect(
      problems("net", .atLeast(.number(5))) == [.wrongType(field: "net", expected: .money, found: "a whole number")])
    #expect(
      problems("net", .olderThan(.days(1))) == [.wrongOperator(field: "net", type: .money, operator: "older_than")])
    #expect(problems("tags", .contains("b2b")).isEmpty)
    #expect(
      problems("payment", .above(.text("a"))) == [.wrongOperator(field: "payment", type: .text, operator: "above")])
    #expect(problems("email", .exists(true)).count == 1)
  }

  @Test func runsATeamsOwnRule() throws {
    var settings = shop()
    settings.customRules = [
      Rule(
        id: "big_b2b", workflow: "vip-orders", kind: .record(.order), type: .event,
        when: .all([
          .test(field: "tags", .contains("b2b")), .test(field: "net", .atLeast(.money(500_000))),
          .test(field: "placed", .newerThan(.days(2))),
        ]), amount: "net", role: .sales, title: "Large B2B order {number}", isCustom: true)
    ]
    var life = Life(settings)
    let order = record(
      .order, "1",
      ["number": "9", "placed": "2026-10-13T14:00:00Z", "net": 600_000, "tags": ["b2b"], "fulfillment": "fulfilled"])
    let plan = life.run(order, "2026-10-14T00:00:00Z")
    let exception = try #require(plan.opened.first)
    #expect(exception.title == "Large B2B order 9")
    #expect(exception.since == at("2026-10-13T14:00:00Z"))
    #expect(plan.opened.count == 1)
  }

  @Test func comparesInPlainWords() throws {
    let words = FactWords(shop())
    let check = try #require(
      Condition.test(field: "net", .atLeast(.money(100_000))).evaluate(
        ["net": .money(7_718_360)], now: at("2026-01-01T00:00:00Z")
      ).checks.first)
    #expect(words.sentence(check) == "net 77,183.60 is at least 1,000.00: yes")
    #expect(words.short(.instant(at("2026-11-19T04:59:59Z"))) == "Nov 18")
    #expect(words.long(.instant(at("2026-11-19T05:00:00Z"))) == "2026-11-19 00:00")
    #expect(words.amount(-123) == "-1.23")
    #expect(words.amount(-100_000_000) == "-1,000,000.00")
    #expect(FactWords(zone: .utc, currency: "JPY").amount(1_234_567) == "1,234,567")
    #expect(words.length(.hours(36)) == "36 hours")
    #expect(words.length(.days(1)) == "1 day")
    #expect(Template.fill("{a} and {b} {", ["a": .number(1200)], words) == "1,200 and ? {")
  }
}
