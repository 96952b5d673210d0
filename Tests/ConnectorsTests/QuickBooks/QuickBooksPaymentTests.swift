import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Reading the payments of invoices: with every page, and where only a payment changed.
struct QuickBooksPaymentTests {
  private let world = InvoiceWorld()
  private let early = InvoiceWorld.early
  private let late = InvoiceWorld.late
  /// The payment of invoice 105.
  private let payment = 4 * Books.paymentsOfInvoice + 1

  private func questions(_ bench: BooksBench, from start: Int = 0) -> [String] {
    bench.books.requests.dropFirst(start).map { request in
      if request.method == .post { return String(decoding: request.body?.revealed() ?? [], as: UTF8.self) }
      return SandboxRequest.decoded(request.description)
    }
  }

  private func whole(_ edits: [BookEdit], at now: Instant) async throws -> [String: MappedRecord] {
    try await BooksBench(world, edits: edits, at: now).connection().outcome(.invoice).records
  }

  @Test func `asks for the payments of each page by id`() async throws {
    let bench = BooksBench(world, at: late)
    let outcome = try await bench.connection(page: 12).outcome(.invoice)
    #expect(outcome.coverage.verdict == .complete)
    #expect(outcome.coverage.fields.contains("paid") && outcome.coverage.fields.contains("payment_reference"))
    #expect(questions(bench).count { $0.contains("SELECT * FROM Payment WHERE Id IN ('") } == outcome.batches.count)
    for index in 0..<40 {
      let fields = outcome.records[String(101 + index)]?.fields
      #expect(fields?["paid"]?.instant == world.invoice(index, at: late).payments.first?.at)
    }
    #expect(outcome.records["101"]?.fields["payment_reference"]?.string?.hasPrefix("ch_") == true)
    // What is no reference is left out.
    #expect(outcome.records["104"]?.fields["paid"] != nil)
    #expect(outcome.records["104"]?.fields["payment_reference"] == nil)
  }

  @Test func `a question that is too long for an address is a body, and a read`() async throws {
    let world = InvoiceWorld(invoices: 800, perDay: 80)
    let bench = BooksBench(world, at: world.end)
    let outcome = try await bench.connection().outcome(.invoice)
    // More than are asked for at once.
    #expect(outcome.records.values.count { $0.fields["paid"] != nil } == 640)
    let posts = bench.books.requests.filter { $0.method == .post }
    // The second question has an address that is short enough.
    #expect(posts.count == 1 && questions(bench).count { $0.contains("FROM Payment") } == 2)
    #expect(posts.allSatisfy { $0.effect == .read && $0.body?.type == "application/text" })
    #expect(bench.books.requests.allSatisfy { $0.url.description.hasSuffix("minorversion=75") })
    #expect(questions(bench).allSatisfy { $0.utf8.count < 16_384 })
  }

