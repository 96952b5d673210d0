import Connectors
import Records
import Testing

@testable import Engine

/// What a system itself says is deleted goes without a full read, and nothing else does.
struct DeletionTests {
  private typealias System = ScriptedSystem

  private func filled(_ ids: ClosedRange<Int> = 1...30) async throws -> ScriptedSystem {
    let system = try ScriptedSystem()
    try await system.run(System.full(ids))
    #expect(try system.orders().count == ids.count)
    return system
  }

  @Test func `exactly these go, under an incremental read`() async throws {
    let system = try await filled()
    let run = try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(8, net: 9)], deleted: ["7", "404"], to: 2))
      return System.coverage(.incremental)
    }
    let receipt = run.receipt.streams["shop/orders"]
    #expect(receipt?.verdict == .incremental && receipt?.held == nil)
    #expect(receipt?.deleted == 1 && receipt?.updated == 1 && receipt?.created == 0)
    let orders = try system.orders()
    #expect(orders.count == 29 && orders["7"] == nil && orders["8"]?["net"] == 9)
    #expect(try system.state()?.records == 29)
    #expect(try system.play.complaints() == "")
    #expect(try system.play.tend(system.now).verify().isSound)
    // Told again it is no change.
    let again = try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch(deleted: ["7"], to: 3))
      return System.coverage(.incremental)
    }
    #expect(again.receipt.changes == 0)
    #expect(try system.state()?.records == 29)
  }

  @Test func `a deletion alone is enough to read, also in part`() async throws {
    let system = try await filled()
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch(deleted: ["1"], to: 1))
      return System.coverage(.partial)
    }
    #expect(try system.orders().count == 29)
  }

  @Test func `what comes again later in the same read stands`() async throws {
    let system = try await filled()
    let run = try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(5)], deleted: ["4", "5", "6"], to: 2))
      try await sink.take(System.batch([System.order(6, net: 7)], to: 3))
      return System.coverage(.incremental)
    }
    #expect(run.receipt.streams["shop/orders"]?.deleted == 1)
    let orders = try system.orders()
    #expect(orders["4"] == nil && orders["5"] != nil && orders["6"]?["net"] == 7)
  }

  @Test func `what was read and is then told to be deleted goes`() async throws {
    let system = try await filled()
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(5, net: 9), System.order(31)], to: 2))
      try await sink.take(System.batch(deleted: ["5", "31"], to: 3))
      return System.coverage(.incremental)
    }
    let orders = try system.orders()
    #expect(orders.count == 29 && orders["5"] == nil && orders["31"] == nil)
  }

  @Test func `so much at once is held back until somebody accepts it`() async throws {
    let system = try await filled(1...60)
    let script: ScriptedSystem.Script = { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(61)], deleted: (1...20).map(String.init), to: 2))
      return System.coverage(.incremental)
    }
    let held = try await system.run(script)
    #expect(held.receipt.streams["shop/orders"]?.held == "shrank")
    #expect(held.troubles.map(\.code) == ["sync.shrank"])
    #expect(held.troubles.first?.summary == "shop/orders would shrink from 60 to 40 records")
    #expect(try system.orders().count == 60)
    // The cursor stands too, so the same is told again.
    #expect(try system.state()?.cursor == ["place": 1])
    try system.accept()
    try await system.run(script)
    #expect(try system.orders().count == 41)
    #expect(try system.state()?.records == 41)
  }

  @Test func `a failed read deletes nothing, and the next one what it told`() async throws {
    let system = try await filled()
    let failed = try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch(deleted: ["7"], to: 2))
      throw System.dead
    }
    #expect(failed.receipt.streams["shop/orders"]?.verdict == .failed)
    #expect(try system.orders().count == 30)
    try await system.run { cursor, _ throws(SyncError) in
      #expect(cursor?.json == ["place": 2])
      return System.coverage(.incremental)
    }
    #expect(try system.orders().count == 29)
  }

  @Test func `an exception about it ends, though the rest was not read`() async throws {
    let system = try ScriptedSystem()
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(1, fulfillment: "unfulfilled"), System.order(2)], to: 1))
      return System.coverage(.complete)
    }
    #expect(try system.play.exceptions([.open]).map(\.rule) == ["late_order"])
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch(deleted: ["1"], to: 2))
      return System.coverage(.incremental)
    }
    #expect(try system.orders().count == 1)
    let exceptions = try system.play.exceptions()
    #expect(exceptions.map(\.state) == [.resolved] && exceptions.first?.resolution == "record-gone")
  }

  @Test func `an index made anew is the same`() async throws {
    let system = try await filled()
    try await system.run { _, sink throws(SyncError) in
      try await sink.take(System.batch([System.order(8, net: 9)], deleted: ["7"], to: 2))
      return System.coverage(.incremental)
    }
    let before = try system.play.dump()
    _ = try system.play.tend(system.now).rebuild()
    #expect(try system.play.dump() == before)
  }
}
