/// Writes JSON in the one form Tend keeps on disk.
///
/// RFC 8785 order and escapes; the same bytes as Python's
/// `json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
public enum CanonicalJSON {
  /// The canonical bytes of `value`, without a line end.
  public static func bytes(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, to: &out)
    return out
  }

  /// The canonical bytes of `object`, without a line end.
  public static func bytes(_ object: JSONObject) -> [UInt8] {
    var out: [UInt8] = []
    append(object, to: &out)
    return out
  }

  /// Appends the canonical bytes of `value`.
  public static func append(_ value: JSONValue, to out: inout [UInt8]) {
    switch value {
    case .bool(let flag): out.append(contentsOf: flag ? Array("true".utf8) : Array("false".utf8))
    case .integer(let number): append(number, to: &out)
    case .string(let text): append(text, to: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        append(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object): append(object, to: &out)
    }
  }

  /// Appends the canonical bytes of `object`.
  public static func append(_ object: JSONObject, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    for (index, member) in object.members.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      append(member.key, to: &out)
      out.append(UInt8(ascii: ":"))
      append(member.value, to: &out)
    }
    out.append(UInt8(ascii: "}"))
  }

  /// Appends a quoted, escaped string.
  public static func append(_ text: String, to out: inout [UInt8]) {
    var text = text
    out.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var plain = 0
      for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5C {
        out.append(contentsOf: bytes[plain..<index])
        appendEscape(bytes[index], to: &out)
        plain = index + 1
      }
      out.append(contentsOf: bytes[plain...])
    }
    out.append(UInt8(ascii: "\""))
  }

  static func append(_ number: Int, to out: inout [UInt8]) {
    if (0...9).contains(number) { return out.append(48 + UInt8(number)) }
    out.append(contentsOf: String(number).utf8)
  }

  private static func appendEscape(_ byte: UInt8, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: out.append(UInt8(ascii: "b"))
    case 0x09: out.append(UInt8(ascii: "t"))
    case 0x0A: out.append(UInt8(ascii: "n"))
    case 0x0C: out.append(UInt8(ascii: "f"))
    case 0x0D: out.append(UInt8(ascii: "r"))
    case 0x22, 0x5C: out.append(byte)
    default:
      let digits = Array("0123456789abcdef".utf8)
      out.append(contentsOf: [
        UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"), digits[Int(byte >> 4)], digits[Int(byte & 15)],
      ])
    }
  }
}

/// Writes JSON for people: two spaces a level, `"key": value`, sorted keys, a line end; the form of files that hold one
/// object (exceptions, actions, receipts).
public enum PrettyJSON {
  /// The bytes of `object`, ending in a line end.
  public static func bytes(_ object: JSONObject) -> [UInt8] { bytes(.object(object)) }

  /// The bytes of `value`, ending in a line end.
  public static func bytes(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    append(value, level: 0, to: &out)
    out.append(UInt8(ascii: "\n"))
    return out
  }

  /// A list of objects that name some members always, as null where they have none: for programs, which ask for them by
  /// name. No file of Tend holds null.
  public static func bytes(_ objects: [JSONObject], naming names: [String]) -> [UInt8] {
    var out: [UInt8] = []
    append(objects, between: "[", "]", level: 0, to: &out) { object, out in
      let members = object.members.map { (key: $0.key, value: JSONValue?.some($0.value)) }
      let others = names.filter { object[$0] == nil }.map { (key: $0, value: JSONValue?.none) }
      append((members + others).sorted { precedes($0.key, $1.key) }, level: 1, to: &out)
    }
    out.append(UInt8(ascii: "\n"))
    return out
  }

  private static func append(_ value: JSONValue, level: Int, to out: inout [UInt8]) {
    switch value {
    case .array(let elements):
      append(elements, between: "[", "]", level: level, to: &out) { append($0, level: level + 1, to: &$1) }
    case .object(let object):
      append(object.members.map { (key: $0.key, value: .some($0.value)) }, level: level, to: &out)
    default: CanonicalJSON.append(value, to: &out)
    }
  }

  private static func append(
    _ members: [(key: String, value: JSONValue?)], level: Int, to out: inout [UInt8]
  ) {
    append(members, between: "{", "}", level: level, to: &out) { member, out in
      CanonicalJSON.append(member.key, to: &out)
      out.append(contentsOf: ": ".utf8)
      if let value = member.value {
        append(value, level: level + 1, to: &out)
      } else {
        out.append(contentsOf: "null".utf8)
      }
    }
  }

  /// Elements between brackets, each on a line of its own.
  private static func append<Element>(
    _ elements: [Element], between open: Unicode.Scalar, _ close: Unicode.Scalar, level: Int, to out: inout [UInt8],
    _ element: (Element, inout [UInt8]) -> Void
  ) {
    out.append(UInt8(ascii: open))
    for (index, one) in elements.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      newLine(level + 1, to: &out)
      element(one, &out)
    }
    if !elements.isEmpty { newLine(level, to: &out) }
    out.append(UInt8(ascii: close))
  }

  private static func newLine(_ level: Int, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
  }
}
