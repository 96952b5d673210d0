import Records
import Testing

@testable import Sandbox

/// The simulated store against what BigCommerce documents.
@Suite struct SimulatedBigCommerceTests {
  static let store = SimulatedBigCommerce(
    world: SampleWorld(SampleShop(seed: 7, firstDay: Day(number: 20_738), days: 42, historyDays: 5)),
    lag: Span(seconds: 0))
  static let now = Instant(day: Day(number: 20_750), secondOfDay: 43_200)

  private func ask(
    _ path: String, _ query: KeyValuePairs<String, String> = [:], token: String = SimulatedBigCommerce.token,
    method: String = "GET", at now: Instant = now
  ) -> SandboxResponse {
    Self.store.answer(
      SandboxRequest(
        method: method, path: path, query: query.map { ($0.key, $0.value) }, headers: ["x-auth-token": token]), at: now)
  }

  private func json(_ response: SandboxResponse) throws -> JSONValue { try JSONReader.answer(response.body) }

  private func rows(_ path: String, _ query: KeyValuePairs<String, String> = [:]) throws -> [JSONObject] {
    let response = ask(path, query)
    if response.status == 204 { return [] }
    let value = try json(response)
    return try #require(value.array ?? value.object?["data"]?.array).compactMap(\.object)
  }

