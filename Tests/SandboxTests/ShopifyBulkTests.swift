import Records
import Testing

@testable import Sandbox

/// The simulated shop exports lists in bulk as the Admin API's contract and documentation have it.
@Suite struct ShopifyBulkTests {
  private static let now = Instant("2026-11-20T12:00:00Z") ?? Instant(seconds: 0)
  private static let world = SampleWorld(.committed)
  private static let orders = """
    { orders { edges { node { id name customer { id } refunds { id } lineItems { edges { node { id sku } } } } } } }
    """

  private func shop(
    _ operations: ShopifyOperations = ShopifyOperations(), scopes: Set<String> = SimulatedShopify.scopes
  ) -> SimulatedShopify {
    SimulatedShopify(world: Self.world, scopes: scopes, operations: operations)
  }

  private func ask(
    _ shop: SimulatedShopify, _ query: String, _ variables: JSONObject = [:], at now: Instant = ShopifyBulkTests.now,
    host: String? = nil
  ) throws -> JSONObject {
    let body: JSONObject = ["query": .string(query), "variables": .object(variables)]
    var request = SandboxRequest(
      method: "POST", path: "/admin/api/2026-07/graphql.json", body: CanonicalJSON.bytes(body))
    request.headers["x-shopify-access-token"] = SimulatedShopify.token
    request.headers["host"] = host
    let answer = try #require(try JSONReader.answer(shop.answer(request, at: now).body).object)
    return try #require(answer["data"]?.object, "\(answer)")
  }

