import Records
import Sandbox
import Synchronization

@testable import HTTP

/// Carries requests to a simulated system in this process: what it answers at the moment of `clock`.
///
/// `tamper` may change, lose or refuse an answer; it is told the request's number, from 1.
final class SandboxTransport: HTTPTransport {
  typealias Tamper = @Sendable (HTTPRequest, Int, HTTPResponse) async throws(HTTPError) -> HTTPResponse

  private let system: any SimulatedSystem
  private let moment: Mutex<Instant>
  private let sent = Mutex<[HTTPRequest]>([])
  private let tamper: Tamper

  init(
    _ system: any SimulatedSystem, at now: Instant,
    tamper: @escaping Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    self.system = system
    moment = Mutex(now)
    self.tamper = tamper
  }

  /// The shop's clock.
  var now: Instant {
    get { moment.withLock { $0 } }
    set { moment.withLock { $0 = newValue } }
  }

  /// What was asked, in order.
  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let number = sent.withLock {
      $0.append(request)
      return $0.count
    }
    let answer = system.answer(SandboxRequest(request), at: now).held
    var fields = HTTPFields<String>()
    for header in answer.headers { fields.append(header.name, header.value) }
    return try await tamper(
      request, number, HTTPResponse(status: answer.status, headers: fields, body: .held(answer.body)))
  }
}
