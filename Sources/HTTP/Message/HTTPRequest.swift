import Records

/// One request: what is asked of whom, and what may be done with it on the way.
public struct HTTPRequest: Sendable {
  /// What the body of the answer has to be.
  public enum Format: Sendable {
    /// A JSON object or array, or nothing; asked for with `Accept`.
    case json
    /// Anything.
    case any
  }

  /// How the body of the answer is handed over.
  public enum Delivery: Hashable, Sendable {
    /// Whole; an answer that unpacks to more than `limit` bytes is an error.
    case held(limit: Int)
    /// Piece by piece, while it arrives; what breaks off is not begun again. What the system refuses is held all the same.
    case streamed
  }

  /// The method.
  public var method: HTTPMethod
  /// Where it goes.
  public var url: HTTPURL
  /// What it says besides; the engine adds `Accept`, `Accept-Encoding`, `Content-Type` and `User-Agent`.
  public var headers: HTTPFields<MaskedText>
  /// What it sends.
  public var body: Payload?
  /// What it does to the system.
  public var effect: Effect
  /// What the body of the answer has to be.
  public var format = Format.json
  /// How the body of the answer is handed over.
  public var delivery = Delivery.held(limit: 64 << 20)
  /// Its own time-outs; nil for the transport's.
  public var timeouts: Timeouts?
  /// What it costs in the unit in which the system counts: requests, or the points of a query.
  public var cost = 1
  /// Whether the answer holds secrets, as that to a request for a token does: it is never recorded.
  public var isConfidential = false
  /// Which time it is sent, from 1.
  public internal(set) var attempt = 1

  /// A request of its parts.
  public init(
    _ method: HTTPMethod, _ url: HTTPURL, headers: HTTPFields<MaskedText> = [:], body: Payload? = nil, effect: Effect
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.effect = effect
  }

  /// A read by GET.
  public static func get(_ url: HTTPURL, headers: HTTPFields<MaskedText> = [:]) -> HTTPRequest {
    HTTPRequest(.get, url, headers: headers, effect: .read)
  }

  /// Whether it has to be kept from a system that may only be read.
  var writes: Bool { effect != .read || method.alwaysWrites }

  /// The secrets in it.
  var secrets: [Secret] {
    url.secrets + headers.fields.flatMap(\.value.secrets) + (body?.secrets ?? [])
  }
}

extension HTTPRequest: CustomStringConvertible {
  /// `GET https://api.example.com/orders?limit=250`, secrets masked.
  public var description: String { "\(method.rawValue) \(url)" }
}
