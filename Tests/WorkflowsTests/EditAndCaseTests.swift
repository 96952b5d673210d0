import Records
import Testing

@testable import Workflows

@Suite struct EditAndCaseTests {
  let settings = shop()
  let now = at("2026-10-14T12:00:00Z")

  private func exception(
    _ id: String, rule: String = "late_order", caseKey: String? = nil, amount: Int? = 1000,
    severity: ShopException.Severity = .today, owner: String = "maya"
  ) -> ShopException {
    var exception = ShopException(
      id: "EX-\(id)", rule: rule, workflow: "escalations", subject: "shop:order:\(id)", episode: 1, severity: severity,
      owner: owner, title: "t", opened: at("2026-10-13T12:00:00Z"))
    exception.caseKey = caseKey ?? "order:shop:\(id)"
    exception.amount = amount
    exception.currency = amount.map { _ in "USD" }
    return exception
  }

  private func edit(_ edit: HandEdit, _ exception: ShopException, by: String = "sam") throws(Diagnostic)
    -> ShopException
  {
    try edit.apply(to: exception, by: by, at: now, type: .condition, settings: settings)
  }

  private func code(_ edit: HandEdit, _ exception: ShopException, by: String = "sam") -> String? {
    do {
      _ = try self.edit(edit, exception, by: by)
      return nil
    } catch { return error.code }
  }

  @Test func writesWhoDidWhatAndWhen() throws {
    let open = exception("1")
    let acknowledged = try edit(.acknowledge, open)
    #expect(acknowledged.state == .acknowledged)
    #expect(acknowledged.timeline == [TimelineEntry(at: now, event: .acknowledged, by: "sam", run: nil)])
    #expect(acknowledged.updated == now)
    let assigned = try edit(.assign(to: "lee"), open)
    #expect(assigned.owner == "lee")
    #expect(assigned.timeline.last?.detail == ["from": "maya", "to": "lee"])
    let snoozed = try edit(.snooze(until: now + .days(1)), open)
    #expect(!snoozed.needsAttention(at: now) && snoozed.isSnoozed(at: now))
    #expect(snoozed.needsAttention(at: now + .days(1)))
    let noted = try edit(.note(hash: "n.0AF"), open)
    #expect(noted.timeline.last?.detail == ["hash": "n.0AF"])
    let resolved = try edit(.resolve(.wontDo), open)
    #expect(resolved.state == .resolved && resolved.resolved == now && resolved.resolution == "wont-do")
    for edited in [acknowledged, assigned, snoozed, noted, resolved] {
      #expect(try ShopException(json: edited.json, location: "x") == edited)
    }
  }

  @Test func refusesWhatMakesNoSense() throws {
    let open = exception("1")
    let resolved = try edit(.resolve(.handled), open)
    #expect(code(.acknowledge, resolved) == "exception.resolved")
    #expect(code(.resolve(.handled), resolved) == "exception.resolved")
    #expect(code(.note(hash: "a"), resolved) == nil)
    #expect(code(.acknowledge, try edit(.acknowledge, open)) == "exception.acknowledged")
    #expect(code(.acknowledge, open, by: "eve") == "exception.unknown-owner")
    #expect(code(.assign(to: "eve"), open) == "exception.unknown-owner")
    #expect(code(.assign(to: "maya"), open) == "exception.same-owner")
    #expect(code(.snooze(until: now), open) == "exception.snooze-past")
    #expect(code(.note(hash: "call Jane at 555-0101"), open) == "exception.bad-note")
  }

  @Test func knowsWhenAnOwnerLetTheTimePass() {
    var late = exception("1")
    late.slaDue = at("2026-10-13T20:00:00Z")
    #expect(!late.isPastSLA(at: at("2026-10-13T20:00:00Z")) && late.isPastSLA(at: now))
    #expect(late.slaWarning == at("2026-10-13T18:00:00Z"))
    late.resolved = at("2026-10-13T15:00:00Z")
    #expect(!late.isPastSLA(at: now))
  }

  @Test func putsOneOrderIntoOneCaseAndCountsItsMoneyOnce() {
    let cases = CaseGrouping.cases([
      CaseMember(exception("1", amount: 1000)),
      CaseMember(
        exception("2", rule: "vip_ticket", caseKey: "order:shop:1", amount: 4000, severity: .urgent, owner: "sam")),
      CaseMember(exception("3", rule: "stale_lead", caseKey: "person:e.a", amount: nil)),
    ])
    #expect(cases.map(\.key) == ["order:shop:1", "person:e.a"])
    #expect(cases[0].exceptions == ["EX-2", "EX-1"])
    #expect(cases[0].owner == "sam")
    #expect(cases[0].amounts == ["USD": 4000])
    #expect(cases[1].amounts.isEmpty)
  }

  @Test func seesOneCauseBehindFiveLateOrders() {
    func late(_ numbers: ClosedRange<Int>, sku: String) -> [CaseMember] {
      numbers.map { CaseMember(exception("\($0)"), skus: [sku]) }
    }
    #expect(CaseGrouping.cases(late(1...4, sku: "A")).count == 4)
    let five = CaseGrouping.cases(late(1...5, sku: "A") + late(6...7, sku: "B"))
    #expect(five.map(\.key) == ["order:shop:6", "order:shop:7", "sku:A"])
    #expect(five.last?.amounts == ["USD": 5000])
    #expect(CaseGrouping.cases((1...15).map { CaseMember(exception("\($0)")) }).map(\.key) == ["rule:late_order"])
    let mixed = late(1...6, sku: "A") + [CaseMember(exception("9", rule: "dispute_open", caseKey: "order:shop:2"))]
    #expect(CaseGrouping.cases(mixed).map(\.exceptions.count) == [7])
    #expect(CaseGrouping.cases(mixed) == CaseGrouping.cases(mixed.reversed()))
  }
}
