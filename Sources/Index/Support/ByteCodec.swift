/// Writes lengths and texts as compact bytes.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 {
      write($0.count)
      bytes.append(contentsOf: $0)
    }
  }

  mutating func write(_ text: String?) {
    write(text == nil ? 0 : 1)
    if let text { write(text) }
  }

  /// Sorted by the bytes of the keys, so that equal fields make equal bytes.
  mutating func write(_ fields: [String: String], order: (String, String) -> Bool) {
    write(fields.count)
    for key in fields.keys.sorted(by: order) {
      write(key)
      write(fields[key] ?? "")
    }
  }
}

/// Reads what ``ByteWriter`` wrote; every read is nil once the bytes are not of that form.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func number() -> Int? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(exactly: Int64(bitPattern: value)) }
    }
    return nil
  }

  mutating func text() -> String? {
    guard let count = number(), count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return String(decoding: rest.prefix(count), as: UTF8.self)
  }

  /// The outer nil: not of the form; the inner: absent.
  mutating func optionalText() -> String?? {
    switch number() {
    case 0: .some(nil)
    case 1: text().map { .some($0) }
    default: nil
    }
  }

  mutating func fields() -> [String: String]? {
    guard let count = number(), count >= 0, count <= rest.count else { return nil }
    var fields: [String: String] = [:]
    for _ in 0..<count {
      guard let key = text(), let value = text() else { return nil }
      fields[key] = value
    }
    return fields
  }
}
