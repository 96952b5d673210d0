/// Lets only so many requests be under way to one host; others wait in their order.
///
/// A streamed answer counts until its end.
struct HostLimit: HTTPLayer {
  let base: any HTTPTransport
  private let turnstiles: PerOrigin<Turnstile>

  init(base: any HTTPTransport, policy: Policy) {
    self.base = base
    turnstiles = PerOrigin { Turnstile(places: policy.concurrency) }
  }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let turnstile = turnstiles[request.url.origin]
    guard await turnstile.enter() else { throw HTTPError(.cancelled, request: request) }
    do throws(HTTPError) {
      var response = try await base.send(request)
      if case .streamed(let stream) = response.body {
        response.body = .streamed(stream.observed { _ in turnstile.leave() })
      } else {
        turnstile.leave()
      }
      return response
    } catch {
      turnstile.leave()
      throw error
    }
  }
}
