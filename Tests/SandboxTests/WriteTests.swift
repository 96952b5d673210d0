import Records
import Testing

@testable import Sandbox

/// What simulated systems do with writes, as the vendors document it.
@Suite struct WriteTests {
  private static let world = SampleWorld(.committed)
  private static let now = Instant("2026-11-20T12:00:00Z") ?? Instant(seconds: 0)

  // MARK: Worlds

  @Test func `a world shows what was written from then on, and where its time puts it`() {
    let written = WrittenWorld(Self.world)
    let (early, late) = (Self.now, Self.now + .days(1))
    let before = written.order(3, at: early)
    written.tag(order: 3, at: late, adding: ["Late", "late"], removing: before.state.tags)
    written.write(order: 3, at: late) { $0.note = "Call" }
    #expect(written.order(3, at: early).state.note == before.state.note)
    let after = written.order(3, at: late)
    #expect(after.state.tags == ["Late"] && after.state.note == "Call" && after.changed == late)
    #expect(written.orders(changedIn: late...late, at: late).contains(3))
    #expect(!written.orders(changedIn: before.changed...before.changed, at: late).contains(3))
    let sorted = written.orders(changedIn: (late - .days(60))...late, at: late).map {
      written.order($0, at: late).changed
    }
    #expect(sorted == sorted.sorted())
    written.tag(customer: 2, at: late, adding: ["vip"])
    #expect(written.customers(changedIn: late...late, at: late).contains(2))
    // What changes nothing does not move the time.
    written.tag(customer: 2, at: late + .days(1), adding: ["VIP"], removing: ["other"])
    #expect(written.customer(2, at: late + .days(1)).changed == late)
  }

  // MARK: Shopify

  private func ask(
    _ query: String, _ variables: JSONObject, _ shop: SimulatedShopify = SimulatedShopify(world: WriteTests.world)
  ) throws -> JSONObject {
    let body: JSONObject = ["query": .string(query), "variables": .object(variables)]
    let response = shop.answer(
      SandboxRequest(
        method: "POST", path: "/admin/api/2026-07/graphql.json",
        headers: ["x-shopify-access-token": SimulatedShopify.token], body: CanonicalJSON.bytes(body)), at: Self.now)
    return try #require(try JSONReader.answer(response.body).object)
  }

  private func message(_ answer: JSONObject, _ field: String) -> String? {
    answer["data"]?.object?[field]?.object?["userErrors"]?.array?.first?.object?["message"]?.string
  }

  private let add = """
    mutation Tag($id: ID!, $tags: [String!]!) {
      tagsAdd(id: $id, tags: $tags) {
        node { id ... on Order { tags updatedAt } ... on Customer { tags } } userErrors { field message }
      }
    }
    """

  @Test func `tags are a set without case, and sorted`() throws {
    let shop = SimulatedShopify(world: Self.world)
    let id: JSONValue = .string("gid://shopify/Order/\(ShopifyID.order + 3)")
    _ = try ask(add, ["id": id, "tags": ["zeta", " Alpha "]], shop)
    let answer = try ask(add, ["id": id, "tags": ["ALPHA"]], shop)
    let node = answer["data"]?.object?["tagsAdd"]?.object?["node"]?.object
    let tags = (node?["tags"]?.array ?? []).compactMap(\.string)
    #expect(tags == tags.sorted() && tags.contains("Alpha") && !tags.contains("ALPHA"))
    #expect(node?["updatedAt"] == .string("\(Self.now)"))
    let cost = answer["extensions"]?.object?["cost"]?.object?["requestedQueryCost"]
    #expect(cost == 10)
  }

