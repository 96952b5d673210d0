import FoundationEssentials
public import Records

/// Text for a system, parts of which may be secret. It prints with those masked.
///
/// It is written like a string: `"Bearer \(token)"`, where `token` is a ``Records/Secret``.
public struct MaskedText: Hashable, Sendable {
  enum Part: Hashable {
    case open(String)
    case secret(Secret)
  }

  private(set) var parts: [Part] = []

  /// Open text.
  public init(_ text: String) {
    parts = [.open(text)]
  }

  /// Secret text.
  public init(_ secret: Secret) {
    parts = [.secret(secret)]
  }

  /// The value of `Authorization` that HTTP Basic sends, RFC 7617.
  public static func basic(user: Secret, password: Secret) -> MaskedText {
    let pair = Data("\(user.reveal()):\(password.reveal())".utf8).base64EncodedString()
    return "Basic \(Secret(pair))"
  }

  /// The secrets in it.
  var secrets: [Secret] {
    parts.compactMap { if case .secret(let secret) = $0 { secret } else { nil } }
  }

  /// The text with its secrets.
  func revealed() -> String {
    parts.map {
      switch $0 {
      case .open(let text): text
      case .secret(let secret): secret.reveal()
      }
    }.joined()
  }

  /// The same with every part transformed; what was secret stays so.
  func map(_ transform: (String) -> String) -> MaskedText {
    var result = self
    result.parts = parts.map {
      switch $0 {
      case .open(let text): .open(transform(text))
      case .secret(let secret): .secret(Secret(transform(secret.reveal())))
      }
    }
    return result
  }

  mutating func append(_ part: Part) { parts.append(part) }
  mutating func append(_ text: MaskedText) { parts += text.parts }
}

extension MaskedText: CustomStringConvertible {
  /// The text with `***` for each secret.
  public var description: String {
    parts.map {
      switch $0 {
      case .open(let text): text
      case .secret(let secret): secret.description
      }
    }.joined()
  }
}

extension MaskedText: ExpressibleByStringInterpolation {
  /// Open text.
  public init(stringLiteral value: String) { self.init(value) }

  /// The pieces of a literal.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }

  /// Collects the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = MaskedText("")

    /// An empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds open text.
    public mutating func appendLiteral(_ literal: String) { text.append(.open(literal)) }
    /// Adds open text.
    public mutating func appendInterpolation(_ value: String) { text.append(.open(value)) }
    /// Adds a number.
    public mutating func appendInterpolation(_ value: some BinaryInteger) { text.append(.open(String(value))) }
    /// Adds a secret.
    public mutating func appendInterpolation(_ value: Secret) { text.append(.secret(value)) }
    /// Adds a text, its secrets kept.
    public mutating func appendInterpolation(_ value: MaskedText) { text.append(value) }
  }
}
