import Records
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// Stores that answer otherwise than they should.
@Suite struct BigCommerceTroubleTests {
  static let kinds: [Kind] = [.order, .shipment, .refund, .customer, .checkout]

  private func store(_ tamper: @escaping SandboxTransport.Tamper) -> BigStore {
    var store = BigStore()
    store.tamper = tamper
    return store
  }

  /// A read in which every answer of a list is another one.
  private func read(_ kind: Kind, lists body: String, status: Int = 200) async throws -> Reading {
    try await store { request, _, response throws(HTTPError) in
      asks(request, "/time") || asks(request, "/store") ? response : answering(body, status: status)
    }.read(kind, at: BigStore.early)
  }

  private static let lasting = [
    (404, "data"), (409, "data"), (422, "data"), (413, "data"), (500, "retry"), (502, "retry"), (503, "retry"),
    (429, "retry"), (401, "reconnect"), (403, "configuration"),
  ]

  @Test(arguments: kinds, lasting)
  func `says what to do about a refusal`(_ kind: Kind, _ row: (status: Int, expected: String)) async throws {
    let reading = try await read(kind, lists: "", status: row.status)
    let word =
      switch reading.error {
      case .data: "data"
      case .retry: "retry"
      case .reconnect: "reconnect"
      case .configuration: "configuration"
      case nil: "none"
      }
    #expect(word == row.expected)
    #expect(reading.batches.isEmpty)
  }

  @Test func `asks to connect again where the token is not taken`() async throws {
    var store = BigStore()
    store.token = "revoked"
    for kind in Self.kinds {
      guard case .reconnect = try await store.read(kind, at: BigStore.early).error else {
        Issue.record("\(kind) is not to be connected again")
        continue
      }
    }
  }

  @Test(arguments: [
    (Kind.order, "store_v2_orders_read_only"), (.shipment, "store_v2_orders_read_only"),
    (.checkout, "store_v2_orders_read_only"), (.refund, "store_v2_transactions_read_only"),
    (.customer, "store_v2_customers_read_only"),
  ])
  func `names the scope that is missing`(kind: Kind, scope: String) async throws {
    let diagnostic = try await read(kind, lists: "[]", status: 403).error?.diagnostic
    #expect(diagnostic?.code == "bigcommerce.scope")
    #expect(diagnostic?.summary.contains(scope) == true)
  }

  @Test(
    arguments: kinds,
    [
      "{", "[{\"id\":", "<html>maintenance</html>", "{}", "7", "{\"status\":500,\"title\":\"No\"}",
      "[{\"status\":500,\"message\":\"No\"}]", "{\"data\":{}}", "{\"data\":7,\"meta\":{}}", "\"",
    ])
  func `refuses an answer of another form`(_ kind: Kind, _ body: String) async throws {
    let reading = try await read(kind, lists: body)
    guard case .data(let diagnostic) = reading.error else {
      Issue.record("\(kind) took \(body): \(String(describing: reading.coverage))")
      return
    }
    #expect(diagnostic.code == "bigcommerce.shape")
    #expect(reading.batches.isEmpty)
  }

  @Test(arguments: ["{}", "{\"time\":\"soon\"}", "{\"time\":0}", "[]", ""])
  func `does not read without the store's clock`(_ body: String) async throws {
    let reading = try await store { request, _, response throws(HTTPError) in
      asks(request, "/time") ? answering(body) : response
    }.read(.order, at: BigStore.early)
    guard case .data = reading.error else { Issue.record("it read on"); return }
  }

  @Test(arguments: kinds)
  func `asks again where a page in the middle comes empty`(_ kind: Kind) async throws {
    let plain = try await BigStore().read(kind, at: BigStore.late)
    let middle =
      plain.requests.firstIndex { $0.url.description == plain.requests[plain.requests.count / 2].url.description } ?? 0
    let reading = try await store { request, number, response throws(HTTPError) in
      guard number == middle + 1, !asks(request, "/time"), !asks(request, "/shipments"),
        request.url.description.contains("limit=")
      else { return response }
      return kind == .refund || kind == .customer
        ? answering("{\"data\":[],\"meta\":{\"pagination\":{\"total\":5000}}}") : HTTPResponse(status: 204)
    }.read(kind, at: BigStore.late)
    #expect(reading.byID == plain.byID)
    #expect(reading.coverage == plain.coverage)
  }

