public import Records

/// The body of a request.
public struct Payload: Sendable {
  enum Content: Sendable {
    case bytes([UInt8])
    case text(MaskedText)
  }

  /// The value of `Content-Type`.
  public var type: String
  let content: Content

  /// Bytes in which there is no secret.
  public init(_ bytes: [UInt8], type: String) {
    self.type = type
    content = .bytes(bytes)
  }

  /// Text that may have secrets in it.
  public init(_ text: MaskedText, type: String) {
    self.type = type
    content = .text(text)
  }

  /// A JSON object without secrets.
  public static func json(_ object: JSONObject) -> Payload {
    Payload(CanonicalJSON.bytes(object), type: "application/json")
  }

  /// Names and values as a form sends them.
  public static func form(_ pairs: KeyValuePairs<String, MaskedText>) -> Payload {
    var text = MaskedText("")
    for (name, value) in pairs {
      if text.parts.count > 1 { text.append(.open("&")) }
      text.append(.open(percentEncoded(name) + "="))
      text.append(value.map(percentEncoded))
    }
    return Payload(text, type: "application/x-www-form-urlencoded")
  }

  /// The bytes as they are sent.
  func revealed() -> [UInt8] {
    switch content {
    case .bytes(let bytes): bytes
    case .text(let text): Array(text.revealed().utf8)
    }
  }

  /// The text with secrets masked; nil where the bytes are no text.
  var masked: String? {
    switch content {
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    case .text(let text): text.description
    }
  }

  var secrets: [Secret] {
    if case .text(let text) = content { text.secrets } else { [] }
  }
}

extension Payload: CustomStringConvertible, CustomReflectable {
  /// Type and size; never the content, which may be personal.
  public var description: String { "\(type), \(revealed().count) bytes" }
  /// The type alone.
  public var customMirror: Mirror { Mirror(self, children: ["type": type]) }
}
