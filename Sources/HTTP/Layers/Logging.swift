import Synchronization

/// Tells about every request that is sent, each attempt and each hop, and never tells a secret.
struct Logging: HTTPLayer {
  let base: any HTTPTransport
  let timing: Timing
  let log: @Sendable (Exchange) -> Void

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let start = timing.now()
    let report = { @Sendable (outcome: Exchange.Outcome, received: Int) in
      log(
        Exchange(
          request: request.description, effect: request.effect, attempt: request.attempt, outcome: outcome,
          sent: request.body?.revealed().count ?? 0, received: received, duration: timing.now() - start))
    }
    do throws(HTTPError) {
      var response = try await base.send(request)
      let status = response.status
      switch response.body {
      case .held(let bytes): report(.answered(status), bytes.count)
      case .streamed(let stream):
        let received = Counter()
        response.body = .streamed(
          stream.observed {
            received.add($0.count)
          } end: { error in
            report(error.map { .failed($0.cause) } ?? .answered(status), received.value)
          })
      }
      return response
    } catch {
      report(.failed(error.cause), error.response?.bytes.count ?? 0)
      throw error
    }
  }
}

private final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add(_ more: Int) { count.add(more, ordering: .relaxed) }
}
