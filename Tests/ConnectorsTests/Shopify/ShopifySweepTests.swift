import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Looking once a week for what was deleted, of which no increment tells.
@Suite struct ShopifySweepTests {
  private static let early = ShopifyBench.small.start + .days(30)
  private static let kinds: [Kind] = [.order, .customer, .lead]

  /// A shop of which records can be taken away without a trace.
  private final class Shop: Sendable {
    let bench: ShopifyBench
    private let gone: Gone

    init(bulkFrom: Int? = nil) {
      let gone = Gone()
      self.gone = gone
      bench = ShopifyBench.inBulk(at: ShopifySweepTests.early, from: bulkFrom) {
        request, _, response throws(HTTPError) in
        gone.spoil(response, isCount: request.asks("TendCount"), isPage: request.asks("TendPage"))
      }
    }

    func delete(_ id: String) { gone.ids.withLock { _ = $0.insert(id) } }

    func read(_ kind: Kind, after span: Span, from cursor: Cursor?) async throws -> ShopifyOutcome {
      bench.transport.now = ShopifySweepTests.early + span
      return try await bench.read(kind, from: cursor)
    }

    var counts: Int { bench.transport.requests.count { $0.asks("TendCount") } }
  }

  /// What is left out of answers.
  private final class Gone: Sendable {
    let ids = Mutex<Set<String>>([])

    func spoil(_ response: HTTPResponse, isCount: Bool, isPage: Bool) -> HTTPResponse {
      let gone = ids.withLock { $0 }
      guard !gone.isEmpty, isCount || isPage, var answer = (try? JSONReader.answer(response.bytes))?.object,
        var data = answer["data"]?.object, let root = data.keys.first, var list = data[root]?.object
      else { return response }
      if isCount, let count = list["count"]?.integer { list["count"] = .integer(count - gone.count) }
      if isPage {
        list["nodes"] = .array(
          (list["nodes"]?.array ?? []).filter { node in
            !gone.contains(node.object?["legacyResourceId"]?.string ?? "")
          })
      }
      data[root] = .object(list)
      answer["data"] = .object(data)
      return response.saying(String(decoding: CanonicalJSON.bytes(answer), as: UTF8.self))
    }
  }

  @Test(arguments: kinds)
  func `what was deleted is found within a week, by a full read`(_ kind: Kind) async throws {
    let shop = Shop()
    let first = try await shop.read(kind, after: .days(0), from: nil)
    let id = try #require(first.records.dropFirst(2).first?.id)
    shop.delete(id)
    let soon = try await shop.read(kind, after: .days(3), from: first.cursor)
    #expect(soon.coverage.verdict == .incremental && soon.told.isEmpty)
    let later = try await shop.read(kind, after: .days(8), from: soon.cursor)
    #expect(later.coverage.verdict == .complete && later.codes == ["shopify.gone"])
    #expect(later.byID[id] == nil && later.byID.count >= first.byID.count - 1)
    let calm = try await shop.read(kind, after: .days(9), from: later.cursor)
    #expect(calm.coverage.verdict == .incremental && calm.told.isEmpty)
  }

  @Test(arguments: kinds)
  func `where nothing was deleted a count a week is all it costs`(_ kind: Kind) async throws {
    let shop = Shop()
    var cursor = try await shop.read(kind, after: .days(0), from: nil).cursor
    let counts = shop.counts
    for (day, expected) in [(1, 0), (2, 0), (6, 0), (7, 1), (8, 1), (13, 1), (14, 2), (20, 2), (21, 3)]
      as [(Int64, Int)]
    {
      let outcome = try await shop.read(kind, after: .days(day), from: cursor)
      cursor = outcome.cursor
      #expect(outcome.coverage.verdict == .incremental && outcome.told.isEmpty)
      #expect(shop.counts - counts == expected, "day \(day)")
    }
    let world = ShopifyBench.small
    let mark = try #require(cursor?.json["updated"]?.instant)
    let now = Self.early + .days(21)
    let orders = world.orderCount(at: now)
    let known =
      switch kind {
      case .order: (0..<orders).count { world.order($0, at: now).state.placed <= mark }
      case .lead:
        (0..<ShopifyDraftState.count(world, at: now)).count { index in
          ShopifyDraftState(index, world, at: now).map { $0.created <= mark } ?? false
        }
      default: (0..<world.customerCount(at: now)).count { world.customer($0, at: now).state.created <= mark }
      }
    #expect(cursor?.json["known"]?.integer == known)
  }

  @Test func `what came and went between two looks is found too`() async throws {
    let shop = Shop()
    let first = try await shop.read(.order, after: .days(0), from: nil)
    let second = try await shop.read(.order, after: .days(2), from: first.cursor)
    let id = try #require(second.byID.keys.first { first.byID[$0] == nil })
    shop.delete(id)
    let later = try await shop.read(.order, after: .days(7), from: second.cursor)
    #expect(later.coverage.verdict == .complete && later.codes == ["shopify.gone"] && later.byID[id] == nil)
  }

  @Test func `a horizon moves, so all that is shown is read each week`() async throws {
    let bench = ShopifyBench.inBulk(
      scopes: SimulatedShopify.scopes.subtracting(["read_all_orders"]), at: Self.early, from: nil)
    let first = try await bench.read(.order)
    bench.transport.now = Self.early + .days(6)
    let soon = try await bench.read(.order, from: first.cursor)
    #expect(soon.coverage.verdict == .incremental)
    bench.transport.now = Self.early + .days(7)
    let later = try await bench.read(.order, from: soon.cursor)
    #expect(later.coverage.verdict == .complete && later.coverage.createdSince == bench.transport.now - .days(59))
  }

  @Test func `an increment that was cut short no longer knows how many there are, and a week later all is read`()
    async throws
  {
    let bench = ShopifyBench.inBulk(at: Self.early, from: nil)
    let first = try await bench.read(.order)
    bench.transport.now = Self.early + .days(1)
    // As cursors are in the middle of an increment.
    var json = try #require(first.cursor?.json)
    json["known"] = nil
    let soon = try await bench.read(.order, from: Cursor(json))
    #expect(soon.coverage.verdict == .incremental && soon.cursor?.json["known"] == nil)
    bench.transport.now = Self.early + .days(7)
    let later = try await bench.read(.order, from: soon.cursor)
    #expect(later.coverage.verdict == .complete && later.cursor?.json["known"] != nil)
  }

  @Test func `a full read that a look led to goes through a bulk operation and can be cut short`() async throws {
    let shop = Shop(bulkFrom: 0)
    let first = try await shop.read(.order, after: .days(0), from: nil)
    var json = try #require(first.cursor?.json)
    json["known"] = .integer(1 + (json["known"]?.integer ?? 0))
    shop.bench.transport.now = Self.early + .days(7)
    let sink = Collector(limit: 4)
    _ = try? await shop.bench.connection().read(RecordStream(.order), from: Cursor(json), into: sink)
    let cursor = try #require(await sink.batches.last?.cursor)
    #expect(cursor.json["bulk"] != nil)
    let rest = try await shop.bench.read(.order, from: cursor)
    #expect(rest.coverage.verdict == .complete)
    let all = Set(await sink.records.map(\.id) + rest.records.map(\.id))
    #expect(all.count == ShopifyBench.small.orderCount(at: Self.early + .days(7)))
    #expect(shop.bench.transport.requests.count { $0.asks("TendBulk") } == 2)
  }
}
