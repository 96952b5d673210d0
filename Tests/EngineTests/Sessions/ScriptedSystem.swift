import Connectors
import Foundation
import Index
import Ledger
import Records
import Synchronization

@testable import Engine

/// A connector that reads what a test says.
struct ScriptedConnector: Connector {
  static let descriptor = SystemDescriptor(name: "scripted", title: "Scripted", summary: "For tests.", kinds: [.order])
  let script: @Sendable (Cursor?, any RecordSink) async throws(SyncError) -> Coverage

  var streams: [RecordStream] { [RecordStream(.order)] }
  func check() async -> ConnectionReport { ConnectionReport() }

  func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    try await script(cursor, sink)
  }
}

/// A workspace whose orders are read by scripts, a script a run.
final class ScriptedSystem {
  typealias Script = @Sendable (Cursor?, any RecordSink) async throws(SyncError) -> Coverage

  let play: Play
  private(set) var now = Play.start
  /// Whether the orders are those of a system and not of files.
  var isService = false

  init(more: String = "baseline: none\n") throws {
    play = try Play(SessionConfiguration.orders(more: more))
  }

  /// A run an hour after the last one: reads and commits.
  @discardableResult
  func run(_ script: @escaping Script) async throws -> Run {
    let read = try await sync(script)
    _ = try read.run.commit([read.sync])
    return read.run
  }

  /// A run that is killed between reading and its commit, or that does not come to its end.
  @discardableResult
  func sync(_ script: @escaping Script) async throws -> (run: Run, sync: StreamSync) {
    now = now + .hours(1)
    let session = try Session(play.workspace, Play.setting(now), recovers: true)
    let run = try Run(session)
    let sources = try session.sources(at: session.ledger.head())
    var connection = session.configuration.connections[0]
    if isService { connection.system = "shopify" }
    let stream = ConfiguredStream(
      connection: connection, connector: ScriptedConnector(script: script), name: "orders",
      kind: .order)
    let result = await SyncStage(session: session, staging: run.staging, sources: sources).read(stream)()
    return (run, result)
  }

  /// Lets the next run take over what was held back.
  func accept() throws { _ = try play.tend(now).accept("shop/orders", by: "maya") }

  /// The orders that stand, by id.
  func orders() throws -> [String: JSONObject] {
    var orders: [String: JSONObject] = [:]
    for (_, bytes) in try play.files("data/records/shop/orders") {
      for line in try Page.parse(bytes) { orders[line.id] = try JSONReader.object(line.bytes) }
    }
    return orders
  }

  func state() throws -> SourceState.StreamState? {
    let session = try Session(play.workspace, Play.setting(now), recovers: false)
    return try session.source("shop", at: session.ledger.head()).streams["orders"]
  }

  // MARK: What scripts are made of

  static let fields = ["currency", "fulfillment", "net", "number", "payment", "placed", "total"]

  static func order(_ id: Int, net: Int = 1000, fulfillment: String = "fulfilled") -> MappedRecord {
    MappedRecord(
      kind: .order, id: String(id),
      fields: [
        "number": .string(String(id)), "placed": .string("2026-10-0\(1 + id % 5)T09:00:00Z"), "currency": "USD",
        "net": .integer(net), "total": .integer(net), "payment": "paid", "fulfillment": .string(fulfillment),
      ])
  }

  static func batch(_ records: [MappedRecord] = [], deleted: [String] = [], to place: Int) -> RecordBatch {
    RecordBatch(records: records, deleted: deleted, quarantined: [], cursor: Cursor(["place": .integer(place)]))
  }

  static func coverage(_ verdict: Coverage.Verdict, fields: [String] = ScriptedSystem.fields) -> Coverage {
    Coverage(verdict: verdict, fields: fields, asOf: Play.start)
  }

  static let dead = SyncError.retry(Diagnostic(.source, code: "test.dead", "The system is silent"), after: nil)

  /// A full read of the orders of these numbers.
  static func full(_ ids: ClosedRange<Int>, to place: Int = 1) -> Script {
    { _, sink throws(SyncError) in
      try await sink.take(batch(ids.map { order($0) }, to: place))
      return coverage(.complete)
    }
  }
}
