import Foundation
import Records
import Testing

@testable import Connectors

struct FolderTests {
  private let rule = FileRule(match: "orders-*.csv", mode: .append, content: .preset(.shopifyOrders), currency: "USD")
  private let header = "Name,Created at,Financial Status,Total\n"
  private func row(_ id: Int, _ total: String = "10") -> String { "#\(id),2026-10-12 10:00:00 +0000,paid,\(total)\n" }

  @Test func readsOldestFirstAndOnlyWhatHasCome() async throws {
    let folder = try Folder()
    for day in ["2026-10-14", "2026-10-12", "2026-10-13"] { try folder.write("orders-\(day).csv", header + row(1)) }
    try folder.write("orders-2026-10-13 (1).csv", header + row(1))
    try folder.write("other-2026-10-12.csv", "x")
    try folder.write(".orders-2026-10-12.csv", "x")
    let stream = RecordStream(.order)
    // 03:00 UTC on the 14th is still the 13th in New York.
    let evening = connection(folder, rule, asOf: "2026-10-14T03:00:00Z")
    let files = try evening.pending(stream, from: nil).passes
    #expect(files.map(\.file) == ["orders-2026-10-12.csv", "orders-2026-10-13 (1).csv", "orders-2026-10-13.csv"])
    #expect(files[0].asOf == instant("2026-10-13T03:59:59Z"))
    #expect(files[2].asOf == instant("2026-10-14T03:00:00Z"))

    let outcome = try await readAll(evening)
    #expect(try evening.pending(stream, from: outcome.cursor).passes.isEmpty)
    let morning = connection(folder, rule, asOf: "2026-10-14T12:00:00Z")
    #expect(try morning.pending(stream, from: outcome.cursor).passes.map(\.file) == ["orders-2026-10-14.csv"])
  }

  @Test func datesByTheListingWhereTheNameDoesNot() async throws {
    let folder = try Folder()
    try folder.write("orders-a.csv", header + row(1))
    let source = CSVConnection(
      CSVSettings(files: [rule]), folder: folder.path, zone: newYork, asOf: instant("2026-10-14T12:00:00Z"),
      listing: { (_: String) throws(Diagnostic) in
        [FolderEntry(name: "orders-a.csv", size: 60, modified: instant("2026-10-13T02:00:00Z"))]
      })
    let pass = try #require(try source.pending(RecordStream(.order), from: nil).passes.first)
    #expect(pass.day.description == "2026-10-12")
    #expect(pass.asOf == instant("2026-10-13T02:00:00Z"))
  }

