import Records
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Refusals, and answers that are not what was asked for.
struct QuickBooksTroubleTests {
  private let world = InvoiceWorld()
  private var now: Instant { world.end }

  /// The books, with every answer replaced.
  private func bench(_ body: String, status: Int = 200) -> BooksBench {
    BooksBench(world, at: now) { _, _, _ throws(HTTPError) in answer(body, status: status) }
  }

  private func word(_ error: SyncError?) -> String {
    switch error {
    case .retry(_, let after): after.map { "retry \($0)" } ?? "retry"
    case .reconnect: "reconnect"
    case .configuration: "configuration"
    case .data: "data"
    case nil: "none"
    }
  }

  private static func fault(_ code: String, _ type: String = "ValidationFault") -> String {
    #"{"Fault":{"Error":[{"Message":"m","Detail":"Ana Sousa","code":"\#(code)","element":""}],"type":"\#(type)"},"#
      + #""time":"2026-06-02T09:00:00.000-07:00"}"#
  }

  @Test(arguments: [
    (200, "3200", "reconnect"), (200, "003200", "reconnect"), (401, "3200", "reconnect"), (403, "3200", "reconnect"),
    (400, "100", "reconnect"), (200, "110", "reconnect"), (200, "3001", "retry 1m"), (200, "003001", "retry 1m"),
    (429, "3001", "retry 4m"), (400, "3001", "retry 1m"), (200, "150", "retry"), (400, "10000", "retry"),
    (500, "10000", "retry"), (200, "3100", "configuration"), (403, "3100", "configuration"),
    (200, "120", "configuration"), (400, "6190", "configuration"), (200, "4000", "data"), (400, "4001", "data"),
    (400, "610", "data"), (200, "2500", "data"),
  ])
  func `the number of a fault decides, whatever the status`(
    _ status: Int, _ code: String, _ expected: String
  ) async throws {
    let error = await (try bench(Self.fault(code), status: status).connection()).failure(.invoice)
    #expect(word(error) == expected)
    let told = try #require(error?.diagnostic)
    #expect(told.code.hasPrefix("quickbooks."))
    #expect(told.reason?.contains(String(Int(code) ?? 0)) == true)
    #expect(!"\(told)".contains("Sousa"))
  }

  @Test(arguments: [
    ("AuthenticationFault", "reconnect"), ("AuthorizatonFault", "configuration"), ("THROTTLED", "retry 1m"),
    ("SystemFault", "retry"), ("ValidationFault", "data"), ("", "data"),
  ])
  func `a fault without a number goes by its type`(_ type: String, _ expected: String) async throws {
    let body = #"{"fault":{"error":[{"message":"m"}],"type":"\#(type)"}}"#
    #expect(word(await (try bench(body).connection()).failure(.invoice)) == expected)
  }

  @Test func `a wrong token asks for a new connection`() async throws {
    let error = await (try BooksBench(world, at: now).connection(token: "stale")).failure(.invoice)
    #expect(word(error) == "reconnect")
    #expect(error?.diagnostic.code == "quickbooks.reconnect")
  }

  @Test func `another company is not ours`() async throws {
    let error = await (try BooksBench(world, at: now).connection(company: "123456789012345")).failure(.invoice)
    #expect(word(error) == "configuration")
    #expect(error?.diagnostic.code == "quickbooks.forbidden")
  }

  @Test(arguments: [(404, "data"), (500, "retry"), (503, "retry"), (429, "retry 4m")])
  func `a bare status goes by the table`(_ status: Int, _ expected: String) async throws {
    #expect(word(await (try bench("{}", status: status).connection()).failure(.invoice)) == expected)
  }

