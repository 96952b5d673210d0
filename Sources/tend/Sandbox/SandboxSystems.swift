import Sandbox

/// The simulated systems of one shop, and how each is connected.
struct SandboxSystems {
  /// One system with what it takes.
  struct Served: Sendable {
    var name: String
    var system: any SimulatedSystem
    /// Settings of the connection.
    var settings: [String: String] = [:]
    /// The answers that `tend connect --stdin` reads, in its order.
    var answers: [String]

    /// The command that connects it, where the server is at `base`.
    func connect(_ base: String) -> String {
      let options = settings.sorted { $0.key < $1.key }.map { " --set \($0.key)=\($0.value)" }.joined()
      let lines = answers.joined(separator: "\\n")
      return "printf '\(lines)\\n' | tend connect \(name)\(options) --address \(base)\(name) --stdin"
    }
  }

  let all: [Served]

  init(_ shop: SampleShop) {
    all = [
      Served(
        name: SimulatedShopify.name, system: SimulatedShopify(shop: shop), settings: ["shop": SimulatedShopify.shop],
        answers: ["1", SimulatedShopify.client.id, SimulatedShopify.client.secret]),
      Served(
        name: SimulatedBigCommerce.name, system: SimulatedBigCommerce(shop: shop),
        settings: ["store_hash": SimulatedBigCommerce.storeHash], answers: [SimulatedBigCommerce.token]),
      // The shop's clock stands still, and its minute with it.
      Served(
        name: SimulatedShipStation.name, system: SimulatedShipStation(shop: shop, requestsAMinute: .max),
        answers: [SimulatedShipStation.key, SimulatedShipStation.secret]),
      Served(
        name: SimulatedQuickBooks.name, system: SimulatedQuickBooks(shop: shop),
        settings: ["company": SimulatedQuickBooks.company],
        answers: [SimulatedQuickBooks.client.id, SimulatedQuickBooks.client.secret]),
    ]
  }

  var byName: [String: any SimulatedSystem] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.system) })
  }
}
