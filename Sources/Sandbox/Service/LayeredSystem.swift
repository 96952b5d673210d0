import Records

/// A simulated system behind a layer, so that the system itself stays what its vendor documents.
struct LayeredSystem<Base: SimulatedSystem>: SimulatedSystem {
  static var name: String { Base.name }

  private let base: Base
  private let layer: any SystemLayer

  init(_ base: Base, _ layer: any SystemLayer) {
    self.base = base
    self.layer = layer
  }

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    layer.answer(request, at: now, over: base)
  }
}

/// What stands before a system: it answers itself, or has the system answer.
protocol SystemLayer: Sendable {
  func answer(_ request: SandboxRequest, at now: Instant, over system: any SimulatedSystem) -> SandboxResponse
}
