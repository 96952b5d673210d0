import Records

/// What other programs that read a system ask for and Tend does not, as little of it as they need to read the shop: so
/// that benchmarks can have them read the same shop. No connector may rest on it.
protocol PeerPaths: Sendable {
  /// The answer; nil for what the system itself answers.
  func answer(_ request: SandboxRequest, at now: Instant, by system: any SimulatedSystem) -> SandboxResponse?
}

/// A simulated system with paths for other programs beside its own.
struct SystemForPeers<Base: SimulatedSystem>: SimulatedSystem {
  static var name: String { Base.name }

  private let base: Base
  private let paths: any PeerPaths

  init(_ base: Base, _ paths: any PeerPaths) {
    self.base = base
    self.paths = paths
  }

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    paths.answer(request, at: now, by: base) ?? base.answer(request, at: now)
  }
}