  @Test func `what is wrong with a mutation is told as Shopify tells it`() throws {
    let missing = try ask(add, ["id": "gid://shopify/Customer/1", "tags": ["a"]])
    #expect(message(missing, "tagsAdd") == "Customer does not exist")
    let many = JSONValue.array((0...250).map { .string("t\($0)") })
    let full = try ask(add, ["id": .string("gid://shopify/Order/\(ShopifyID.order)"), "tags": many])
    #expect(message(full, "tagsAdd") == "Tags cannot be more than 250")
    let reader = SimulatedShopify(world: Self.world, scopes: SimulatedShopify.reading)
    let denied = try ask(add, ["id": .string("gid://shopify/Order/\(ShopifyID.order)"), "tags": ["a"]], reader)
    let error = denied["errors"]?.array?.first?.object
    #expect(error?["extensions"]?.object?["code"] == "ACCESS_DENIED")
    #expect(error?["message"]?.string?.contains("write_orders") == true)
    let empty = try ask(
      "mutation N($input: OrderInput!) { orderUpdate(input: $input) { order { id } userErrors { field message } } }",
      ["input": ["id": .string("gid://shopify/Order/\(ShopifyID.order)")]])
    #expect(message(empty, "orderUpdate") == "No valid update parameters have been provided")
    let unknown = try ask("mutation { orderExplode(id: 1) { id } }", [:])
    #expect(unknown["errors"]?.array?.first?.object?["extensions"]?.object?["code"] == "undefinedField")
  }

  @Test func `a segment's name that is taken gets a number`() throws {
    let shop = SimulatedShopify(world: Self.world)
    let make = """
      mutation S($name: String!, $query: String!) {
        segmentCreate(name: $name, query: $query) { segment { id name } userErrors { field message } }
      }
      """
    func made(_ name: String, _ query: String) throws -> JSONObject {
      try ask(make, ["name": .string(name), "query": .string(query)], shop)
    }
    _ = try made("Quiet", "number_of_orders >= 2")
    let second = try made("Quiet", "number_of_orders >= 2")
    #expect(second["data"]?.object?["segmentCreate"]?.object?["segment"]?.object?["name"] == "Quiet (2)")
    #expect(message(try made(" ", "number_of_orders >= 2"), "segmentCreate") == "Name can't be blank")
    #expect(message(try made("Bad", "nonsense"), "segmentCreate")?.hasPrefix("Query Line 1") == true)
    let list = try ask("query { segments(first: 2) { nodes { name } pageInfo { hasNextPage } } }", [:], shop)
    let page = list["data"]?.object?["segments"]?.object
    #expect(page?["nodes"]?.array?.count == 2 && page?["pageInfo"]?.object?["hasNextPage"] == true)
  }

  @Test func `a hold's handle is taken once`() throws {
    let shop = SimulatedShopify(world: Self.world)
    let index = try #require(
      (0..<Self.world.orderCount(at: Self.now)).last { index in
        let state = Self.world.order(index, at: Self.now).state
        return state.shippable && state.fulfilledAt == nil && state.cancelledAt == nil
      })
    let hold = """
      mutation H($id: ID!, $hold: FulfillmentOrderHoldInput!) {
        fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
          fulfillmentHold { id handle } fulfillmentOrder { status } userErrors { field message code }
        }
      }
      """
    func held(_ number: Int, _ handle: String) throws -> JSONObject? {
      try ask(
        hold,
        [
          "id": .string("gid://shopify/FulfillmentOrder/\(number)"),
          "hold": ["reason": "OTHER", "handle": .string(handle)],
        ], shop)["data"]?.object?["fulfillmentOrderHold"]?.object
    }
    func code(_ payload: JSONObject?) -> JSONValue? { payload?["userErrors"]?.array?.first?.object?["code"] }
    let number = ShopifyID.plan + index
    #expect(try held(number, "a")?["fulfillmentOrder"]?.object?["status"] == "ON_HOLD")
    #expect(code(try held(number, "a")) == "DUPLICATE_FULFILLMENT_HOLD_HANDLE")
    for handle in 1...9 { #expect(code(try held(number, "b\(handle)")) == nil) }
    #expect(code(try held(number, "c")) == "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED")
    #expect(code(try held(1, "a")) == "FULFILLMENT_ORDER_NOT_FOUND")
  }

  // MARK: BigCommerce

  private func ask(
    _ method: String, _ path: String, _ body: String, _ query: [(name: String, value: String)] = [],
    _ store: SimulatedBigCommerce = SimulatedBigCommerce(world: WriteTests.world)
  ) -> (status: Int, body: String) {
    let response = store.answer(
      SandboxRequest(
        method: method, path: path, query: query, headers: ["x-auth-token": SimulatedBigCommerce.token],
        body: Array(body.utf8)), at: Self.now)
    return (response.status, String(decoding: response.body, as: UTF8.self))
  }

