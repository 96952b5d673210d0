import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Reading a whole list by one of Shopify's bulk operations.
@Suite struct ShopifyBulkTests {
  private static let count = ShopifyBench.small.orderCount(at: ShopifyBench.smallLate)

  @Test(arguments: [Kind.order, .customer])
  func `a bulk operation gives what pages give`(_ kind: Kind) async throws {
    let bench = ShopifyBench.inBulk()
    let outcome = try await bench.read(kind)
    #expect(outcome.byID == (try await ShopifyBench.inBulk(from: nil).read(kind).byID))
    #expect(outcome.byID.count >= 100 && outcome.told.isEmpty && outcome.quarantined.isEmpty)
    #expect(outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.asks("TendBulk") } == 1)
    #expect(bench.transport.requests.count { $0.method == .get } == 1)
    // To see what is hidden, and what changed meanwhile.
    #expect(bench.transport.requests.count { $0.asks("TendPage") } == 2)
    #expect(outcome.cursor?.json.keys == ["known", "looked", "updated", "v"])
  }

  @Test func `lines beyond a page of an order are there`() async throws {
    let bench = ShopifyBench(bulkFrom: 0)
    let orders = try await bench.read(.order)
    #expect(orders.records.contains { ($0.fields["items"]?.array?.count ?? 0) > 20 })
    #expect(!bench.transport.requests.contains { $0.asks("TendMore") })
  }

  @Test func `a small shop is read page by page`() async throws {
    let bench = ShopifyBench.inBulk(from: nil)
    _ = try await bench.read(.order)
    #expect(!bench.transport.requests.contains { $0.asks("TendBulk") })
    let exact = ShopifyBench.inBulk(from: Self.count)
    _ = try await exact.read(.order)
    #expect(exact.transport.requests.contains { $0.asks("TendBulk") })
    let below = ShopifyBench.inBulk(from: Self.count + 1)
    _ = try await below.read(.order)
    #expect(!below.transport.requests.contains { $0.asks("TendBulk") })
  }

  @Test(arguments: [Kind.refund, .shipment, .dispute, .checkout, .lead])
  func `what has lists within lists, and what is short, is read page by page`(_ kind: Kind) async throws {
    let bench = ShopifyBench.inBulk()
    _ = try await bench.read(kind)
    #expect(!bench.transport.requests.contains { $0.asks("TendBulk") })
  }

  @Test(arguments: [Kind.order, .customer])
  func `what changed while the operation ran is read after it`(_ kind: Kind) async throws {
    let hasMoved = Mutex(false)
    let bench = ShopifyBench.inBulk(at: ShopifyBench.smallEarly)
    let moving = ShopifyBench.inBulk(at: ShopifyBench.smallEarly) { request, _, response throws(HTTPError) in
      if request.method == .get { hasMoved.withLock { $0 = true } }
      return response
    }
    let sink = WatchingSink { if hasMoved.withLock({ $0 }) { moving.transport.now = ShopifyBench.smallLate } }
    let coverage = try await moving.connection().read(RecordStream(kind), from: nil, into: sink)
    let outcome = await ShopifyOutcome(sink.inner, coverage)
    bench.transport.now = ShopifyBench.smallLate
    #expect(outcome.byID == (try await bench.read(kind).byID))
    #expect(outcome.byID.count >= 100)
  }

  // MARK: Going on

  @Test(arguments: [true, false])
  func `a killed run leaves its operation to the next`(_ honoursRanges: Bool) async throws {
    let bench = ShopifyBench.inBulk(operations: ShopifyOperations(honoursRanges: honoursRanges))
    let whole = try await bench.read(.order)
    let begun = bench.transport.requests.count
    var records: [String: MappedRecord] = [:]
    var read = 0
    var cursor: Cursor?
    var runs = 0
    for _ in 0..<10 {
      runs += 1
      let sink = Collector(limit: 1)
      let coverage = try? await bench.connection().read(RecordStream(.order), from: cursor, into: sink)
      for record in await sink.records { records[record.id] = record }
      read += await sink.records.count
      cursor = await sink.batches.last?.cursor
      if coverage != nil { break }
    }
    #expect(records == whole.byID && cursor == whole.cursor && runs > 3)
    #expect(read <= whole.records.count + 10)
    let requests = bench.transport.requests.dropFirst(begun)
    #expect(requests.count { $0.asks("TendBulk") } == 1)
    let downloads = requests.filter { $0.method == .get }
    // The first two runs were handed nothing of it.
    #expect(downloads.count > 3 && downloads.dropFirst(2).allSatisfy { $0.headers["Range"] != nil })
  }

