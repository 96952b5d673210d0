import Records

/// JSON as vendors write it, with nulls, fractions and members in the order they have them.
enum SandboxJSON: Sendable {
  case null
  case bool(Bool)
  case string(String)
  case integer(Int)
  /// A number by its text: `48.00`.
  case number(String)
  case array([SandboxJSON])
  case object([(key: String, value: SandboxJSON)])

  /// A text, or null.
  static func text(_ text: String?) -> SandboxJSON { text.map { .string($0) } ?? .null }

  /// The member of an object; nil where there is none.
  subscript(key: String) -> SandboxJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text of it, without white space.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The same in UTF-8: answers are large, and a text that grows is slow.
  var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out)
    return out
  }

  private func write(to out: inout [UInt8]) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .integer(let number): out += String(number).utf8
    case .number(let text): out += text.utf8
    case .string(let text): Self.write(text, to: &out)
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
        Self.write(member.key, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    let needsNoEscape = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    if needsNoEscape { out += text.utf8 } else { for byte in text.utf8 { escape(byte, to: &out) } }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): out += "\\\"".utf8
    case UInt8(ascii: "\\"): out += "\\\\".utf8
    case UInt8(ascii: "\n"): out += "\\n".utf8
    case UInt8(ascii: "\r"): out += "\\r".utf8
    case UInt8(ascii: "\t"): out += "\\t".utf8
    case ..<0x20:
      let digits = String(byte, radix: 16)
      out += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    default: out.append(byte)
    }
  }
}

extension SandboxJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: SandboxJSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, SandboxJSON)...) { self = .object(elements.map { ($0.0, $0.1) }) }
  init(nilLiteral: ()) { self = .null }
}