  @Test(arguments: ["/v2/orders", "/stores/abc123/v2/orders", "/v3/customers", "/v2/store", "/v2/time"])
  func `lets in only who has the token`(_ path: String) {
    #expect(ask(path).status == 200)
    #expect(ask(path, token: "other").status == 401)
    #expect(
      ask(path.replacing("abc123", with: "zzz"), token: path.contains("abc123") ? SimulatedBigCommerce.token : "")
        .status == 401)
  }

  @Test(arguments: [
    ("/v2/nothing", 404), ("/v3/nothing", 404), ("/v2/orders/1", 404), ("/v2/orders/1001/nothing", 404), ("/", 404),
    ("/v2/orders/x", 404), ("/v2/orders/1001/products/1/2", 404),
  ])
  func `knows no other path`(path: String, status: Int) {
    #expect(ask(path).status == status)
  }

  @Test(arguments: [
    ("limit", "x", 400), ("limit", "0", 400), ("limit", "251", 413), ("page", "0", 400), ("min_id", "one", 400),
    ("status_id", "open", 400), ("sort", "total:asc", 400), ("sort", "id:up", 400), ("include", "products", 400),
    ("min_date_modified", "yesterday", 400), ("page", "9999999", 204), ("status_id", "13", 204),
  ])
  func `refuses parameters that are none`(name: String, value: String, status: Int) throws {
    let response = ask("/v2/orders", [name: value])
    #expect(response.status == status)
    #expect(response.status == 204 ? response.body.isEmpty : try json(response).array?.count == 1)
  }

  @Test(arguments: [
    ("/v3/customers", "after", "!!"), ("/v3/customers", "sort", "id:asc"), ("/v3/customers", "include", "x"),
    ("/v3/customers", "date_modified:min", "soon"), ("/v3/orders/payment_actions/refunds", "created:min", "soon"),
    ("/v3/orders/payment_actions/refunds", "id:in", "a"),
  ])
  func `refuses filters of V3 that are none`(path: String, name: String, value: String) throws {
    let response = ask(path, [name: value])
    #expect(response.status == 422)
    #expect(try json(response).object?["errors"]?.object?.keys == [name])
  }

  @Test func `writes dates, amounts and nulls as documented`() throws {
    let order = try #require(try rows("/v2/orders", ["limit": "1"]).first)
    #expect(order["id"] == 1001)
    #expect(order["date_created"]?.string?.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/) != nil)
    #expect(order["total_inc_tax"]?.string?.wholeMatch(of: /\d+\.\d{4}/) != nil)
    #expect(order["refunded_amount"] == "0.0000")
    #expect(order["consignments"]?.object?["resource"] == "/orders/1001/consignments")
    #expect(order["products"]?.object?["resource"] == "/orders/1001/products")
    #expect(String(decoding: ask("/v2/orders/1001").body, as: UTF8.self).contains("\"external_id\":null"))
    #expect(StoreForm.mail(Instant(seconds: 1_515_618_330)) == "Wed, 10 Jan 2018 21:05:30 +0000")
  }

  @Test func `gives the lines of orders only where both parameters are there`() throws {
    let with = try rows(
      "/v2/orders", ["include": "consignments.line_items", "consignment_structure": "object", "limit": "3"])
    for order in with {
      let id = try #require(order["id"]?.integer)
      let parts = try #require(order["consignments"]?.object?["shipping"]?.array).compactMap(\.object)
      let lines = parts.flatMap { $0["line_items"]?.array ?? [] }
      #expect(try rows("/v2/orders/\(id)/products").map { .object($0) } == lines)
    }
    let without = try rows("/v2/orders", ["include": "consignments.line_items", "limit": "1"])
    #expect(without.first?["consignments"]?.object?["url"] != nil)
  }

  @Test func `pages, filters and sorts orders`() throws {
    let all = try rows("/v2/orders", ["limit": "250"]).compactMap { $0["id"]?.integer }
    #expect(all == all.sorted())
    #expect(
      try rows("/v2/orders", ["limit": "10", "page": "3"]).compactMap { $0["id"]?.integer } == Array(all[20..<30]))
    #expect(
      try rows("/v2/orders", ["min_id": "1005", "max_id": "1007"]).compactMap { $0["id"]?.integer } == [
        1005, 1006, 1007,
      ])
    let falling = try rows("/v2/orders", ["sort": "id:desc", "limit": "250", "max_id": "1010"]).compactMap {
      $0["id"]?.integer
    }
    #expect(falling == Array((1001...1010).reversed()))
    let open = try rows("/v2/orders", ["status_id": "0", "limit": "250"])
    #expect(!open.isEmpty)
    #expect(open.allSatisfy { $0["status_id"] == 0 && $0["items_shipped"] == 0 })
  }

  @Test func `shows exactly what changed in a window`() throws {
    let (low, high) = ("2026-10-18T00:00:00Z", "2026-10-20T00:00:00Z")
    let window = try rows(
      "/v2/orders", ["min_date_modified": low, "max_date_modified": high, "limit": "250", "sort": "date_modified:asc"])
    let ids = Self.store.ids(from: 0, Self.now)
    let range = try #require(Instant(low))...(try #require(Instant(high)))
    let expected = ids.filter { Self.store.storeOrder($0, Self.now).map { range.contains($0.changed) } ?? false }
    #expect(!window.isEmpty)
    #expect(window.compactMap { $0["id"]?.integer }.sorted() == expected)
  }

  @Test func `counts orders by status as it lists them`() throws {
    let count = try #require(try json(ask("/v2/orders/count")).object)
    let statuses = try #require(count["statuses"]?.array).compactMap(\.object)
    #expect(statuses.count == 15)
    #expect(
      count["count"]?.integer
        == Array(Self.store.ids(from: 0, Self.now)).count { Self.store.storeOrder($0, Self.now) != nil })
    for status in statuses where status["count"] != 0 {
      let id = try #require(status["id"]?.integer)
      let listed = try rows("/v2/orders", ["status_id": String(id), "limit": "250"]).count
      #expect(listed == min(250, status["count"]?.integer ?? 0))
    }
  }

  @Test func `goes through customers by marks and by pages alike`() throws {
    var ids: [Int] = []
    var after: String?
    while true {
      let value = try json(
        after.map { ask("/v3/customers", ["after": $0, "limit": "7"]) } ?? ask("/v3/customers", ["limit": "7"]))
      let data = try #require(value.object?["data"]?.array).compactMap(\.object)
      let meta = try #require(value.object?["meta"]?.object)
      #expect((meta["pagination"] == nil) == (after != nil))
      if data.isEmpty { break }
      ids += data.compactMap { $0["id"]?.integer }
      after = meta["cursor_pagination"]?.object?["end_cursor"]?.string
    }
    var paged: [Int] = []
    for page in 1... {
      let data = try rows("/v3/customers", ["page": String(page), "limit": "7"])
      if data.isEmpty { break }
      paged += data.compactMap { $0["id"]?.integer }
    }
    #expect(ids == paged)
    #expect(Set(ids).count == ids.count)
    #expect(StoreForm.mark(204) == "eyJpZCI6MjA0fQ")
    #expect(StoreForm.id(ofMark: "eyJpZCI6MjA0fQ") == 204)
  }

  @Test func `leaves out what an empty page and a refund of a whole order have not`() throws {
    let empty = ask("/v3/customers", ["date_created:min": "2999-01-01T00:00:00Z"])
    #expect(!String(decoding: empty.body, as: UTF8.self).contains("_cursor\""))
    let refunds = ask("/v3/orders/payment_actions/refunds", ["limit": "1"])
    #expect(!String(decoding: refunds.body, as: UTF8.self).contains("quantity"))
  }

  @Test func `leaves out the moment that a filter of customers names`() throws {
    let customer = try #require(try rows("/v3/customers", ["limit": "1"]).first)
    let created = try #require(customer["date_created"]?.string)
    let later = try rows("/v3/customers", ["date_created:min": created, "limit": "250"])
    #expect(!later.contains { $0["id"] == customer["id"] })
  }

  @Test func `lists refunds by growing id and time, amounts as numbers`() throws {
    let refunds = try rows("/v3/orders/payment_actions/refunds", ["limit": "250"])
    let ids = refunds.compactMap { $0["id"]?.integer }
    #expect(!ids.isEmpty)
    #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    #expect(refunds.contains { $0["payments"]?.array?.first?.object?["is_declined"] == true })
    let text = String(decoding: ask("/v3/orders/payment_actions/refunds").body, as: UTF8.self)
    #expect(text.contains(/"total_amount":\d+(\.\d\d?)?,/))
    let since = try #require(refunds.last?["created"]?.string)
    #expect(try !rows("/v3/orders/payment_actions/refunds", ["created:min": since]).isEmpty)
  }

  @Test func `sends what was fulfilled, and nothing of an order that was not`() throws {
    for order in try rows("/v2/orders", ["limit": "100"]) {
      let shipments = ask("/v2/orders/\(order["id"]?.integer ?? 0)/shipments")
      #expect((shipments.status == 204) == (order["items_shipped"] == 0))
    }
  }

  @Test func `tells its limits with every answer`() {
    for response in [ask("/v2/orders"), ask("/v2/nothing"), ask("/v2/orders", token: "")] {
      #expect(response.headers.filter { $0.name.hasPrefix("x-rate-limit-") }.count == 4)
    }
    #expect(ask("/v2/orders", method: "DELETE").status == 405)
  }

  @Test func `answers the same to the same question`() {
    #expect(ask("/v2/orders").body == ask("/v2/orders").body)
  }
}
