/// Hands on what the policy accepts, sends again what may be, and throws the rest.
struct Retrying: HTTPLayer {
  let base: any HTTPTransport
  let policy: Policy
  let timing: Timing

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    while true {
      var failure: HTTPError
      do throws(HTTPError) {
        let response = try await base.send(request)
        let (decision, cause) = policy.judge(response, to: request)
        if decision == .accept { return response }
        failure = HTTPError(cause, decision: decision, request: request, response: response)
      } catch {
        failure = error
      }
      failure.attempts = request.attempt
      let wait = policy.backoff.wait(after: failure.decision, attempt: request.attempt, chance: timing.random())
      guard let wait, request.mayBeRepeated(after: failure) else { throw failure }
      try await timing.pause(wait, before: request)
      request.attempt += 1
    }
  }
}

extension HTTPRequest {
  fileprivate func mayBeRepeated(after failure: HTTPError) -> Bool {
    switch effect {
    case .read: !method.alwaysWrites
    case .write(.never): false
    case .write(.ifNotCarriedOut): !failure.mayHaveTakenEffect
    case .write(.idempotent): true
    }
  }
}
