import Sandbox

/// The simulated systems of one shop, and how each is connected.
struct SandboxSystems {
  /// One system with what it takes.
  struct Served: Sendable {
    var name: String
    var system: any SimulatedSystem
    /// Settings of the connection.
    var settings: [String: String]
    /// Secrets, in the order in which `tend connect --stdin` reads them.
    var secrets: [String]
    /// What its address has behind its name.
    var path = ""

    /// The command that connects it, where the server is at `base`.
    func connect(_ base: String) -> String {
      let lines = secrets.joined(separator: "\\n")
      let options = settings.sorted { $0.key < $1.key }.map { " --set \($0.key)=\($0.value)" }.joined()
      return "printf '\(lines)\\n' | tend connect \(name)\(options) --address \(base)\(name)\(path) --stdin"
    }
  }

  let all: [Served]

  init(_ shop: SampleShop) {
    all = []
  }

  var byName: [String: any SimulatedSystem] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.system) })
  }
}
