@testable import HTTP
import Records
import Synchronization

@testable import Connectors
@testable import Sandbox

/// A simulated shop, a clock, and connections to it through all layers.
final class ShopifyBench: Sendable {
  static let shop = SampleShop.committed
  static let world = SampleWorld(shop)
  static let early = instant("2026-11-10T12:00:00Z")
  static let late = instant("2026-11-20T12:00:00Z")

  /// A shop of which a read takes little, and two moments of it.
  static let small = GeneratedWorld(seed: 11, orders: 700, from: Day(number: 20_605), days: 60)
  static let smallEarly = small.start + .days(45)
  static let smallLate = small.start + .days(52)

  /// A read of that shop in bulk, with `tamper` having its way with answers.
  static func inBulk(
    scopes: Set<String> = SimulatedShopify.scopes, at now: Instant = ShopifyBench.smallLate, from: Int? = 0,
    operations: ShopifyOperations = ShopifyOperations(),
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) -> ShopifyBench {
    ShopifyBench(small, scopes: scopes, at: now, bulkFrom: from, operations: operations, tamper: tamper)
  }

  let transport: SandboxTransport
  let operations: ShopifyOperations
  private let lists: ShopifyListSizes
  private let waited = Mutex<Duration>(.zero)

  init(
    _ world: any ShopWorld = ShopifyBench.world, scopes: Set<String> = SimulatedShopify.scopes,
    at now: Instant = ShopifyBench.late, bulkFrom: Int? = nil, lists: ShopifyListSizes? = nil,
    operations: ShopifyOperations = ShopifyOperations(),
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    let lists = lists ?? ShopifyListSizes(bulkFrom: bulkFrom)
    self.lists = lists
    self.operations = operations
    transport = SandboxTransport(
      SimulatedShopify(
        world: world, scopes: scopes, lag: Span(seconds: 0), operations: operations,
        listLimit: lists.limit), at: now,
      tamper: tamper)
  }

  /// A connection that runs at the shop's present moment.
  func connection(
    _ options: [String: String] = [:], token: String = SimulatedShopify.token,
    record: (@Sendable (RecordedExchange) -> Void)? = nil
  ) -> ShopifyConnection {
    let timing = Timing(
      now: { self.waited.withLock { $0 } }, sleep: { wait in self.waited.withLock { $0 += wait } }, random: { 0 })
    let client = HTTPClient(
      over: Signed(base: transport, token: token), policy: .shopify, access: .readOnly, timing: timing,
      record: record)
    guard let address = HTTPURL("https://\(SimulatedShopify.shop)/admin/api/2026-07") else {
      preconditionFailure("the address is a URL")
    }
    return ShopifyConnection(
      ServiceContext(
        account: SimulatedShopify.shop, address: address, http: client, asOf: transport.now, zone: newYork,
        currency: "USD", options: options, timing: timing), lists: lists)
  }

  /// Reads a stream and keeps what came.
  func read(_ kind: Kind, from cursor: Cursor? = nil, limit: Int = .max) async throws(SyncError) -> ShopifyOutcome {
    let sink = Collector(limit: limit)
    let coverage = try await connection().read(RecordStream(kind), from: cursor, into: sink)
    return await ShopifyOutcome(sink, coverage)
  }

  /// Why a read failed; nil where it did not.
  func failure(_ kind: Kind = .order, from cursor: Cursor? = nil, token: String = SimulatedShopify.token) async
    -> SyncError?
  {
    do throws(SyncError) {
      _ = try await connection(token: token).read(RecordStream(kind), from: cursor, into: Collector())
      return nil
    } catch {
      return error
    }
  }

  /// Signs as the run does.
  private struct Signed: HTTPTransport {
    let base: SandboxTransport
    let token: String

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      var request = request
      request.headers["X-Shopify-Access-Token"] = MaskedText(Secret(token))
      return try await base.send(request)
    }
  }
}

/// What came of reading a stream.
struct ShopifyOutcome {
  var records: [MappedRecord]
  var quarantined: [Quarantined]
  var cursor: Cursor?
  var batches: Int
  var told: [Diagnostic]
  var coverage: Coverage

  init(_ sink: Collector, _ coverage: Coverage) async {
    records = await sink.records
    quarantined = await sink.quarantined
    cursor = await sink.batches.last?.cursor
    batches = await sink.batches.count
    told = sink.told
    self.coverage = coverage
  }

  /// Each record as it was read last.
  var byID: [String: MappedRecord] { Dictionary(records.map { ($0.id, $0) }) { $1 } }
  var codes: Set<String> { Set(told.map(\.code)) }
}

extension HTTPResponse {
  /// The same with another body.
  func saying(_ body: String, status: Int? = nil) -> HTTPResponse {
    HTTPResponse(status: status ?? self.status, headers: headers, body: .held(Array(body.utf8)))
  }

  /// The same with a part of the body replaced.
  func replacing(_ part: String, with other: String) -> HTTPResponse {
    saying(String(decoding: bytes, as: UTF8.self).replacing(part, with: other))
  }
}

extension HTTPRequest {
  /// Whether it asks for this.
  func asks(_ word: String) -> Bool {
    body.map { String(decoding: $0.revealed(), as: UTF8.self).contains(word) } ?? false
  }
}
