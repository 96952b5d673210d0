import Foundation
import Records
import Testing

@testable import Engine
@testable import Ledger

/// What a run does with sources that fail, shrink or come too late, and with people who edit meanwhile.
@Suite struct GuardTests {
  private func export(_ rows: Range<Int>, day: String = "2026-10-11") -> String {
    "Id,Placed,Currency,Net,Email,Name\n"
      + rows.map { "\($0),\(day) 09:00:00,USD,10.00,a\($0)@example.org,Ann\n" }.joined()
  }

  @Test func goesOnFromAnEditMadeWhileItFetched() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...6)
    let id = try #require(try play.exceptions([.open]).first { $0.owner != "priya" }?.id)
    try play.deliver(7)
    let session = try Session(play.workspace, Play.setting(Play.evening(7)), recovers: true)
    let run = try Run(session)
    let syncs = await run.sync()
    _ = try play.tend(Play.evening(6) + .hours(2)).edit(id, .assign("priya"), by: "maya")
    let edited = try play.git("rev-parse", "HEAD").output.trimmingCharacters(in: .newlines)
    let commit = try run.commit(syncs)
    #expect(commit?.parent?.description == edited)
    #expect(try play.git("log", "--format=%s", "-2").output.contains("assign \(id)"))
    #expect(try play.tend(Play.evening(7)).exception(id).owner == "priya")
    #expect(try play.complaints() == "")
    #expect(try play.tend(Play.evening(7)).verify().findings.allSatisfy { $0.level == .ok })
    // The same as when the edit came before the run.
    let other = try Play(SessionConfiguration.sampleShop())
    try await other.play(1...6)
    _ = try other.tend(Play.evening(6) + .hours(2)).edit(id, .assign("priya"), by: "maya")
    try await other.play(7...7)
    #expect(try play.state() == other.state())
    #expect(try play.dump().filter { !$0.hasPrefix("run ") } == other.dump().filter { !$0.hasPrefix("run ") })
  }

  @Test func finishesAnEditThatWasKilledWhileItFetched() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...6)
    let exception = try #require(try play.exceptions([.open]).first { $0.owner != "priya" })
    try play.deliver(7)
    let session = try Session(play.workspace, Play.setting(Play.evening(7)), recovers: true)
    let run = try Run(session)
    let syncs = await run.sync()
    // Killed after HEAD moved and before the file was in place.
    let other = try Session(play.workspace, Play.setting(Play.evening(6) + .hours(2)), recovers: true)
    var edited = exception
    edited.owner = "priya"
    other.ledger.diesBefore = { $0 == .rename }
    let killed = await code {
      _ = try other.commitFiles(
        [(edited.path, PrettyJSON.bytes(edited.json))], subject: "assign", edit: "assign", by: "maya")
    }
    #expect(killed == "ledger.killed")
    _ = try run.commit(syncs)
    #expect(run.receipt.recovered == ["finished-commit"])
    #expect(try play.tend(Play.evening(7)).exception(exception.id).owner == "priya")
    #expect(try play.complaints() == "")
    _ = try play.tend(Play.evening(7) + .hours(1)).edit(exception.id, .assign("jonas"), by: "maya")
    #expect(try play.complaints() == "")
  }

  @Test func leavesWhatASyncStagedAloneInADryRun() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append"))
    try play.write(export(1..<5), to: "imports/shop/orders-2026-10-12.csv")
    _ = try await play.tend(Play.start).sync()
    let before = try play.files(".tend").filter { !$0.key.contains("-wal") && !$0.key.contains("-shm") }
    let dry = try await play.run(Play.start, dryRun: true)
    #expect(dry.receipt.changes == 4)
    #expect(dry.needsAttention == 0)
    #expect(try play.files(".tend").filter { !$0.key.contains("-wal") && !$0.key.contains("-shm") } == before)
    #expect(try play.git("rev-parse", "-q", "--verify", "HEAD").output == "")
    // One that was killed leaves what it fetched, until the next run.
    try play.write("names and addresses", to: ".tend/dry-run.sqlite")
    #expect(try await play.run(Play.start).receipt.changes == 4)
    #expect(try !play.files(".tend").keys.contains { $0.hasPrefix("dry-run") })
  }

  @Test func namesEveryRunOfOneMoment() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append"))
    for _ in 1...12 { try await play.run(Play.start) }
    let receipts = try play.git("ls-tree", "-r", "--name-only", "HEAD", "runs").output.split(separator: "\n")
    #expect(receipts.count == 12)
    _ = try play.tend(Play.start).rebuild()
    let report = try await play.run(Play.start)
    #expect(report.receipt.run.counter == 13 && report.receipt.previous?.hasSuffix("-12") == true)
  }

  @Test func tellsOnceOfWhatIsHeldBack() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append", more: Self.lateRule))
    try play.write(export(1..<5, day: "2026-10-12"), to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    // The data grows too old to conclude from.
    let held = try await play.run(Play.start + .days(101))
    #expect(held.receipt.suppressedCounts["still_waiting stream-stale"] == 4)
    let again = try await play.run(Play.start + .days(102))
    #expect(again.receipt.suppressedCounts["still_waiting stream-stale"] == nil)
  }

  private static let lateRule = """
    rules:
      custom:
        - id: still_waiting
          workflow: escalations
          kind: order
          when: {field: placed, older_than: 100d}
          rests_on: absence
          title: "Order {number} waits"
          role: founder

    """

  @Test func holdsAWindowThatLosesTooMuchOfItsRange() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "window\n        window: 30d"))
    try play.write(export(1..<101), to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    try play.write(export(1..<61), to: "imports/shop/orders-2026-10-13.csv")
    let held = try await play.run(Play.start + .days(1))
    #expect(held.troubles.map(\.code) == ["sync.shrank"])
    #expect(held.troubles.first?.summary.contains("from 100 to 60 records") == true)
    #expect(try play.tend(Play.start + .days(1)).status().streams.first?.records == 100)
    _ = try play.tend(Play.start + .days(1) + .hours(1)).accept("shop/orders", by: "maya")
    let taken = try await play.run(Play.start + .days(1) + .hours(2))
    #expect(taken.troubles.isEmpty)
    #expect(try play.tend(Play.start + .days(2)).status().streams.first?.records == 60)
  }

  @Test func tellsOfAStreamWhoseFirstReadFailed() async throws {
    let play = try Play(SessionConfiguration.orders())
    try play.write("Id;Placed\n1;x\n", to: "imports/shop/orders-2026-10-12.csv")
    let report = try await play.run(Play.start)
    #expect(report.troubles.count == 1)
    let status = try #require(try play.tend(Play.start).status().streams.first)
    #expect(status.verdict == "failed" && status.asOf == nil && status.held == "failing")
    #expect(try play.tend(Play.start).exceptions(ExceptionQuery()).contains { $0.workflow == "sync-health" })
    let page = String(decoding: try #require(try Files.read("\(play.workspace.site)/systems.html")), as: UTF8.self)
    #expect(page.contains("never read"))
    // A good file ends it.
    try play.write(export(1..<3), to: "imports/shop/orders-2026-10-13.csv")
    try await play.run(Play.start + .days(1))
    #expect(try play.tend(Play.start + .days(1)).status().streams.first?.held == nil)
    #expect(try play.tend(Play.start + .days(1)).exceptions(ExceptionQuery()).isEmpty)
  }

  @Test func tellsOnceOfAFileThatCameLate() async throws {
    let play = try Play(SessionConfiguration.orders(mode: "append"))
    try play.write(export(1..<5), to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    try play.write(export(1..<2).replacing("10.00", with: "99.00"), to: "imports/shop/orders-2026-10-10.csv")
    let report = try await play.run(Play.start + .days(1))
    #expect(report.notices.map(\.code) == ["csv.file-late"])
    #expect(report.troubles.isEmpty)
    // Nor again when something else is read.
    try play.write(export(5..<7), to: "imports/shop/orders-2026-10-13.csv")
    let next = try await play.run(Play.start + .days(2))
    #expect(next.notices.isEmpty && next.receipt.changes == 2)
    #expect(next.receipt.streams["shop/orders"]?.files == ["orders-2026-10-13.csv"])
    #expect(try play.git("grep", "-c", "9900", "HEAD", "--", "records").output == "")
    let doctor = try await play.tend(Play.start + .days(2)).doctor()
    #expect(doctor.findings.allSatisfy { $0.level != .problem })
  }

  @Test func tellsOnceOfOrdersAndTheRefundsThatFollowFromThem() async throws {
    let play = try Play(
      SessionConfiguration.orders(mode: "append").replacing("stale_after: 100d", with: "stale_after: 2d"))
    try play.write(export(1..<5), to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    try await play.run(Play.start + .days(5))
    let open = try play.tend(Play.start + .days(5)).exceptions(ExceptionQuery())
    #expect(open.map(\.subject) == ["stream:shop/orders"])
    #expect(try play.tend(Play.start + .days(5)).status().streams.map(\.stream) == ["shop/orders"])
  }

  @Test func namesFilesThatNobodyReads() async throws {
    let play = try Play(SessionConfiguration.orders())
    try play.write(export(1..<3), to: "imports/shop/orders-2026-10-12.csv")
    try play.write("a,b\n", to: "imports/shop/order-2026-10-12.csv")
    let doctor = try await play.tend(Play.start).doctor()
    let finding = try #require(doctor.findings.first { $0.subject.contains("order-2026-10-12.csv") })
    #expect(finding.level == .warning)
    #expect(finding.hint?.contains("tend.yml") == true)
  }

  @Test func bringsPagesUpToDateAfterAnEditByHand() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...6, build: true)
    let id = try #require(try play.exceptions([.open]).first { $0.owner != "priya" }?.id)
    let path = "\(play.workspace.site)/exceptions/\(id).html"
    let before = try #require(try Files.read(path))
    let tend = play.tend(Play.evening(6) + .hours(2))
    _ = try tend.edit(id, .assign("priya"), by: "maya")
    try tend.refreshPages(of: [id])
    let after = try #require(try Files.read(path))
    #expect(before != after)
    #expect(String(decoding: after, as: UTF8.self).contains("Assigned to Priya"))
    // The next run finds nothing left to do on that page.
    try await play.play(7...7, build: true)
    #expect(try play.complaints() == "")
  }

  @Test func explainsANegationAndItsGroups() async throws {
    let more = """
      rules:
        custom:
          - id: odd
            workflow: vip-orders
            kind: order
            when: {all: [{field: net, at_least: 5.00}, {not: {any: [{field: tags, contains: b2b}, {field: country, equals: IT}]}}]}
            title: "Odd order {number}"
            role: founder
          - id: either
            workflow: vip-orders
            kind: order
            when: {any: [{field: country, equals: IT}, {all: [{field: net, at_least: 5.00}, {field: net, at_most: 20.00}]}]}
            title: "Either {number}"
            role: founder

      """
    let play = try Play(SessionConfiguration.orders(more: more))
    try play.write(export(1..<2, day: "2026-10-12"), to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    let report = try play.tend(Play.start).explain("shop:order:1")
    let rule = try #require(report.rules.first { $0.rule == "odd" })
    #expect(rule.verdict == "met")
    #expect(rule.lines.map(\.field) == ["net", "tags", "country"])
    #expect(rule.lines.map(\.isNegated) == [false, true, true])
    #expect(rule.lines.allSatisfy { $0.isFulfilled })
    #expect(rule.lines.map(\.groups) == [[], [], []])
    let either = try #require(report.rules.first { $0.rule == "either" })
    #expect(either.lines.map(\.isFulfilled) == [false, true, true])
    #expect(either.lines.map(\.groups) == [["any"], ["any", "all"], ["any", "all"]])
  }
}
