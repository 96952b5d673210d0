import Records
import ShopFiles
import Testing
import Workflows

@testable import Engine

/// What `tend.yml` says changes from one run to the next.
@Suite struct ChangedRuleTests {
  private static let header = "Id,Placed,Currency,Net,Email,Name\n"

  private func configure(_ play: Play, _ rules: String, mode: String = "append") throws {
    try play.write(SessionConfiguration.orders(mode: mode, more: "baseline: none\nrules:\n\(rules)"), to: "tend.yml")
  }

  @Test func looksAtEverybodyAgainWhenAThresholdBehindAFactChanges() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append", more: "baseline: none\n"))
    try play.write(
      Self.header + "1,2026-10-01 09:00:00,USD,50.00,a@example.org,Ann\n", to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    #expect(try play.exceptions().filter { $0.rule == "inactive_customer" }.isEmpty)
    try configure(play, "  inactive_customer: {few_orders: 5d}\n")
    let report = try await play.run(Play.start + .hours(1))
    #expect(report.receipt.opened.count == 1)
    #expect(try play.exceptions().map(\.rule) == ["inactive_customer"])
    // The wakes are those of an index made anew.
    let kept = try play.dump()
    _ = try play.tend(Play.start + .hours(1)).rebuild()
    #expect(try Set(kept) == Set(play.dump()))
  }

  @Test func goesOnWithARuleThatWasTakenAwayAndCameBack() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append", more: "baseline: none\n"))
    try configure(play, "  inactive_customer: {few_orders: 5d}\n")
    try play.write(
      Self.header + "1,2026-10-01 09:00:00,USD,50.00,a@example.org,Ann\n", to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    let id = try #require(try play.exceptions([.open]).first?.id)
    try configure(play, "  inactive_customer: {few_orders: 5d, enabled: false}\n")
    try await play.run(Play.start + .hours(1))
    #expect(try play.exceptions([.resolved]).map(\.resolution) == ["rule-removed"])
    try configure(play, "  inactive_customer: {few_orders: 5d}\n")
    let report = try await play.run(Play.start + .hours(2))
    #expect(report.receipt.reopened == [id])
    #expect(report.receipt.suppressedCounts == [:])
  }

  @Test func writesEveryThresholdOfARuleIntoWhatItDecidesBy() throws {
    let loader = ZoneLoader()
    func rule(_ id: String, _ keys: String) throws -> String {
      let text = SessionConfiguration.orders(more: keys.isEmpty ? "" : "rules:\n  \(id): {\(keys)}\n")
      let settings = try Configuration.read(Array(text.utf8), path: "tend.yml", zones: loader).workflows
      let rule = try #require(BuiltInRules.make(settings).first { $0.id == id })
      return rule.written(in: settings)
    }
    /// Another value than any default.
    func other(_ key: KeyShape) -> String {
      switch key.name {
      case "counts": "[4, 11]"
      case "express_tags", "new_stages": "[something-else]"
      case "cut_off": "\"11:30\""
      case let name
      where name.hasSuffix("_days") || ["hours", "vip_hours", "count", "factor"].contains(name): "9"
      case "rating": "4"
      case "share": "77"
      case "at_least", "lifetime": "7654.00"
      default: "77h"
      }
    }
    var checked = 0
    for shape in Shapes.builtInRules {
      let standard = try rule(shape.id, "")
      #expect(try rule(shape.id, "severity: today") == standard)
      // How long before the evidence date a dispute must be answered is its SLA, not whether it is one.
      for key in shape.keys where key.name != "before_evidence" {
        #expect(try rule(shape.id, "\(key.name): \(other(key))") != standard, "\(shape.id).\(key.name)")
        checked += 1
      }
    }
    #expect(checked > 30)
  }

  @Test func countsOnlyTheShopsOwnCurrencyAsLifetimeValue() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append"))
    try configure(play, "  vip_customer: {lifetime: 40.00}\n")
    try play.write(
      Self.header + "1,2026-10-11 09:00:00,KRW,500000,a@example.org,Ann\n"
        + "2,2026-10-11 10:00:00,USD,50.00,a@example.org,Ann\n3,2026-10-11 11:00:00,KRW,500000,b@example.org,Bo\n",
      to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    #expect(try play.exceptions().filter { $0.rule == "vip_customer" }.map(\.amount) == [5_000])
  }

  @Test func countsOrdersTheShopTellsOfLater() async throws {
    // The shop's own count comes a run after the order: the order is the customer's third all the same.
    let more = """
      baseline: none

      """
    let play = try Play(SessionConfiguration.sampleShop(more: more))
    try play.write(
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
        + "#1001,ann@example.com,paid,2026-10-12 08:00:00 -0400,unfulfilled,,USD,20.00,0.00,0.00,20.00,2026-10-12 08:00:00 -0400,1,Mug,20.00\n",
      to: "imports/shop/orders_export-2026-10-12.csv")
    try await play.run(Play.start + .days(1))
    #expect(try !play.exceptions().contains { $0.rule == "nth_order" })
    try play.write(
      "Customer ID,First Name,Last Name,Email,Total Spent,Total Orders\n7,Ann,Lee,ann@example.com,60.00,3\n",
      to: "imports/shop/customers_export-2026-10-13.csv")
    try await play.run(Play.start + .days(1) + .hours(1))
    #expect(try play.exceptions().filter { $0.rule == "nth_order" }.count == 1)
  }
}
