import HTTPSupport
import Records
import Sandbox
import Synchronization

@testable import HTTP

/// Carries out what comes of a request to a system with faults, as the real transport would tell of it.
final class ConformanceTransport: HTTPTransport {
  private let system: FaultySystem
  private let start: Instant
  private let drift: Span
  private let time: FakeTime
  private let before: @Sendable (Int) -> Void
  /// What is received.
  let counter = HandOver()
  private let sent = Mutex<[HTTPRequest]>([])

  /// The system's clock starts at `start` and goes on by `drift` with each request; `before` learns the number of each.
  init(
    _ system: FaultySystem, at start: Instant, drift: Span, time: FakeTime,
    before: @escaping @Sendable (Int) -> Void
  ) {
    self.system = system
    self.start = start
    self.drift = drift
    self.time = time
    self.before = before
  }

  /// What was asked, in order.
  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let number = sent.withLock {
      $0.append(request)
      return $0.count
    }
    before(number)
    if Task.isCancelled { throw HTTPError(.cancelled, request: request) }
    let now = start + Span(seconds: drift.seconds * Int64(number - 1))
    switch system.answer(SandboxRequest(request), at: now) {
    case .answer(let answer): return try deliver(answer.held, to: request)
    case .drop: throw HTTPError(.interrupted, request: request, wasSent: true)
    case .truncated(let answer, let bytes): return try deliver(answer, to: request, breakingOffAt: bytes)
    case .drip(let answer, let speed):
      let limit = request.timeouts?.total ?? .seconds(300)
      let needed = Duration.seconds(answer.body.count / max(1, speed))
      time.pass(min(needed, limit))
      if needed > limit { throw HTTPError(.timeout(.total), request: request, wasSent: true) }
      return try deliver(answer, to: request)
    }
  }

  /// Hands over an answer whole or in pieces, as it was asked for.
  private func deliver(
    _ answer: SandboxResponse, to request: HTTPRequest, breakingOffAt end: Int? = nil
  ) throws(HTTPError) -> HTTPResponse {
    var response = HTTPResponse(status: answer.status)
    for header in answer.headers { response.headers.append(header.name, header.value) }
    counter.receive()
    if request.delivery == .streamed, response.isSuccess {
      response.body = .streamed(stream(Array(answer.body.prefix(end ?? .max)), request, isWhole: end == nil))
      return response
    }
    guard end == nil else { throw HTTPError(.truncated, request: request, wasSent: true) }
    if case .held(let limit) = request.delivery, answer.body.count > limit {
      throw HTTPError(.tooLarge(limit: limit), request: request, wasSent: true)
    }
    response.body = .held(answer.body)
    return response
  }

  private func stream(_ bytes: [UInt8], _ request: HTTPRequest, isWhole: Bool) -> BodyStream {
    let left = Mutex(bytes[...])
    let counter = counter
    return BodyStream(
      pull: { () async throws(HTTPError) in
        counter.receive()
        let piece = left.withLock { rest in
          defer { rest = rest.dropFirst(1 << 14) }
          return Array(rest.prefix(1 << 14))
        }
        if !piece.isEmpty { return piece }
        if !isWhole { throw HTTPError(.truncated, request: request, wasSent: true) }
        return nil
      }, end: { _ in })
  }
}