  @Test(arguments: [
    "", "null", "[]", "7", "<html>", "{", #"{"QueryResponse":{"Invoice":[{"Id":"1""#, "{}", #"{"QueryResponse":[]}"#,
    #"{"QueryResponse":{},"time":7}"#, #"{"QueryResponse":{}}"#,
    #"{"QueryResponse":{"Invoice":{}},"time":"2026-06-02T09:00:00.000-07:00"}"#,
    #"{"QueryResponse":{"Invoice":["1"]},"time":"2026-06-02T09:00:00.000-07:00"}"#,
    #"{"QueryResponse":{"Invoice":[{"Id":"1"}],"maxResults":2},"time":"2026-06-02T09:00:00.000-07:00"}"#,
    #"{"QueryResponse":{"Invoice":[{"Id":"1"}],"maxResults":1},"time":"2026-06-02T09:00:00.000-07:00"}"#,
  ])
  func `a body of another shape is an error`(_ body: String) async throws {
    #expect(word(await (try bench(body).connection()).failure(.invoice)) == "data")
  }

  @Test func `an answer that is too deep is an error`() async throws {
    let deep = String(repeating: "[", count: 10_000)
    #expect(word(await (try bench(#"{"QueryResponse":"# + deep).connection()).failure(.invoice)) == "data")
  }

