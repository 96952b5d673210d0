import Records
import Testing

@testable import Sandbox

/// The simulated books speak as QuickBooks does.
struct SimulatedQuickBooksTests {
  private static let world = SampleWorld(SampleShop.committed)
  private let now = ShopTime.at(SampleShop.committed.firstDay + 30, 12)
  private let root = "/v3/company/\(SimulatedQuickBooks.company)"

  private func ask(
    _ path: String, _ query: [(name: String, value: String)] = [], token: String = SimulatedQuickBooks.token,
    edits: [BookEdit] = [], method: String = "GET"
  ) -> (status: Int, json: JSONObject) {
    let request = SandboxRequest(
      method: method, path: path, query: query + [("minorversion", "75")], headers: ["authorization": "Bearer \(token)"]
    )
    let response = SimulatedQuickBooks(world: Self.world, edits: edits).answer(request, at: now)
    return (response.status, (try? JSONReader.answer(response.body))?.object ?? [:])
  }

  private func query(_ text: String, edits: [BookEdit] = []) -> (status: Int, json: JSONObject) {
    ask(root + "/query", [("query", text)], edits: edits)
  }

  private func rows(_ text: String, _ entity: String, edits: [BookEdit] = []) -> [JSONObject] {
    let frame = query(text, edits: edits).json["QueryResponse"]?.object
    return frame?[entity]?.array?.compactMap(\.object) ?? []
  }

  private func changes(_ entities: String, _ since: Instant, edits: [BookEdit] = []) -> (Int, [JSONObject]) {
    let (status, json) = ask(
      root + "/cdc", [("entities", entities), ("changedSince", since.description)], edits: edits)
    let first = json["CDCResponse"]?.array?.first?.object
    return (status, first?["QueryResponse"]?.array?.compactMap(\.object) ?? [])
  }

  @Test func `knows who may ask for what`() {
    #expect(ask(root + "/query", token: "stale").status == 401)
    let fault = ask(root + "/query", token: "stale").json["fault"]?.object
    #expect(fault?["error"]?.array?.first?.object?["code"] == "3200")
    #expect(ask("/v3/company/1/query").status == 403)
    #expect(ask("/v2/company").status == 404)
    #expect(ask(root + "/journal").status == 400)
    #expect(ask(root + "/invoice/7").json["Fault"]?.object?["Error"]?.array?.first?.object?["code"] == "610")
    #expect(ask(root + "/invoice/101").json["Invoice"]?.object?["Id"] == "101")
    #expect(ask(root + "/preferences").json["Preferences"] != nil)
    #expect(ask(root + "/companyinfo/" + SimulatedQuickBooks.company).json["CompanyInfo"] != nil)
  }

  @Test func `pages from 1, 100 rows unless asked, 1,000 at most`() {
    #expect(rows("select * from customer", "Customer").count == 100)
    #expect(rows("SELECT * FROM Customer MAXRESULTS 1000", "Customer").count > 100)
    let all = rows("SELECT * FROM Invoice ORDER BY Id STARTPOSITION 1 MAXRESULTS 9", "Invoice").map { $0["Id"] }
    let second = rows("SELECT Id, DocNumber FROM Invoice ORDERBY Id STARTPOSITION 4 MAXRESULTS 3", "Invoice")
    #expect(second.map { $0["Id"] } == Array(all[3..<6]))
    #expect(query("SELECT * FROM Invoice STARTPOSITION 100000").json["QueryResponse"]?.object == [:])
  }

