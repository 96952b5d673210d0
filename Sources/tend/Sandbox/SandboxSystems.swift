import Sandbox

/// The simulated systems of one shop, and how each is connected.
struct SandboxSystems {
  /// One system with what it takes.
  struct Served: Sendable {
    /// The part of the address that is its own; the system's word unless that is taken.
    var path: String
    /// The system's word in `tend.yml`.
    var name: String
    var system: any SimulatedSystem
    /// Settings of the connection.
    var settings: [String: String] = [:]
    /// Which of the ways in `tend connect` offers is taken, where there are several.
    var way: String?
    /// What lets one in, in the order in which `tend connect --stdin` reads it.
    var secrets: [(name: String, value: String)]

    /// The command that connects it, where the server is at `base`.
    func connect(_ base: String) -> String {
      let connection = path == name ? name : "\(path) --system \(name)"
      let options = settings.sorted { $0.key < $1.key }.map { " --set \($0.key)=\($0.value)" }.joined()
      let lines = ((way.map { [$0] } ?? []) + secrets.map(\.value)).joined(separator: "\\n")
      return "printf '\(lines)\\n' | tend connect \(connection)\(options) --address \(base)\(path) --stdin"
    }
  }

  let all: [Served]

  init(_ shop: SampleShop) {
    let (app, books) = (SimulatedShopify.client, SimulatedQuickBooks.client)
    all = [
      Served(
        path: SimulatedShopify.name, name: SimulatedShopify.name, system: SimulatedShopify(shop: shop),
        settings: ["shop": SimulatedShopify.shop], way: "1",
        secrets: [("client_id", app.id), ("client_secret", app.secret)]),
      Served(
        path: SimulatedBigCommerce.name, name: SimulatedBigCommerce.name, system: SimulatedBigCommerce(shop: shop),
        settings: ["store_hash": SimulatedBigCommerce.storeHash], secrets: [("token", SimulatedBigCommerce.token)]),
      Served(
        path: "outlet", name: SimulatedBigCommerce.name, system: SimulatedBigCommerce.outlet(of: shop),
        settings: ["store_hash": SimulatedBigCommerce.outletHash], secrets: [("token", SimulatedBigCommerce.token)]),
      // The shop's clock stands still, and its minute with it.
      Served(
        path: SimulatedShipStation.name, name: SimulatedShipStation.name,
        system: SimulatedShipStation(shop: shop, requestsAMinute: .max),
        secrets: [("key", SimulatedShipStation.key), ("secret", SimulatedShipStation.secret)]),
      Served(
        path: SimulatedQuickBooks.name, name: SimulatedQuickBooks.name, system: SimulatedQuickBooks(shop: shop),
        settings: ["company": SimulatedQuickBooks.company],
        secrets: [("client_id", books.id), ("client_secret", books.secret)]),
    ]
  }

  var byPath: [String: any SimulatedSystem] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0.system) })
  }
}