  @Test func `a payment whose day or reference was altered has its invoice read again`() async throws {
    let day = InvoiceWorld.first + 2
    let edits = [BookEdit(.corrected(day, "pi_77"), .payment, payment, at: late - .minutes(2))]
    let bench = BooksBench(world, edits: edits, at: early)
    let first = try await bench.connection().outcome(.invoice)
    bench.books.now = late
    let second = try await bench.connection(page: 6).outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .incremental)
    #expect(second.records["105"]?.fields["payment_reference"] == "pi_77")
    #expect(second.records["105"]?.fields["paid"]?.instant == ShopTime.at(day, 12))
    #expect(first.records.merging(second.records) { $1 } == (try await whole(edits, at: late)))
    // A kill before the last batch leaves the cursor, so that it is told again.
    #expect(second.batches.count == 2)
    #expect(second.batches[0].cursor == first.cursor && second.cursor != first.cursor)
  }

  @Test(arguments: [BookEdit.Change.deleted, .voided])
  func `a payment that went leaves no trace at its invoice`(_ change: BookEdit.Change) async throws {
    let edits = [BookEdit(change, .payment, payment, at: late - .minutes(2))]
    let bench = BooksBench(world, edits: edits, at: early)
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.records["105"]?.fields["paid"] != nil && first.records["105"]?.fields["state"] == "paid")
    bench.books.now = late
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .incremental)
    #expect(second.records["105"]?.fields["state"] == "open")
    #expect(second.records["105"]?.fields["paid"] == nil)
    #expect(second.records["105"]?.fields["payment_reference"] == nil)
    #expect(second.batches.allSatisfy { $0.deleted.isEmpty })
    #expect(first.records.merging(second.records) { $1 } == (try await whole(edits, at: late)))
  }

  @Test(arguments: [#""status":"Deleted""#, #""TxnDate":"2026-09-05","TotalAmt":0,"PrivateNote":"Voided","Line":[]"#])
  func `reads everything where a payment went and no invoice changed with it`(_ members: String) async throws {
    let edits = [BookEdit(.deleted, .payment, payment, at: late - .minutes(2))]
    let (payment, moment) = (payment, late - .minutes(2))
    let bench = BooksBench(world, edits: edits, at: late) { request, _, response throws(HTTPError) in
      guard request.description.contains("/cdc?") else { return response }
      return answer(
        #"{"CDCResponse":[{"QueryResponse":[{},{"Payment":[{"Id":"\#(payment)",\#(members),"#
          + #""MetaData":{"LastUpdatedTime":"\#(moment)"}}]}]}],"time":"\#(moment + .minutes(2))"}"#)
    }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let outcome = try await bench.connection().outcome(.invoice, from: cursor)
    #expect(outcome.coverage.verdict == .complete)
    #expect(outcome.records == (try await whole(edits, at: late)))
    // It is told again within the overlap, and that read was later.
    let again = try await bench.connection().outcome(.invoice, from: kept(outcome.cursor))
    #expect(again.coverage.verdict == .incremental && again.records.isEmpty)
  }

  @Test func `payments are not asked for again that changes tell of`() async throws {
    let bench = BooksBench(world, at: early)
    let first = try await bench.connection().outcome(.invoice)
    let start = bench.books.requests.count
    bench.books.now = late
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.records.count == 7)
    #expect(second.records.values.allSatisfy { $0.fields["paid"] != nil })
    #expect(questions(bench, from: start).count == 1)
  }

  // MARK: Hostile answers

  /// The world's payments in other words.
  private func bench(_ rows: String) -> BooksBench {
    BooksBench(world, at: late) { request, _, response throws(HTTPError) in
      let text = SandboxRequest.decoded(request.description)
      if text.contains("COUNT(*) FROM Payment") {
        return answer(#"{"QueryResponse":{"totalCount":0},"time":"2026-09-22T12:00:00.000-07:00"}"#)
      }
      guard text.contains("FROM Payment") else { return response }
      return answer(#"{"QueryResponse":{"Payment":[\#(rows)]},"time":"2026-09-22T12:00:00.000-07:00"}"#)
    }
  }

  private func row(_ id: Int, _ day: String, _ reference: String, for invoices: [Int]) -> String {
    let links = invoices.map { #"{"TxnId":"\#($0)","TxnType":"Invoice"}"# }.joined(separator: ",")
    return #"{"Id":"\#(id)","TxnDate":"\#(day)","PaymentRefNum":"\#(reference)","Line":[{"LinkedTxn":[\#(links)]}]}"#
  }

  @Test func `both have to name each other`() async throws {
    let rows = [row(1, "2026-09-06", "a1", for: [102]), row(9, "2026-09-07", "a2", for: [101, 102, 103])]
    let records = try await bench(rows.joined(separator: ",")).connection().outcome(.invoice).records
    #expect(records["101"]?.fields["paid"] == nil)
    #expect(records["102"]?.fields["payment_reference"] == "a2")
    #expect(records["103"]?.fields["paid"] == nil)
  }

  @Test func `payments that are there twice, not asked for or not of this world change nothing`() async throws {
    let rows = [
      row(1, "2026-09-06", "a1", for: [101]), row(1, "2026-09-06", "a1", for: [101]),
      row(777, "2026-09-09", "b1", for: [101]),
    ]
    let records = try await bench(rows.joined(separator: ",")).connection().outcome(.invoice).records
    #expect(records["101"]?.fields["payment_reference"] == "a1")
    #expect(records.count == 40)
  }

  @Test func `a payment that can't be read is told of, and its invoice is taken`() async throws {
    let rows = [#"{"Id":"1","Line":[]}"#, "null", row(9, "2026-09-07", "a2", for: [102])]
    let outcome = try await bench(rows.joined(separator: ",")).connection().outcome(.invoice)
    #expect(outcome.records.count == 40 && outcome.records["101"]?.fields["paid"] == nil)
    #expect(outcome.records["102"]?.fields["payment_reference"] == "a2")
    #expect(
      outcome.batches.flatMap(\.quarantined) == [
        Quarantined(source: "invoices payment-1", line: nil, reason: "missing-date", column: "TxnDate"),
        Quarantined(source: "invoices Payment without an id", line: nil, reason: "missing-id", column: "Id"),
      ])
    #expect(outcome.coverage.verdict == .incremental)
  }

  @Test func `a payment that nobody waits for and that can't be read is told of`() async throws {
    let change = """
      {"CDCResponse":[{"QueryResponse":[{},{"Payment":[{"Id":"700","TxnDate":"soon","Line":[]}]}]}],
      "time":"2026-09-22T12:00:00.000-07:00"}
      """
    let bench = BooksBench(world, at: late) { _, _, _ throws(HTTPError) in answer(change) }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let outcome = try await bench.connection().outcome(.invoice, from: cursor)
    #expect(outcome.batches.flatMap(\.quarantined).map(\.source) == ["invoices payment-700"])
  }

  @Test func `an answer that lacks payments is no complete read, also after a kill`() async throws {
    let empty = #"{"QueryResponse":{},"time":"2026-09-22T12:00:00.000-07:00"}"#
    let isShort = Mutex(true)
    let bench = BooksBench(world, at: late) { request, _, response throws(HTTPError) in
      let isQuestion = SandboxRequest.decoded(request.description).contains("SELECT * FROM Payment")
      return isQuestion && isShort.withLock { $0 } ? answer(empty) : response
    }
    let killed = Collector(limit: 1)
    _ = try? await bench.connection(page: 10).read(RecordStream(.invoice), from: nil, into: killed)
    isShort.withLock { $0 = false }
    let rest = try await bench.connection(page: 10).outcome(.invoice, from: kept(await killed.batches.last?.cursor))
    #expect(rest.coverage.verdict == .partial)
    #expect(killed.told.map(\.code).allSatisfy { $0 == "quickbooks.count" } && !killed.told.isEmpty)
    let again = try await bench.connection(page: 10).outcome(.invoice, from: kept(rest.cursor))
    let expected = try await whole([], at: late)
    #expect(again.coverage.verdict == .complete && again.records == expected)
  }

  @Test func `invoices that are named and not given make the next read a full one`() async throws {
    let edits = [BookEdit(.touched, .payment, payment, at: late - .minutes(2))]
    let empty = #"{"QueryResponse":{},"time":"2026-09-22T12:00:00.000-07:00"}"#
    let bench = BooksBench(world, edits: edits, at: early) { request, _, response throws(HTTPError) in
      SandboxRequest.decoded(request.description).contains("FROM Invoice WHERE Id IN ('105') START")
        ? answer(empty) : response
    }
    let first = try await bench.connection().outcome(.invoice)
    bench.books.now = late
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .partial && second.told.map(\.code) == ["quickbooks.count"])
    let third = try await bench.connection().outcome(.invoice, from: kept(second.cursor))
    #expect(third.coverage.verdict == .complete && third.records.count == 40)
  }

  @Test func `goes on after a kill where one payment paid many invoices`() async throws {
    let rows = (0..<40).map { $0 + 101 }
    let change = row(9, "2026-09-07", "a2", for: rows)
    let late = late
    let bench = BooksBench(world, at: late) { request, _, response throws(HTTPError) in
      guard request.description.contains("/cdc?") else { return response }
      return answer(#"{"CDCResponse":[{"QueryResponse":[{},{"Payment":[\#(change)]}]}],"time":"\#(late)"}"#)
    }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let connection = try bench.connection(page: 7)
    let whole = try await connection.outcome(.invoice, from: cursor)
    #expect(whole.records.count == 40 && whole.records["102"]?.fields["payment_reference"] == "a2")
    #expect(whole.batches.count == 7 && whole.batches.allSatisfy { $0.records.count <= 7 })
    for limit in 0..<whole.batches.count {
      let killed = Collector(limit: limit)
      _ = try? await connection.read(RecordStream(.invoice), from: cursor, into: killed)
      let rest = try await connection.outcome(.invoice, from: kept(await killed.batches.last?.cursor ?? cursor))
      #expect(rest.records == whole.records && rest.cursor == whole.cursor)
    }
  }
}
