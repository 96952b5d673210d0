import Records
import Synchronization
import Testing

@testable import Sandbox

/// A machine's clock that a test moves.
private final class Ticks: Sendable {
  private let value = Mutex(0)
  var now: Int { value.withLock { $0 } }
  func pass(_ milliseconds: Int) { value.withLock { $0 += milliseconds } }
}

/// The vendors' limits on requests, which go by the machine's clock while the shop's stands still.
struct LimitTests {
  private static let world = SandboxWorld(SampleShop.committed)
  private let ticks = Ticks()

  private func system(_ name: String) throws -> any SimulatedSystem {
    let ticks = ticks
    return try #require(Self.world.systems(throttle: { ticks.now })[name])
  }

  private func header(_ name: String, _ response: SandboxResponse) -> String? {
    let found = response.headers.filter { $0.name.lowercased() == name }
    return found.count == 1 ? found[0].value : nil
  }

  private func body(_ response: SandboxResponse) throws -> JSONObject {
    try #require(try JSONReader.answer(response.body).object)
  }

  @Test func `a window begins with its first request and holds so many`() {
    let window = RateWindow(quota: 2, length: 1000)
    func take(_ now: Int) -> [Int] {
      let (fits, left, resetsIn) = window.take(at: now)
      return [fits ? 1 : 0, left, resetsIn]
    }
    #expect(take(500) == [1, 1, 1000])
    #expect(take(900) == [1, 0, 600])
    #expect(take(1499) == [0, 0, 1])
    #expect(take(1500) == [1, 1, 1000])
    #expect(take(9000) == [1, 1, 1000])
  }

  @Test func `a store takes 150 requests in half a minute and says so`() throws {
    let store = try system("bigcommerce")
    func ask(_ path: String) -> SandboxResponse {
      store.answer(
        SandboxRequest(method: "GET", path: path, headers: ["x-auth-token": SimulatedBigCommerce.token]),
        at: Self.world.end)
    }
    for used in 1...150 {
      let response = ask("/stores/abc123/v2/time")
      #expect(response.status == 200 && header("x-rate-limit-requests-left", response) == String(150 - used))
    }
    ticks.pass(10_000)
    for path in ["/stores/abc123/v2/time", "/stores/abc123/v3/customers"] {
      let refused = ask(path)
      #expect(refused.status == 429 && header("x-rate-limit-time-reset-ms", refused) == "20000")
      #expect(header("x-rate-limit-requests-left", refused) == "0")
      #expect((try JSONReader.answer(refused.body).array == nil) == path.contains("v3"))
    }
    ticks.pass(20_000)
    #expect(ask("/stores/abc123/v2/time").status == 200)
  }