  @Test(arguments: [
    ("SELECT * FROM Invoice STARTPOSITION 0", "4001"), ("SELECT * FROM Invoice MAXRESULTS 1001", "4001"),
    ("SELECT * FROM Orders", "4001"), ("SELECT * FROM Invoice WHERE Memo = 'x'", "4001"),
    ("SELECT * FROM Invoice WHERE Id > '1'", "4001"), ("SELECT * FROM", "4000"), ("", "4000"),
    ("SELECT * FROM Invoice WHERE Id = 'x", "4000"), ("SELECT * FROM Invoice WHERE Id = '1' OR Id = '2'", "4000"),
    ("SELECT * FROM Invoice WHERE MetaData.CreateTime > 'soon'", "4001"), ("DELETE FROM Invoice", "4000"),
  ])
  func `refuses what is no question`(_ text: String, _ code: String) {
    let (status, json) = query(text)
    #expect(status == 400)
    let error = json["Fault"]?.object?["Error"]?.array?.first?.object
    #expect(error?["code"]?.string == code)
    #expect(json["Fault"]?.object?["type"] == "ValidationFault")
  }

  @Test func `filters, sorts and counts by stamps`() throws {
    let text = "FROM Invoice WHERE Metadata.LastUpdatedTime >= '2026-10-20T00:00:00-07:00'"
    let found = rows("SELECT * \(text) ORDERBY MetaData.LastUpdatedTime ASC MAXRESULTS 1000", "Invoice")
    let stamps = found.compactMap { $0["MetaData"]?.object?["LastUpdatedTime"]?.string }
    #expect(stamps.count == found.count && !found.isEmpty)
    #expect(stamps == stamps.sorted())
    #expect(stamps.allSatisfy { $0 >= "2026-10-20" && ($0.hasSuffix("-07:00") || $0.hasSuffix("-08:00")) })
    let count = query("SELECT COUNT(*) \(text)").json["QueryResponse"]?.object?["totalCount"]?.integer
    #expect(count == found.count)
    let all = query("SELECT COUNT(*) FROM Invoice").json["QueryResponse"]?.object?["totalCount"]?.integer
    #expect(all == Self.world.invoiceCount(at: now))
    #expect(found.count < all ?? 0)
  }

  @Test func `leaves out inactive names unless they are asked for`() {
    let edits = [BookEdit(.inactive, .customer, 3, at: now - .days(1))]
    #expect(rows("SELECT * FROM Customer WHERE Id = '3'", "Customer", edits: edits).isEmpty)
    let found = rows("SELECT * FROM Customer WHERE Active IN (true,false) AND Id IN ('3')", "Customer", edits: edits)
    #expect(found.first?["Active"] == false)
    #expect(found.first?["DisplayName"]?.string?.hasSuffix(" (deleted)") == true)
  }

  @Test func `tells of changes by entity, of deletions by id alone`() {
    let edits = [
      BookEdit(.deleted, .invoice, 103, at: now - .hours(1)), BookEdit(.voided, .invoice, 104, at: now - .hours(1)),
    ]
    let (status, responses) = changes("Invoice,CreditMemo,Customer", now - .hours(2), edits: edits)
    #expect(status == 200)
    #expect(responses.count == 3)
    let invoices = responses[0]["Invoice"]?.array?.compactMap(\.object) ?? []
    #expect(invoices.map { $0["Id"] } == ["103", "104"])
    #expect(invoices[0].keys == ["Id", "MetaData", "domain", "status"])
    #expect(invoices[1]["TotalAmt"] == 0)
    #expect(invoices[1]["PrivateNote"]?.string?.hasPrefix("Voided") == true)
    #expect(responses[1] == [:])
    #expect(rows("SELECT * FROM Invoice WHERE Id IN ('103','104')", "Invoice", edits: edits).count == 1)
  }