  @Test func saysWhatAFileProves() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header + row(1))
    var rule = rule
    #expect(try await readAll(connection(folder, rule)).reports[0].coverage.verdict == .incremental)
    rule.mode = .full
    let full = try await readAll(connection(folder, rule)).reports[0].coverage
    #expect(full.verdict == .complete)
    #expect(full.createdSince == nil)
    #expect(full.fields == ["currency", "number", "payment", "placed", "total"])
    rule.mode = .window(.days(30))
    let window = try await readAll(connection(folder, rule)).reports[0].coverage
    #expect(window.verdict == .complete)
    #expect(window.createdSince == instant("2026-09-13T03:59:59Z"))
    try folder.write("orders-2026-10-12.csv", header + row(1) + row(2, "ten"))
    #expect(try await readAll(connection(folder, rule)).reports[0].coverage.verdict == .incremental)
  }

  @Test func takesAListOfNothingForEmpty() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header)
    let outcome = try await readAll(connection(folder, rule))
    #expect(outcome.records.isEmpty)
    #expect(outcome.reports[0].rows == 0)
    #expect(outcome.notices.isEmpty)
  }

  @Test func readsAgainWhatHasChanged() async throws {
    let folder = try Folder()
    for day in 12...14 { try folder.write("orders-2026-10-\(day).csv", header + row(day)) }
    let first = try await readAll(connection(folder, rule))
    // Same size, other content.
    try folder.write("orders-2026-10-13.csv", header + row(13, "99"))
    let second = try await readAll(connection(folder, rule), from: first.cursor)
    #expect(second.notices.map(\.code) == ["csv.file-changed"])
    #expect(second.records.map(\.id) == ["13", "14"])
    #expect(try connection(folder, rule).pending(RecordStream(.order), from: second.cursor).passes.isEmpty)
    try folder.remove("orders-2026-10-12.csv")
    #expect(try connection(folder, rule).pending(RecordStream(.order), from: second.cursor).passes.isEmpty)
  }

  @Test func leavesAnOlderFullExportAlone() async throws {
    let folder = try Folder()
    var rule = rule
    rule.mode = .full
    try folder.write("orders-2026-10-12.csv", header + row(12))
    let first = try await readAll(connection(folder, rule))
    try folder.write("orders-2026-10-13.csv", header + row(13))
    let second = try await readAll(connection(folder, rule), from: first.cursor)
    try folder.write("orders-2026-10-12.csv", header)
    let pending = try connection(folder, rule).pending(RecordStream(.order), from: second.cursor)
    #expect(pending.passes.isEmpty)
    #expect(pending.notices.map(\.code) == ["csv.old-file-changed"])
  }

  @Test func readsOnlyTheNewestOfSeveralFullExports() async throws {
    let folder = try Folder()
    var rule = rule
    rule.mode = .full
    for day in 12...14 { try folder.write("orders-2026-10-\(day).csv", header + row(day)) }
    let outcome = try await readAll(connection(folder, rule))
    #expect(outcome.records.count == 1)
    #expect(try connection(folder, rule).pending(RecordStream(.order), from: outcome.cursor).passes.isEmpty)
  }

  @Test func tellsFilesThatComeLate() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-13.csv", header + row(1))
    let first = try await readAll(connection(folder, rule))
    try folder.write("orders-2026-10-11.csv", header + row(2))
    let pending = try connection(folder, rule).pending(RecordStream(.order), from: first.cursor)
    #expect(pending.passes.isEmpty)
    #expect(pending.notices.map(\.code) == ["csv.file-late"])
  }

  @Test func remembersABoundedNumberOfFiles() async throws {
    let folder = try Folder()
    for day in 1...30 { try folder.write("orders-2026-09-\(day < 10 ? "0" : "")\(day).csv", header + row(day)) }
    let outcome = try await readAll(connection(folder, rule))
    #expect(outcome.records.count == 30)
    #expect(CSVCursor(outcome.cursor).rules["orders-*.csv"]?.done.count == CSVCursor.remembered)
    #expect(try connection(folder, rule).pending(RecordStream(.order), from: outcome.cursor).passes.isEmpty)
  }

  @Test func keepsTwoRulesOfOneStreamApart() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header + row(1))
    try folder.write("old-2026-10-13.csv", header + row(2))
    var old = rule
    old.match = "old-*.csv"
    let source = connection(folder, rule, old)
    #expect(source.streams == [RecordStream(.order)])
    let sink = Collector()
    let coverage = try await source.read(RecordStream(.order), from: nil, into: sink)
    #expect(await sink.records.map(\.id) == ["1", "2"])
    #expect(coverage.asOf == instant("2026-10-14T03:59:59Z"))
    let cursor = await sink.batches.last?.cursor
    #expect(try source.pending(RecordStream(.order), from: cursor).passes.isEmpty)
    #expect(throws: SyncError.self) { try source.pending(RecordStream(.ticket), from: nil) }
  }

  // MARK: What must not happen

  @Test(arguments: [
    ("", "csv.empty"), ("\u{FEFF}", "csv.empty"), ("\n\n", "csv.empty"),
    ("#1001,2026-10-12 10:00:00 +0000,paid,10,ada@example.com\n", "csv.no-header"),
    ("Name,Create at,Financial Status,Total\n#1,x,y,1\n", "csv.missing-column"),
    ("Name,Created at,Financial Status,Total,total\n", "csv.column-twice"),
    ("PK\u{3}\u{4}rest", "csv.not-text"),
  ])
  func tellsWhatIsWrongWithAFile(_ text: String, _ code: String) async throws {
    let diagnostic = try #require(try await failure(.shopifyOrders, Array(text.utf8)))
    #expect(diagnostic.code == code)
    #expect(diagnostic.location == "export-2026-10-12.csv")
    #expect(!diagnostic.hints.isEmpty)
    #expect(!"\(diagnostic)".contains("ada@example.com"))
  }

  @Test func hintsAtTheClosestHeader() async throws {
    let diagnostic = try await failure(.shopifyOrders, Array("Name,Create at,Financial Status,Totale\n".utf8))
    #expect(diagnostic?.summary == "export-2026-10-12.csv has no column \"Created at\", \"Total\"")
    #expect(diagnostic?.hints[0].contains("\"Create at\"") == true)
  }

  @Test func tellsUTF16() async throws {
    let bytes: [UInt8] = [0xFF, 0xFE] + Array((header + row(1)).utf8).flatMap { [$0, 0] as [UInt8] }
    for bytes in [bytes, Array(bytes.dropFirst(2))] {
      #expect(try await failure(.shopifyOrders, bytes)?.code == "csv.not-text")
    }
  }

  @Test func leavesOutWhatAFileBreaksOffIn() async throws {
    for tail in ["#2,\"2026", "#2,2026"] {
      let folder = try Folder()
      try folder.write("orders-2026-10-12.csv", header + row(1) + row(3) + tail)
      var rule = rule
      rule.mode = .full
      let outcome = try await readAll(connection(folder, rule))
      #expect(outcome.records.map(\.id) == ["1"], "the order before may have had more lines")
      #expect(outcome.notices.map(\.code) == ["csv.truncated"])
      #expect(outcome.notices[0].summary.hasSuffix("line 4"))
      #expect(outcome.quarantined.map { "\($0.line ?? 0) \($0.reason)" } == ["4 breaks-off"])
      #expect(outcome.reports[0].coverage.verdict == .partial)
    }
  }

  @Test(arguments: [
    (FileRule.Mode.full, Coverage.Verdict.complete, [String]()), (.append, .partial, ["csv.truncated"]),
  ])
  func readsAFileThatBreaksOffBeforeANewerOneUnlessThatSaysAll(
    _ mode: FileRule.Mode, _ verdict: Coverage.Verdict, _ told: [String]
  ) async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header + row(1) + row(3) + "#2,\"2026")
    try folder.write("orders-2026-10-13.csv", header + row(1) + row(4))
    var rule = rule
    rule.mode = mode
    let sink = Collector()
    let coverage = try await connection(folder, rule).read(rule.stream, from: nil, into: sink)
    #expect(coverage.verdict == verdict)
    #expect(sink.told.map(\.code) == told)
  }

  @Test func setsBadBytesAside() async throws {
    let folder = try Folder()
    let bad =
      Array((header + row(1)).utf8) + Array("#2,".utf8) + [0xE9, 0x0A] + Array("#3,a\u{0},paid,1\n".utf8)
      + Array(row(4).utf8)
    try folder.write("orders-2026-10-12.csv", bad)
    let outcome = try await readAll(connection(folder, rule))
    #expect(outcome.records.map(\.id) == ["1", "4"])
    #expect(outcome.quarantined.map { "\($0.line ?? 0) \($0.reason)" } == ["3 bad-encoding", "4 nul-byte"])
  }

  @Test func tellsAFolderThatIsNotThere() async throws {
    let folder = try Folder()
    let source = CSVConnection(
      CSVSettings(files: [rule]), folder: folder.path + "/none", zone: .utc, asOf: instant("2026-10-14T12:00:00Z"))
    #expect { try source.pending(RecordStream(.order), from: nil) } throws: {
      ($0 as? SyncError)?.diagnostic.code == "csv.folder-missing"
    }
    #expect(await source.check().problems.map(\.code) == ["csv.folder-missing"])
  }

  @Test func readsNothingButPlainFiles() async throws {
    let folder = try Folder()
    let outside = try Folder()
    try outside.write("secret.csv", header + row(1))
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path + "/orders-2026-10-11.csv", withIntermediateDirectories: false)
    try files.createSymbolicLink(
      atPath: folder.path + "/orders-2026-10-12.csv", withDestinationPath: outside.path + "/secret.csv")
    try folder.write("orders-2026\n-10-13.csv", header + row(2))
    let outcome = try await readAll(connection(folder, rule))
    #expect(outcome.records.isEmpty)
    #expect(outcome.notices.map(\.code) == ["csv.odd-name", "csv.not-a-file", "csv.not-a-file"])
    #expect(outcome.notices.allSatisfy { !$0.summary.contains("\n") })
    #expect(throws: Diagnostic.self) { try DiskFile(folder.path + "/orders-2026-10-12.csv") }
  }

  @Test(.enabled(if: getuid() != 0))
  func tellsAFileItMayNotRead() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/orders-2026-10-12.csv")
    #expect { try connection(folder, rule).pending(RecordStream(.order), from: nil) } throws: {
      ($0 as? SyncError)?.diagnostic.code == "csv.file-unreadable"
    }
  }

  @Test func tellsAFileThatGrowsWhileItIsRead() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header + row(1))
    let source = connection(folder, rule)
    let pass = try #require(try source.pending(RecordStream(.order), from: nil).passes.first)
    try folder.write("orders-2026-10-12.csv", header + row(1) + row(2))
    let sink = Collector()
    await #expect(throws: SyncError.self) { _ = try await source.read(pass, from: nil, into: sink) }
  }

  @Test func checksWithoutReading() async throws {
    let folder = try Folder()
    try folder.write("orders-2026-10-12.csv", header + row(1))
    try folder.write("orders-2026-10-13.csv", "Name\n")
    let report = await connection(folder, rule).check()
    #expect(report.facts == ["orders-*.csv: 2 files, newest 2026-10-13"])
    #expect(report.problems.map(\.code) == ["csv.missing-column"])
    #expect(Registry.system(named: "csv")?.title == "CSV files")
  }
}
