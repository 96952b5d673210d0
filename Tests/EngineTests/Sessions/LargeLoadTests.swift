import Records
import Testing

@testable import Engine

/// More changes than are kept in memory: records are then read back from what is staged.
@Suite struct LargeLoadTests {
  @Test func judgesTheFirstAndTheLastOfManyChangesByWhatIsCommitted() async throws {
    let shop = try SmallShop()
    let count = 10_050
    func lines(_ net: (Int) -> String) -> [String] {
      (1...count).map { "\($0),2026-11-02 09:00:00,\(net($0)),a\($0)@example.com,Ann" }
    }
    try shop.orders("2026-11-02", lines { _ in "40.00" })
    _ = try await shop.tend(at: SmallShop.start).run()
    #expect(try shop.exceptions().filter { $0.rule == "high_value_order" }.isEmpty)
    let large = [3, count - 10]
    try shop.orders("2026-11-03", lines { large.contains($0) ? "5000.00" : "41.00" })
    let report = try await shop.tend(at: SmallShop.start + .days(1)).run()
    #expect(report.receipt.changes == count)
    let found = try shop.exceptions().filter { $0.rule == "high_value_order" }
    #expect(Set(found.map(\.subject)) == Set(large.map { "shop:order:\($0)" }))
    #expect(found.allSatisfy { $0.amount == 500_000 })
  }
}
