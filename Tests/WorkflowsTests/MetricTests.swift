import Records
import Testing

@testable import Workflows

@Suite struct MetricTests {
  let from = at("2026-10-01T00:00:00Z")
  let to = at("2026-11-01T00:00:00Z")

  @Test func tellsRecoveredCustomersFromThoseWhoReturnedByThemselves() {
    func spell(_ person: String, _ placed: String?) -> QuietSpell {
      QuietSpell(
        person: person, began: at("2026-09-01T00:00:00Z"),
        order: placed.map { QuietSpell.ReturningOrder(placed: at($0), net: 1000) })
    }
    let acts = [
      HumanAct(subject: "a", at: at("2026-10-02T00:00:00Z")), HumanAct(subject: "b", at: at("2026-10-02T00:00:00Z")),
      HumanAct(subject: "c", at: at("2026-08-30T00:00:00Z")), HumanAct(subject: "d", at: at("2026-10-11T00:00:00Z")),
    ]
    let result = CustomerRecovery.count(
      [
        spell("a", "2026-10-16T00:00:00Z"), spell("b", "2026-10-16T00:00:01Z"), spell("c", "2026-10-03T00:00:00Z"),
        spell("d", "2026-10-10T00:00:00Z"), spell("e", nil), spell("f", "2026-11-01T00:00:00Z"),
        spell("g", "2026-09-20T00:00:00Z"),
      ], acts: acts, from: from, to: to)
    #expect(result.recovered == 1 && result.recoveredNet == 1000)
    #expect(result.returnedByThemselves == 3 && result.returnedNet == 3000)
    #expect(result.stillQuiet == 2)
  }

  @Test func countsLeadsThatMovedAfterAHumanAct() {
    let acts = [HumanAct(subject: "a", at: from), HumanAct(subject: "b", at: from), HumanAct(subject: "c", at: from)]
    let moves = [
      LeadMove(lead: "a", kind: .won, at: from + .days(7)),
      LeadMove(lead: "a", kind: .stageForward, at: from + .days(2)),
      LeadMove(lead: "b", kind: .customerReply, at: from + .days(7) + Span(seconds: 1)),
      LeadMove(lead: "c", kind: .datePushed, at: from + .days(1)),
      LeadMove(lead: "c", kind: .lost, at: from + .days(1)),
      LeadMove(lead: "d", kind: .won, at: from + .days(1)),
    ]
    let recovered = LeadRecovery.recovered(moves, acts: acts, from: from, to: to)
    #expect(recovered.map(\.lead) == ["a"])
    #expect(recovered.map(\.at) == [from + .days(2)])
  }

  @Test func drawsTheTrendOnlyFromCohortsOldEnough() {
    let points = RecoveryTrend.points(
      [(from, from + .days(2)), (from, nil), (from + .days(5), from + .days(6))], now: from + .days(7))
    #expect(points.map(\.of) == [3, 3, 2, 2, 2, 2, 2])
    #expect(points.map(\.recovered) == [1, 2, 1, 1, 1, 1, 1])
  }

  @Test func countsAnOrderAtRiskOnce() {
    let risk = RefundRisk.of([
      .init(order: "o1", received: 5000, refunded: 1000),
      .init(order: "o1", received: 5000, refunded: 1000, lines: 500),
      .init(order: "o2", received: 5000, refunded: 0, lines: 1200), .init(order: "o3", received: 100, refunded: 900),
      .init(order: nil, received: 0, refunded: 0), .init(order: "o4", received: .max, refunded: .min),
    ])
    #expect(risk.orders == 4 && risk.withoutOrder == 1)
    #expect(risk.amount == (1 << 53) - 1)
    #expect(RefundRisk.of([.init(order: "o1", received: 5000, refunded: 1000)]).amount == 4000)
  }

  @Test func sharesRevenueTouchedByDistinctOrders() {
    let touches =
      ["o1", "o1", "o2"].map { RevenueTouched.Touch(order: $0, net: 2500, at: from) }
      + [.init(order: "o3", net: 9, at: to)]
    let result = RevenueTouched.of(touches, netSales: 40_000, from: from, to: to)
    #expect(result.amount == 5000 && result.orders == 2 && result.perMille == 125)
    #expect(RevenueTouched.of(touches, netSales: 0, from: from, to: to).perMille == nil)
  }

  @Test func countsTheFirstOrderAfterAnOutreach() {
    let orders = [
      "a": person(["2026-09-01T00:00:00Z", "2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z"], net: 700).orders
    ]
    let sent = [
      HumanAct(subject: "a", at: at("2026-10-01T00:00:00Z")), HumanAct(subject: "a", at: at("2026-10-02T00:00:00Z")),
    ]
    let result = RevenueInfluenced.of(sent, orders: orders, from: from, to: to)
    #expect(result.amount == 700 && result.orders == 1)
    let early = [HumanAct(subject: "a", at: at("2026-09-20T23:59:59Z"))]
    #expect(RevenueInfluenced.of(early, orders: orders, from: from, to: to).orders == 0)
  }

  @Test func measuresAnswersInTheOwnersHours() {
    let settings = shop()
    func answered(_ text: String, by: String = "sam") -> ShopException {
      // Opened on Friday at 16:00 in New York.
      var exception = ShopException(
        id: "EX-1", rule: "r", workflow: "w", subject: "s", episode: 1, severity: .today, owner: "sam", title: "t",
        opened: at("2026-10-16T20:00:00Z"))
      exception.timeline = [TimelineEntry(at: at(text), event: .acknowledged, by: by, run: nil)]
      return exception
    }
    let result = ResponseTime.of(
      [
        answered("2026-10-16T20:30:00Z"), answered("2026-10-19T14:00:00Z"),
        answered("2026-10-19T15:00:00Z", by: "tend"),
      ],
      settings: settings)
    #expect(result?.count == 2)
    #expect(result?.median == .minutes(30))
    #expect(result?.ninetieth == .hours(2))
    #expect(ResponseTime.of([], settings: settings) == nil)
  }
}
