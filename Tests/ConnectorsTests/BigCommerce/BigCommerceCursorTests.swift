import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// What is noted between reads, and what is told before one.
@Suite struct BigCommerceCursorTests {
  private static let now = BigStore.early

  @Test func `reads back what it wrote`() {
    var scan = BigCommerceCursor.Scan(until: Self.now)
    for cursor in [
      BigCommerceCursor(since: Self.now), BigCommerceCursor(since: nil, scan: scan),
      BigCommerceCursor(since: Self.now, scan: scan, open: [3, 5]), BigCommerceCursor(since: nil, open: [3], short: 7),
      BigCommerceCursor(since: Self.now, short: 7, swept: Self.now - .days(3)),
    ] {
      #expect(BigCommerceCursor(cursor.json, asOf: Self.now) == cursor)
    }
    (scan.last, scan.page, scan.after, scan.seen, scan.lacks, scan.isSecond) = (7, 3, "eyJpZCI6N30", 40, true, true)
    let cursor = BigCommerceCursor(since: Self.now, scan: scan, open: [9])
    #expect(BigCommerceCursor(cursor.json, asOf: Self.now) == cursor)
  }

  static let damaged: [JSONObject] = [
    [:], ["v": 1], ["v": 2, "since": "2026-10-01T00:00:00Z"], ["v": 1, "since": "yesterday"], ["v": 1, "since": 5],
    ["v": 1, "since": "2999-12-31T00:00:00Z"], ["v": 1, "scan": [:]],
    ["v": 1, "scan": ["until": "2999-12-31T00:00:00Z"]],
    ["v": 1, "scan": ["until": "2026-10-01T00:00:00Z", "last": -1]],
    ["v": 1, "scan": ["until": "2026-10-01T00:00:00Z", "lacks": "no"]],
    ["v": 1, "scan": ["until": "2026-10-01T00:00:00Z", "after": "a b"]],
    ["v": 1, "since": "2026-10-01T00:00:00Z", "open": [5, 3]], ["v": 1, "short": 0], ["v": 1, "short": "some"],
    ["v": 1, "since": "2026-10-01T00:00:00Z", "open": ["x"]],
    ["v": 1, "since": "2026-10-01T00:00:00Z", "swept": "once"],
    ["v": 1, "since": "2026-10-01T00:00:00Z", "swept": "2999-12-31T00:00:00Z"],
  ]

  @Test(arguments: damaged)
  func `reads everything again where the note is damaged or of the future`(_ json: JSONObject) async throws {
    let whole = try await BigStore().read(.checkout, at: Self.now)
    let reading = try await BigStore().read(.checkout, from: Cursor(json), at: Self.now)
    #expect(reading.records == whole.records)
    #expect(reading.coverage == whole.coverage)
    #expect(reading.told.map(\.code) == ["bigcommerce.cursor"])
  }

  @Test func `watches the newest of too many checkouts`() {
    var cursor = BigCommerceCursor(since: Self.now)
    for id in 1...1200 { cursor.watch(id) }
    cursor.watch(1200)
    #expect(cursor.open == Array(201...1200))
    #expect(BigCommerceCursor(cursor.json, asOf: Self.now) == cursor)
  }

  @Test func `keeps a fixed window between two pages`() async throws {
    let first = try await BigStore().read(.order, at: Self.now)
    let since = try #require(first.cursor?.json["since"]?.instant)
    #expect(since == Self.now - .minutes(1))
    let second = try await BigStore().read(.order, from: first.cursor, at: BigStore.soon)
    let windows = second.requests.filter { asks($0, "/v2/orders") }.map(\.url.description)
    #expect(windows.count > 1)
    let bounds = "min_date_modified=2026-10-20T12%3A35%3A00Z&max_date_modified=2026-10-26T12%3A40%3A00Z"
    #expect(windows.allSatisfy { $0.contains(bounds) })
  }

  // MARK: Check

  @Test func `finds a store that can be read`() async throws {
    let store = BigStore()
    let transport = store.transport(at: Self.now)
    let report = try await store.connection(over: transport, asOf: Self.now).check()
    #expect(report.problems.isEmpty)
    #expect(report.notices.isEmpty)
    #expect(report.facts.contains("store Larkspur & Pine"))
    #expect(report.facts.contains { $0.hasPrefix("150 requests in 30 s") })
    #expect(transport.requests.count == 5)
    #expect(transport.requests.allSatisfy { $0.effect == .read })
  }

  @Test func `tells a revoked token once`() async throws {
    var store = BigStore()
    store.token = "revoked"
    let report = try await store.connection(over: store.transport(at: Self.now), asOf: Self.now).check()
    #expect(report.problems.map(\.code) == ["http.reconnect"])
  }

  @Test(arguments: [
    ("/v2/orders", "store_v2_orders_read_only"), ("/refunds", "store_v2_transactions_read_only"),
    ("/customers", "store_v2_customers_read_only"), ("/store", "store_v2_information_read_only"),
    ("/time", "store_v2_information_read_only"),
  ])
  func `tells which scope is missing and what that costs`(end: String, scope: String) async throws {
    var store = BigStore()
    store.tamper = { request, _, response throws(HTTPError) in
      asks(request, end) ? HTTPResponse(status: 403) : response
    }
    let report = try await store.connection(over: store.transport(at: Self.now), asOf: Self.now).check()
    #expect(report.problems.map(\.summary) == ["The API account lacks the scope \(scope)"])
    #expect(report.problems.first?.reason?.isEmpty == false)
    #expect(report.missing.map(\.name) == [scope] && report.missing.first?.kinds.isEmpty == false)
  }

  @Test func `tells another currency, zone, store and clock`() async throws {
    var store = BigStore()
    store.tamper = { request, _, response throws(HTTPError) in
      var response = replacing("\"currency\":\"USD\"", with: "\"currency\":\"EUR\"", in: response)
      response = replacing("America/New_York", with: "Europe/Lisbon", in: response)
      return replacing("\"id\":\"abc123\"", with: "\"id\":\"xyz\"", in: response)
    }
    let report = try await store.connection(over: store.transport(at: Self.now), asOf: Self.now + .hours(1)).check()
    #expect(report.problems.map(\.code) == ["bigcommerce.store"])
    #expect(report.notices.map(\.code) == ["bigcommerce.currency", "bigcommerce.zone", "bigcommerce.clock"])
  }

  @Test func `describes every kind it reads`() throws {
    let descriptor = BigCommerceConnection.descriptor
    let service = try #require(descriptor.service)
    #expect(service.address == "https://api.bigcommerce.com/stores/{store_hash}")
    #expect(service.account?.key == "store_hash")
    #expect(service.entry == .token(header: "X-Auth-Token"))
    #expect(descriptor.kinds.allSatisfy { kind in service.scopes.contains { $0.kinds.contains(kind) } })
  }
}
