import Foundation
import Records
import Synchronization
import Testing

@testable import Connectors

/// A folder of its own for one test; removed at the end.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("tend-csv-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}

/// Keeps what it is given.
actor Collector: RecordSink {
  private(set) var batches: [RecordBatch] = []
  private let limit: Int
  private let notices = Mutex<[Diagnostic]>([])

  /// Fails once it has taken `limit` batches, as a kill would.
  init(limit: Int = .max) {
    self.limit = limit
  }

  func take(_ batch: RecordBatch) async throws(SyncError) {
    if batches.count == limit { throw .retry(Diagnostic(.fault, code: "test.killed", "Killed"), after: nil) }
    batches.append(batch)
  }

  nonisolated func tell(_ notice: Diagnostic) { notices.withLock { $0.append(notice) } }

  nonisolated var told: [Diagnostic] { notices.withLock { $0 } }
  var records: [MappedRecord] { batches.flatMap(\.records) }
  var quarantined: [Quarantined] { batches.flatMap(\.quarantined) }
}

/// What came of reading all files of a folder's first rule.
struct Outcome {
  var records: [MappedRecord] = []
  var quarantined: [Quarantined] = []
  var reports: [PassReport] = []
  var notices: [Diagnostic] = []
  var cursor: Cursor?

  func record(_ id: String) -> MappedRecord? { records.last { $0.id == id } }
}

let newYork = Zone(
  name: "America/New_York", firstOffset: -5 * 3600,
  periods: [
    .init(start: instant("2026-03-08T07:00:00Z"), offset: -4 * 3600),
    .init(start: instant("2026-11-01T06:00:00Z"), offset: -5 * 3600),
  ])

func instant(_ text: String) -> Instant { Instant(text) ?? Instant(seconds: 0) }

func connection(
  _ folder: Folder, _ rules: FileRule..., zone: Zone = newYork, asOf: String = "2026-12-31T12:00:00Z",
  batch: Int = 1000, chunk: Int = 1 << 18
) -> CSVConnection {
  CSVConnection(
    CSVSettings(files: rules), folder: folder.path, zone: zone, asOf: instant(asOf), listing: DiskFolder.list,
    batchSize: batch, chunkSize: chunk)
}

func readAll(_ connection: CSVConnection, from cursor: Cursor? = nil) async throws -> Outcome {
  var outcome = Outcome(cursor: cursor)
  let stream = try #require(connection.streams.first)
  let pending = try connection.pending(stream, from: cursor)
  outcome.notices = pending.notices
  for pass in pending.passes {
    let sink = Collector()
    let report = try await connection.read(pass, from: outcome.cursor, into: sink)
    outcome.records += await sink.records
    outcome.quarantined += await sink.quarantined
    outcome.reports.append(report)
    outcome.notices += report.notices
    outcome.cursor = report.cursor
  }
  return outcome
}

/// Reads one made file by a preset.
func read(
  _ preset: Preset, _ text: String, mode: FileRule.Mode = .append, currency: String? = "USD",
  dateOrder: DateOrder? = nil, decimal: DecimalSign = .point
) async throws -> Outcome {
  let folder = try Folder()
  try folder.write("export-2026-10-12.csv", text)
  let rule = FileRule(
    match: "export-*.csv", mode: mode, content: .preset(preset), dateOrder: dateOrder, decimal: decimal,
    currency: currency)
  return try await readAll(connection(folder, rule))
}

/// The code of the error that reading one made file ends in; nil when it does not.
func failure(_ preset: Preset, _ bytes: [UInt8]) async throws -> Diagnostic? {
  let folder = try Folder()
  try folder.write("export-2026-10-12.csv", bytes)
  let rule = FileRule(match: "*.csv", mode: .append, content: .preset(preset), currency: "USD")
  do {
    _ = try await readAll(connection(folder, rule))
    return nil
  } catch let error as SyncError {
    return error.diagnostic
  }
}

/// SplitMix64: the same numbers for the same seed.
struct Random {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(bound))
  }
}
