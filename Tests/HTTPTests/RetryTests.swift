import HTTPSupport
import Testing

@testable import HTTP

struct RetryTests {
  private let time = FakeTime()

  private func retrying(_ transport: any HTTPTransport, _ policy: Policy = Policy()) -> Retrying {
    Retrying(base: transport, policy: policy, timing: time.timing)
  }

  @Test func `tries again with a growing wait until it succeeds`() async throws {
    let transport = ScriptedTransport(statuses: [500, 502, 503, 200])
    let response = try await retrying(transport).send(.get(orders))
    #expect(response.status == 200)
    #expect(time.waits == [.milliseconds(500), .seconds(1), .seconds(2)])
    #expect(transport.requests.map(\.attempt) == [1, 2, 3, 4])
  }

  @Test func `gives up after the last attempt and says how often it tried`() async {
    let transport = ScriptedTransport(statuses: [503])
    let error = await retrying(transport).failure(sending: .get(orders))
    #expect(error?.decision == .retry)
    #expect(error?.cause == .status(503))
    #expect(error?.attempts == 5)
    #expect(error?.request == "GET https://api.example.com/orders")
    #expect(transport.requests.count == 5)
  }

  @Test func `waits as long as the system says, and a little beyond`() async throws {
    let transport = ScriptedTransport { _, number throws(HTTPError) in
      HTTPResponse(status: number == 1 ? 429 : 200, headers: number == 1 ? ["Retry-After": "20"] : [:])
    }
    let late = FakeTime(chance: 0.25)
    _ = try await Retrying(base: transport, policy: Policy(), timing: late.timing).send(.get(orders))
    #expect(late.waits == [.milliseconds(20_250)])
  }

  @Test func `does not wait longer than a run has patience for`() async {
    let transport = ScriptedTransport(statuses: [429], headers: ["Retry-After": "3600"])
    let error = await retrying(transport).failure(sending: .get(orders))
    #expect(error?.decision == .retryAfter(.seconds(3600)))
    #expect(transport.requests.count == 1)
    #expect(time.waits.isEmpty)
  }

  @Test(arguments: [400, 401, 403, 404, 409, 410, 422])
  func `does not try again what would be refused again`(_ status: Int) async {
    let transport = ScriptedTransport(statuses: [status, 200])
    let error = await retrying(transport).failure(sending: .get(orders))
    #expect(error?.status == status)
    #expect(transport.requests.count == 1)
  }

  private static let writes: [(Effect.Repetition, HTTPError, Int)] = [
    (.never, HTTPError(.unreachable), 1), (.never, busy, 1), (.never, HTTPError(.interrupted, wasSent: true), 1),
    (.ifNotCarriedOut, HTTPError(.unreachable), 5), (.ifNotCarriedOut, busy, 5),
    (.ifNotCarriedOut, HTTPError(.interrupted, wasSent: true), 1),
    (.ifNotCarriedOut, HTTPError(.timeout(.total), wasSent: true), 1),
    (.ifNotCarriedOut, HTTPError(.status(502), response: HTTPResponse(status: 502)), 1),
    (.idempotent, HTTPError(.unreachable), 5), (.idempotent, HTTPError(.interrupted, wasSent: true), 5),
    (.idempotent, HTTPError(.untrusted(reason: "")), 1),
  ]
  private static let busy = HTTPError(
    .status(429), decision: .retryAfter(.seconds(1)), response: HTTPResponse(status: 429))

  @Test(arguments: writes)
  func `sends a write again only where the request allows it`(
    _ repetition: Effect.Repetition, _ error: HTTPError, _ times: Int
  ) async {
    let transport = ScriptedTransport { _, _ throws(HTTPError) in throw error }
    let request = HTTPRequest(.post, orders, effect: .write(repetition))
    _ = await retrying(transport).failure(sending: request)
    #expect(transport.requests.count == times)
  }

  @Test func `takes a method that writes for a write whatever the request says`() async {
    let transport = ScriptedTransport(statuses: [503])
    let request = HTTPRequest(.delete, orders, effect: .read)
    _ = await retrying(transport).failure(sending: request)
    #expect(transport.requests.count == 1)
  }

  @Test func `ends its wait when the task is cancelled`() async {
    let transport = ScriptedTransport(statuses: [503])
    let layer = retrying(transport)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await layer.failure(sending: .get(orders))
    }
    #expect(await task.value?.cause == .cancelled)
    #expect(transport.requests.count == 1)
  }

  @Test func `spreads its waits over the upper half and stays below the ceiling`() {
    let backoff = Backoff(attempts: 100, first: .seconds(1), ceiling: .seconds(8))
    for attempt in 1..<100 {
      let full = min(1 << min(attempt - 1, 10), 8)
      #expect(backoff.wait(after: .retry, attempt: attempt, chance: 0) == .milliseconds(full * 500))
      let longest = backoff.wait(after: .retry, attempt: attempt, chance: 0.999)
      #expect((longest ?? .zero) > .milliseconds(full * 990) && (longest ?? .zero) < .seconds(full))
    }
    #expect(backoff.wait(after: .retry, attempt: 100, chance: 0) == nil)
    #expect(backoff.wait(after: .refused, attempt: 1, chance: 0) == nil)
  }
}
