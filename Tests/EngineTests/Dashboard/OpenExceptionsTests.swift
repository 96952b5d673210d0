import Records
import Testing
import Workflows

@testable import Engine
@testable import Index

@Suite struct OpenExceptionsTests {
  private let now = Instant(seconds: 1_800_000_000)

  private func make(
    _ id: String, rule: String = "late_order", state: ShopException.State = .open,
    severity: ShopException.Severity = .today, amount: Int? = nil, currency: String = "USD", caseKey: String? = nil,
    openedHoursAgo: Int64 = 1, dueInHours: Int64? = nil, snoozedHours: Int64? = nil
  ) -> OpenException {
    OpenException(
      id: id, rule: rule, workflow: "escalations", caseKey: caseKey ?? id, state: state, severity: severity,
      amount: amount, currency: amount == nil ? nil : currency, opened: now - .hours(openedHoursAgo),
      slaDue: dueInHours.map { now + .hours($0) }, snoozedUntil: snoozedHours.map { now + .hours($0) })
  }

  @Test func standsInTheOrderOfTheLists() {
    let order = [
      make("breached", openedHoursAgo: 9, dueInHours: -1), make("near", openedHoursAgo: 9, dueInHours: 1),
      make("rich", amount: 900), make("poor", amount: 10), make("debt-old", amount: -5, openedHoursAgo: 7),
      make("older", openedHoursAgo: 3), make("a"), make("b"), make("taken", state: .acknowledged, amount: 10_000),
      make("watched", severity: .watch, amount: 10_000),
      make("asleep", severity: .urgent, dueInHours: -2, snoozedHours: 2),
    ]
    #expect(OpenExceptions(order.reversed(), now: now).sorted.map(\.id) == order.map(\.id))
    #expect(OpenExceptions(order, now: now).needing.map(\.id) == order.prefix(8).map(\.id))
    #expect(OpenExceptions(order, now: now + .hours(3)).needing.first?.id == "breached")
    #expect(OpenExceptions(order, now: now + .hours(3)).needing.map(\.id).contains("asleep"))
  }

  @Test func countsACaseOnceInEachCurrency() {
    let some = [
      make("1", amount: 500, caseKey: "order:shop:7"), make("2", amount: 900, caseKey: "order:shop:7"),
      make("3", amount: 700, caseKey: "order:shop:7"), make("4", amount: 40, currency: "EUR", caseKey: "order:shop:7"),
      make("5", amount: 60, currency: "EUR", caseKey: "order:shop:7"), make("6", amount: -30), make("7"),
      make("8", amount: .max, caseKey: "a"), make("9", amount: .max, caseKey: "b"),
    ]
    #expect(OpenExceptions.sums(some.prefix(7)) == ["USD": 900, "EUR": 60])
    #expect(Stake.of(some.prefix(7)).count == 3)
    #expect(OpenExceptions.sums(some)["USD"] == bounded(.max, plus: .max))
  }

  @Test func tellsWhatTimeAloneChanged() {
    let some = [
      make("due", dueInHours: -1), make("due long ago", dueInHours: -30),
      make("warned", openedHoursAgo: 9, dueInHours: 2), make("later", dueInHours: 40),
      make("awake", snoozedHours: -2), make("asleep", snoozedHours: 2),
    ]
    #expect(OpenExceptions(some, now: now).turned(after: now - .hours(3)) == ["due", "warned", "awake"])
    #expect(OpenExceptions(some, now: now).turned(after: now).isEmpty)
  }

  @Test func findsThoseOfRules() {
    let some = [
      make("young", severity: .urgent), make("old", openedHoursAgo: 5), make("watched", severity: .watch),
      make("other", rule: "held_order"), make("taken", state: .acknowledged), make("asleep", snoozedHours: 2),
    ]
    let open = OpenExceptions(some, now: now)
    #expect(open.awake(ofRules: ["late_order"]).map(\.id) == ["young", "old", "watched"])
    #expect(open.of(workflow: "escalations").count == 6)
    #expect(open.of(workflow: "vip-orders").isEmpty)
    #expect(open.of(workflow: nil).count == 6)
  }
}
