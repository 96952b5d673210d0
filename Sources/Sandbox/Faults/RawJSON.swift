/// JSON whose texts and numbers are kept as they were written, so that one thing in it can be changed and all else stays.
///
/// It reads what simulated systems write, and is no judge of what it reads.
enum RawJSON: Equatable, Sendable {
  struct Member: Equatable, Sendable {
    /// With its quotes.
    var key: [UInt8]
    var value: RawJSON

    /// Whether it looks like what a record is known by.
    var isID: Bool { String(decoding: key, as: UTF8.self).lowercased().hasSuffix("id\"") }
  }

  /// A text with its quotes, a number, a literal.
  case scalar([UInt8])
  case array([RawJSON])
  case object([Member])

  static func text(_ text: String) -> RawJSON { .scalar(Array("\"\(text)\"".utf8)) }

  var isNumber: Bool {
    guard case .scalar(let bytes) = self, let first = bytes.first else { return false }
    return (48...57).contains(first) || first == UInt8(ascii: "-")
  }

  var isText: Bool { if case .scalar(let bytes) = self { bytes.first == UInt8(ascii: "\"") } else { false } }
  var isObject: Bool { if case .object = self { true } else { false } }

  // MARK: Writing

  var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .scalar(let bytes): out += bytes
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        element.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += member.key
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  // MARK: Reading

  /// Reads one value that fills all of `bytes`; nil where it does not.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    guard let value = Self.value(&rest, depth: 0) else { return nil }
    Self.skipSpace(&rest)
    guard rest.isEmpty else { return nil }
    self = value
  }

  private static func value(_ rest: inout ArraySlice<UInt8>, depth: Int) -> RawJSON? {
    skipSpace(&rest)
    guard depth < 100, let first = rest.first else { return nil }
    switch first {
    case UInt8(ascii: "["): return array(&rest, depth: depth)
    case UInt8(ascii: "{"): return object(&rest, depth: depth)
    case UInt8(ascii: "\""): return string(&rest).map { .scalar($0) }
    default:
      let word = rest.prefix { !",]}".utf8.contains($0) && $0 > 0x20 }
      rest = rest[word.endIndex...]
      return word.isEmpty ? nil : .scalar(Array(word))
    }
  }

  private static func array(_ rest: inout ArraySlice<UInt8>, depth: Int) -> RawJSON? {
    var elements: [RawJSON] = []
    rest.removeFirst()
    skipSpace(&rest)
    if take(UInt8(ascii: "]"), &rest) { return .array([]) }
    while let element = value(&rest, depth: depth + 1) {
      elements.append(element)
      skipSpace(&rest)
      if take(UInt8(ascii: "]"), &rest) { return .array(elements) }
      guard take(UInt8(ascii: ","), &rest) else { return nil }
    }
    return nil
  }

  private static func object(_ rest: inout ArraySlice<UInt8>, depth: Int) -> RawJSON? {
    var members: [Member] = []
    rest.removeFirst()
    skipSpace(&rest)
    if take(UInt8(ascii: "}"), &rest) { return .object([]) }
    while let key = string(&rest) {
      skipSpace(&rest)
      guard take(UInt8(ascii: ":"), &rest), let value = value(&rest, depth: depth + 1) else { return nil }
      members.append(Member(key: key, value: value))
      skipSpace(&rest)
      if take(UInt8(ascii: "}"), &rest) { return .object(members) }
      guard take(UInt8(ascii: ","), &rest) else { return nil }
      skipSpace(&rest)
    }
    return nil
  }

  /// A text with its quotes.
  private static func string(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    var at = rest.startIndex + 1
    while at < rest.endIndex, rest[at] != UInt8(ascii: "\"") { at += rest[at] == UInt8(ascii: "\\") ? 2 : 1 }
    guard at < rest.endIndex else { return nil }
    defer { rest = rest[(at + 1)...] }
    return Array(rest[...at])
  }

  private static func skipSpace(_ rest: inout ArraySlice<UInt8>) { rest = rest.drop { $0 <= 0x20 } }

  private static func take(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }
}
