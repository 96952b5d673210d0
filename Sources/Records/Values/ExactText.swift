/// Text as a dictionary key, compared by its bytes: Swift's own `==` takes canonically equivalent texts for the same.
public struct ExactText: Hashable, Sendable {
  /// The text.
  public let text: String

  /// A text as a key.
  public init(_ text: String) { self.text = text }

  /// Whether two are the same bytes.
  public static func == (left: ExactText, right: ExactText) -> Bool {
    sameBytes(left.text, right.text)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