  @Test(arguments: [
    "{}", #"{"CDCResponse":[],"time":"T"}"#, #"{"CDCResponse":[{}],"time":"T"}"#,
    #"{"CDCResponse":[{"QueryResponse":{}}],"time":"T"}"#,
    #"{"CDCResponse":[{"QueryResponse":[{"Invoice":[7]}]}],"time":"T"}"#,
    #"{"CDCResponse":[{"QueryResponse":[{"Invoice":[{"status":"Deleted"}]}]}],"time":"T"}"#,
    #"{"CDCResponse":[{"QueryResponse":[{}]}]}"#,
  ])
  func `an answer on changes of another shape is an error`(_ body: String) async throws {
    let cursor = QuickBooksCursor.changes(since: now - .days(1), swept: now - .days(1)).cursor
    let text = body.replacing(#""T""#, with: #""2026-06-02T09:00:00.000-07:00""#)
    #expect(word(await (try bench(text).connection()).failure(.invoice, from: cursor)) == "data")
  }

  @Test func `a fault within an answer on changes is seen`() async throws {
    let cursor = QuickBooksCursor.changes(since: now - .days(1), swept: now - .days(1)).cursor
    let inner = #"{"Fault":{"Error":[{"code":"3001"}],"type":"THROTTLED"}}"#
    for body in [#"{"CDCResponse":[\#(inner)]"#, #"{"CDCResponse":[{"QueryResponse":[\#(inner)]}]"#] {
      let text = body + #","time":"2026-06-02T09:00:00.000-07:00"}"#
      #expect(word(await (try bench(text).connection()).failure(.invoice, from: cursor)) == "retry 1m")
    }
  }

  @Test func `an empty page in the middle is no end`() async throws {
    let empty = #"{"QueryResponse":{},"time":"2026-10-02T09:00:00.000-07:00"}"#
    let bench = BooksBench(world, at: now) { _, number, response throws(HTTPError) in
      number == 3 ? answer(empty) : response
    }
    let outcome = try await bench.connection(page: 10).outcome(.invoice)
    #expect(outcome.coverage.verdict == .partial)
    #expect(outcome.told.map(\.code) == ["quickbooks.count"])
    // The next run begins anew and gets all.
    let again = try await bench.connection(page: 10).outcome(.invoice, from: kept(outcome.cursor))
    #expect(again.records.count == 40)
    #expect(again.coverage.verdict == .complete)
    #expect(again.told.isEmpty)
  }

  @Test func `a count that disagrees is no complete read, also after a kill`() async throws {
    let bench = BooksBench(at: QuickBooksReadTests.late) { request, _, response throws(HTTPError) in
      request.description.contains("COUNT%28%2A%29%20FROM%20RefundReceipt")
        ? answer(#"{"QueryResponse":{"totalCount":1},"time":"2026-10-02T09:00:00.000-07:00"}"#) : response
    }
    let connection = try bench.connection()
    let outcome = try await connection.outcome(.refund)
    #expect(outcome.coverage.verdict == .partial)
    let resumed = try await connection.outcome(.refund, from: kept(outcome.batches[0].cursor))
    #expect(resumed.coverage.verdict == .partial)
  }

  @Test func `a count that never agrees is not waited for`() async throws {
    let bench = BooksBench(world, at: now) { request, _, response throws(HTTPError) in
      request.description.contains("COUNT%28")
        ? answer(#"{"QueryResponse":{"totalCount":45},"time":"2026-10-02T09:00:00.000-07:00"}"#) : response
    }
    let first = try await bench.connection().outcome(.invoice)
    #expect(first.coverage.verdict == .partial && first.cursor?.json["short"] == 5)
    let second = try await bench.connection().outcome(.invoice, from: kept(first.cursor))
    #expect(second.coverage.verdict == .partial && second.records == first.records)
    #expect(second.told.map(\.hints) == [["Report this"]])
    let third = try await bench.connection().outcome(.invoice, from: kept(second.cursor))
    #expect(third.coverage.verdict == .incremental && third.told.isEmpty)
  }

  @Test func `a page that comes again and again ends with an error`() async throws {
    let world = InvoiceWorld(invoices: 12, perDay: 12)
    let bench = BooksBench(world, at: world.end) { request, _, response throws(HTTPError) in
      guard let start = request.description.firstRange(of: "STARTPOSITION%20") else { return response }
      // Whatever place is asked for, it gives the first rows.
      return request.description[start.upperBound...].hasPrefix("1%20") ? response : Self.first(world)
    }
    let error = await (try bench.connection(page: 4)).failure(.invoice)
    #expect(error?.diagnostic.reason == "The same page came twice.")
  }

  private static func first(_ world: InvoiceWorld) -> HTTPResponse {
    let query = "SELECT * FROM Invoice ORDERBY MetaData.CreateTime ASC STARTPOSITION 1 MAXRESULTS 4"
    let asked = SandboxRequest(
      method: "GET", path: "/v3/company/\(SimulatedQuickBooks.company)/query", query: [("query", query)],
      headers: ["authorization": "Bearer \(SimulatedQuickBooks.token)"])
    let given = SimulatedQuickBooks(world: world).answer(asked, at: world.end)
    return HTTPResponse(status: given.status, body: .held(given.body))
  }

  @Test func `rows in another order than asked for are an error`() async throws {
    let bench = BooksBench(world, at: now) { _, _, response throws(HTTPError) in
      let text = String(decoding: response.bytes, as: UTF8.self)
      return answer(text.replacing(#""CreateTime":"2026-09-08"#, with: #""CreateTime":"2026-11-08"#))
    }
    #expect(word(await (try bench.connection()).failure(.invoice)) == "data")
  }

  @Test func `a row that can't be read is set aside, and the others are taken`() async throws {
    let bench = BooksBench(world, at: now) { _, _, response throws(HTTPError) in
      let text = String(decoding: response.bytes, as: UTF8.self)
      return answer(
        text.replacing(#""Id":"105","SyncToken":"1","domain":"QBO""#, with: #""Id":"105","CurrencyRef":7,"x":[[{}]]"#)
          .replacing(#""CurrencyRef":{"value":"USD","name":"United States Dollar"}"#, with: #""y":null"#))
    }
    let outcome = try await bench.connection(page: 9).outcome(.invoice)
    #expect(outcome.records.count == 39)
    #expect(
      outcome.batches.flatMap(\.quarantined)
        == [Quarantined(source: "invoices 105", line: nil, reason: "wrong-type", column: "CurrencyRef")])
    #expect(outcome.coverage.verdict == .incremental)
    // What names no currency is in that of the books, which is asked for once.
    #expect(outcome.records["106"]?.fields["currency"] == "USD")
    #expect(bench.books.requests.count { $0.description.contains("/preferences?") } == 1)
  }
}