  @Test(arguments: [Kind.order, .shipment, .customer, .refund])
  func `never takes for complete what ends too early`(_ kind: Kind) async throws {
    let plain = try await BigStore().read(kind, at: BigStore.late)
    let reading = try await store { request, number, response throws(HTTPError) in
      let isList = ["/v2/orders", "/v3/customers", "/refunds"].contains { asks(request, $0) }
      guard isList, number > 4,
        !request.url.description.contains("limit=1") || request.url.description.contains("limit=1&")
      else { return response }
      if kind == .customer {
        return request.url.description.contains("page=1&") ? response : answering("{\"data\":[],\"meta\":{}}")
      }
      return kind == .refund
        ? answering("{\"data\":[],\"meta\":{\"pagination\":{\"total\":5000}}}") : HTTPResponse(status: 204)
    }.read(kind, at: BigStore.late)
    #expect(reading.coverage?.verdict == .partial)
    #expect(reading.told.contains { $0.code == "bigcommerce.count" })
    #expect(kind == .refund || reading.records.count < plain.records.count)
  }

  @Test func `reads a window again that is known to lack rows`() async throws {
    let first = try await BigStore().read(.order, at: BigStore.early)
    let broken = try await store { request, _, response throws(HTTPError) in
      asks(request, "/v2/orders") ? HTTPResponse(status: 204) : response
    }.read(.order, from: first.cursor, at: BigStore.soon)
    #expect(broken.coverage?.verdict == .partial)
    #expect(broken.records.isEmpty && broken.cursor?.json["since"] == first.cursor?.json["since"])
    let mended = try await BigStore().read(.order, from: broken.cursor, at: BigStore.soon)
    let whole = try await BigStore().read(.order, at: BigStore.soon)
    #expect(first.byID.merging(mended.byID) { $1 } == whole.byID)
  }

