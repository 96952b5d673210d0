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
    let url = request.url.revealed()
    let target = url.dropFirst(request.url.origin.description.count)
    let path = target.prefix { $0 != "?" }
    var headers: [String: String] = [:]
    for field in request.headers.fields { headers[field.name.lowercased()] = field.value.revealed() }
    if let body = request.body { headers["content-type"] = body.type }
    let asked = SandboxRequest(
      method: request.method.rawValue, path: String(path),
      query: target[path.endIndex...].dropFirst().split(separator: "&").map { pair in
        let name = pair.prefix { $0 != "=" }
        return (plain(name), plain(pair[name.endIndex...].dropFirst()))
      }, headers: headers, body: request.body?.revealed() ?? [])
    let answer = system.answer(asked, at: now)
    var fields = HTTPFields<String>()
    for header in answer.headers { fields.append(header.name, header.value) }
    return try await tamper(
      request, number, HTTPResponse(status: answer.status, headers: fields, body: .held(answer.body)))
  }

  /// A part of a query, decoded.
  private func plain(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "%"),
        let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
