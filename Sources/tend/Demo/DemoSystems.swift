import Engine
import FlyingSocks
import HTTP
import Records
import Sandbox

/// The sample shop's systems as the demo serves and connects them.
struct DemoSystems: Sendable {
  private let systems: SandboxSystems
  private let clock: ShopClock

  init(_ shop: SampleShop, at start: Instant) {
    systems = SandboxSystems(SandboxWorld(shop))
    clock = ShopClock(start, gain: Span(seconds: 0), milliseconds: { 0 })
  }

  /// Sets the shop's clock.
  func set(_ now: Instant) { clock.set(now) }

  /// Serves while `work` goes on, where `tend sandbox serve` would, or at any free port where that one is taken.
  func serve<Value: Sendable>(
    _ work: @escaping @Sendable (_ base: String) async throws -> Value
  ) async throws -> Value {
    let server = SandboxServer(systems: systems.byName, clock: clock)
    do {
      return try await server.serve(port: SandboxServer.usualPort) { try await work(SandboxServer.base($0)) }
    } catch is SocketError {
      return try await server.serve(port: 0) { try await work(SandboxServer.base($0)) }
    }
  }

  /// What serves the same systems at the same place again.
  static func command(_ base: String) -> String {
    let port = base.split(separator: ":").last.map { $0.prefix(while: \.isNumber) } ?? ""
    return "tend sandbox serve" + (port == String(SandboxServer.usualPort) ? "" : " --port \(port)")
  }

  /// Gives Tend what lets it in, as the shop's owner would.
  func connect(_ tend: Tend) async throws(Diagnostic) {
    for offered in SandboxSystems.offers where offered.other == nil {
      let offer = try tend.offer(DemoConfiguration.connections[offered.name] ?? offered.name, system: nil)
      let secrets = offered.secrets.map { ($0.name, Secret($0.value)) }
      try await tend.keep(secrets: Dictionary(uniqueKeysWithValues: secrets), commands: [:], for: offer)
      guard offer.needsConsent else { continue }
      let consent = try await tend.consent(offer, redirect: "http://127.0.0.1/")
      try await tend.finish(consent, answer: agree(to: consent.url, of: offered.name), for: offer)
    }
  }

  /// Opens the page on which somebody agrees, and gives the address the browser is sent to.
  private func agree(to url: String, of name: String) -> String {
    let parts = url.split(separator: "?", maxSplits: 1)
    let path = parts[0].split(separator: "/").drop { $0 != name }.dropFirst().joined(separator: "/")
    let request = SandboxRequest(method: "GET", path: "/" + path, query: SandboxRequest.pairs(parts.last ?? ""))
    guard case .answer(let answer)? = systems.byName[name]?.answer(request, at: clock.now) else { return "" }
    return answer.headers.first { $0.name == "Location" }?.value ?? ""
  }
}