  @Test func `invoices and payments name each other`() throws {
    let paid = rows("SELECT * FROM Invoice MAXRESULTS 1000", "Invoice").filter {
      $0["LinkedTxn"]?.array?.isEmpty == false
    }
    #expect(!paid.isEmpty)
    for invoice in paid {
      let ids = invoice["LinkedTxn"]?.array?.compactMap { $0.object?["TxnId"]?.string } ?? []
      let asked = ids.map { "'\($0)'" }.joined(separator: ", ")
      let payments = rows("SELECT * FROM Payment WHERE Id IN (\(asked))", "Payment")
      #expect(payments.count == ids.count)
      for payment in payments {
        let line = payment["Line"]?.array?.first?.object
        #expect(line?["LinkedTxn"]?.array?.first?.object?["TxnId"] == invoice["Id"])
        #expect(line?["Amount"] == payment["TotalAmt"] && payment["UnappliedAmt"] == 0)
      }
    }
    let count = query("SELECT COUNT(*) FROM Payment").json["QueryResponse"]?.object?["totalCount"]?.integer
    #expect(count == paid.reduce(0) { $0 + ($1["LinkedTxn"]?.array?.count ?? 0) })
    // One of the sample shop's was paid in part.
    #expect(paid.contains { $0["Balance"]?.integer != 0 })
    let page = rows("SELECT * FROM Payment ORDERBY MetaData.CreateTime ASC STARTPOSITION 2 MAXRESULTS 3", "Payment")
    #expect(page.count == 3)
    #expect(ask(root + "/payment/\(page[0]["Id"]?.string ?? "")").status == 200)
    #expect(ask(root + "/payment/0").status == 400)
  }

  @Test func `what is owed comes back when a payment goes`() throws {
    let first = try #require(rows("SELECT * FROM Payment MAXRESULTS 1", "Payment").first)
    let id = try #require(first["Id"]?.string.flatMap { Int($0) })
    let link = first["Line"]?.array?.first?.object?["LinkedTxn"]?.array?.first?.object
    let invoice = try #require(link?["TxnId"]?.string)
    for isDeleted in [true, false] {
      let edits = [BookEdit(isDeleted ? .deleted : .voided, .payment, id, at: now - .hours(1))]
      let row = try #require(rows("SELECT * FROM Invoice WHERE Id = '\(invoice)'", "Invoice", edits: edits).first)
      #expect(row["Balance"] == row["TotalAmt"] && row["LinkedTxn"]?.array == [])
      let told = changes("Invoice,Payment", now - .hours(2), edits: edits).1
      #expect(told.first?["Invoice"]?.array?.contains { $0.object?["Id"]?.string == invoice } == true)
      let payment = told.last?["Payment"]?.array?.compactMap(\.object).first { $0["Id"] == first["Id"] }
      #expect(isDeleted ? payment?["status"] == "Deleted" : payment?["TotalAmt"] == 0)
    }
  }

  @Test func `looks back for 30 days and tells 1,000 at most`() {
    #expect(changes("Invoice", now - .days(31)).0 == 400)
    #expect(changes("Order", now - .days(1)).0 == 400)
    #expect(ask(root + "/cdc", [("entities", "Invoice")]).status == 400)
    let edits = (1...1100).map { BookEdit(.touched, .customer, $0, at: now - .hours(1)) }
    let told = changes("Customer", now - .hours(2), edits: edits).1.first?["Customer"]?.array?.count ?? 0
    #expect(told <= 1000)
    #expect(told == min(1000, Self.world.customerCount(at: now)))
  }

  @Test func `writes amounts as numbers and times on California's wall`() {
    #expect([0, 13_800, 36_207, 5].map { BookPages.money($0).text } == ["0", "138.0", "362.07", "0.05"])
    let summer = Instant(day: Day(number: 20_700), secondOfDay: 3600)
    #expect(BookTime.stamp(summer) == "2026-09-03T18:00:00-07:00")
    #expect(BookTime.answer(summer) == "2026-09-03T18:00:00.000-07:00")
    for stamp in ["2026-11-01T08:59:59Z", "2026-11-01T09:00:00Z", "2026-12-24T00:00:00Z"] {
      let instant = Instant(stamp)
      #expect(instant.flatMap { BookTime.read(BookTime.stamp($0)) } == instant)
    }
    #expect(Instant("2026-11-01T08:59:59Z").map(BookTime.stamp) == "2026-11-01T01:59:59-07:00")
    #expect(Instant("2026-11-01T09:00:00Z").map(BookTime.stamp) == "2026-11-01T01:00:00-08:00")
  }
}
