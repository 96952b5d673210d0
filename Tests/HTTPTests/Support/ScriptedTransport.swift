import Synchronization
import Testing

@testable import HTTP

/// Answers as a script says, which is told which request of the transport it is, from 1.
final class ScriptedTransport: HTTPTransport {
  typealias Script = @Sendable (HTTPRequest, Int) async throws(HTTPError) -> HTTPResponse

  private let script: Script
  private let sent = Mutex<[HTTPRequest]>([])

  init(_ script: @escaping Script) {
    self.script = script
  }

  /// Answers with each status in turn, the last again and again.
  convenience init(statuses: [Int], headers: HTTPFields<String> = [:]) {
    self.init { _, number throws(HTTPError) in
      HTTPResponse(
        status: statuses[min(number, statuses.count) - 1], headers: headers, body: .held(Array("{}".utf8)))
    }
  }

  /// What it was asked, in order.
  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let number = sent.withLock {
      $0.append(request)
      return $0.count
    }
    return try await script(request, number)
  }
}

/// What `body` throws; nil where it does not.
func failure<Value>(_ body: () async throws(HTTPError) -> Value) async -> HTTPError? {
  do throws(HTTPError) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

/// Fails a test with an error that is not the one it expects.
func failed(_ error: HTTPError?) { Issue.record("\(error.map { "\($0)" } ?? "no error")") }

extension HTTPURL {
  /// A URL that a test knows to be right.
  init(literal text: StaticString) {
    guard let url = HTTPURL("\(text)") else { preconditionFailure("\(text) is no URL") }
    self = url
  }
}

let orders = HTTPURL(literal: "https://api.example.com/orders")
