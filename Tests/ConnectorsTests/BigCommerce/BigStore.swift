import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// A simulated store behind a connection: what one asks of it and what comes of that.
struct BigStore {
  /// The sample shop with little history.
  static let sample = SimulatedBigCommerce(
    world: SampleWorld(SampleShop(seed: 7, firstDay: Day(number: 20_738), days: 42, historyDays: 20)),
    lag: Span(seconds: 0))
  static let early = instant("2026-10-20T12:41:00Z")
  /// Before everything is read again.
  static let soon = instant("2026-10-26T12:41:00Z")
  static let late = instant("2026-11-03T12:41:00Z")

  var system = Self.sample
  var sizes = BigCommerceConnection.PageSizes(orders: 60, shipped: 60, others: 20)
  var token = SimulatedBigCommerce.token
  var tamper: SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }

  func transport(at now: Instant) -> SandboxTransport { SandboxTransport(system, at: now, tamper: tamper) }

  func connection(over transport: any HTTPTransport, asOf: Instant) throws -> BigCommerceConnection {
    let address = try #require(HTTPURL("https://api.bigcommerce.com/stores/abc123"))
    let context = ServiceContext(
      account: "abc123", address: address, http: Signing(base: transport, token: token), asOf: asOf, zone: newYork,
      currency: "USD")
    return BigCommerceConnection(context, sizes: sizes)
  }

  /// Reads a stream as a run at `asOf` would.
  func read(_ kind: Kind, from cursor: Cursor? = nil, at now: Instant, limit: Int = .max) async throws -> Reading {
    let transport = transport(at: now)
    let sink = Collector(limit: limit)
    var reading = Reading()
    let connection = try connection(over: transport, asOf: now)
    do throws(SyncError) {
      reading.coverage = try await connection.read(RecordStream(kind), from: cursor, into: sink)
    } catch {
      reading.error = error
    }
    reading.requests = transport.requests
    reading.batches = await sink.batches
    reading.told = sink.told
    return reading
  }
}

/// What came of one read.
struct Reading {
  var coverage: Coverage?
  var error: SyncError?
  var batches: [RecordBatch] = []
  var told: [Diagnostic] = []
  var requests: [HTTPRequest] = []

  var records: [MappedRecord] { batches.flatMap(\.records) }
  var quarantined: [Quarantined] { batches.flatMap(\.quarantined) }
  var cursor: Cursor? { batches.last?.cursor }
  /// The last word on each id.
  var byID: [String: MappedRecord] { Dictionary(records.map { ($0.id, $0) }) { _, last in last } }
  var paths: [String] { requests.map { String($0.url.description.split(separator: "?")[0].dropFirst(42)) } }
}

/// Puts the token on every request, as the layers of a run do.
struct Signing: HTTPTransport {
  let base: any HTTPTransport
  let token: String

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    request.headers["X-Auth-Token"] = MaskedText(Secret(token))
    return try await base.send(request)
  }
}

/// A shop of orders written down by a test.
struct HandWorld: ShopWorld {
  var orders: [Timeline<ShopOrder>] = []
  var people = [
    ShopCustomer(
      first: "Ada", last: "Ashgrove", email: "ada@example.com", created: instant("2026-01-01T00:00:00Z"), state: "NY")
  ]

  /// Adds an order of one candle; its id is 1001 and up.
  mutating func add(_ placed: Instant, _ change: (inout ShopOrder) -> Void = { _ in }) {
    var order = ShopOrder(customer: 0, placed: placed, lines: [Line(product: Catalogue.figCandle, quantity: 1)])
    order.payment = "paid"
    change(&order)
    orders.append(Timeline(start: placed, order))
  }

  func customerCount(at now: Instant) -> Int { people.count { $0.created <= now } }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    WorldCustomer(index: index, changed: people[index].created, state: people[index], orders: 0, spent: 0)
  }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] { [] }

  func orderCount(at now: Instant) -> Int { orders.count { $0.start <= now } }
  func order(_ index: Int, at now: Instant) -> WorldOrder {
    let changed = orders[index].moments(upTo: now).last ?? orders[index].start
    return WorldOrder(
      index: index, changed: changed, state: orders[index].state(at: now) ?? orders[index].first, refunds: [])
  }
  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    (0..<orderCount(at: now)).filter { range.contains(order($0, at: now).changed) }
  }

  func parcelCount(at now: Instant) -> Int { 0 }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel {
    WorldParcel(index: 0, changed: now, state: Parcel(order: 0, labelled: now, tracking: ""))
  }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { [] }
  func invoiceCount(at now: Instant) -> Int { 0 }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice {
    WorldInvoice(
      index: 0, changed: now,
      state: BookInvoice(issued: now.utcDay, due: now.utcDay, customer: "", memo: "", amount: 0, balance: 0))
  }
}

/// An answer with its body changed: every occurrence of a text becomes another one.
func replacing(_ text: String, with other: String, in response: HTTPResponse) -> HTTPResponse {
  var response = response
  let body = String(decoding: response.bytes, as: UTF8.self).replacing(text, with: other)
  response.body = .held(Array(body.utf8))
  return response
}

func answering(_ body: String, status: Int = 200) -> HTTPResponse {
  HTTPResponse(status: status, body: .held(Array(body.utf8)))
}

/// Whether a request goes to a path that ends so.
func asks(_ request: HTTPRequest, _ end: String) -> Bool {
  request.url.description.split(separator: "?")[0].hasSuffix(end)
}
