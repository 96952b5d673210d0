import HTTP
import Records
import Synchronization
import Testing

@testable import Engine

/// What a receipt counts of requests.
struct RequestCounterTests {
  /// Refuses some attempts, then answers.
  private final class Busy: HTTPTransport {
    private let answers: Mutex<[HTTPResponse]>

    init(_ answers: [HTTPResponse]) { self.answers = Mutex(answers) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
      answers.withLock { $0.isEmpty ? HTTPResponse(status: 200) : $0.removeFirst() }
    }
  }

  /// Time that passes only by waiting for it.
  private final class Time: Sendable {
    private let now = Mutex(Duration.zero)

    var timing: Timing {
      Timing(
        now: { self.now.withLock { $0 } }, sleep: { length in self.now.withLock { $0 += length } }, random: { 0 })
    }
  }

  private let time = Time()
  private let counter = RequestCounter()

  private func client(_ answers: [HTTPResponse]) -> HTTPClient {
    HTTPClient(
      over: Busy(answers), access: .readOnly, timing: counter.timing(time.timing), log: counter.log { _ in })
  }

  private func get(_ client: HTTPClient) async throws(HTTPError) {
    guard let url = HTTPURL("https://shop.example/orders") else { preconditionFailure("the address is a URL") }
    _ = try await client.send(.get(url))
  }

  @Test func `every attempt counts, and the wait before another`() async throws {
    let client = client([HTTPResponse(status: 429, headers: ["Retry-After": "2"])])
    try await get(client)
    try await get(client)
    #expect(counter.requests.sent == 3 && counter.requests.retried == 1)
    #expect(counter.requests.waited >= 2000, "\(counter.requests.waited)")
  }

  @Test func `what is refused for good counts too`() async {
    let client = client([HTTPResponse(status: 401)])
    do throws(HTTPError) {
      try await get(client)
      Issue.record("it was let in")
    } catch {}
    #expect(counter.requests == Receipt.Requests(sent: 1))
  }
}