  @Test func `ShipStation's second version takes 200 a minute, counted by themselves`() throws {
    let shipStation = try system("shipstation")
    func ask(_ path: String, _ header: (String, String)) -> SandboxResponse {
      shipStation.answer(
        SandboxRequest(method: "GET", path: path, headers: [header.0: header.1]), at: Self.world.end)
    }
    for _ in 1...200 { #expect(ask("/v2/tags", ("api-key", SimulatedShipStationV2.key)).status == 200) }
    ticks.pass(50_500)
    let refused = ask("/v2/tags", ("api-key", SimulatedShipStationV2.key))
    #expect(refused.status == 429 && header("retry-after", refused) == "10")
    #expect(ask("/stores", ("authorization", SimulatedShipStation.authorization)).status == 200)
    ticks.pass(9500)
    #expect(ask("/v2/tags", ("api-key", SimulatedShipStationV2.key)).status == 200)
  }

  @Test func `ShipStation takes 40 requests a minute while the shop's clock stands still`() throws {
    let parcels = try system("shipstation")
    let request = SandboxRequest(
      method: "GET", path: "/stores", headers: ["authorization": SimulatedShipStation.authorization])
    for used in 1...40 {
      let response = parcels.answer(request, at: Self.world.end)
      #expect(response.status == 200 && header("x-rate-limit-remaining", response) == String(40 - used))
    }
    ticks.pass(500)
    let refused = parcels.answer(request, at: Self.world.end)
    #expect(refused.status == 429 && header("x-rate-limit-reset", refused) == "60")
    #expect(try body(refused)["message"] == "Too Many Requests")
    ticks.pass(59_500)
    #expect(parcels.answer(request, at: Self.world.end).status == 200)
  }

  @Test func `the books take ten requests a second and 500 a minute`() throws {
    let books = try system("quickbooks")
    let request = SandboxRequest(
      method: "GET", path: "/v3/company/\(SimulatedQuickBooks.company)/preferences",
      headers: ["authorization": "Bearer \(SimulatedQuickBooks.token)"])
    func statuses(_ count: Int) -> [Int] { (0..<count).map { _ in books.answer(request, at: Self.world.end).status } }
    #expect(statuses(11) == Array(repeating: 200, count: 10) + [429])
    for _ in 1..<50 {
      ticks.pass(1000)
      #expect(statuses(10) == Array(repeating: 200, count: 10))
    }
    ticks.pass(1000)
    let refused = books.answer(request, at: Self.world.end)
    #expect(refused.status == 429)
    #expect(String(decoding: refused.body, as: UTF8.self).contains("ThrottleExceeded; errorCode=003001"))
    ticks.pass(60_000)
    #expect(statuses(1) == [200])
  }

  @Test func `a shop takes what its points pay for, and they come back`() throws {
    let shop = try system("shopify")
    func ask(_ query: String) throws -> JSONObject {
      var request = SandboxRequest(method: "POST", path: "/admin/api/2026-07/graphql.json")
      request.headers["x-shopify-access-token"] = SimulatedShopify.token
      request.body = CanonicalJSON.bytes(["query": .string(query)] as JSONObject)
      return try body(shop.answer(request, at: Self.world.end))
    }
    func left(_ answer: JSONObject) -> Int? {
      let cost = answer["extensions"]?.object?["cost"]?.object
      return cost?["throttleStatus"]?.object?["currentlyAvailable"]?.integer
    }
    let query = "{ customers(first: 250) { nodes { id lastOrder { id } } } }"
    let first = try ask(query)
    let cost = try #require(first["extensions"]?.object?["cost"]?.object?["requestedQueryCost"]?.integer)
    #expect(cost > 10 && left(first) == 2000 - cost)
    var answer = first
    var asked = 1
    while answer["errors"] == nil, asked < 500 {
      answer = try ask(query)
      asked += 1
    }
    #expect(asked == 2000 / cost + 1)
    #expect(answer["data"] == nil && left(answer) == 2000 % cost)
    let code = answer["errors"]?.array?.first?.object?["extensions"]?.object?["code"]?.string
    #expect(code == "THROTTLED")
    ticks.pass(1000)
    #expect(left(try ask(query)) == 2000 % cost + 100 - cost)
    // What can't be read costs nothing.
    #expect(try ask("{ nothing }")["extensions"] == nil)
    ticks.pass(1_000_000)
    #expect(left(try ask(query)) == 2000 - cost)
  }

  @Test func `a shop without limits tells of points that never end`() throws {
    let shop = try #require(Self.world.systems()["shopify"])
    var request = SandboxRequest(method: "POST", path: "/admin/api/2026-07/graphql.json")
    request.headers["x-shopify-access-token"] = SimulatedShopify.token
    request.body = CanonicalJSON.bytes(["query": "{ shop { name } }"] as JSONObject)
    let text = String(decoding: shop.answer(request, at: Self.world.end).body, as: UTF8.self)
    #expect(text.contains(#""maximumAvailable":1000000.0,"currentlyAvailable":1000000,"restoreRate":50000.0"#))
    #expect(try JSONReader.answer(Array(text.utf8)).object != nil)
  }
}
