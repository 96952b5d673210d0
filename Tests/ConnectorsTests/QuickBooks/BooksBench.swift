import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// The simulated books, a client with all its layers over them, and a clock that moves by waiting.
struct BooksBench {
  let books: SandboxTransport
  private let slept = Slept()

  static let shop = SampleWorld(SampleShop.committed)

  init(
    _ world: any ShopWorld = BooksBench.shop, edits: [BookEdit] = [], at now: Instant,
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    books = SandboxTransport(SimulatedQuickBooks(world: world, edits: edits), at: now, tamper: tamper)
  }

  /// A connection as it is made in a run at the books' present.
  func connection(
    page: Int = 1000, changes: Int = 1000, at now: Instant? = nil, token: String = SimulatedQuickBooks.token,
    company: String = SimulatedQuickBooks.company, options: [String: String] = [:],
    host: String = "quickbooks.api.intuit.com"
  ) throws -> QuickBooksConnection {
    let timing = Timing(now: { slept.sum }, sleep: { slept.add($0) }, random: { 0 })
    let client = HTTPClient(
      over: Signing(base: books, token: token), policy: .quickBooks, access: .readOnly, timing: timing)
    let address = try #require(HTTPURL("https://\(host)/v3/company/\(company)"))
    let context = ServiceContext(
      account: company, address: address, http: client, asOf: now ?? books.now, zone: newYork, currency: "USD",
      options: options)
    return QuickBooksConnection(context, limits: .init(page: page, changes: changes))
  }

  private final class Slept: Sendable {
    private let total = Mutex(Duration.zero)
    var sum: Duration { total.withLock { $0 } }
    func add(_ wait: Duration) { total.withLock { $0 += wait } }
  }

  private struct Signing: HTTPTransport {
    let base: any HTTPTransport
    let token: String

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      var request = request
      request.headers.append("Authorization", "Bearer \(Secret(token))")
      return try await base.send(request)
    }
  }
}

/// What a read gave: the last of each id, in the order of ids.
struct BooksOutcome {
  var coverage: Coverage
  var records: [String: MappedRecord]
  var batches: [RecordBatch]
  var told: [Diagnostic]
  var cursor: Cursor? { batches.last?.cursor }
}

extension QuickBooksConnection {
  func outcome(_ kind: Kind, from cursor: Cursor? = nil) async throws -> BooksOutcome {
    let sink = Collector()
    let coverage = try await read(RecordStream(kind), from: cursor, into: sink)
    let batches = await sink.batches
    return BooksOutcome(
      coverage: coverage, records: latest(batches.flatMap(\.records)), batches: batches, told: sink.told)
  }

  /// How a read ends that does not end well.
  func failure(_ kind: Kind, from cursor: Cursor? = nil) async -> SyncError? {
    do throws(SyncError) {
      _ = try await read(RecordStream(kind), from: cursor, into: Collector())
      return nil
    } catch {
      return error
    }
  }
}

func latest(_ records: [MappedRecord]) -> [String: MappedRecord] {
  Dictionary(records.map { ($0.id, $0) }) { _, later in later }
}

/// A cursor as it comes back from its file.
func kept(_ cursor: Cursor?) throws -> Cursor? {
  try cursor.map { Cursor(try JSONReader.object(CanonicalJSON.bytes($0.json))) }
}

/// The answer with another body.
func answer(_ body: String, status: Int = 200) -> HTTPResponse {
  HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: .held(Array(body.utf8)))
}

/// A world of invoices alone, each booked at noon; `perDay` share a second.
struct InvoiceWorld: ShopWorld {
  var invoices = 40
  var perDay = 3
  static let first = Day(number: 20_700)
  /// All are booked, some not yet paid.
  static let early = ShopTime.at(first + 13, 18)
  static let late = ShopTime.at(first + 16, 18)

  private func day(_ index: Int) -> Day { Self.first + index / perDay }

  func invoiceCount(at now: Instant) -> Int {
    var count = 0
    while count < invoices, ShopTime.at(day(count), 12) <= now { count += perDay }
    return min(count, invoices)
  }

  /// Paid three days later.
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice {
    let paid = ShopTime.at(day(index) + 3, 15)
    let state = BookInvoice(
      issued: day(index), due: day(index) + 30, customer: "Ada Lind", memo: "Order #\(4000 + index)",
      amount: 1000 + index, balance: paid <= now ? 0 : 1000 + index)
    return WorldInvoice(
      index: index, changed: paid <= now ? paid : ShopTime.at(day(index), 12), state: state,
      payments: paid <= now ? [WorldPayment(at: paid, amount: 1000 + index)] : [])
  }

  /// A moment at which all are booked.
  var end: Instant { ShopTime.at(day(invoices) + 1, 9) }

  func customerCount(at now: Instant) -> Int { 0 }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer { BooksBench.shop.customer(index, at: now) }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] { [] }
  func orderCount(at now: Instant) -> Int { 0 }
  func order(_ index: Int, at now: Instant) -> WorldOrder { BooksBench.shop.order(index, at: now) }
  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] { [] }
  func parcelCount(at now: Instant) -> Int { 0 }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel { BooksBench.shop.parcel(index, at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { [] }
}
