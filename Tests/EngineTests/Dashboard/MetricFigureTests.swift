import Index
import Records
import Site
import Testing
import Workflows

@testable import Engine

/// The worked examples of docs/metrics.md.
@Suite struct MetricFigureTests {
  /// The context of a shop's newest state.
  func figures<Result>(
    _ shop: borrowing SmallShop, at now: Instant, _ body: (DashboardContext) throws -> Result
  ) throws -> Result {
    let session = try Session(shop.workspace, shop.setting(at: now), recovers: false)
    let head = try #require(try session.ledger.head())
    return try session.index.read { try body(DashboardContext(session, $0, head: head)) }
  }

  func tile(_ label: String, _ context: DashboardContext) throws -> Tile {
    let maker = TileMaker(
      context: context, leads: LeadFigures(context), touched: try TouchedFigures(context))
    return try #require(try maker.overview().first { $0.label == label })
  }

  @Test func countsRevenueTouchedOncePerOrder() async throws {
    let shop = try SmallShop()
    try shop.orders(
      "2026-11-02",
      [
        "1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry",
        "1002,2026-11-02 09:30:00,4500.00,bo@example.com,Bo Clay",
      ])
    _ = try await shop.tend(at: SmallShop.start).run()
    let id = try #require(try shop.exceptions().first { $0.title.contains("1001") }).id
    let later = SmallShop.start + .hours(1)
    _ = try shop.tend(at: later).edit(id, .note("called them"), by: "maya")
    _ = try shop.tend(at: later).edit(id, .acknowledge, by: "maya")
    try figures(shop, at: later) { context throws in
      let tile = try tile("Revenue touched", context)
      #expect(tile.figure == .money([Amount(150_000, "USD")]))
      #expect(tile.note == "25.0 % of net sales; not caused by Tend")
    }
  }

  @Test func countsStaleAndRecoveredLeads() async throws {
    let shop = try SmallShop()
    let stale = [
      "L1,2026-10-01 09:00:00,Proposal,open,2026-10-05 09:00:00,900.00",
      "L2,2026-10-01 09:00:00,Proposal,open,2026-10-05 09:00:00,800.00",
      "L3,2026-10-01 09:00:00,Proposal,open,2026-10-05 09:00:00,700.00",
      "L4,2026-10-01 09:00:00,Proposal,open,2026-10-05 09:00:00,600.00",
    ]
    try shop.leads("2026-11-02", stale)
    _ = try await shop.tend(at: SmallShop.start).run()
    try figures(shop, at: SmallShop.start) { context throws in
      #expect(try tile("Stale leads now", context).figure == .count(4))
      #expect(try tile("Recovered leads", context).figure == .count(0))
    }
    // Contacted, won, lost, and left as it was.
    try shop.leads(
      "2026-11-03",
      [
        "L1,2026-10-01 09:00:00,Proposal,open,2026-11-03 09:00:00,900.00",
        "L2,2026-10-01 09:00:00,Proposal,won,2026-10-05 09:00:00,800.00",
        "L3,2026-10-01 09:00:00,Proposal,lost,2026-10-05 09:00:00,700.00", stale[3],
      ])
    let next = SmallShop.start + .days(1)
    _ = try await shop.tend(at: next).run()
    try figures(shop, at: next) { context throws in
      #expect(try tile("Stale leads now", context).figure == .count(1))
      #expect(try tile("Recovered leads", context).figure == .count(2))
      #expect(try LeadFigures(context).trend().current == nil)
    }
  }

  @Test func showsTheTrendOfALargeEnoughCohort() async throws {
    let shop = try SmallShop()
    func lead(_ number: Int, contact: String) -> String {
      "L\(number),2026-10-01 09:00:00,Proposal,open,\(contact),100.00"
    }
    try shop.leads("2026-11-02", (1...5).map { lead($0, contact: "2026-10-05 09:00:00") })
    _ = try await shop.tend(at: SmallShop.start).run()
    try shop.leads(
      "2026-11-04",
      (1...5).map { lead($0, contact: $0 <= 2 ? "2026-11-04 09:00:00" : "2026-10-05 09:00:00") })
    _ = try await shop.tend(at: SmallShop.start + .days(2)).run()
    let now = SmallShop.start + .days(10)
    _ = try await shop.tend(at: now).run()
    try figures(shop, at: now) { context throws in
      let cohort = try #require(try LeadFigures(context).trend().current)
      #expect(cohort.base == 5)
      #expect(cohort.recoveredByDay == [0, 2, 2, 2, 2, 2, 2])
    }
  }

  @Test func saysWhenNobodyAnswered() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,15.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    try figures(shop, at: SmallShop.start) { context throws in
      #expect(
        try tile("Median response time", context).figure == .unknown("no escalation was answered in these days"))
    }
  }
}

extension MetricFigureTests {
  @Test func countsAnOrderOnceAtStake() async throws {
    let shop = try SmallShop()
    // The third order is large too: two exceptions about one order.
    try shop.orders(
      "2026-11-02",
      [
        "1001,2026-10-30 09:00:00,50.00,ann@example.com,Ann Berry",
        "1002,2026-10-31 09:00:00,50.00,ann@example.com,Ann Berry",
        "1003,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry",
      ])
    _ = try await shop.tend(at: SmallShop.start).run()
    try figures(shop, at: SmallShop.start) { context throws in
      let about = try shop.exceptions().filter { $0.caseKey == "order:shop:1003" }
      #expect(about.count == 2)
      let stakes = Stake.of(context.open.sorted).filter { $0.caseKey == "order:shop:1003" }
      #expect(stakes.map(\.amount) == [150_000])
    }
  }

  @Test func countsAVIPOrderOnce() async throws {
    let shop = try SmallShop()
    try shop.orders(
      "2026-11-02",
      [
        "1001,2026-10-30 09:00:00,50.00,ann@example.com,Ann Berry",
        "1002,2026-10-31 09:00:00,50.00,ann@example.com,Ann Berry",
        "1003,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry",
      ])
    _ = try await shop.tend(at: SmallShop.start).run()
    try figures(shop, at: SmallShop.start) { context throws in
      #expect(try tile("VIP orders flagged", context).figure == .count(1))
    }
  }

  @Test func countsFollowUpsThatWerePlanned() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    try figures(shop, at: SmallShop.start) { context throws in
      let tile = try tile("Follow-ups created", context)
      #expect(tile.figure == .count(1))
      #expect(tile.note == "in preview: shown here, sent to nobody")
    }
    try figures(shop, at: SmallShop.start + .days(15)) { context throws in
      #expect(try tile("Follow-ups created", context).figure == .count(0))
    }
  }
}
