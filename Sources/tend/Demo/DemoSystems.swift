import Engine
import FlyingSocks
import HTTP
import Records
import Sandbox
import Synchronization

/// The sample shop's systems as the demo serves and connects them.
struct DemoSystems: Sendable {
  private let served: [SandboxSystems.Served]
  private let clock = SandboxClock()

  /// The systems of a shop, but for the shop itself a second time, as a BigCommerce store.
  init(_ shop: SampleShop) {
    served = SandboxSystems(shop).all.filter { $0.path != SimulatedBigCommerce.name }
  }

  /// Sets the shop's clock.
  func set(_ now: Instant) { clock.now = now }

  /// Serves while `work` goes on, where `tend sandbox serve` would, or at any free port where that one is taken.
  func serve<Value: Sendable>(
    _ work: @escaping @Sendable (_ base: String) async throws -> Value
  ) async throws -> Value {
    let server = SandboxServer(
      systems: Dictionary(uniqueKeysWithValues: served.map { ($0.path, $0.system) }), now: { clock.now })
    do {
      return try await server.serve(port: SandboxServer.usualPort) { try await work(SandboxServer.base($0)) }
    } catch is SocketError {
      return try await server.serve(port: 0) { try await work(SandboxServer.base($0)) }
    }
  }

  /// Gives Tend what lets it in, as the shop's owner would.
  func connect(_ tend: Tend) async throws(Diagnostic) {
    for served in served {
      let offer = try tend.offer(DemoConfiguration.connection(served.path), system: nil)
      let secrets = served.secrets.map { ($0.name, Secret($0.value)) }
      try await tend.keep(secrets: Dictionary(uniqueKeysWithValues: secrets), commands: [:], for: offer)
      guard offer.needsConsent else { continue }
      let consent = try await tend.consent(offer, redirect: "http://127.0.0.1/")
      try await tend.finish(consent, answer: agree(to: consent.url, of: served), for: offer)
    }
  }

  /// Opens the page on which somebody agrees, and gives the address the browser is sent to.
  private func agree(to url: String, of served: SandboxSystems.Served) -> String {
    let parts = url.split(separator: "?", maxSplits: 1)
    let path = parts[0].split(separator: "/").drop { $0 != served.path }.dropFirst().joined(separator: "/")
    let request = SandboxRequest(method: "GET", path: "/" + path, query: SandboxRequest.pairs(parts.last ?? ""))
    return served.system.answer(request, at: clock.now).headers.first { $0.name == "Location" }?.value ?? ""
  }
}

/// A clock that stands where it was set last.
private final class SandboxClock: Sendable {
  private let moment = Mutex(Instant(seconds: 0))

  var now: Instant {
    get { moment.withLock { $0 } }
    set { moment.withLock { $0 = newValue } }
  }
}
