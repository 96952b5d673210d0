import Records

/// A simulated system that takes requests no faster than the vendor's does.
struct LimitedSystem<Base: SimulatedSystem>: SimulatedSystem {
  static var name: String { Base.name }

  private let base: Base
  private let limit: any RateLimit

  init(_ base: Base, _ limit: any RateLimit) {
    self.base = base
    self.limit = limit
  }

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    limit.answer(request, at: now) { base.answer(request, at: now) }
  }
}

/// How one vendor limits requests. It goes by a clock that never goes back, since the shop's may stand still or leap.
protocol RateLimit: Sendable {
  /// The answer that `carryOut` gives, with what it says of the limit; or a refusal, with nothing carried out.
  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse
}

extension SandboxResponse {
  /// Sets headers, also those that are there under the same name in another case.
  mutating func set(_ fields: [(name: String, value: String)]) {
    let names = Set(fields.map { $0.name.lowercased() })
    headers = headers.filter { !names.contains($0.name.lowercased()) } + fields
  }
}
