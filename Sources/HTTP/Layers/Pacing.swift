/// Sends no faster than the system's own answers allow.
struct Pacing: HTTPLayer {
  let base: any HTTPTransport
  private let policy: Policy
  private let timing: Timing
  private let pacers: PerOrigin<Pacer>

  init(base: any HTTPTransport, policy: Policy, timing: Timing) {
    self.base = base
    self.policy = policy
    self.timing = timing
    pacers = PerOrigin { Pacer(rate: policy.rate) }
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let pacer = pacers[request.url.origin]
    let cost = Double(request.cost)
    while let wait = pacer.admit(cost, at: timing.now()) { try await timing.pause(wait, before: request) }
    do throws(HTTPError) {
      let response = try await base.send(request)
      var rest: Duration?
      if case .retryAfter(let wait) = policy.judge(response, to: request).decision { rest = wait }
      pacer.settle(cost, allowance: policy.allowance(response), rest: rest, at: timing.now())
      return response
    } catch {
      pacer.settle(cost, allowance: nil, rest: nil, at: timing.now())
      throw error
    }
  }
}
