public import Records

/// A request as a simulated system gets it.
public struct SandboxRequest: Sendable {
  /// `GET`, `POST`, …
  public var method: String
  /// The path as it came, percent-encoded, without the query: `/v2/orders/2041/products`.
  public var path: String
  /// Names and values of the query, decoded, in their order; a name may stand twice.
  public var query: [(name: String, value: String)]
  /// The header, names in lower case.
  public var headers: [String: String]
  /// The body.
  public var body: [UInt8]

  /// A request of its parts.
  public init(
    method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
    body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The first value of a name in the query.
  public func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The segments of the path, decoded.
  var segments: [String] { path.split(separator: "/").map { Self.decoded($0, plusIsSpace: false) } }

  /// Names and values of a body that is a form; of a repeated name the last.
  var form: [String: String] {
    Dictionary(Self.pairs(String(decoding: body, as: UTF8.self))) { $1 }
  }

  /// Names and values of a query or form, decoded, in their order.
  public static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return (decoded(name), decoded(pair[name.endIndex...].dropFirst()))
    }
  }

  /// A text with `%41` undone, and in queries and forms `+`.
  public static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      let digits = rest.dropFirst().prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What a simulated system answers.
public struct SandboxResponse: Sendable {
  /// The status.
  public var status: Int
  /// The header.
  public var headers: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// What follows the body, made while it is sent, of answers too large to be held; nil for nothing.
  public var pieces: SandboxPieces?

  /// An answer of its parts.
  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer in JSON.
  init(status: Int = 200, _ json: SandboxJSON, headers: [(name: String, value: String)] = []) {
    self.init(
      status: status, headers: [("Content-Type", "application/json; charset=utf-8")] + headers,
      body: json.bytes)
  }
}

extension SandboxResponse {
  /// The same with all of its body held.
  public var held: SandboxResponse {
    guard let pieces else { return self }
    var answer = self
    answer.body += pieces.joined()
    answer.pieces = nil
    return answer
  }
}

/// A body that is made piece by piece, anew for each who reads it.
public struct SandboxPieces: Sequence, Sendable {
  private let begin: @Sendable () -> AnyIterator<[UInt8]>

  init(_ begin: @escaping @Sendable () -> AnyIterator<[UInt8]>) {
    self.begin = begin
  }

  /// Begins to make it.
  public func makeIterator() -> AnyIterator<[UInt8]> { begin() }
}

/// One system of the simulated shop, without the network: what it answers to a request at a moment of the shop's clock.
///
/// It checks who asks, as the system does. What a write changed is kept and can be read back.
public protocol SimulatedSystem: Sendable {
  /// The system's word in `tend.yml`: `bigcommerce`.
  static var name: String { get }
  /// Answers one request.
  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse
}
