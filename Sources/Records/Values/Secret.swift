/// A token, key or password: text that can't be printed.
///
/// Whatever turns it into text gives `***`: description, interpolation, reflection, encoding. Only what sends or stores
/// it calls ``reveal()``, a word that is easy to search for. Personal data that must not reach a log may be kept in one too.
public struct Secret: Hashable, Sendable {
  /// What is printed in its place.
  public static let mask = "***"

  private let text: String

  /// Keeps `text`.
  public init(_ text: String) {
    self.text = text
  }

  /// Whether it has no character.
  public var isEmpty: Bool { text.isEmpty }

  /// The text itself, for sending or storing it.
  public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `***`.
  public var description: String { Secret.mask }
  /// `***`.
  public var debugDescription: String { Secret.mask }
  /// Has no children.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

extension Secret: Codable {
  /// Reads a string.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes `***`: an encoded secret does not come back.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Secret.mask)
  }
}