  @Test func `the operation is in the cursor before it is waited for`() async throws {
    let bench = ShopifyBench.inBulk { _, _, response throws(HTTPError) in
      response.replacing("\"status\":\"COMPLETED\"", with: "\"status\":\"RUNNING\"")
    }
    let sink = Collector()
    do throws(SyncError) {
      _ = try await bench.connection().read(RecordStream(.order), from: nil, into: sink)
      Issue.record("An operation that does not end was taken for done")
    } catch {
      guard case .retry(let diagnostic, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(diagnostic.code == "shopify.preparing" && !diagnostic.hints.isEmpty)
    }
    let batches = await sink.batches
    #expect(batches.count == 1 && batches[0].records.isEmpty && batches[0].cursor.json["bulk"] != nil)
    let later = ShopifyBench.inBulk(operations: bench.operations)
    let outcome = try await later.read(.order, from: batches[0].cursor)
    #expect(outcome.byID.count == Self.count && outcome.coverage.verdict == .complete)
    #expect(!later.transport.requests.contains { $0.asks("TendBulk") })
  }

  @Test func `a broken transfer goes on where it broke off`() async throws {
    let broken = Mutex(0)
    let bench = ShopifyBench.inBulk { request, _, response throws(HTTPError) in
      guard request.method == .get,
        broken.withLock({
          $0 += 1; return $0
        }) == 1
      else { return response }
      return response.breaking(after: response.bytes.count * 2 / 3)
    }
    let outcome = try await bench.read(.order)
    #expect(outcome.byID == (try await ShopifyBench.inBulk(from: nil).read(.order).byID))
    #expect(outcome.coverage.verdict == .complete && outcome.told.isEmpty)
    let downloads = bench.transport.requests.filter { $0.method == .get }
    #expect(downloads.count == 2 && downloads[1].headers["Range"] != nil)
    #expect(downloads.allSatisfy { $0.delivery == .streamed })
  }

  @Test func `a transfer that always breaks off is left to the next run`() async throws {
    let bench = ShopifyBench.inBulk { request, _, response throws(HTTPError) in
      request.method == .get ? response.breaking(after: 100) : response
    }
    guard case .retry? = await bench.failure() else {
      Issue.record("no retry")
      return
    }
    #expect(bench.transport.requests.count { $0.method == .get } == 4)
  }

  @Test func `another part than was asked for is not taken`() async throws {
    let bench = ShopifyBench.inBulk()
    let sink = Collector(limit: 2)
    _ = try? await bench.connection().read(RecordStream(.order), from: nil, into: sink)
    let cursor = try #require(await sink.batches.last?.cursor)
    let lying = ShopifyBench.inBulk(operations: bench.operations) { request, _, response throws(HTTPError) in
      guard request.headers["Range"] != nil else { return response }
      var response = response
      response.headers["Content-Range"] = "bytes 17-90000/90001"
      return response
    }
    let outcome = try await lying.read(.order, from: cursor)
    let ids = Set(await sink.records.map(\.id) + outcome.records.map(\.id))
    #expect(ids.count == Self.count && outcome.told.isEmpty)
  }

  @Test func `an operation for something else than is asked for now is begun again`() async throws {
    let bench = ShopifyBench.inBulk()
    let sink = Collector(limit: 1)
    _ = try? await bench.connection().read(RecordStream(.order), from: nil, into: sink)
    var json = try #require(await sink.batches.last?.cursor.json)
    var bulk = try #require(json["bulk"]?.object)
    bulk["form"] = "abc"
    json["bulk"] = .object(bulk)
    let outcome = try await bench.read(.order, from: Cursor(json))
    #expect(outcome.byID.count == Self.count && outcome.coverage.verdict == .complete)
    #expect(bench.transport.requests.count { $0.asks("TendBulk") } == 2)
  }

  // MARK: Others

  @Test func `another operation of the app is not waited for`() async throws {
    let bench = ShopifyBench.inBulk(operations: ShopifyOperations(limit: 1))
    _ = bench.operations.start("{ customers { edges { node { id } } } }", isGrouped: false, at: bench.transport.now)
    let outcome = try await bench.read(.order)
    #expect(outcome.byID.count == Self.count && outcome.coverage.verdict == .complete)
    #expect(outcome.codes == ["shopify.bulk"])
  }

  @Test func `an operation of the same text that is under way is taken`() async throws {
    let bench = ShopifyBench.inBulk(operations: ShopifyOperations(limit: 1))
    let isFirst = Mutex(true)
    let losing = ShopifyBench.inBulk(at: bench.transport.now, operations: bench.operations) {
      request, _, response throws(HTTPError) in
      guard request.asks("TendBulk"),
        isFirst.withLock({ was in
          defer { was = false }; return was
        })
      else {
        return response
      }
      return response.saying(
        #"{"data":{"bulkOperationRunQuery":{"bulkOperation":null,"userErrors":[{"code":"OPERATION_IN_PROGRESS"}]}}}"#)
    }
    let outcome = try await losing.read(.order)
    #expect(outcome.byID.count == Self.count && outcome.coverage.verdict == .complete && outcome.told.isEmpty)
    #expect(losing.transport.requests.count { $0.asks("TendOperations") } == 1)
  }

  // MARK: Secrets

  @Test func `the token does not go where the result lies`() async throws {
    let bench = ShopifyBench.inBulk()
    let address = url("https://\(SimulatedShopify.shop)/admin/api/2026-07")
    let entry = Entry.tokenOrApp(header: "X-Shopify-Access-Token", path: "/admin/oauth/access_token")
    let log = Mutex<[String]>([])
    let client = HTTPClient(
      over: bench.transport, policy: .shopify, access: .readOnly,
      timing: Timing(now: { .zero }, sleep: { _ in }, random: { 0 }),
      log: { line in log.withLock { $0.append(line.description) } })
    let keeper = CredentialKeeper(
      entry, connection: "shopify", address: address,
      store: MemoryStore(Credential(secrets: ["token": Secret(SimulatedShopify.token)])), http: client,
      now: { ShopifyBench.smallLate })
    let connection = ShopifyConnection(
      ServiceContext(
        account: SimulatedShopify.shop, address: address,
        http: SigningTransport(base: client, keeper: keeper, address: address), asOf: ShopifyBench.smallLate,
        zone: newYork, currency: "USD"), lists: ShopifyListSizes(bulkFrom: 0))
    let sink = Collector()
    _ = try await connection.read(RecordStream(.order), from: nil, into: sink)
    let downloads = bench.transport.requests.filter { $0.method == .get }
    #expect(downloads.count == 1 && downloads[0].url.origin.host == "storage.sandbox.example")
    #expect(downloads.allSatisfy { $0.headers["X-Shopify-Access-Token"] == nil })
    #expect(
      bench.transport.requests.filter { $0.method == .post }.allSatisfy { $0.headers["X-Shopify-Access-Token"] != nil })
    let signature = try #require(downloads[0].url.revealed().split(separator: "=").last)
    #expect(log.withLock { $0 }.count > 5 && !log.withLock { $0 }.contains { $0.contains(signature) })
    for batch in await sink.batches {
      let text = String(decoding: CanonicalJSON.bytes(batch.cursor.json), as: UTF8.self)
      #expect(!text.contains(signature) && !text.contains("http"))
    }
  }

  @Test func `what is asked for in bulk is a read`() async throws {
    let bench = ShopifyBench.inBulk()
    _ = try await bench.read(.order)
    #expect(bench.transport.requests.allSatisfy { $0.effect == .read })
  }
}

/// Does something with each batch.
private struct WatchingSink: RecordSink {
  let inner = Collector()
  let each: @Sendable () -> Void

  init(_ each: @escaping @Sendable () -> Void) {
    self.each = each
  }

  func take(_ batch: RecordBatch) async throws(SyncError) {
    try await inner.take(batch)
    each()
  }
}

extension HTTPResponse {
  /// The same, arriving piece by piece and breaking off after so many bytes.
  fileprivate func breaking(after count: Int) -> HTTPResponse {
    let rest = Mutex(bytes.prefix(count))
    let stream = BodyStream(
      pull: { () async throws(HTTPError) in
        let piece = rest.withLock { rest in
          defer { rest = rest.dropFirst(1 << 14) }
          return Array(rest.prefix(1 << 14))
        }
        if piece.isEmpty { throw HTTPError(.truncated) }
        return piece
      }, end: { _ in })
    return HTTPResponse(status: status, headers: headers, body: .streamed(stream))
  }
}