  private func start(
    _ shop: SimulatedShopify, _ query: String = orders, grouped: Bool = true, at now: Instant = ShopifyBulkTests.now
  ) throws -> (id: String?, code: String?, message: String?) {
    let data = try ask(
      shop,
      """
      mutation Run($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
        bulkOperation { id status createdAt type } userErrors { field code message } } }
      """, ["query": .string(query), "grouped": .bool(grouped)], at: now)
    let payload = try #require(data["bulkOperationRunQuery"]?.object)
    let error = payload["userErrors"]?.array?.first?.object
    if let operation = payload["bulkOperation"]?.object { #expect(operation["status"] == "CREATED") }
    return (payload["bulkOperation"]?.object?["id"]?.string, error?["code"]?.string, error?["message"]?.string)
  }

  private func look(
    _ shop: SimulatedShopify, _ id: String?, at now: Instant = ShopifyBulkTests.now, host: String? = nil
  ) throws -> JSONObject? {
    try ask(
      shop,
      """
      query Look($id: ID!) { node(id: $id) { ... on BulkOperation { id status errorCode createdAt completedAt fileSize
        objectCount rootObjectCount url partialDataUrl query type } } }
      """, ["id": .string(id ?? "")], at: now, host: host)["node"]?.object
  }

  /// The result of an operation that is looked at until it is done.
  private func finished(_ shop: SimulatedShopify, _ id: String?) throws -> JSONObject {
    #expect(try look(shop, id)?["status"] == "RUNNING")
    return try #require(try look(shop, id))
  }

  private func fetch(
    _ shop: SimulatedShopify, _ url: String, range: String? = nil, at now: Instant = ShopifyBulkTests.now
  ) throws -> SandboxResponse {
    let target = try #require(url.firstRange(of: "/bulk/").map { url[$0.lowerBound...] })
    var request = SandboxRequest(method: "GET", path: String(target.prefix { $0 != "?" }))
    request.query = SandboxRequest.pairs(target.drop { $0 != "?" }.dropFirst())
    request.headers["range"] = range
    return shop.answer(request, at: now).held
  }

  @Test func `an operation goes from created over running to completed`() throws {
    let shop = shop()
    let begun = try start(shop)
    #expect(begun.id?.hasPrefix("gid://shopify/BulkOperation/") == true && begun.code == nil)
    let running = try #require(try look(shop, begun.id))
    #expect(running["status"] == "RUNNING" && running["url"] == nil && running["completedAt"] == nil)
    let done = try #require(try look(shop, begun.id))
    #expect(done["status"] == "COMPLETED" && done["errorCode"] == nil && done["type"] == "QUERY")
    #expect(done["query"]?.string == Self.orders && done["completedAt"]?.string == Self.now.description)
    let all = try ask(shop, "{ bulkOperations(first: 5) { nodes { id status } } currentBulkOperation { id } }")
    #expect(all["currentBulkOperation"]?.object?["id"]?.string == begun.id)
    #expect(all["bulkOperations"]?.object?["nodes"]?.array?.count == 1)
  }

  @Test(arguments: [true, false])
  func `its file has a line for each object, rows behind what they belong to`(_ isGrouped: Bool) throws {
    let shop = shop()
    let done = try finished(shop, try start(shop, grouped: isGrouped).id)
    let answer = try fetch(shop, try #require(done["url"]?.string))
    #expect(answer.status == 200)
    let lines = answer.body.split(separator: UInt8(ascii: "\n"))
    #expect(done["objectCount"]?.string == String(lines.count))
    var parents: Set<String> = []
    var (last, strays, rows) = ("", 0, 0)
    for line in lines {
      #expect(String(decoding: line, as: UTF8.self).contains("gid:\\/\\/shopify\\/"))
      let object = try #require(try JSONReader.answer(line).object)
      let id = try #require(object["id"]?.string)
      if let parent = object["__parentId"]?.string {
        #expect(parents.contains(parent) && object["sku"]?.string != nil)
        rows += 1
        if parent != last { strays += 1 }
      } else {
        #expect(object["refunds"]?.array != nil && object["lineItems"] == nil)
        parents.insert(id)
        last = id
      }
    }
    let count = Self.world.orderCount(at: Self.now)
    #expect(parents.count == count && done["rootObjectCount"]?.string == String(count) && rows > count)
    #expect((strays == 0) == isGrouped)
  }

  @Test func `the file is that of the moment the operation began`() throws {
    let shop = shop()
    let early = Self.now - .days(10)
    let id = try start(shop, at: early).id
    _ = try look(shop, id)
    let done = try #require(try look(shop, id))
    #expect(done["rootObjectCount"]?.string == String(Self.world.orderCount(at: early)))
    #expect(Self.world.orderCount(at: early) < Self.world.orderCount(at: Self.now))
  }

  @Test func `whoever has the address gets the file, for seven days and no other`() throws {
    let shop = shop()
    let id = try start(shop).id
    let url = try #require(try finished(shop, id)["url"]?.string)
    #expect(url.hasPrefix("https://storage.sandbox.example/bulk/"))
    #expect(try fetch(shop, url + "0").status == 403)
    #expect(try fetch(shop, url.replacing("Expires=1", with: "Expires=2")).status == 403)
    #expect(try fetch(shop, url, at: Self.now + .days(7)).status == 200)
    #expect(try fetch(shop, url, at: Self.now + .days(8)).status == 403)
    let late = try #require(try look(shop, id, at: Self.now + .days(8)))
    #expect(late["status"] == "EXPIRED" && late["url"] == nil)
    // Served on this machine, it lies below the shop.
    let other = try start(shop, "{ customers { edges { node { id } } } }").id
    _ = try look(shop, other)
    let local = try #require(try look(shop, other, host: "127.0.0.1:8200"))
    #expect(local["url"]?.string?.hasPrefix("http://127.0.0.1:8200/shopify/bulk/") == true)
  }

  @Test func `the rest of a file can be asked for`() throws {
    let shop = shop()
    let url = try #require(try finished(shop, try start(shop).id)["url"]?.string)
    let whole = try fetch(shop, url).body
    let rest = try fetch(shop, url, range: "bytes=1000-")
    #expect(rest.status == 206 && rest.body == Array(whole[1000...]))
    #expect(rest.headers.contains { $0.value == "bytes 1000-\(whole.count - 1)/\(whole.count)" })
    #expect(try fetch(shop, url, range: "bytes=\(whole.count)-").status == 416)
    let plain = self.shop(ShopifyOperations(honoursRanges: false))
    let other = try #require(try finished(plain, try start(plain).id)["url"]?.string)
    #expect(try fetch(plain, other, range: "bytes=1000-").status == 200)
  }

  @Test func `only so many run at once`() throws {
    for (limit, code) in [(1, "OPERATION_IN_PROGRESS"), (2, "LIMIT_REACHED")] {
      let shop = shop(ShopifyOperations(limit: limit))
      for field in ["id", "createdAt"].prefix(limit) {
        #expect(try start(shop, "{ customers { edges { node { \(field) } } } }").code == nil)
      }
      let refused = try start(shop)
      #expect(refused.id == nil && refused.code == code)
      #expect(refused.message?.contains("already in progress: gid://shopify/BulkOperation/") == true)
      #expect(try start(shop, at: Self.now + .minutes(2)).code == nil)
    }
  }

  @Test(arguments: [
    "{ shop { name } }", "{ node(id: 1) { id } }", "{ orders { nodes { id } } }",
    "{ orders { edges { node { colour } } } }",
    "{ orders { edges { node { id } } } customers { edges { node { id } } } }", "{ orders { edges {",
    "{ orders { edges { node { id refunds { id transactions { edges { node { id } } } } } } } }",
    "{ orders { edges { node { name lineItems { edges { node { id } } } } } } }",
    "{ orders { edges { node { id lineItems { nodes { id } } } } } }",
    """
    { orders { edges { node { id returns { edges { node { id refunds { edges { node { id
      transactions { edges { node { id } } } } } } } } } } } } }
    """,
    """
    { orders { edges { node { id lineItems { edges { node { id } } } fulfillmentOrders { edges { node { id } } }
      returns { edges { node { id returnLineItems { edges { node { id } } } exchangeLineItems { edges { node { id } } }
        refunds { edges { node { id } } } } } } } } } }
    """,
    "mutation { bulkOperationCancel(id: 1) { userErrors { message } } }",
  ])
  func `what can't be exported is refused`(_ query: String) throws {
    let refused = try start(shop(), query)
    #expect(refused.id == nil && refused.code == "INVALID" && refused.message?.isEmpty == false)
  }

  @Test func `five lists on two levels are taken`() throws {
    let begun = try start(
      shop(),
      """
      { orders { edges { node { id lineItems { edges { node { id } } } returns { edges { node { id
        returnLineItems { edges { node { id } } } refunds { edges { node { id } } } } } } } } } }
      """)
    #expect(begun.code == nil)
  }

  @Test func `what the app may not see fails the operation`() throws {
    for missing in ["read_orders", "read_customers"] {
      let shop = shop(scopes: SimulatedShopify.scopes.subtracting([missing]))
      let failed = try finished(shop, try start(shop).id)
      #expect(failed["status"] == "FAILED" && failed["errorCode"] == "ACCESS_DENIED" && failed["url"] == nil)
    }
  }

  @Test func `nothing found is no file`() throws {
    let shop = shop()
    let done = try finished(
      shop, try start(shop, "{ orders(query: \"created_at:>='2027-01-01T00:00:00Z'\") { edges { node { id } } } }").id)
    #expect(done["status"] == "COMPLETED" && done["objectCount"] == "0" && done["url"] == nil)
  }

  @Test func `an operation can be cancelled while it runs`() throws {
    let shop = shop()
    let id = try start(shop).id
    let document =
      "mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
    let first = try ask(shop, document, ["id": .string(id ?? "")])["bulkOperationCancel"]?.object
    #expect(first?["bulkOperation"]?.object?["status"] == "CANCELED")
    let second = try ask(shop, document, ["id": .string(id ?? "")])["bulkOperationCancel"]?.object
    #expect(second?["userErrors"]?.array?.count == 1)
    #expect(try look(shop, id)?["status"] == "CANCELED")
  }
}
