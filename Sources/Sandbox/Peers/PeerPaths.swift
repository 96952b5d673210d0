import Records

/// What other programs that read a system ask for and Tend does not, as little of it as they need to read the shop: so
/// that benchmarks can have them read the same shop. No connector may rest on it.
protocol PeerPaths: SystemLayer {
  /// The answer; nil for what the system itself answers.
  func answer(_ request: SandboxRequest, at now: Instant, by system: any SimulatedSystem) -> SandboxResponse?
}

extension PeerPaths {
  func answer(_ request: SandboxRequest, at now: Instant, over system: any SimulatedSystem) -> SandboxResponse {
    answer(request, at: now, by: system) ?? system.answer(request, at: now)
  }
}