  @Test func `a store refuses what it can't take`() {
    let values = "/v3/customers/attribute-values"
    let customer = SimulatedBigCommerce.customerID(0)
    #expect(ask("PUT", values, #"[{"attribute_id":9,"value":"a","customer_id":\#(customer)}]"#).status == 422)
    #expect(ask("PUT", values, #"[{"attribute_id":1,"value":"a","customer_id":1}]"#).status == 422)
    #expect(ask("PUT", values, "{}").status == 422)
    let row = #"{"attribute_id":1,"value":"a","customer_id":\#(customer)}"#
    let many = "[" + Array(repeating: row, count: 11).joined(separator: ",") + "]"
    #expect(ask("PUT", values, many).status == 413)
    #expect(ask("PUT", values, "[\(row)]", [], SimulatedBigCommerce(world: Self.world, scopes: [])).status == 403)
    #expect(ask("POST", "/v3/customers/attributes", #"[{"name":"A","type":"word"}]"#).status == 422)
    #expect(ask("PUT", "/v2/orders/1", #"{"staff_notes":"a"}"#).status == 404)
    #expect(ask("PUT", "/v2/orders/1001", #"{"status_id":5}"#).status == 400)
    #expect(ask("PATCH", "/v2/orders/1001", "{}").status == 405)
    #expect(ask("DELETE", values, "").status == 422)
  }

  @Test func `a customer's attributes can be listed, also with the customer`() {
    let store = SimulatedBigCommerce(world: Self.world)
    let id = SimulatedBigCommerce.customerID(0)
    let row = #"[{"attribute_id":1,"value":"1990-01-01","customer_id":\#(id)}]"#
    #expect(ask("PUT", "/v3/customers/attribute-values", row, [], store).status == 200)
    let listed = ask("GET", "/v3/customers/attribute-values", "", [("customer_id:in", "\(id)")], store).body
    #expect(listed.contains(#""attribute_value":"1990-01-01""#))
    let with = ask("GET", "/v3/customers", "", [("id:in", "\(id)"), ("include", "attributes")], store).body
    #expect(with.contains(#""attribute_count":1"#) && with.contains(#""attributes":[{"#))
    #expect(ask("DELETE", "/v3/customers/attribute-values", "", [("id:in", "701")], store).status == 204)
    #expect(store.attributes.values.isEmpty)
  }

  // MARK: ShipStation

  @Test func `a hold ends on its day, and nonsense is refused`() throws {
    let twin = SimulatedShipStation(world: Self.world)
    func post(_ part: String, _ body: String) -> (status: Int, body: String) {
      let response = twin.answer(
        SandboxRequest(
          method: "POST", path: "/orders/\(part)", headers: ["authorization": SimulatedShipStation.authorization],
          body: Array(body.utf8)), at: Self.now)
      return (response.status, String(decoding: response.body, as: UTF8.self))
    }
    let index = try #require(
      (0..<twin.orderCount(at: Self.now)).last { twin.order($0, at: Self.now).status == "awaiting_shipment" })
    let id = SimulatedShipStation.firstOrder + index
    #expect(post("holduntil", #"{"orderId":\#(id),"holdUntilDate":"2026-11-25"}"#).body.contains(#""success":true"#))
    #expect(twin.order(index, at: Self.now).status == "on_hold")
    #expect(twin.order(index, at: Self.now - Span(seconds: 1)).status != "on_hold")
    let release = PacificClock.start(of: Day(number: 20_782))
    #expect(Day(number: 20_782).description == "2026-11-25")
    #expect(twin.order(index, at: release).status != "on_hold")
    #expect(post("holduntil", #"{"orderId":\#(id),"holdUntilDate":"2026-11-01"}"#).body.contains(#""success":false"#))
    #expect(post("holduntil", #"{"orderId":\#(id),"holdUntilDate":"soon"}"#).status == 400)
    #expect(post("addtag", #"{"orderId":\#(id),"tagId":1}"#).body.contains(#""success":false"#))
    #expect(post("addtag", #"{"orderId":1,"tagId":9000}"#).status == 404)
    #expect(post("addtag", "[]").status == 400)
  }
}
