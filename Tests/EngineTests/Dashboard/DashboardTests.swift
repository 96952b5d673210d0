import Foundation
import Records
import Site
import Testing

@testable import Engine

@Suite struct DashboardTests {
  @Test func writesEveryPage() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    let report = try await shop.tend(at: SmallShop.start).run()
    let exception = try #require(try shop.exceptions().first { $0.rule == "high_value_order" })
    #expect(report.dashboard == shop.site + "/index.html")
    for path in [
      SitePath.overview, SitePath.systems, SitePath.everything(), SitePath.runs(), SitePath.exception(exception.id),
      SitePath.run(report.receipt.run.description), SitePath.workflow("vip-orders"),
      SitePath.workflow("sales-recovery"), SitePath.workflow("escalations"),
      SitePath.workflow("customer-recovery"), SitePath.workflow("sync-health"),
    ] {
      let page = try shop.page(path)
      #expect(!page.isEmpty, "\(path)")
    }
    let overview = try shop.page(SitePath.overview)
    #expect(overview.contains("Order 1001 is worth 1,500.00"))
    #expect(overview.contains("Actions are in preview"))
  }

  @Test func writesNothingTheSecondTime() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    let before = try shop.files()
    let session = try Session(shop.workspace, shop.setting(at: SmallShop.start), recovers: false)
    #expect(try Dashboard(session: session).build(changed: []).written == 0)
    #expect(try Dashboard(session: session).build(changed: nil).written == 0)
    #expect(try shop.files() == before)
  }

  @Test func countsWhatAPersonDidWhileTheRunWasEnding() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    #expect(try shop.page(SitePath.overview).contains("2 things need attention"))
    let session = try Session(shop.workspace, shop.setting(at: SmallShop.start), recovers: false)
    let (before, commit) = try session.index.read { view in
      (try OpenExceptions(view, now: SmallShop.start), try #require(try view.commit()))
    }
    #expect(before.needing.count == 2)
    let id = try #require(before.needing.first?.id)
    _ = try shop.tend(at: SmallShop.start + .minutes(1)).edit(id, .acknowledge, by: "maya")
    _ = try Dashboard(session: session).build(changed: [], open: (before, commit))
    #expect(try shop.page(SitePath.overview).contains("1 thing needs attention"))
  }

  @Test func givesTheSameBytesRunByRunAndAllAtOnce() async throws {
    let shop = try SmallShop()
    var now = SmallShop.start
    for day in 2...6 {
      try shop.orders(
        "2026-11-0\(day)",
        [
          "10\(day)1,2026-11-0\(day) 09:00:00,1\(day)00.00,ann@example.com,Ann Berry",
          "10\(day)2,2026-11-0\(day) 10:00:00,40.00,bo@example.com,Bo Clay",
        ])
      _ = try await shop.tend(at: now).run()
      now = now + .days(1)
    }
    let grown = try shop.files()
    try FileManager.default.removeItem(atPath: shop.site)
    _ = try shop.tend(at: now - .days(1)).build()
    let anew = try shop.files()
    for (path, bytes) in anew where !path.hasPrefix("assets/") { #expect(grown[path] == bytes, "\(path)") }
    #expect(Set(grown.keys) == Set(anew.keys))
  }

  @Test func followsAnEditBetweenRuns() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    let id = try #require(try shop.exceptions().first { $0.rule == "high_value_order" }).id
    _ = try shop.tend(at: SmallShop.start + .hours(1)).edit(id, .resolve("handled"), by: "maya")
    _ = try await shop.tend(at: SmallShop.start + .hours(2)).run()
    let page = try shop.page(SitePath.exception(id))
    #expect(page.contains("Resolved: handled"))
    #expect(page.contains(">Maya<"))
  }

  @Test(arguments: [("full", "Ann Berry"), ("masked", "A••• B•••"), ("none", nil)])
  func showsNamesAsConfigured(mode: String, shown: String?) async throws {
    let shop = try SmallShop(names: mode)
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    let id = try #require(try shop.exceptions().first { $0.rule == "high_value_order" }).id
    let page = try shop.page(SitePath.exception(id))
    if let shown { #expect(page.contains(shown)) }
    if mode != "full" { #expect(!page.contains("Berry")) }
    #expect(!page.contains("ann@example.com"))
    #expect(page.contains("<dt>Orders</dt>"))
  }

  @Test func letsNoNameBreakOut() async throws {
    let shop = try SmallShop(names: "full")
    let hostile = #""<img src=x onerror=alert(1)>{{page}}\#u{202E}""""#
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,\(hostile)"])
    _ = try await shop.tend(at: SmallShop.start).run()
    for (path, bytes) in try shop.files() where path.hasSuffix(".html") {
      let page = String(decoding: bytes, as: UTF8.self)
      #expect(!page.contains("<img"), "\(path)")
      #expect(!page.unicodeScalars.contains("\u{202E}"), "\(path)")
    }
    let id = try #require(try shop.exceptions().first { $0.rule == "high_value_order" }).id
    #expect(try shop.page(SitePath.exception(id)).contains("&lt;img"))
  }

  @Test func linksEachEntryToItsRun() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,1500.00,ann@example.com,Ann Berry"])
    let report = try await shop.tend(at: SmallShop.start).run()
    let id = try #require(try shop.exceptions().first { $0.rule == "high_value_order" }).id
    let page = try shop.page(SitePath.exception(id))
    #expect(page.contains("../runs/\(report.receipt.run).html"))
    #expect(!page.contains(report.commit?.prefix(10) ?? "-"))
    #expect(try shop.page(SitePath.run(report.receipt.run.description)).contains(report.commit?.prefix(10) ?? "-"))
  }

  @Test func saysWhatNobodyReports() async throws {
    let shop = try SmallShop()
    try shop.orders("2026-11-02", ["1001,2026-11-02 09:00:00,15.00,ann@example.com,Ann Berry"])
    _ = try await shop.tend(at: SmallShop.start).run()
    let overview = try shop.page(SitePath.overview)
    #expect(overview.contains("unknown: leads were never read"))
    #expect(overview.contains("unknown: no connected system reports campaign figures"))
    let systems = try shop.page(SitePath.systems)
    #expect(systems.contains("no connected system reports tickets"))
  }
}

extension DashboardTests {
  @Test func leavesWhatIsOnlyWatchedOutOfTheSentence() async throws {
    let shop = try SmallShop()
    try shop.orders(
      "2026-11-02",
      [
        "1001,2026-10-30 09:00:00,50.00,ann@example.com,Ann Berry",
        "1002,2026-10-31 09:00:00,50.00,ann@example.com,Ann Berry",
        "1003,2026-11-02 09:00:00,60.00,ann@example.com,Ann Berry",
      ])
    try shop.leads("2026-11-02", ["L1,2026-11-01 09:00:00,New,open,2026-11-01 09:00:00,10.00"])
    _ = try await shop.tend(at: SmallShop.start).run()
    #expect(try shop.exceptions().contains { $0.rule == "nth_order" && $0.severity == .watch })
    let overview = try shop.page(SitePath.overview)
    #expect(!overview.contains("Order 1003"))
    #expect(overview.contains("1 case is only watched"))
    #expect(try shop.page(SitePath.workflow("vip-orders")).contains("Order 1003"))
  }
}