  @Test func `a window that lacked rows is told to be whole once it is, though nothing is in it`() async throws {
    var world = HandWorld()
    world.add(instant("2026-10-19T10:00:00Z"))
    var store = BigStore(system: SimulatedBigCommerce(world: world))
    let first = try await store.read(.order, at: BigStore.early)
    store.tamper = { request, _, response throws(HTTPError) in
      asks(request, "/count") ? answering(#"{"statuses":[{"id":2,"count":3}],"count":3}"#) : response
    }
    let broken = try await store.read(.order, from: first.cursor, at: BigStore.soon)
    #expect(broken.coverage?.verdict == .partial && broken.cursor?.json["short"] == 3)
    // The engine takes a read without a batch for one that found nothing new, after which the old verdict stands.
    store.tamper = { _, _, response throws(HTTPError) in response }
    let mended = try await store.read(.order, from: broken.cursor, at: BigStore.soon)
    #expect(mended.coverage?.verdict == .incremental && mended.records.isEmpty)
    #expect(mended.cursor != nil && mended.cursor?.json["short"] == nil)
  }

  @Test func `reads everything once more where rows were missing, and gets them`() async throws {
    let broken = try await store { request, number, response throws(HTTPError) in
      asks(request, "/v2/orders") && number > 4 ? HTTPResponse(status: 204) : response
    }.read(.order, at: BigStore.late)
    #expect(broken.coverage?.verdict == .partial)
    let mended = try await BigStore().read(.order, from: broken.cursor, at: BigStore.late)
    let whole = try await BigStore().read(.order, at: BigStore.late)
    #expect(broken.records.count < whole.records.count)
    #expect(mended.coverage?.verdict == .complete && mended.byID == whole.byID)
    #expect(mended.cursor == whole.cursor)
  }

  @Test(arguments: [Kind.order, .shipment, .customer])
  func `goes on where everything came short twice, and never calls it complete`(_ kind: Kind) async throws {
    let store = store { request, _, response throws(HTTPError) in
      let isCount = asks(request, "/count") || request.url.description.contains("page=1&limit=1")
      guard isCount, !request.url.description.contains("min") else { return response }
      let more = replacing("\"total\":", with: "\"total\":9", in: response)
      return asks(request, "/count") ? answering(#"{"statuses":[{"id":2,"count":99000}],"count":99000}"#) : more
    }
    let first = try await store.read(kind, at: BigStore.early)
    #expect(first.coverage?.verdict == .partial && first.cursor?.json["since"] == nil)
    let second = try await store.read(kind, from: first.cursor, at: BigStore.early)
    #expect(second.coverage?.verdict == .partial && second.byID == first.byID)
    #expect(second.told.contains { $0.reason?.contains("only what changes") == true })
    let third = try await store.read(kind, from: second.cursor, at: BigStore.soon)
    #expect(third.coverage?.verdict == .incremental && third.told.isEmpty)
  }

  @Test func `tells of a checkout that was recovered between two reads of everything`() async throws {
    var world = HandWorld()
    for _ in 0..<8 { world.add(instant("2026-10-20T12:36:00Z")) }
    var store = BigStore(system: SimulatedBigCommerce(world: world))
    store.tamper = { request, _, response throws(HTTPError) in
      asks(request, "/count") ? answering(#"{"statuses":[{"id":0,"count":3}],"count":3}"#) : response
    }
    let first = try await store.read(.checkout, at: BigStore.early)
    #expect(first.coverage?.verdict == .partial && first.cursor?.json["open"] == [1008])
    store.tamper = { _, _, response throws(HTTPError) in response }
    let second = try await store.read(.checkout, from: first.cursor, at: BigStore.early + .hours(1))
    #expect(second.byID.mapValues { $0.fields["recovered"] } == ["1008": true])
    #expect(second.cursor?.json["open"] == nil && second.cursor?.json["short"] == nil)
  }

  @Test(arguments: [Kind.order, .shipment, .checkout])
  func `refuses a page that comes twice`(_ kind: Kind) async throws {
    let page = """
      [{"id":1,"status_id":0,"items_shipped":0},{"id":2,"status_id":0,"items_shipped":0}]
      """
    var store = store { request, _, response throws(HTTPError) in
      asks(request, "/v2/orders") ? answering(page) : response
    }
    store.sizes = BigCommerceConnection.PageSizes(orders: 2, shipped: 2, others: 2)
    let reading = try await store.read(kind, at: BigStore.early)
    #expect(reading.error?.diagnostic.code == "bigcommerce.order")
  }

  @Test func `refuses refunds that come twice`() async throws {
    let row = #"{"id":5,"order_id":1001,"created":"2026-10-01T00:00:00Z","total_amount":1,"payments":[]}"#
    let reading = try await store { request, _, response throws(HTTPError) in
      asks(request, "/refunds") ? answering("{\"data\":[\(row)],\"meta\":{\"pagination\":{\"total\":9}}}") : response
    }.read(.refund, at: BigStore.early)
    #expect(reading.error?.diagnostic.code == "bigcommerce.order")
  }

  @Test(arguments: [["QQ"], ["QQ", "Qg"], ["QQ", "Qg", "Qw", "RA", "RQ"]])
  func `refuses marks that lead in a circle`(_ marks: [String]) async throws {
    let reading = try await store { request, number, response throws(HTTPError) in
      guard asks(request, "/customers") else { return response }
      let mark = marks[number % marks.count]
      return answering("{\"data\":[{\"id\":\(number)}],\"meta\":{\"cursor_pagination\":{\"end_cursor\":\"\(mark)\"}}}")
    }.read(.customer, at: BigStore.early)
    #expect(reading.error?.diagnostic.code == "bigcommerce.loop")
    #expect(reading.requests.count < 30)
  }

  @Test func `follows no link of an answer`() async throws {
    let plain = try await BigStore().read(.customer, at: BigStore.early)
    let reading = try await store { request, _, response throws(HTTPError) in
      replacing("\"next\":\"", with: "\"next\":\"https://elsewhere.example/", in: response)
    }.read(.customer, at: BigStore.early)
    #expect(reading.records == plain.records)
    #expect(reading.requests.allSatisfy { $0.url.origin.host == "api.bigcommerce.com" })
  }

  @Test(arguments: [
    ("\"status_id\":11", "\"status_id\":{}", "status_id"),
    ("\"total_inc_tax\":\"", "\"total_inc_tax\":\"x", "total_inc_tax"),
    ("\"id\":1001,", "\"id\":\"x\",", "id"), ("\"default_currency_code\":\"USD\"", "\"a\":1", "default_currency_code"),
  ])
  func `sets aside what it can't map and says incremental`(text: String, other: String, column: String) async throws {
    let plain = try await BigStore().read(.order, at: BigStore.early)
    let reading = try await store { request, _, response throws(HTTPError) in
      asks(request, "/orders") ? replacing(text, with: other, in: response) : response
    }.read(.order, at: BigStore.early)
    #expect(!reading.quarantined.isEmpty)
    #expect(reading.quarantined.allSatisfy { $0.column == column && $0.line == nil })
    #expect(reading.records.count + reading.quarantined.count == plain.records.count)
    #expect(reading.coverage?.verdict == .incremental)
  }

  @Test func `says incremental also where the part set aside was read before an interruption`() async throws {
    let store = store { request, _, response throws(HTTPError) in
      asks(request, "/orders") ? replacing("\"id\":1001,", with: "\"id\":\"x\",", in: response) : response
    }
    let cut = try await store.read(.order, at: BigStore.early, limit: 2)
    let rest = try await store.read(.order, from: cut.cursor, at: BigStore.early)
    #expect(rest.quarantined.isEmpty)
    #expect(rest.coverage?.verdict == .incremental)
  }

  @Test func `sets a refund aside whose order is gone`() async throws {
    let plain = try await BigStore().read(.refund, at: BigStore.late)
    let number = try #require(plain.records.first?.fields["order"]?.string)
    let reading = try await store { request, _, response throws(HTTPError) in
      if asks(request, "/orders/\(number)") { return HTTPResponse(status: 404) }
      return request.url.revealed().contains("max_id=\(number)") ? HTTPResponse(status: 204) : response
    }.read(.refund, at: BigStore.late)
    #expect(!reading.quarantined.isEmpty)
    #expect(reading.quarantined.allSatisfy { $0.reason == "bad-currency" })
    #expect(reading.coverage?.verdict == .incremental)
  }

  @Test func `looks into the list before it takes an order for gone`() async throws {
    let plain = try await BigStore().read(.refund, at: BigStore.late)
    let number = try #require(plain.records.first?.fields["order"]?.string)
    let hidden = try await store { request, _, response throws(HTTPError) in
      asks(request, "/orders/\(number)") ? HTTPResponse(status: 404) : response
    }.read(.refund, at: BigStore.late)
    #expect(hidden.records == plain.records && hidden.coverage == plain.coverage)
    let other = try await store { request, _, response throws(HTTPError) in
      asks(request, "/orders/\(number)") ? answering("{}") : response
    }.read(.refund, at: BigStore.late)
    guard case .data? = other.error else {
      Issue.record("an order without an id was taken")
      return
    }
  }

  @Test(arguments: [(HTTPResponse(status: 204), true), (answering("[]"), false)])
  func `takes no empty list for the shipments of an order that left`(_ answer: HTTPResponse, _ isRead: Bool)
    async throws
  {
    let reading = try await store { request, _, response throws(HTTPError) in
      asks(request, "/shipments") ? answer : response
    }.read(.shipment, at: BigStore.late)
    #expect((reading.coverage?.verdict == .incremental) == isRead && reading.quarantined.isEmpty != isRead)
    #expect((reading.error == nil) == isRead)
  }

  @Test(arguments: kinds)
  func `does not mind members that it does not know`(_ kind: Kind) async throws {
    let plain = try await BigStore().read(kind, at: BigStore.early)
    let reading = try await store { request, _, response throws(HTTPError) in
      replacing("\"id\":", with: "\"novelty\":{\"deep\":[1.5,null]},\"id\":", in: response)
    }.read(kind, at: BigStore.early)
    #expect(reading.records == plain.records)
    #expect(reading.coverage == plain.coverage)
  }

  @Test func `refuses what is nested without end`() async throws {
    let reading = try await read(.order, lists: String(repeating: "[", count: 100_000))
    guard case .data = reading.error else { Issue.record("it was taken"); return }
  }

  @Test(arguments: kinds)
  func `tells nothing personal and no secret`(_ kind: Kind) async throws {
    let store = store { request, _, response throws(HTTPError) in
      replacing("\"status_id\":11", with: "\"status_id\":\"?\"", in: response)
    }
    let reading = try await store.read(kind, at: BigStore.late)
    let told =
      reading.told.map { "\($0)" } + reading.quarantined.map { "\($0)" }
      + reading.batches.map { String(decoding: CanonicalJSON.bytes($0.cursor.json), as: UTF8.self) }
    let names = reading.records.compactMap { $0.personal["name"] }.filter { $0.count > 4 }
    for text in told {
      #expect(!text.contains("@example") && !text.contains(SimulatedBigCommerce.token))
      #expect(!names.contains { text.contains($0) })
    }
    for record in reading.records {
      let fields = String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self)
      #expect(!fields.contains("@example") && !names.contains { fields.contains($0) })
    }
  }

  @Test func `links to the panel only where it is known and safe`() async throws {
    for (text, link) in [
      ("https://store-abc123.mybigcommerce.com", "https://store-abc123.mybigcommerce.com/manage/orders/1001"),
      ("https://store-abc123.mybigcommerce.com/?token=x", nil), ("javascript:alert(1)", nil), ("", nil),
      ("http://store-abc123.mybigcommerce.com", nil), ("https://user:word@store.example", nil),
    ] as [(String, String?)] {
      let reading = try await store { request, _, response throws(HTTPError) in
        replacing("https://store-abc123.mybigcommerce.com", with: text, in: response)
      }.read(.order, at: BigStore.early)
      #expect(reading.byID["1001"]?.fields["link"]?.string == link)
      #expect(reading.coverage?.fields.contains("link") == (link != nil))
    }
  }

  @Test func `reads orders without links where the settings may not be read`() async throws {
    let reading = try await store { request, _, response throws(HTTPError) in
      asks(request, "/store") ? HTTPResponse(status: 403) : response
    }.read(.order, at: BigStore.early)
    #expect(reading.coverage?.verdict == .complete)
    #expect(reading.told.map(\.code) == ["bigcommerce.panel"])
  }
}
