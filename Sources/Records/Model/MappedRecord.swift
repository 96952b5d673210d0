/// What a connector makes of one thing its system told: the canonical public fields, who it is about, and what stays private.
///
/// A connector never sees the workspace key; pseudonyms are made later from ``identifiers``.
public struct MappedRecord: Sendable, Equatable {
  /// What it is about.
  public var kind: Kind
  /// The system's own id.
  public var id: String
  /// Public canonical fields, without `id`, `store`, `people` and `private`, which the engine adds.
  public var fields: JSONObject
  /// Who it is about, as the system names them.
  public var identifiers: Identifiers
  /// Private canonical fields by name: names, free texts.
  public var personal: [String: String]

  /// A record of its parts.
  public init(
    kind: Kind, id: String, fields: JSONObject, identifiers: Identifiers = Identifiers(),
    personal: [String: String] = [:]
  ) {
    self.kind = kind
    self.id = id
    self.fields = fields
    self.identifiers = identifiers
    self.personal = personal
  }
}

/// The names one system knows a person by.
public struct Identifiers: Sendable, Hashable {
  /// Trimmed and in lower case; nil when absent or not an address.
  public var email: String?
  /// Digits with an optional leading plus; nil when absent or under 6 digits.
  public var phone: String?
  /// The system's own customer id.
  public var customer: String?

  /// Normalises what a system gave; unusable values become nil.
  public init(email: String? = nil, phone: String? = nil, customer: String? = nil) {
    self.email = email.flatMap(Identifiers.normalised(email:))
    self.phone = phone.flatMap(Identifiers.normalised(phone:))
    self.customer = customer.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether nobody is named.
  public var isEmpty: Bool { email == nil && phone == nil && customer == nil }

  /// Trimmed, lower case, no folding of dots or plus; nil when it is not one address.
  public static func normalised(email: String) -> String? {
    guard let first = email.firstIndex(where: { !$0.isWhitespace }),
      let last = email.lastIndex(where: { !$0.isWhitespace })
    else { return nil }
    let text = email[first...last].lowercased()
    // Nearly every address is plain ASCII, where a byte is a character.
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      let hasSpace = text.utf8.contains { $0 == 0x20 || (0x09...0x0D).contains($0) }
      return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !hasSpace ? text : nil
    }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !text.contains(where: \.isWhitespace) else {
      return nil
    }
    return text
  }

  /// Digits with an optional leading plus; nil under 6 digits.
  public static func normalised(phone: String) -> String? {
    let digits = phone.filter { $0.isASCII && $0.isNumber }
    guard digits.count >= 6 else { return nil }
    let international = phone.first { !$0.isWhitespace && $0 != "'" && $0 != "(" } == "+"
    return (international ? "+" : "") + digits
  }
}
