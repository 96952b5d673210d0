import Records
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Reading the simulated books: everything, what changed, and on after a kill.
struct QuickBooksReadTests {
  static let early = ShopTime.at(SampleShop.committed.firstDay + 20, 9)
  static let late = ShopTime.at(SampleShop.committed.firstDay + 25, 18)
  static let kinds: [Kind] = [.invoice, .refund, .customer]

  private func texts(_ bench: BooksBench) -> [String] { bench.books.requests.map(\.description) }

  @Test func `reads every invoice of the world`() async throws {
    let bench = BooksBench(at: Self.late)
    let outcome = try await bench.connection(page: 7).outcome(.invoice)
    let world = BooksBench.shop
    let count = world.invoiceCount(at: Self.late)
    #expect(count > 14)
    #expect(Set(outcome.records.keys) == Set((0..<count).map { String(101 + $0) }))
    for index in 0..<count {
      let (record, state) = (outcome.records[String(101 + index)], world.invoice(index, at: Self.late).state)
      #expect(record?.fields["number"]?.string == String(2001 + index))
      #expect(record?.fields["issued"]?.day == state.issued)
      #expect(record?.fields["due"]?.day == state.due)
      #expect(record?.fields["total"]?.integer == state.amount)
      #expect(record?.fields["balance"]?.integer == state.balance)
      #expect(record?.personal["name"] == state.customer)
      let payment = world.invoice(index, at: Self.late).payments.last
      #expect(record?.fields["paid"]?.instant == payment?.at)
      if payment == nil { #expect(record?.fields["payment_reference"] == nil) }
    }
    #expect(outcome.coverage.verdict == .complete)
    #expect(outcome.coverage.asOf == Self.late)
    #expect(outcome.told.isEmpty)
  }

  @Test func `reads a refund for each of the world's, by what gave it`() async throws {
    let outcome = try await BooksBench(at: Self.late).connection().outcome(.refund)
    let world = BooksBench.shop
    var expected: [String: Int] = [:]
    for index in 0..<world.orderCount(at: Self.late) {
      let order = world.order(index, at: Self.late)
      let entity = order.state.isWholesale ? "creditmemo" : "refundreceipt"
      for (part, refund) in order.refunds.enumerated() {
        let id = "\(entity)-\(index * 16 + part + 1)"
        expected[id] = refund.amount
        #expect(outcome.records[id]?.fields["order"]?.string == String(order.number))
        #expect(outcome.records[id]?.fields["created"]?.instant == refund.at)
      }
    }
    #expect(expected.count > 10)
    #expect(outcome.records.mapValues { $0.fields["amount"]?.integer ?? -1 } == expected)
    #expect(outcome.coverage.verdict == .complete)
  }

  @Test func `reads every customer, also those made inactive`() async throws {
    let edits = [BookEdit(.inactive, .customer, 3, at: Self.early)]
    let outcome = try await BooksBench(edits: edits, at: Self.late).connection(page: 100).outcome(.customer)
    #expect(outcome.records.count == BooksBench.shop.customerCount(at: Self.late))
    let person = BooksBench.shop.customer(2, at: Self.late).state
    #expect(outcome.records["3"]?.identifiers.email == Identifiers.normalised(email: person.email))
    #expect(outcome.records["3"]?.personal["name"] == "\(person.first) \(person.last)")
    #expect(outcome.coverage.verdict == .complete)
  }

  @Test(arguments: kinds)
  func `what changed brings an earlier read to where a full one is`(_ kind: Kind) async throws {
    let bench = BooksBench(at: Self.early)
    let first = try await bench.connection(page: 50).outcome(kind)
    bench.books.now = Self.late
    let before = bench.books.requests.count
    let second = try await bench.connection(page: 50).outcome(kind, from: kept(first.cursor))
    #expect(bench.books.requests.count == before + 1)
    #expect(second.coverage.verdict == .incremental)
    #expect(!second.records.isEmpty)
    let whole = try await BooksBench(at: Self.late).connection().outcome(kind)
    #expect(first.records.merging(second.records) { _, later in later } == whole.records)
    #expect(whole.records != first.records)
  }

  @Test(arguments: kinds)
  func `goes on after a kill at any batch`(_ kind: Kind) async throws {
    let bench = BooksBench(at: Self.late)
    let connection = try bench.connection(page: 60)
    let whole = try await connection.outcome(kind)
    let moments = Dictionary(grouping: whole.records.values) { $0.fields["created"] ?? $0.fields["issued"] }
    let ties = moments.values.map(\.count).max() ?? 0
    for limit in 0..<whole.batches.count {
      let killed = Collector(limit: limit)
      await #expect(throws: SyncError.self) {
        _ = try await connection.read(RecordStream(kind), from: nil, into: killed)
      }
      let given = await killed.batches
      let rest = try await connection.outcome(kind, from: kept(given.last?.cursor))
      #expect(latest(given.flatMap(\.records) + rest.batches.flatMap(\.records)) == whole.records)
      // Only rows of the moment that a page ended with come again.
      let twice = given.flatMap(\.records).count + rest.batches.flatMap(\.records).count - whole.records.count
      #expect(twice <= ties, "killed after \(limit)")
      #expect(rest.coverage == whole.coverage)
      #expect(rest.cursor == whole.cursor)
    }
  }

