import Connectors
import Index
import Records
import Synchronization
import Testing

@testable import Engine

/// What a read has proved is not lost when the run is killed before its commit.
struct ProofTests {
  private typealias System = ScriptedSystem

  private func filled() async throws -> ScriptedSystem {
    let system = try ScriptedSystem()
    try await system.run(System.full(1...30))
    return system
  }

  private static func changed(_ ids: [Int] = [2], to place: Int = 3) -> ScriptedSystem.Script {
    { cursor, sink throws(SyncError) in
      try await sink.take(System.batch(ids.map { System.order($0, net: 7) }, to: place))
      return System.coverage(.incremental)
    }
  }

  @Test func `complete and then what changed since is complete`() async throws {
    let system = try await filled()
    try await system.sync(System.full(1...25, to: 2))
    let run = try await system.run { cursor, sink throws(SyncError) in
      #expect(cursor?.json == ["place": 2])
      return try await Self.changed()(cursor, sink)
    }
    let receipt = run.receipt.streams["shop/orders"]
    #expect(receipt?.verdict == .complete && receipt?.deleted == 5 && receipt?.updated == 1)
    #expect(try system.orders().count == 25)
    #expect(try system.orders()["2"]?["net"] == 7)
    // The next run goes on as usual.
    let next = try await system.run(Self.changed([3], to: 4))
    #expect(next.receipt.streams["shop/orders"]?.verdict == .incremental)
    #expect(try system.orders().count == 25)
  }

  @Test func `however often the reads that follow are killed too`() async throws {
    let system = try await filled()
    try await system.sync(System.full(1...25, to: 2))
    for place in 3...5 {
      // One that fails in the middle, and one that ends and is not committed.
      try await system.sync { _, sink throws(SyncError) in
        try await sink.take(System.batch([System.order(place, net: place)], to: 2 * place))
        throw System.dead
      }
      try await system.sync(Self.changed([20 + place], to: 2 * place + 1))
    }
    let run = try await system.run { cursor, _ throws(SyncError) in
      #expect(cursor?.json == ["place": 11])
      return System.coverage(.incremental)
    }
    #expect(run.receipt.streams["shop/orders"]?.verdict == .complete)
    let orders = try system.orders()
    #expect(orders.count == 25 && orders["4"]?["net"] == 4 && orders["24"]?["net"] == 7)
  }

  @Test func `after a first read that failed the next one is the first`() async throws {
    let system = try ScriptedSystem()
    system.isService = true
    try await system.run { _, _ throws(SyncError) in throw System.dead }
    #expect(try system.state()?.coverage.verdict == .failed)
    // It hands nothing over, since there is nothing.
    try await system.run { cursor, _ throws(SyncError) in
      #expect(cursor == nil)
      return System.coverage(.complete)
    }
    let state = try system.state()
    #expect(state?.coverage.verdict == .complete && state?.held == nil)
  }

  @Test func `a quiet read does not make good what was read in part`() async throws {
    let system = try ScriptedSystem()
    system.isService = true
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(1)], to: 1))
      return System.coverage(.partial)
    }
    try await system.run { _, _ throws(SyncError) in System.coverage(.incremental) }
    #expect(try system.state()?.coverage.verdict == .partial)
  }

  @Test func `a read that did not end has proved nothing`() async throws {
    let system = try await filled()
    try await system.sync { _, sink throws(SyncError) in
      try await sink.take(System.batch((1...20).map { System.order($0) }, to: 2))
      throw System.dead
    }
    let run = try await system.run(Self.changed())
    #expect(run.receipt.streams["shop/orders"]?.verdict == .incremental)
    #expect(try system.orders().count == 30)
  }

  private final class Places: Sendable {
    let all = Mutex<[Int?]>([])
  }

  @Test func `the end of a read is never staged without its proof`() async throws {
    let system = try await filled()
    let seen = Places()
    let path = system.play.workspace.staging
    try await system.sync { _, sink throws(SyncError) in
      for place in 2...5 {
        try await sink.take(System.batch([System.order(place)], to: place))
        // Each look is what a kill at this moment leaves, as soon as what is being written is.
        try? await Task.sleep(for: .milliseconds(20))
        let bytes = try? StagingStore(path: path).checkpoint("shop/orders")
        seen.all.withLock { $0.append(Checkpoint(bytes)?.cursor["place"]?.integer) }
      }
      return System.coverage(.complete)
    }
    let places = seen.all.withLock { $0 }
    #expect(places.count == 4 && places.allSatisfy { $0 ?? 0 < 5 })
    let left = Checkpoint(try StagingStore(path: path).checkpoint("shop/orders"))
    #expect(left?.cursor == ["place": 5] && left?.coverage?.verdict == .complete)
  }

  @Test(arguments: [
    (Coverage.Verdict.complete, Coverage.Verdict.incremental, Coverage.Verdict.complete),
    (.incremental, .incremental, .incremental), (.partial, .incremental, .partial),
    (.complete, .partial, .partial), (.partial, .complete, .complete), (.incremental, .complete, .complete),
  ])
  func `two reads prove what the weaker of them allows`(
    _ first: Coverage.Verdict, _ second: Coverage.Verdict, _ both: Coverage.Verdict
  ) {
    var earlier = System.coverage(first, fields: ["net", "placed"])
    earlier.createdSince = Play.start - .days(60)
    var later = System.coverage(second, fields: ["net", "total"])
    later.asOf = Play.start + .hours(1)
    let proved = later.goingOn(from: earlier)
    #expect(proved.verdict == both && proved.asOf == later.asOf)
    #expect(proved.fields == (second == .complete ? ["net", "total"] : ["net"]))
    #expect(proved.createdSince == (second == .incremental ? earlier.createdSince : nil))
  }

  @Test func `what was set aside before the kill keeps a read from being complete`() async throws {
    let system = try await filled()
    try await system.sync { _, sink throws(SyncError) in
      var batch = System.batch((1...29).map { System.order($0) }, to: 2)
      batch.quarantined = [Quarantined(source: "orders", line: nil, reason: "missing-id")]
      try await sink.take(batch)
      return System.coverage(.complete)
    }
    let run = try await system.run(Self.changed())
    #expect(run.receipt.streams["shop/orders"]?.verdict == .incremental)
    #expect(try system.orders().count == 30)
  }

  @Test func `a checkpoint comes back as it was`() {
    var checkpoint = Checkpoint(cursor: ["a": 1], sources: ["x"], records: 3)
    #expect(Checkpoint(checkpoint.bytes) == checkpoint && checkpoint.proved == nil)
    checkpoint.before = System.coverage(.complete)
    #expect(Checkpoint(checkpoint.bytes) == checkpoint && checkpoint.proved?.verdict == .complete)
    (checkpoint.coverage, checkpoint.before) = (System.coverage(.partial), nil)
    #expect(Checkpoint(checkpoint.bytes) == checkpoint && checkpoint.proved?.verdict == .partial)
  }
}
