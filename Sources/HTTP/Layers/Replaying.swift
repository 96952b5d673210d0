import Synchronization

/// Answers from a recording: each exchange once, and nothing that was not recorded.
public final class Replaying: HTTPTransport {
  private struct Key: Hashable {
    var method: String
    var url: String
    var sent: String?
  }

  private let left: Mutex<[Key: [RecordedExchange]]>

  /// A transport over exchanges; of those with the same request the earlier are given out first.
  public init(_ exchanges: [RecordedExchange]) {
    left = Mutex(Dictionary(grouping: exchanges) { Key(method: $0.method, url: $0.url, sent: $0.sent) })
  }

  /// How many exchanges were not asked for.
  public var unused: Int { left.withLock { $0.values.reduce(0) { $0 + $1.count } } }

  /// The recorded answer to the request; an error with ``Cause/unrecorded`` where there is none left.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let key = Key(method: request.method.rawValue, url: request.url.description, sent: request.body?.masked)
    let exchange: RecordedExchange? = left.withLock { left in
      guard let first = left[key]?.first else { return nil }
      left[key]?.removeFirst()
      return first
    }
    guard let exchange else { throw HTTPError(.unrecorded, request: request) }
    return HTTPResponse(status: exchange.status, headers: exchange.headers, body: .held(exchange.body))
  }
}