  @Test func `gives nothing twice without a kill`() async throws {
    for kind in Self.kinds {
      let outcome = try await BooksBench(at: Self.late).connection(page: 9).outcome(kind)
      #expect(outcome.batches.flatMap(\.records).count == outcome.records.count)
      if kind != .refund { #expect(outcome.batches.count > 2) }
    }
  }

  @Test func `only reads, with a pinned minor version`() async throws {
    let bench = BooksBench(edits: [BookEdit(.deleted, .invoice, 104, at: Self.early)], at: Self.early)
    let cursor = try await bench.connection().outcome(.invoice).cursor
    bench.books.now = Self.late
    _ = try await bench.connection().outcome(.invoice, from: cursor)
    _ = try await bench.connection().check()
    #expect(bench.books.requests.count > 8)
    #expect(bench.books.requests.allSatisfy { $0.effect == .read && $0.method == .get })
    #expect(texts(bench).allSatisfy { $0.hasSuffix("minorversion=75") })
  }

  // MARK: Ties and rows that move

  @Test(arguments: [(1, 40), (3, 2), (4, 4), (10, 3), (40, 7), (40, 40), (7, 1)])
  func `loses no row of one second at a page's border`(_ perDay: Int, _ page: Int) async throws {
    let world = InvoiceWorld(perDay: perDay)
    let outcome = try await BooksBench(world, at: world.end).connection(page: page).outcome(.invoice)
    #expect(outcome.records.count == 40)
    #expect(outcome.batches.flatMap(\.records).count == 40)
    #expect(outcome.coverage.verdict == .complete)
  }

  @Test func `loses no row that changes while it pages`() async throws {
    let world = InvoiceWorld(perDay: 4)
    let begin = ShopTime.at(InvoiceWorld.first + 6, 13)
    // Every answer finds the books 6 hours on: things are paid and booked meanwhile.
    let bench = BooksBench(world, at: begin)
    let moving = Moving(bench.books, by: .hours(6))
    let first = try await moving.connection(bench, page: 6).outcome(.invoice)
    #expect(first.records.count > world.invoiceCount(at: begin))
    let later = begin + .days(6)
    #expect(bench.books.now < later)
    bench.books.now = later
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .incremental)
    let whole = try await BooksBench(world, at: later).connection().outcome(.invoice)
    #expect(first.records.merging(second.records) { _, later in later } == whole.records)
  }

  /// Moves the books' clock with every request.
  private struct Moving: HTTPTransport {
    let books: SandboxTransport
    let step: Span

    init(_ books: SandboxTransport, by step: Span) {
      self.books = books
      self.step = step
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      var request = request
      request.headers.append("Authorization", "Bearer \(Secret(SimulatedQuickBooks.token))")
      let response = try await books.send(request)
      books.now = books.now + step
      return response
    }

    func connection(_ bench: BooksBench, page: Int) throws -> QuickBooksConnection {
      var context = try bench.connection().context
      context.http = self
      return QuickBooksConnection(context, limits: .init(page: page))
    }
  }
}
