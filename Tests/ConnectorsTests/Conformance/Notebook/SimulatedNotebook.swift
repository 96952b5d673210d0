import Records

@testable import Sandbox

/// The notebook service of docs/adding-a-connector.md.
///
/// `GET /v1/entries?updated_since=…&after_id=…&limit=…`: entries that changed after that moment, and of those at that
/// moment the ones with a larger id, by (updated, id), with the number that was left before this page.
struct SimulatedNotebook: SimulatedSystem {
  static let name = "notebook"
  static let token = "notebook-token-5f2e9c"
  private static let firstID = 7001

  let world: any ShopWorld
  /// How late every other entry is shown.
  var lag = Span(seconds: 0)

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    guard request.headers["authorization"] == "Bearer \(Self.token)" else {
      return SandboxResponse(status: 401, ["error": "invalid_token"])
    }
    switch (request.method, request.segments) {
    case ("GET", ["v1", "book"]): return SandboxResponse(["name": "Larch Paper Goods"])
    case ("GET", ["v1", "entries"]): return entries(request, now)
    default: return SandboxResponse(status: 404, ["error": "not_found"])
    }
  }

  private func entries(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    guard let since = request.parameter("updated_since").flatMap({ Instant($0) }),
      let after = request.parameter("after_id").flatMap({ Int($0) }),
      let limit = request.parameter("limit").flatMap({ Int($0) }), (1...100).contains(limit)
    else { return SandboxResponse(status: 422, ["error": "bad_parameter"]) }
    let changed =
      since > now
      ? []
      : world.orders(changedIn: since...now, at: now)
        .filter { $0 % 2 == 0 || world.order($0, at: now).changed <= now - lag }
    let left = changed.drop { Self.firstID + $0 <= after && world.order($0, at: now).changed == since }
    return SandboxResponse([
      "entries": .array(left.prefix(limit).map { entry($0, now) }), "left": .integer(left.count),
    ])
  }

  private func entry(_ index: Int, _ now: Instant) -> SandboxJSON {
    let order = world.order(index, at: now)
    let buyer = world.customer(order.state.customer, at: now).state
    return [
      "id": .integer(Self.firstID + index), "number": .string("\(order.number)"),
      "placed": .string("\(order.state.placed)"), "updated": .string("\(order.changed)"), "currency": "USD",
      "total": .string(plainMoney(ShopMoney.total(order.state))), "lines": .integer(order.state.lines.count),
      "payment": .string(order.state.payment),
      "buyer": ["name": .string("\(buyer.first) \(buyer.last)"), "email": .string(buyer.email)],
    ]
  }
}
