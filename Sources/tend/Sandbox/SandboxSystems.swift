import Records
import Sandbox

/// The simulated systems of one shop, and how each is connected.
struct SandboxSystems {
  /// How one system is connected.
  struct Offer: Sendable {
    var name: String
    /// What the connection is called where that is not the system's name: another one of the same system.
    var other: String?
    /// Settings of the connection.
    var settings: [String: String] = [:]
    /// Which of the ways in that `tend connect` offers is taken, where there are several.
    var way: String?
    /// What lets one in, in the order in which `tend connect --stdin` reads it.
    var secrets: [(name: String, value: String)]
    /// What one should know before.
    var note: String?

    /// What the connection is called.
    var connection: String { other ?? name }

    /// The command that connects it, where the server is at `base`.
    func connect(_ base: String) -> String {
      let options = settings.sorted { $0.key < $1.key }.map { " --set \($0.key)=\($0.value)" }.joined()
      let lines = ((way.map { [$0] } ?? []) + secrets.map(\.value)).joined(separator: "\\n")
      let system = other == nil ? "" : " --system \(name)"
      return "printf '\(lines)\\n' | tend connect \(connection)\(system)\(options) --address \(base)\(name) --stdin"
    }

    /// The documented JSON.
    func json(_ base: String) -> JSONObject {
      var json: JSONObject = ["system": .string(connection), "connect": .string(connect(base))]
      json["note"] = note.map { .string($0) }
      return json
    }
  }

  static let offers = [
    Offer(
      name: SimulatedShopify.name, settings: ["shop": SimulatedShopify.shop],
      way: "1",
      secrets: [("client_id", SimulatedShopify.client.id), ("client_secret", SimulatedShopify.client.secret)]),
    Offer(
      name: SimulatedBigCommerce.name, settings: ["store_hash": SimulatedBigCommerce.storeHash],
      secrets: [("token", SimulatedBigCommerce.token)],
      note: "The sample's outlet is a store of its own: then write store: outlet below it in tend.yml."),
    Offer(
      name: SimulatedShipStation.name,
      secrets: [("key", SimulatedShipStation.key), ("secret", SimulatedShipStation.secret)]),
    Offer(
      name: SimulatedShipStation.name, other: "shipstation-v2", settings: ["version": "2"],
      secrets: [("api_key", SimulatedShipStationV2.key)],
      note: "In place of the one above: the same account by V2, for accounts with that alone."),
    Offer(
      name: SimulatedQuickBooks.name, settings: ["company": SimulatedQuickBooks.company],
      secrets: [("client_id", SimulatedQuickBooks.client.id), ("client_secret", SimulatedQuickBooks.client.secret)],
      note: "It shows an address and waits: open that in a browser."),
  ]

  /// The systems with their faults, by name.
  let byName: [String: FaultySystem]

  init(_ world: SandboxWorld, throttle: (@Sendable () -> Int)? = nil, faults: [SystemFault] = []) {
    byName = Dictionary(
      uniqueKeysWithValues: world.systems(throttle: throttle).map { name, system in
        (name, FaultySystem(system, faults.filter { $0.system == nil || $0.system == name }.map(\.rule)))
      })
  }
}

/// A fault and the system that has it: `429@3` of all, `shopify/429@3` of one.
struct SystemFault {
  var system: String?
  var rule: FaultRule

  /// Reads it as it is written on a command line.
  ///
  /// - Throws: `usage.fault`.
  init(_ text: String) throws(Diagnostic) {
    // A slash behind the @ is one of a path.
    let head = text.prefix { $0 != "@" }
    guard let slash = head.firstIndex(of: "/") else {
      rule = try FaultRule(text)
      return
    }
    let name = String(text[..<slash])
    let names = SandboxSystems.offers.filter { $0.other == nil }.map(\.name)
    guard names.contains(name) else {
      let meant = Suggestion.nearest(to: name, among: names).map { ["Did you mean \($0)?"] } ?? []
      throw Diagnostic(
        .usage, code: "usage.fault", name.isEmpty ? "A fault's system has no name" : "There is no system \(name) here",
        hints: meant + ["The systems are \(names.joined(separator: ", ")); without one the fault is of all"])
    }
    system = name
    rule = try FaultRule(String(text[text.index(after: slash)...]))
  }

  /// As it is written on a command line.
  var description: String { system.map { "\($0)/\(rule)" } ?? "\(rule)" }
}
