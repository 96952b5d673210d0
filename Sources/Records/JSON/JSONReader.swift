/// Why some bytes are not JSON that Tend reads, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: String, Sendable {
    case unexpectedByte = "an unexpected character"
    case unexpectedEnd = "an early end"
    case invalidUTF8 = "bytes that are not UTF-8"
    case invalidEscape = "an escape that JSON does not know"
    case duplicateKey = "a key that stands twice in one object"
    case fraction = "a number with a fraction or exponent, which Tend writes as text"
    case numberTooLarge = "a number of 2^53 or more"
    case null = "null, where Tend leaves a member out"
    case tooDeep = "more than 64 levels"
    case trailingBytes = "something after the value"
  }

  /// What is wrong.
  public var reason: Reason
  /// The offset of the byte at which it shows, from 0.
  public var offset: Int

  /// `an early end at byte 12`.
  public var description: String { "\(reason.rawValue) at byte \(offset)" }
}

/// Reads JSON from bytes, strictly: what Tend would not write is an error, except for white space and member order.
///
/// A lone surrogate escape becomes U+FFFD, as when text is received.
public struct JSONReader {
  /// Whose JSON is read.
  private enum Origin { case tend, other }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let origin: Origin
  private var position = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ origin: Origin) {
    self.bytes = bytes
    self.origin = origin
  }

  /// Reads one value that fills all of `bytes`.
  public static func value(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    try value(bytes, .tend)
  }

  /// Reads one value as another system wrote it, all of `bytes`: a member that is null is left out, one element of a list is
  /// ``JSONValue/nothing``, of a repeated key the last stands, and a number with a fraction or exponent, or of 2^53 and more,
  /// is its text, so that no digit of it is lost.
  public static func answer(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    try value(bytes, .other)
  }

  private static func value(_ bytes: some Sequence<UInt8>, _ origin: Origin) throws(JSONError) -> JSONValue {
    let read = { (buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> in
      // The reader lives only inside this closure, so the borrowed pointer never outlives its bytes.
      var reader = JSONReader(buffer, origin)
      do throws(JSONError) { return .success(try reader.document()) } catch { return .failure(error) }
    }
    if let result = bytes.withContiguousStorageIfAvailable(read) { return try result.get() }
    return try Array(bytes).withUnsafeBufferPointer(read).get()
  }

  /// Reads one object that fills all of `bytes`.
  public static func object(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONObject {
    guard case .object(let object) = try value(bytes) else { throw JSONError(reason: .unexpectedByte, offset: 0) }
    return object
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    let value = try self.value(depth: 0)
    skipSpace()
    if position < bytes.count { throw failure(.trailingBytes) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    if depth > 64 { throw failure(.tooDeep) }
    skipSpace()
    switch try peek() {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): throw failure(.null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return origin == .tend ? .integer(try integer()) : try number()
    default: throw failure(.unexpectedByte)
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    position += 1
    var members: [JSONObject.Member] = []
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      position += 1
      return JSONObject()
    }
    while true {
      skipSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      if try !skipsNull() { members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1))) }
      skipSpace()
      guard try peek() == UInt8(ascii: ",") else {
        try expect(UInt8(ascii: "}"))
        break
      }
      position += 1
    }
    if let object = JSONObject(sorted: members) { return object }
    if origin == .other { return JSONObject(members.lazy.map { ($0.key, $0.value) }) }
    members.sort { precedes($0.key, $1.key) }
    guard let object = JSONObject(sorted: members) else { throw failure(.duplicateKey) }
    return object
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      position += 1
      return []
    }
    while true {
      elements.append(try skipsNull() ? .nothing : try value(depth: depth + 1))
      skipSpace()
      guard try peek() == UInt8(ascii: ",") else {
        try expect(UInt8(ascii: "]"))
        return elements
      }
      position += 1
    }
  }

  /// Goes past a null of another system; false where something else stands.
  private mutating func skipsNull() throws(JSONError) -> Bool {
    guard origin == .other else { return false }
    skipSpace()
    guard try peek() == UInt8(ascii: "n") else { return false }
    _ = try literal("null", true)
    return true
  }

  /// A number of another system, by RFC 8259: an integer where Tend could have written it, else its text.
  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    do throws(JSONError) { return .integer(try integer()) } catch {
      guard error.reason == .fraction || error.reason == .numberTooLarge else { throw error }
    }
    position = start
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    try digits()
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) { position += 1 }
      try digits()
    }
    return .string(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(JSONError) {
    guard (48...57).contains(try peek()) else { throw failure(.unexpectedByte) }
    while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
  }

  private mutating func integer() throws(JSONError) -> Int {
    let start = position
    let negative = bytes[position] == UInt8(ascii: "-")
    if negative { position += 1 }
    var magnitude = 0
    let first = position
    while position < bytes.count, (48...57).contains(bytes[position]) {
      magnitude = magnitude * 10 + Int(bytes[position] - 48)
      if magnitude >= 1 << 53 { throw JSONError(reason: .numberTooLarge, offset: start) }
      position += 1
    }
    guard position > first else { throw failure(.unexpectedByte) }
    if bytes[first] == 48, position > first + 1 { throw JSONError(reason: .unexpectedByte, offset: first) }
    if position < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) {
      throw JSONError(reason: .fraction, offset: start)
    }
    return negative ? -magnitude : magnitude
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    var seen: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try decode(start..<position, isASCII: seen < 0x80)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw failure(.unexpectedByte) }
      seen |= byte
      position += 1
    }
    throw failure(.unexpectedEnd)
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let decoded = String(validating: text, as: UTF8.self) else {
          throw JSONError(reason: .invalidUTF8, offset: start)
        }
        return decoded
      case UInt8(ascii: "\\"): try appendEscape(to: &text)
      case 0..<0x20: throw JSONError(reason: .unexpectedByte, offset: position - 1)
      default: text.append(byte)
      }
    }
    throw failure(.unexpectedEnd)
  }

  private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
    let letter = try peek()
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try unicodeEscape())).utf8)
    default: throw JSONError(reason: .invalidEscape, offset: position - 1)
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let high = unit
    let isHigh = (0xD800...0xDBFF).contains(high)
    if isHigh, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let mark = position
      position += 2
      let low = try hexUnit()
      if (0xDC00...0xDFFF).contains(low) {
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
      position = mark
    }
    return "\u{FFFD}"
  }

  private mutating func hexUnit() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let byte = try peek()
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw failure(.invalidEscape)
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private func decode(_ range: Range<Int>, isASCII: Bool) throws(JSONError) -> String {
    let raw = UnsafeBufferPointer(rebasing: bytes[range])
    if isASCII { return String(decoding: raw, as: UTF8.self) }
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw JSONError(reason: .invalidUTF8, offset: range.lowerBound)
    }
    return text
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in word.description.utf8 { try expect(byte) }
    return value
  }

  private mutating func expect(_ byte: UInt8) throws(JSONError) {
    guard try peek() == byte else { throw failure(.unexpectedByte) }
    position += 1
  }

  private func peek() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    return bytes[position]
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private func failure(_ reason: JSONError.Reason) -> JSONError { JSONError(reason: reason, offset: position) }
}
