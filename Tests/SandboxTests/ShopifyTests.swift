import Records
import Testing

@testable import Sandbox

/// The simulated shop speaks as the Admin API's contract has it.
@Suite struct ShopifyTests {
  private static let now = Instant("2026-11-20T12:00:00Z") ?? Instant(seconds: 0)
  private static let world = SampleWorld(.committed)
  private static let shop = SimulatedShopify(world: world, lag: Span(seconds: 0))

  private func send(
    _ body: String, _ shop: SimulatedShopify = ShopifyTests.shop, token: String? = SimulatedShopify.token,
    path: String = "/admin/api/2026-07/graphql.json", method: String = "POST"
  ) -> SandboxResponse {
    var request = SandboxRequest(method: method, path: path, body: Array(body.utf8))
    request.headers["x-shopify-access-token"] = token
    return shop.answer(request, at: Self.now)
  }

  private func ask(
    _ query: String, _ variables: JSONObject = [:], _ shop: SimulatedShopify = ShopifyTests.shop
  ) throws -> JSONObject {
    let body: JSONObject = ["query": .string(query), "variables": .object(variables)]
    let response = send(String(decoding: CanonicalJSON.bytes(body), as: UTF8.self), shop)
    #expect(response.status == 200)
    return try #require(try JSONReader.answer(response.body).object)
  }

  private func code(_ answer: JSONObject) -> String? {
    answer["errors"]?.array?.first?.object?["extensions"]?.object?["code"]?.string
  }

  @Test func `lets nobody in without the token`() {
    #expect(send("{}", token: nil).status == 401)
    #expect(send("{}", token: "shpat_other").status == 401)
    #expect(send("{}", path: "/admin/api/2026-07/orders.json").status == 404)
    #expect(send("{}", method: "GET").status == 404)
    #expect(send("nonsense").status == 400)
  }

  @Test func `gives an app a token`() throws {
    let form = "grant_type=client_credentials&client_id=sandbox-app&client_secret=\(SimulatedShopify.client.secret)"
    let answer = send(form, token: nil, path: "/admin/oauth/access_token")
    let body = try #require(try JSONReader.answer(answer.body).object)
    #expect(body["access_token"]?.string?.hasPrefix("shpat_") == true && body["expires_in"] == 86_399)
    #expect(send("grant_type=client_credentials", token: nil, path: "/admin/oauth/access_token").status == 400)
  }

  @Test func `answers what is asked and nothing more`() throws {
    let answer = try ask(
      """
      query Some($n: Int = 1) {
        mine: orders(first: $n) { edges { cursor node { ...Part __typename } } } shop { name }
      }
      fragment Part on Order { name totalPriceSet { shopMoney { amount } } ... on Order { number } }
      """)
    let data = try #require(answer["data"]?.object)
    #expect(data.keys == ["mine", "shop"])
    let edge = try #require(data["mine"]?.object?["edges"]?.array?.first?.object)
    #expect(edge["node"]?.object?.keys == ["__typename", "name", "number", "totalPriceSet"])
    #expect(edge["node"]?.object?["number"] == 1001)
  }

  @Test(arguments: [
    ("{ orders(first: 1) { nodes { colour } } }", "undefinedField"),
    ("{ orders(first: 1, by: 2) { nodes { id } } }", "argumentNotAccepted"),
    ("{ orders { nodes { id } } }", "BAD_REQUEST"), ("{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST"),
    ("{ orders(first: 1) { nodes { id { x } } } }", "selectionMismatch"), ("{ shop }", "selectionMismatch"),
    ("{ shop { name }", "PARSE_ERROR"),
    ("query Q($a: Int!) { orders(first: $a) { nodes { id } } }", "INVALID_VARIABLE"),
    ("{ shop { ...Part } }", "useAndDefineFragment"), ("mutation { orderDelete { deletedId } }", "undefinedField"),
    (
      """
      { orders(first: 250) { nodes { returns(first: 250) { nodes { refunds(first: 250) { nodes { id transactions(first: 9) {
        nodes { id } } } } } } } } }
      """, "MAX_COST_EXCEEDED"
    ),
  ])
  func `refuses what the contract does not have`(_ query: String, _ expected: String) throws {
    let answer = try ask(query)
    #expect(code(answer) == expected)
    #expect(answer["data"] == nil && answer["extensions"] == nil)
  }

