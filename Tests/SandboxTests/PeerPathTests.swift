import Records
import Testing

@testable import Sandbox

/// What other programs are answered, so that benchmarks can have them read the shop.
struct PeerPathTests {
  private static let world = SandboxWorld(
    orders: 640, seed: 7, firstDay: Day(number: 20_000), days: 60)
  private static let systems = world.systems()

  private func ask(_ system: String, _ request: SandboxRequest) throws -> SandboxResponse {
    try #require(Self.systems[system]).answer(request, at: Self.world.end)
  }

  @Test(arguments: ["orders", "customers"])
  func `a shop's REST pages lead to each record once`(list: String) throws {
    var query = [(name: "limit", value: "100"), (name: "updated_at_min", value: "2020-01-01T00:00:00+00:00")]
    var ids: [Int] = []
    var times: [String] = []
    while true {
      let request = SandboxRequest(
        method: "GET", path: "/admin/api/2026-10/\(list).json", query: query,
        headers: ["x-shopify-access-token": SimulatedShopify.token])
      let response = try ask("shopify", request)
      let rows = try #require(try JSONReader.answer(response.body).object?[list]?.array).compactMap(\.object)
      ids += rows.compactMap { $0["id"]?.integer }
      times += rows.compactMap { $0["updated_at"]?.string }
      guard let link = response.headers.first(where: { $0.name == "Link" })?.value else { break }
      let target = try #require(link.split(separator: "?").last?.split(separator: ">").first)
      query = SandboxRequest.pairs(target)
    }
    let world = Self.world.world
    #expect(ids.count == (list == "orders" ? 640 : world.customerCount(at: Self.world.end)))
    #expect(Set(ids).count == ids.count && times == times.sorted())
  }

  @Test func `the books answer several questions at once and take the secret in the form`() throws {
    var request = SandboxRequest(method: "POST", path: "/v3/company/\(SimulatedQuickBooks.company)/batch")
    request.headers["authorization"] = "Bearer \(SimulatedQuickBooks.token)"
    request.body = Array(
      #"{"BatchItemRequest":[{"bId":"Invoice","Query":"SELECT * FROM Invoice MAXRESULTS 3"},"#.utf8)
    request.body += Array(#"{"bId":"Customer","Query":"SELECT COUNT(*) FROM Customer"}]}"#.utf8)
    let items = try JSONReader.answer(try ask("quickbooks", request).body).object?["BatchItemResponse"]?.array
    #expect(items?.count == 2 && items?.first?.object?["bId"] == "Invoice")
    #expect(items?.first?.object?["QueryResponse"]?.object?["Invoice"]?.array?.count == 3)
    #expect((items?.last?.object?["QueryResponse"]?.object?["totalCount"]?.integer ?? 0) > 0)

    let (id, secret) = SimulatedQuickBooks.client
    var renewal = SandboxRequest(method: "POST", path: "/oauth2/v1/tokens/bearer")
    let token = DatedToken.text("sandbox-refresh-1", for: .days(1), at: Self.world.end)
    let form = "grant_type=refresh_token&refresh_token=\(token)&client_id=\(id)&client_secret="
    renewal.body = Array((form + secret).utf8)
    #expect(try ask("quickbooks", renewal).status == 200)
    renewal.body = Array((form + "wrong").utf8)
    #expect(try ask("quickbooks", renewal).status == 401)
  }

  @Test func `every link of a store's order leads somewhere`() throws {
    func get(_ path: String) throws -> SandboxResponse {
      try ask(
        "bigcommerce",
        SandboxRequest(method: "GET", path: path, headers: ["x-auth-token": SimulatedBigCommerce.token]))
    }
    let order = try JSONReader.answer(try get("/stores/abc123/v2/orders/1001").body).object
    let links = try #require(order).members.compactMap { $0.value.object?["url"]?.string }
    #expect(links.count >= 3)
    for link in links {
      let status = try get(link.replacing("https://api.bigcommerce.com", with: "")).status
      #expect(status == 200 || status == 204, "\(link)")
    }
  }
}
