import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

/// What a read makes of a shop that hides things, refuses, or answers nonsense.
@Suite struct ShopifyTroubleTests {
  // MARK: What is hidden

  @Test func `leaves out what a missing scope hides and says so`() async throws {
    let bench = ShopifyBench(
      scopes: SimulatedShopify.scopes.subtracting(["read_merchant_managed_fulfillment_orders", "read_payment_terms"]))
    let outcome = try await bench.read(.order)
    #expect(outcome.byID.count == ShopifyBench.world.orderCount(at: ShopifyBench.late))
    for field in ["due", "hold_reason", "held_since", "scheduled", "payment_terms"] {
      #expect(!outcome.coverage.fields.contains(field))
    }
    #expect(outcome.coverage.fields.contains("payment") && !outcome.coverage.hidesPeople)
    #expect(outcome.told.map(\.code) == ["shopify.hidden", "shopify.hidden"])
    #expect(outcome.told.contains { $0.summary.contains("read_payment_terms") })
  }

  @Test func `reads orders without protected customer data`() async throws {
    let bench = ShopifyBench(scopes: SimulatedShopify.scopes.subtracting([SimulatedShopify.protected]))
    let outcome = try await bench.read(.order)
    #expect(outcome.records.allSatisfy { $0.identifiers.email == nil && $0.personal.isEmpty })
    #expect(outcome.records.allSatisfy { $0.identifiers.customer != nil })
    for field in ["email", "name", "note", "country", "company"] { #expect(!outcome.coverage.fields.contains(field)) }
    #expect(outcome.coverage.hidesPeople)
    let customers = try await bench.read(.customer)
    #expect(!customers.coverage.fields.contains("consent") && customers.coverage.fields.contains("orders"))
  }

  @Test func `takes returns that are hidden for no deleted ones`() async throws {
    let bare = try await ShopifyBench(scopes: SimulatedShopify.scopes.subtracting(["read_returns"])).read(.refund)
    #expect(bare.coverage.verdict == .incremental && !bare.byID.keys.contains { $0.hasPrefix("return-") })
    #expect(try await ShopifyBench().read(.refund).coverage.verdict == .complete)
  }

  @Test func `takes only young checkouts for deleted, since Shopify throws old ones away`() async throws {
    let outcome = try await ShopifyBench().read(.checkout)
    #expect(outcome.coverage.verdict == .complete && outcome.coverage.createdSince == ShopifyBench.late - .days(60))
  }

  @Test func `does not take a hidden list for an empty one`() async throws {
    let bench = ShopifyBench(scopes: SimulatedShopify.scopes.subtracting(["read_orders", "read_customers"]))
    for kind in [Kind.order, .refund, .shipment, .checkout, .customer] {
      guard case .configuration(let diagnostic)? = await bench.failure(kind) else {
        Issue.record("\(kind) was read")
        continue
      }
      #expect(diagnostic.summary.contains(kind == .customer ? "read_customers" : "read_orders"))
    }
  }

  @Test func `says how far back orders are shown`() async throws {
    let bench = ShopifyBench(scopes: SimulatedShopify.scopes.subtracting(["read_all_orders"]))
    let orders = try await bench.read(.order)
    let since = try #require(orders.coverage.createdSince)
    #expect(since == ShopifyBench.late - .days(59))
    #expect(orders.coverage.verdict == .complete && orders.codes == ["shopify.horizon"])
    #expect(orders.records.allSatisfy { ($0.fields["placed"]?.instant ?? since) >= since - .days(1) })
    // A refund of an older order is not seen, so the absence of one proves nothing.
    #expect(try await bench.read(.refund).coverage.verdict == .incremental)
  }

  @Test func `is partial where fewer orders come than Shopify counts`() async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendCount") ? response.replacing("\"count\":", with: "\"count\":9") : response
    }
    let outcome = try await bench.read(.order)
    #expect(outcome.coverage.verdict == .partial && outcome.codes == ["shopify.count"])
  }

  @Test func `reads everything once more where records were missing, and gets them`() async throws {
    let pages = Mutex(0)
    // The third page ever asked for lacks a row.
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      guard request.asks("TendPage"),
        pages.withLock({
          $0 += 1; return $0 == 3
        })
      else { return response }
      var body = RawJSON(response.bytes)
      _ = body?.changeRows { $0.removeFirst() }
      return HTTPResponse(status: 200, headers: response.headers, body: .held(body?.bytes ?? []))
    }
    let first = try await bench.read(.order)
    let count = ShopifyBench.world.orderCount(at: ShopifyBench.late)
    #expect(first.coverage.verdict == .partial && first.byID.count == count - 1)
    let second = try await bench.read(.order, from: first.cursor)
    #expect(second.coverage.verdict == .complete && second.byID.count == count)
    let third = try await bench.read(.order, from: second.cursor)
    #expect(third.coverage.verdict == .incremental && third.told.isEmpty)
  }

  @Test(arguments: [Kind.order, .refund, .shipment, .customer, .checkout])
  func `goes on where everything came short twice, and never calls it complete`(_ kind: Kind) async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendCount") ? response.replacing("\"count\":", with: "\"count\":9") : response
    }
    let first = try await bench.read(kind)
    #expect(first.coverage.verdict == .partial && first.cursor?.json["short"]?.integer ?? 0 > 0)
    let killed = Collector(limit: 1)
    _ = try? await bench.connection().read(RecordStream(kind), from: first.cursor, into: killed)
    if let cursor = await killed.batches.last?.cursor, cursor.json["short"] == first.cursor?.json["short"] {
      #expect(try await bench.read(kind, from: cursor).coverage.verdict != .complete)
    }
    let second = try await bench.read(kind, from: first.cursor)
    #expect(second.coverage.verdict == .partial && second.byID == first.byID)
    #expect(second.told.contains { $0.reason?.contains("only what changes") == true })
    let third = try await bench.read(kind, from: second.cursor)
    #expect(third.coverage.verdict == .incremental && third.told.isEmpty)
  }

  // MARK: Statuses

  @Test(arguments: [
    (401, "reconnect"), (402, "configuration"), (403, "configuration"), (404, "configuration"),
    (422, "data"), (423, "configuration"), (429, "retry"), (500, "retry"), (502, "retry"), (503, "retry"),
  ])
  func `sorts statuses by what to do next`(_ status: Int, _ what: String) async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendPage") ? response.saying(#"{"errors":"No"}"#, status: status) : response
    }
    let error = try #require(await bench.failure())
    let sorted =
      switch error {
      case .retry: "retry"
      case .reconnect: "reconnect"
      case .configuration: "configuration"
      case .data: "data"
      }
    #expect(sorted == what)
    #expect(!error.diagnostic.summary.isEmpty && !error.diagnostic.summary.hasSuffix("."))
  }

  @Test func `asks to connect again where the token is not good`() async throws {
    guard case .reconnect? = await ShopifyBench().failure(token: "shpat_other") else {
      Issue.record("another token was let in")
      return
    }
  }

  @Test func `waits where Shopify is throttled and then reads all`() async throws {
    let hasRefused = Mutex(false)
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      guard request.asks("TendPage"),
        !hasRefused.withLock({ was in
          defer { was = true }
          return was
        })
      else { return response }
      return response.saying(
        """
        {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{
        "requestedQueryCost":400,"actualQueryCost":null,"throttleStatus":{"maximumAvailable":2000,
        "currentlyAvailable":100,"restoreRate":100}}}}
        """)
    }
    #expect(try await bench.read(.order).coverage.verdict == .complete)
  }

  @Test func `asks for smaller pages where a query costs too much`() async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      guard request.asks("\"first\":100") else { return response }
      return response.saying(
        #"{"errors":[{"message":"Query cost is 2003","extensions":{"code":"MAX_COST_EXCEEDED"}}]}"#)
    }
    let outcome = try await bench.read(.order)
    #expect(outcome.byID.count == ShopifyBench.world.orderCount(at: ShopifyBench.late))
    #expect(bench.transport.requests.contains { $0.asks("\"first\":50") })
  }

  // MARK: Bodies

  private static let nonsense: [(String, String)] = [
    ("no JSON", "<html>"), ("broken off", #"{"data":{"orders":{"nodes":[{"id":"gid:"#), ("a list", "[]"),
    ("no data", "{}"), ("data of null", #"{"data":null}"#), ("another type", #"{"data":{"orders":[]}}"#),
    ("no pageInfo", #"{"data":{"orders":{"nodes":[]}}}"#),
    ("no nodes", #"{"data":{"orders":{"pageInfo":{"hasNextPage":false}}}}"#),
    ("no way on", #"{"data":{"orders":{"nodes":[{}],"pageInfo":{"hasNextPage":true,"endCursor":null}}}}"#),
    ("a text for errors", #"{"errors":"Not found","data":{"orders":{}}}"#),
    ("an unknown error", #"{"errors":[{"message":"x"}],"data":{"orders":null}}"#),
    ("an empty page", #"{"data":{"orders":{"nodes":[],"pageInfo":{"hasNextPage":true,"endCursor":"x"}}}}"#),
    (
      "a circle",
      #"{"data":{"orders":{"nodes":[{"id":"gid://shopify/Order/1"}],"pageInfo":{"hasNextPage":true,"endCursor":"x"}}}}"#
    ),
    (
      "a filter that is not known",
      #"{"data":{"orders":{"nodes":[],"pageInfo":{"hasNextPage":false}}},"extensions":{"search":[{"warnings":[{"field":"updated"}]}]}}"#
    ),
    (
      "an unknown field",
      #"{"errors":[{"message":"x","path":["query TendPage","orders","nodes","tags"],"extensions":{"code":"undefinedField","typeName":"Order","fieldName":"tags"}}]}"#
    ),
  ]

  @Test(arguments: nonsense)
  func `never takes nonsense for the end of the list`(_ what: (String, String)) async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      request.asks("TendPage") ? response.saying(what.1) : response
    }
    guard case .data(let diagnostic)? = await bench.failure() else {
      Issue.record("\(what.0) was taken")
      return
    }
    #expect(diagnostic.reason?.isEmpty == false && !diagnostic.hints.isEmpty)
  }

  @Test func `sets aside a record that can't be mapped and reads the others`() async throws {
    let bench = ShopifyBench { _, _, response throws(HTTPError) in
      response.replacing(
        "\"legacyResourceId\":\"\(ShopifyID.order + 5)\"", with: "\"legacyResourceId\":{\"is\":\"an object\"}")
    }
    let outcome = try await bench.read(.order)
    #expect(outcome.byID.count == ShopifyBench.world.orderCount(at: ShopifyBench.late) - 1)
    #expect(
      outcome.quarantined == [
        Quarantined(source: "orders", line: nil, reason: "wrong-type", column: "legacyResourceId")
      ])
    #expect(outcome.coverage.verdict == .incremental)
  }

  @Test func `does not mind members that it does not know`() async throws {
    let bench = ShopifyBench { _, _, response throws(HTTPError) in
      response.replacing("{\"id\":", with: "{\"surprise\":[null,{\"a\":1.5}],\"id\":")
    }
    #expect(try await bench.read(.order).byID == (try await ShopifyBench().read(.order).byID))
  }

  // MARK: Cursors and versions

  @Test(arguments: [
    #"{}"#, #"{"v":2}"#, #"{"v":1,"updated":"yesterday"}"#, #"{"v":1,"updated":"2999-12-31T00:00:00Z"}"#,
    #"{"v":1,"open":["1' OR"]}"#, #"{"v":1,"page":7}"#, #"{"v":1,"updated":7}"#,
  ])
  func `reads all again from a cursor that can't be used`(_ text: String) async throws {
    let json = try JSONReader.object(Array(text.utf8))
    let outcome = try await ShopifyBench().read(.order, from: Cursor(json))
    #expect(outcome.codes == ["shopify.cursor"] && outcome.coverage.verdict == .complete)
    #expect(outcome.byID.count == ShopifyBench.world.orderCount(at: ShopifyBench.late))
  }

  @Test func `never moves its mark past the moment of the run`() async throws {
    let bench = ShopifyBench { _, _, response throws(HTTPError) in
      response.replacing("\"updatedAt\":\"2026-11", with: "\"updatedAt\":\"2036-11")
    }
    let cursor = try #require(try await bench.read(.order).cursor)
    #expect(cursor.json["updated"]?.instant == ShopifyBench.late - .minutes(1))
  }

  @Test func `tells that another version answered`() async throws {
    let bench = ShopifyBench()
    let sink = Collector()
    _ = try await bench.connection(["api_version": "2025-01"]).read(RecordStream(.dispute), from: nil, into: sink)
    #expect(sink.told.map(\.code) == ["shopify.version"])
  }

  // MARK: Check

  @Test func `checks who the shop is and what is missing`() async throws {
    let whole = await ShopifyBench().connection().check()
    #expect(whole.problems.isEmpty && whole.notices.isEmpty)
    #expect(whole.facts.first == "Shop: Larkspur & Pine, plan Basic")
    let bare = await ShopifyBench(scopes: ["read_customers"]).connection().check()
    #expect(bare.problems.map(\.summary) == ["The scope read_orders is missing"])
    #expect(bare.notices.contains { $0.code == "shopify.horizon" })
    #expect(whole.missing.isEmpty)
    #expect(bare.missing.map(\.name) == ShopifyConnection.scopes.map(\.name).filter { $0 != "read_customers" })
    #expect(bare.missing.first?.kinds == [.order, .refund, .shipment, .checkout])
    #expect(bare.missing.allSatisfy { !$0.kinds.isEmpty || !$0.lessens.isEmpty })
    let refused = await ShopifyBench().connection(token: "x").check()
    #expect(refused.problems.map(\.code) == ["http.reconnect"])
  }
}