  @Test func `reckons costs by Shopify's rule`() throws {
    func cost(_ query: String) throws -> Int? {
      try ask(query)["extensions"]?.object?["cost"]?.object?["requestedQueryCost"]?.integer
    }
    #expect(try cost("{ shop { name } }") == 1)
    #expect(try cost("{ orders(first: 50) { nodes { id } pageInfo { endCursor } } }") == 9)
    #expect(
      try cost("{ orders(first: 100) { nodes { id customer { id } totalPriceSet { shopMoney { amount } } } } }") == 20)
    #expect(try cost("{ orders(first: 250) { edges { node { id refunds { id } } } } }") == 24)
    #expect(try cost("{ ordersCount { count } }") == 10)
  }

  @Test func `pages through all orders in the order asked for`() throws {
    for key in ["UPDATED_AT", "CREATED_AT"] {
      var seen: [String] = []
      var times: [String] = []
      var after: String?
      repeat {
        var variables: JSONObject = ["key": .string(key)]
        if let after { variables["after"] = .string(after) }
        let answer = try ask(
          """
          query Page($after: String) { orders(first: 250, after: $after, sortKey: \(key)) {
            nodes { id updatedAt createdAt } pageInfo { hasNextPage endCursor } } }
          """, variables)
        let list = try #require(answer["data"]?.object?["orders"]?.object)
        for node in list["nodes"]?.array ?? [] {
          seen.append(try #require(node.object?["id"]?.string))
          times.append(try #require(node.object?[key == "UPDATED_AT" ? "updatedAt" : "createdAt"]?.string))
        }
        let info = list["pageInfo"]?.object
        after = info?["hasNextPage"] == true ? info?["endCursor"]?.string : nil
      } while after != nil
      #expect(seen.count == Self.world.orderCount(at: Self.now) && Set(seen).count == seen.count)
      #expect(times == times.sorted())
    }
  }

  @Test func `takes both ends of a filter as within and warns of filters that do not exist`() throws {
    let order = Self.world.order(40, at: Self.now)
    func count(_ query: String) throws -> (Int?, JSONObject) {
      let answer = try ask(
        "query Q($q: String) { orders(first: 250, query: $q) { nodes { id } } }", ["q": .string(query)])
      return (answer["data"]?.object?["orders"]?.object?["nodes"]?.array?.count, answer)
    }
    let moment = order.changed
    #expect(try count("updated_at:>'\(moment)' updated_at:<'\(moment)'").0 ?? 0 >= 1)
    let (all, answer) = try count("changed_at:>'\(moment)'")
    #expect(all == 250)
    let search = answer["extensions"]?.object?["search"]?.array?.first?.object
    #expect(search?["warnings"]?.array?.first?.object?["code"] == "invalid_field")
  }

  @Test func `takes a customer's update for a whole day`() throws {
    let customer = Self.world.customer(5, at: Self.now)
    let evening = Instant(day: customer.changed.utcDay, secondOfDay: 86_399)
    let answer = try ask(
      "query Q($q: String) { customers(first: 250, query: $q, sortKey: UPDATED_AT) { nodes { id } } }",
      ["q": .string("updated_at:>='\(evening)' updated_at:<='\(evening)'")])
    let ids = answer["data"]?.object?["customers"]?.object?["nodes"]?.array?.compactMap { $0.object?["id"]?.string }
    #expect(ids?.contains("gid://shopify/Customer/\(ShopifyID.customer + 5)") == true)
  }

  @Test func `hides what a scope is missing for and answers the rest`() throws {
    let bare = SimulatedShopify(world: Self.world, scopes: ["read_orders"], lag: Span(seconds: 0))
    let answer = try ask("{ orders(first: 1) { nodes { id email customer { id } } } }", [:], bare)
    #expect(code(answer) == "ACCESS_DENIED" && answer["errors"]?.array?.count == 2)
    let orders = answer["data"]?.object?["orders"]?.object?["nodes"]?.array
    // Without read_all_orders only 60 days are shown.
    #expect(orders?.first?.object?["id"]?.string != "gid://shopify/Order/\(ShopifyID.order)")
    #expect(orders?.first?.object?["email"] == nil)
    #expect(code(try ask("{ customers(first: 1) { nodes { id } } }", [:], bare)) == "ACCESS_DENIED")
  }

  @Test(
    arguments: [
      ("{ disputes(first: 1) { nodes { id } } shop { name } }", [], nil),
      ("{ ordersCount { count } shop { name } }", ["ordersCount"], "shop"),
      (
        "{ node(id: \"gid://shopify/Order/6120000000004\") { id ... on Order { customer { displayName } } } }", [],
        "node"
      ),
    ] as [(String, [String], String?)])
  func `carries a null up to where the contract allows one`(
    _ query: String, _ nulls: [String], _ shown: String?
  ) throws {
    let bare = SimulatedShopify(world: Self.world, scopes: ["read_customers"], lag: Span(seconds: 0))
    let body: JSONObject = ["query": .string(query)]
    let text = String(
      decoding: send(String(decoding: CanonicalJSON.bytes(body), as: UTF8.self), bare).body, as: UTF8.self)
    #expect(text.hasPrefix("{\"data\":null") == (shown == nil))
    for name in nulls { #expect(text.contains("\"\(name)\":null")) }
    if let shown { #expect(text.contains("\"\(shown)\":{")) }
    #expect(text.contains("\"path\":[") && text.contains("ACCESS_DENIED"))
    #expect(text.contains("displayName\"]") == query.contains("displayName"))
    #expect(text.contains("\"customer\":null") == query.contains("displayName"))
  }

  @Test func `has no null where the contract has none`() throws {
    let answer = try ask(
      """
      { orders(first: 250) { nodes {
        purchasingEntity { __typename ... on PurchasingCompany { company { id name } } }
        customerJourneySummary { ready lastVisit { id utmParameters { campaign } } }
      } } }
      """)
    #expect(answer["errors"] == nil)
    let orders = try #require(answer["data"]?.object?["orders"]?.object?["nodes"]?.array).compactMap(\.object)
    let companies = orders.compactMap { $0["purchasingEntity"]?.object?["company"]?.object?["name"]?.string }
    #expect(!companies.isEmpty)
    let visit = orders.first?["customerJourneySummary"]?.object?["lastVisit"]?.object
    #expect(visit?["id"]?.string?.hasPrefix("gid://shopify/CustomerVisit/") == true)
  }

  @Test func `finds records by their ids and gives null for others`() throws {
    let body =
      #"{"query":"{ nodes(ids: [\"gid://shopify/Order/\#(ShopifyID.order + 3)\", \"gid://shopify/Order/7\"]) { __typename ... on Order { name } ... on Customer { id } } }"}"#
    let answer = send(body)
    #expect(
      String(decoding: answer.body, as: UTF8.self).hasPrefix(
        ##"{"data":{"nodes":[{"__typename":"Order","name":"#1004"},null]}"##))
  }

  @Test(arguments: ["", "a", "ab", "abc", "{\"last_id\":7,\"last_value\":1780394403000}"])
  func `writes and reads base64`(_ text: String) {
    #expect(Base64.bytes(Base64.text(text)).map { String(decoding: $0, as: UTF8.self) } == text)
    #expect(Base64.bytes("*") == nil)
  }
}
