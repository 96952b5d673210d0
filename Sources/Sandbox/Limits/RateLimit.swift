import Records

/// How one vendor limits requests. It goes by a clock that never goes back, since the shop's may stand still or leap.
protocol RateLimit: SystemLayer {
  /// The answer that `carryOut` gives, with what it says of the limit; or a refusal, with nothing carried out.
  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse
}

extension RateLimit {
  func answer(_ request: SandboxRequest, at now: Instant, over system: any SimulatedSystem) -> SandboxResponse {
    answer(request, at: now) { system.answer(request, at: now) }
  }
}

extension SandboxResponse {
  /// Sets headers, also those that are there under the same name in another case.
  mutating func set(_ fields: [(name: String, value: String)]) {
    let names = Set(fields.map { $0.name.lowercased() })
    headers = headers.filter { !names.contains($0.name.lowercased()) } + fields
  }
}
