extension Page {
  /// The string member `id` at the top level of a JSON object; nil when there is none.
  ///
  /// Finds it without reading the rest into values; a line whose brackets or strings are broken before the id has none.
  public static func id(of line: [UInt8]) -> String? {
    line.withUnsafeBufferPointer { bytes in
      var scan = IDScan(bytes: bytes)
      return scan.run()
    }
  }
}

private struct IDScan {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func run() -> String? {
    skipSpace()
    guard take(UInt8(ascii: "{")) else { return nil }
    while true {
      skipSpace()
      guard let key = string() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { return nil }
      skipSpace()
      if isID(key) { return string().flatMap(text) }
      guard skipValue() else { return nil }
      skipSpace()
      guard take(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
  }

  /// The raw inside of a string; nil when it is none or has no end.
  private mutating func string() -> Range<Int>? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return start..<(at - 1)
      case UInt8(ascii: "\\"): at += 2
      default: at += 1
      }
    }
    return nil
  }

  private mutating func skipValue() -> Bool {
    var depth = 0
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return false }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return true }
        depth -= 1
      case UInt8(ascii: ","):
        if depth == 0 { return true }
      default: break
      }
      at += 1
    }
    return false
  }

  private func isID(_ key: Range<Int>) -> Bool {
    if key.count == 2 {
      return bytes[key.lowerBound] == UInt8(ascii: "i") && bytes[key.lowerBound + 1] == UInt8(ascii: "d")
    }
    // A key may be written with escapes, though ours never are.
    return key.contains { bytes[$0] == UInt8(ascii: "\\") } && text(key) == "id"
  }

  /// The string with its escapes read; nil when one is wrong.
  private func text(_ range: Range<Int>) -> String? {
    let raw = UnsafeBufferPointer(rebasing: bytes[range])
    if !raw.contains(UInt8(ascii: "\\")) { return String(validating: raw, as: UTF8.self) }
    var units: [UInt8] = []
    var place = 0
    while place < raw.count {
      guard raw[place] == UInt8(ascii: "\\") else {
        units.append(raw[place])
        place += 1
        continue
      }
      guard place + 1 < raw.count else { return nil }
      place += 2
      switch raw[place - 1] {
      case UInt8(ascii: "n"): units.append(0x0a)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "r"): units.append(0x0d)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0c)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(raw[place - 1])
      case UInt8(ascii: "u"):
        guard var value = unit(raw, place) else { return nil }
        place += 4
        if value & 0xfc00 == 0xd800, place + 6 <= raw.count, raw[place] == UInt8(ascii: "\\"),
          raw[place + 1] == UInt8(ascii: "u"), let low = unit(raw, place + 2), low & 0xfc00 == 0xdc00
        {
          value = 0x10000 + (value & 0x3ff) << 10 + low & 0x3ff
          place += 6
        }
        // A lone surrogate is read as U+FFFD, as everywhere in Tend.
        units.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{fffd}").utf8)
      default: return nil
      }
    }
    return String(validating: units, as: UTF8.self)
  }

  private func unit(_ raw: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= raw.count else { return nil }
    var value: UInt32 = 0
    for place in start..<(start + 4) {
      guard let digit = hexValue(raw[place]) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
