import Records
import Testing

@testable import Connectors

/// A read that is killed after any batch and goes on from its cursor gives the same records as one that is not.
struct ResumeTests {
  private func file(_ random: inout Random, rows: Int, perOrder: Int) -> String {
    var text = MappingTests.header
    for index in 0..<rows {
      let id = perOrder == 1 ? index : random.below(rows / perOrder + 1)
      let prefix = random.below(6) == 0 ? "C" : ""
      let date = random.below(15) == 0 ? "soon" : "2010-12-01 08:26:00"
      let name = random.below(4) == 0 ? "\"two\nlines\"" : "x"
      text += "\(prefix)\(id),S\(index),\(name),1,\(date),2.55,\(random.below(9) == 0 ? "" : "17850.0"),UK\n"
    }
    return text
  }

  private func check(_ folder: Folder, _ rule: FileRule, batch: Int) async throws {
    let source = connection(folder, rule, zone: .utc, batch: batch, chunk: 61)
    let whole = try await readAll(source)
    #expect(!whole.records.isEmpty)
    let pass = try #require(try source.pending(rule.stream, from: nil).passes.first)
    for limit in 0...40 {
      let first = Collector(limit: limit)
      let finished = try? await source.read(pass, from: nil, into: first)
      if finished != nil { break }
      let cursor = await first.batches.last?.cursor
      // The cursor goes through its file form, as in a real restart.
      let kept = try cursor.map { Cursor(try JSONReader.object(CanonicalJSON.bytes($0.json))) }
      let again = try #require(try source.pending(rule.stream, from: kept).passes.first)
      let second = Collector()
      let report = try await source.read(again, from: kept, into: second)
      #expect(await first.records + second.records == whole.records, "killed after \(limit)")
      #expect(await first.quarantined + second.quarantined == whole.quarantined)
      #expect(report.cursor == whole.cursor)
      #expect(report.quarantined == whole.quarantined.count)
      #expect(report.coverage == whole.reports[0].coverage)
    }
  }

  @Test(arguments: 0..<8)
  func goesOnWithARowARecord(_ seed: Int) async throws {
    var random = Random(UInt64(seed))
    let folder = try Folder()
    try folder.write("2010-12-01.csv", file(&random, rows: 60, perOrder: 1))
    var rule = MappingTests.orders()
    if case .custom(var mapping) = rule.content {
      mapping.group = false
      mapping.date?.layout = nil
      rule.content = .custom(mapping)
    }
    try await check(folder, rule, batch: 1 + random.below(9))
  }

  @Test(arguments: 0..<8)
  func goesOnWithGroupsAnywhere(_ seed: Int) async throws {
    var random = Random(UInt64(seed) &+ 100)
    let folder = try Folder()
    try folder.write("2010-12-01.csv", file(&random, rows: 80, perOrder: 4))
    try await check(folder, MappingTests.orders(), batch: 1 + random.below(5))
  }

  @Test(arguments: 0..<8)
  func goesOnWithAdjacentLines(_ seed: Int) async throws {
    var random = Random(UInt64(seed) &+ 200)
    let folder = try Folder()
    var text = "Name,Created at,Financial Status,Total,Currency,Lineitem quantity,Lineitem price,Notes\n"
    for order in 0..<30 {
      let date = random.below(8) == 0 ? "12/10/2026" : "2026-10-12 10:00:00 +0000"
      text += "#\(order),\(date),paid,10,EUR,1,5,\"a\nb\"\n"
      for _ in 0..<random.below(3) { text += random.below(9) == 0 ? "#\(order),x\n" : "#\(order),,,,,1,\(order),\n" }
    }
    try folder.write("2010-12-01.csv", text)
    let rule = FileRule(match: "*.csv", mode: .full, content: .preset(.shopifyOrders))
    try await check(folder, rule, batch: 1 + random.below(5))
  }
}
