import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// What is said before anything is read: settings, the account, questions as they are written.
struct QuickBooksCheckTests {
  private let now = QuickBooksReadTests.late

  @Test func `says who the company is and how much there is`() async throws {
    let bench = BooksBench(at: now)
    let report = try await bench.connection().check()
    #expect(report.problems.isEmpty)
    #expect(report.notices.isEmpty)
    #expect(report.facts.prefix(2) == ["company: Larkspur & Pine, US", "currency: USD"])
    #expect(report.facts.contains("Invoice: \(BooksBench.shop.invoiceCount(at: now))"))
    #expect(report.facts.contains("Customer: \(BooksBench.shop.customerCount(at: now))"))
    #expect(report.facts.contains { $0.hasPrefix("Payment: ") })
    #expect(bench.books.requests.count == 7)
  }

  @Test func `says what is missing where it is not let in`() async throws {
    let report = await (try BooksBench(at: now).connection(token: "stale")).check()
    #expect(report.problems.map(\.code) == ["quickbooks.reconnect"])
    #expect(report.notices.map(\.code) == ["quickbooks.scope"])
  }

  @Test func `tells of books in another currency than the shop's`() async throws {
    let bench = BooksBench(at: now) { _, _, response throws(HTTPError) in
      let text = String(decoding: response.bytes, as: UTF8.self)
      return answer(text.replacing(#""HomeCurrency":{"value":"USD"}"#, with: #""HomeCurrency":{"value":"CAD"}"#))
    }
    #expect(await (try bench.connection()).check().notices.map(\.code) == ["quickbooks.currency"])
  }

  @Test(arguments: [
    (["environment": "test"], "quickbooks.api.intuit.com", "quickbooks.setting"),
    (["order_number": "any"], "quickbooks.api.intuit.com", "quickbooks.setting"),
    (["environment": "sandbox"], "quickbooks.api.intuit.com", "quickbooks.host"),
    ([:], "sandbox-quickbooks.api.intuit.com", "quickbooks.host"),
  ])
  func `settings that can't be right are told before anything is sent`(
    _ options: [String: String], _ host: String, _ code: String
  ) async throws {
    let bench = BooksBench(at: now)
    let connection = try bench.connection(options: options, host: host)
    #expect(await connection.check().problems.map(\.code) == [code])
    guard case .configuration? = await connection.failure(.invoice) else {
      Issue.record("it went on")
      return
    }
    #expect(bench.books.requests.isEmpty)
  }

  @Test func `a company's id is digits`() async throws {
    let report = await (try BooksBench(at: now).connection(company: "acme")).check()
    #expect(report.problems.map(\.code) == ["quickbooks.company"])
  }

  @Test func `a test company is read at its own address, and linked to its own site`() async throws {
    let connection = try BooksBench(at: now).connection(
      options: ["environment": "sandbox"], host: "sandbox-quickbooks.api.intuit.com")
    let link = try await connection.outcome(.invoice).records["101"]?.fields["link"]?.string
    #expect(link == "https://app.sandbox.qbo.intuit.com/app/invoice?txnId=101")
  }

  @Test func `describes itself so that it can be entered`() throws {
    let descriptor = QuickBooksConnection.descriptor
    let service = try #require(descriptor.service)
    #expect(descriptor.name == SimulatedQuickBooks.name)
    #expect(service.account?.key == "company")
    #expect(service.address == "https://quickbooks.api.intuit.com/v3/company/{company}")
    #expect(service.scopes.map(\.name) == ["com.intuit.quickbooks.accounting"])
    guard case .consent(let flow) = service.entry else {
      Issue.record("another entry")
      return
    }
    #expect(flow.scope == "com.intuit.quickbooks.accounting")
  }

  // MARK: Questions

  @Test func `writes questions as QuickBooks understands them`() {
    let begin = instant("2026-06-01T07:00:00Z")
    #expect(
      QuickBooksPlace(.invoice).query(limit: 1000).text
        == "SELECT * FROM Invoice ORDERBY MetaData.CreateTime ASC STARTPOSITION 1 MAXRESULTS 1000")
    #expect(
      QuickBooksPlace(.customer, from: begin).query(limit: 7).text
        == "SELECT * FROM Customer WHERE Active IN (true, false) AND MetaData.CreateTime >= "
        + "'2026-06-01T07:00:00Z' ORDERBY MetaData.CreateTime ASC STARTPOSITION 1 MAXRESULTS 7")
    #expect(
      QuickBooksQuery(entity: .creditMemo, counts: true, conditions: [.before(begin)]).text
        == "SELECT COUNT(*) FROM CreditMemo WHERE MetaData.CreateTime < '2026-06-01T07:00:00Z'")
  }

  @Test(arguments: ["65", "O'Hara", "a\\", "\\'", "') OR Id IN ('1", "'", ""])
  func `a text in a question stays a text`(_ id: String) throws {
    let query = QuickBooksQuery(entity: .invoice, conditions: [.ids([id, "66"])])
    #expect(try BookStatement(query.text).conditions.map(\.values) == [[id, "66"]])
  }
}
