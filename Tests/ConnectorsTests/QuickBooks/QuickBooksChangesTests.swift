import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// What QuickBooks tells of changes and deletions, and where it does not suffice.
struct QuickBooksChangesTests {
  private let world = InvoiceWorld()
  private let early = InvoiceWorld.early
  private let late = InvoiceWorld.late

  private func paths(_ bench: BooksBench, from start: Int = 0) -> [String] {
    bench.books.requests.dropFirst(start).map { request in
      let text = request.description
      return text.contains("/cdc?")
        ? "cdc" : text.contains("COUNT") ? "count" : text.contains("FROM%20Payment") ? "payments" : "query"
    }
  }

  @Test func `a deletion is handed over without a full read`() async throws {
    let bench = BooksBench(world, edits: [BookEdit(.deleted, .invoice, 105, at: late - .minutes(2))], at: early)
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.records["105"] != nil && first.batches.allSatisfy { $0.deleted.isEmpty })
    var start = bench.books.requests.count
    bench.books.now = late
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .incremental)
    #expect(second.batches.map(\.deleted) == [["105"]])
    #expect(second.records["105"] == nil)
    // It is asked whether it is really gone.
    #expect(paths(bench, from: start) == ["cdc", "query"])
    // It is told again within the overlap, and no longer after it.
    start = bench.books.requests.count
    let third = try await bench.connection().outcome(.invoice, from: second.cursor)
    #expect(third.batches.map(\.deleted) == [["105"]])
    bench.books.now = late + .hours(1)
    let fourth = try await bench.connection().outcome(.invoice, from: third.cursor)
    let fifth = try await bench.connection().outcome(.invoice, from: fourth.cursor)
    #expect(fifth.batches.map(\.deleted) == [[]])
  }

  @Test func `a deletion that came before the last full read is not told again`() async throws {
    let bench = BooksBench(world, edits: [BookEdit(.deleted, .invoice, 105, at: late - .minutes(2))], at: late)
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.records.count == 39 && first.records["105"] == nil)
    let start = bench.books.requests.count
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.batches.map(\.deleted) == [[]])
    #expect(paths(bench, from: start) == ["cdc"])
  }

  @Test func `things of two sorts with one number are told apart`() async throws {
    let body = """
      {"CDCResponse":[{"QueryResponse":[{"CreditMemo":[{"status":"Deleted","Id":"65"}]},
      {"RefundReceipt":[{"status":"Deleted","Id":"65"}]}]}],"time":"2026-09-22T12:00:00.000-07:00"}
      """
    let bench = BooksBench(world, at: late) { request, _, response throws(HTTPError) in
      request.description.contains("/cdc?") ? answer(body) : response
    }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let outcome = try await bench.connection().outcome(.refund, from: cursor)
    #expect(outcome.batches.map(\.deleted) == [["refundreceipt-65", "creditmemo-65"]])
  }

  @Test func `deletions are handed over before queries for what else changed`() async throws {
    let edits = [BookEdit(.deleted, .invoice, 105, at: early + .hours(1))]
    let bench = BooksBench(world, edits: edits, at: early)
    let first = try await bench.connection().outcome(.invoice)
    bench.books.now = late
    let connection = try bench.connection(page: 3, changes: 2)
    let second = try await connection.outcome(.invoice, from: first.cursor)
    #expect(second.batches.first?.deleted == ["105"] && second.batches.count > 2)
    #expect(second.batches.dropFirst().allSatisfy { $0.deleted.isEmpty })
    let whole = try await BooksBench(world, edits: edits, at: late).connection().outcome(.invoice)
    var records = first.records.merging(second.records) { _, later in later }
    records["105"] = nil
    #expect(records == whole.records)
    // Killed behind them, what follows is read from there.
    let rest = try await connection.outcome(.invoice, from: kept(second.batches.first?.cursor))
    #expect(rest.records == second.records && rest.cursor == second.cursor)
  }

  @Test func `believes no deletion of what is still there`() async throws {
    let wrong = """
      {"CDCResponse":[{"QueryResponse":[{"Invoice":[{"domain":"QBO","status":"Deleted","Id":"105",
      "MetaData":{"LastUpdatedTime":"2026-12-01T00:00:00-08:00"}}],"startPosition":1,"maxResults":1}]}],
      "time":"2026-09-22T12:00:00.000-07:00"}
      """
    let bench = BooksBench(world, at: late) { request, _, response throws(HTTPError) in
      request.description.contains("/cdc?") ? answer(wrong) : response
    }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    let outcome = try await bench.connection().outcome(.invoice, from: cursor)
    #expect(outcome.coverage.verdict == .incremental)
    #expect(Array(outcome.records.keys) == ["105"])
    #expect(paths(bench) == ["cdc", "query", "payments"])
  }

  @Test func `a voided invoice stays, and is told of`() async throws {
    let bench = BooksBench(world, edits: [BookEdit(.voided, .invoice, 140, at: early + .hours(1))], at: early)
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.records["140"]?.fields["state"] == "open")
    bench.books.now = early + .hours(2)
    let second = try await bench.connection().outcome(.invoice, from: first.cursor)
    #expect(second.records["140"]?.fields["state"] == "voided")
    #expect(second.records["140"]?.fields["total"] == 0)
  }

  @Test(arguments: [1, 2, 3, 100])
  func `reads everything where more changed than is told at once`(_ page: Int) async throws {
    let edits = [BookEdit(.deleted, .invoice, 105, at: late - .minutes(2))]
    // Of two things that are told, the deletion is none.
    let isCut = Mutex(true)
    let bench = BooksBench(world, edits: edits, at: early) { [late] request, _, response throws(HTTPError) in
      guard request.description.contains("/cdc?"), isCut.withLock({ $0 }) else { return response }
      return answer(
        #"{"CDCResponse":[{"QueryResponse":[{"Invoice":[{"Id":"101"},{"Id":"102"}]}]}],"time":"\#(late)"}"#)
    }
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.records["105"] != nil)
    let start = bench.books.requests.count
    bench.books.now = late
    let second = try await bench.connection(page: page, changes: 2).outcome(.invoice, from: first.cursor)
    #expect(second.coverage.verdict == .complete)
    #expect(paths(bench, from: start).first == "cdc")
    let whole = try await BooksBench(world, edits: edits, at: late).connection().outcome(.invoice)
    #expect(second.records == whole.records && whole.records["105"] == nil)
    isCut.withLock { $0 = false }
    let third = try await bench.connection().outcome(.invoice, from: kept(second.cursor))
    #expect(third.coverage.verdict == .incremental && third.batches.count == 1)
  }

  @Test(arguments: [
    (15, 7, ["cdc"]), (8, 7, ["cdc", "cdc", "cdc"]), (7, 40, ["cdc", "cdc", "cdc", "query", "payments", "count"]),
  ])
  func `an answer as long as answers get may lack something`(
    _ most: Int, _ records: Int, _ asked: [String]
  ) async throws {
    let bench = BooksBench(world, at: early)
    let first = try await bench.connection().outcome(.invoice)
    let start = bench.books.requests.count
    bench.books.now = late
    let second = try await bench.connection(changes: most).outcome(.invoice, from: first.cursor)
    #expect(second.records.count == records)
    #expect(paths(bench, from: start) == asked)
  }

  @Test(arguments: ["", " ", "mira@example.com", "6 5", "6'5", String(repeating: "6", count: 41)])
  func `what was deleted has an id of QuickBooks' form`(_ id: String) async throws {
    let body = """
      {"CDCResponse":[{"QueryResponse":[{"Invoice":[{"status":"Deleted","Id":"\(id)"}]}]}],
      "time":"2026-09-22T12:00:00.000-07:00"}
      """
    let bench = BooksBench(world, at: late) { _, _, _ throws(HTTPError) in answer(body) }
    let cursor = QuickBooksCursor.changes(since: early, swept: early).cursor
    guard case .data? = await (try bench.connection()).failure(.invoice, from: cursor) else {
      Issue.record("it went on")
      return
    }
  }

  @Test func `goes on after a kill where more changed than is told at once`() async throws {
    let bench = BooksBench(world, at: early)
    let first = try await bench.connection().outcome(.invoice)
    bench.books.now = late
    let connection = try bench.connection(page: 2, changes: 2)
    let whole = try await connection.outcome(.invoice, from: first.cursor)
    #expect(whole.batches.count > 3)
    for limit in 1..<whole.batches.count {
      let killed = Collector(limit: limit)
      await #expect(throws: SyncError.self) {
        _ = try await connection.read(RecordStream(.invoice), from: first.cursor, into: killed)
      }
      let given = await killed.batches
      let rest = try await connection.outcome(.invoice, from: kept(given.last?.cursor))
      #expect(latest(given.flatMap(\.records)).merging(rest.records) { _, later in later } == whole.records)
      #expect(rest.cursor == whole.cursor)
      #expect(rest.coverage == whole.coverage)
    }
  }

  @Test func `reads everything once a week, so that what is older than 30 days is no matter`() async throws {
    let bench = BooksBench(world, at: early)
    let first = try await bench.connection().outcome(.invoice)
    for (wait, verdict) in [
      (Span.days(6), Coverage.Verdict.incremental), (.days(7), .complete), (.days(90), .complete),
    ] {
      let start = bench.books.requests.count
      bench.books.now = early + wait
      let again = try await bench.connection().outcome(.invoice, from: first.cursor)
      #expect(again.coverage.verdict == verdict)
      #expect(paths(bench, from: start).contains("cdc") == (verdict == .incremental))
    }
  }

  @Test func `takes the watermark from QuickBooks' clock, and never one after our own`() async throws {
    func since(_ ours: Span) async throws -> Instant? {
      let bench = BooksBench(world, at: late)
      let now = late + ours
      let outcome = try await bench.connection(at: now)
        .outcome(.invoice, from: QuickBooksCursor.changes(since: early, swept: early).cursor)
      return outcome.cursor?.json["since"]?.instant
    }
    #expect(try await since(.hours(2)) == late - .minutes(5))
    #expect(try await since(.hours(-2)) == late - .hours(2) - .minutes(5))
  }

  @Test(arguments: [Span(seconds: 1), .hours(20)])
  func `a clock that was set back makes no full read`(_ back: Span) async throws {
    let bench = BooksBench(world, at: late)
    let first = try await bench.connection().outcome(.invoice)
    let again = try await bench.connection(at: late - back).outcome(.invoice, from: kept(first.cursor))
    #expect(again.coverage.verdict == .incremental && again.told.isEmpty)
    #expect(paths(bench).last == "cdc")
    bench.books.now = late + .days(2)
    let third = try await bench.connection().outcome(.invoice, from: kept(again.cursor))
    let whole = try await BooksBench(world, at: late + .days(2)).connection().outcome(.invoice)
    #expect(first.records.merging(again.records) { $1 }.merging(third.records) { $1 } == whole.records)
  }

  @Test func `a cursor that is none, or of the future, makes a full read and a notice`() async throws {
    let far = late + .days(2)
    var cursors = [
      Cursor([:]), Cursor(["version": 1, "mode": "changes", "since": "soon", "swept": "soon"]),
      Cursor(["version": 2]), Cursor(["version": 1, "mode": 7]),
      QuickBooksCursor.full(.init(.customer)).cursor, QuickBooksCursor.changes(since: far, swept: early).cursor,
      QuickBooksCursor.changes(since: early, swept: far).cursor,
    ]
    for key in ["entity", "start", "counted", "aside", "agrees", "lacking", "short"] {
      var cursor = QuickBooksCursor.full(.init(.invoice)).cursor
      cursor.json[key] = .array([])
      cursors.append(cursor)
    }
    for cursor in cursors {
      let outcome = try await BooksBench(world, at: late).connection().outcome(.invoice, from: cursor)
      #expect(outcome.coverage.verdict == .complete, "\(cursor)")
      #expect(outcome.told.map(\.code) == ["quickbooks.cursor"], "\(cursor)")
      #expect(outcome.records.count == 40)
    }
  }

  @Test func `cursors come back from their file as they were`() throws {
    var full = QuickBooksCursor.Full(.refund)
    full.began = early
    full.aside = 2
    (full.lacking, full.short) = (3, 5)
    full.place = QuickBooksPlace(.creditMemo, from: late)
    full.place.start = 31
    full.place.counted = 7
    let cursors: [QuickBooksCursor] = [
      .full(full), .full(.init(.refund)), .full(.init(.refund, short: 2)), .changes(since: late, swept: early),
    ]
    for cursor in cursors {
      let file = try #require(try kept(cursor.cursor))
      #expect(QuickBooksCursor(file, kind: .refund) == cursor)
    }
    // One that does not say yet by how many.
    var older = try #require(try kept(cursors[0].cursor))
    older.json["lacking"] = nil
    older.json["short"] = nil
    (full.lacking, full.short) = (1, nil)
    #expect(QuickBooksCursor(older, kind: .refund) == .full(full))
  }
}
