import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// Lists that are longer than Shopify shows at once, and the count that a whole one is held to.
@Suite struct ShopifyListTests {
  /// Some two thousand customers, all of three days.
  private static let busy = GeneratedWorld(seed: 7, orders: 3000, from: Day(number: 20_605), days: 3)
  private static let end = busy.start + .days(4)

  private static func bench(_ lists: ShopifyListSizes, at now: Instant = end) -> ShopifyBench {
    ShopifyBench(busy, at: now, lists: lists)
  }

  @Test(arguments: [Kind.order, .customer, .checkout])
  func `a list is begun anew from where it stands, and no row is lost or counted twice`(_ kind: Kind) async throws {
    let whole = try await Self.bench(ShopifyListSizes(bulkFrom: .max)).read(kind)
    let bench = Self.bench(ShopifyListSizes(bulkFrom: .max, window: 100, limit: 1900))
    let parts = try await bench.read(kind)
    #expect(parts.byID == whole.byID && whole.byID.count > 100)
    #expect(parts.coverage.verdict == .complete && parts.told.isEmpty)
    // Where the filter takes whole days there are no more beginnings than days.
    let pages = bench.transport.requests.count { $0.asks("TendPage") }
    if kind == .customer { #expect(pages <= 3 * (whole.byID.count / 250 + 2)) }
  }

  @Test func `where a list ends at what is shown, the rest is not taken for not there`() async throws {
    let bench = Self.bench(ShopifyListSizes(bulkFrom: .max, window: 60, limit: 100))
    let error = try #require(await bench.failure(.customer))
    #expect(error.diagnostic.code == "shopify.too-many")
  }

  @Test func `an increment that is longer than what is shown is read in bulk`() async throws {
    let bench = Self.bench(ShopifyListSizes(bulkFrom: 0, window: 60, limit: 100), at: Self.busy.start + .hours(2))
    let first = try await bench.read(.customer)
    #expect(first.coverage.verdict == .complete)
    bench.transport.now = Self.end
    let later = try await bench.read(.customer, from: first.cursor)
    #expect(later.coverage.verdict == .complete)
    #expect(later.byID.count == Self.busy.customerCount(at: Self.end))
  }

  @Test(arguments: [Kind.order, .customer, .shipment])
  func `an interrupted read is held to the count that it began with`(_ kind: Kind) async throws {
    let isLossy = Mutex(false)
    let bench = ShopifyBench(Self.busy, at: Self.end, bulkFrom: .max) { request, _, response throws(HTTPError) in
      guard request.asks("TendPage"), isLossy.withLock({ $0 }) else { return response }
      var body = RawJSON(response.bytes)
      _ = body?.changeRows { $0.removeLast() }
      return HTTPResponse(status: 200, headers: response.headers, body: .held(body?.bytes ?? []))
    }
    let killed = Collector(limit: 1)
    _ = try? await bench.connection().read(RecordStream(kind), from: nil, into: killed)
    let cursor = try #require(await killed.batches.last?.cursor)
    let rest = try await bench.read(kind, from: cursor)
    #expect(rest.coverage.verdict == .complete && rest.told.isEmpty)
    isLossy.withLock { $0 = true }
    let short = try await bench.read(kind, from: cursor)
    #expect(short.coverage.verdict == .partial && short.codes == ["shopify.count"])
  }

  @Test func `a count that fails for now is no reason to go without`() async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendCount")
        ? response.saying(#"{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#) : response
    }
    guard case .retry? = await bench.failure(.order) else {
      Issue.record("it was read without a count")
      return
    }
  }

  // MARK: What is hidden

  @Test func `a dispute keeps its order where only its customer is hidden`() async throws {
    let bench = ShopifyBench(scopes: SimulatedShopify.scopes.subtracting(["read_customers"]))
    let outcome = try await bench.read(.dispute)
    #expect(outcome.coverage.hidesPeople && outcome.coverage.fields.contains("order"))
    #expect(!outcome.records.isEmpty && outcome.records.allSatisfy { $0.fields["order"] != nil })
    #expect(outcome.told.map(\.code) == ["shopify.hidden"])
  }

  @Test func `of an address only the telephone may be hidden, and orders are read all the same`() async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      guard request.asks("TendPage"), request.asks("billingAddress") else { return response }
      return response.saying(
        """
        {"data":null,"errors":[{"message":"Access denied for phone field.","extensions":{"code":"ACCESS_DENIED"},
        "path":["orders","nodes",0,"billingAddress","phone"]}]}
        """)
    }
    let outcome = try await bench.read(.order)
    #expect(outcome.coverage.verdict == .complete && !outcome.coverage.fields.contains("company"))
  }

  @Test func `parcels are looked at again though nothing told yet what is hidden`() async throws {
    let all = ShopifyBench()
    let first = try await all.read(.shipment)
    #expect(first.cursor?.json["open"] != nil)
    let bare = ShopifyBench(scopes: SimulatedShopify.scopes.subtracting(["read_customers"])) {
      request, _, response throws(HTTPError) in
      guard request.asks("TendPage") else { return response }
      return response.saying(#"{"data":{"orders":{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}}}"#)
    }
    let later = try await bare.read(.shipment, from: first.cursor)
    #expect(later.coverage.hidesPeople && !later.records.isEmpty)
  }
}
