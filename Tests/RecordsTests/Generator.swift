import Records

/// A seeded source of randomness, so that a failing property can be run again.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func text() -> String {
    let pool: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{8}", "\u{C}", "\u{1F}", "\u{7F}", "é", "e",
      "\u{301}", "ß", "漢", "\u{2028}", "\u{FFFD}", "\u{E000}", "😀", "\u{10FFFF}", "<", "&",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &self) { text.append(pool.randomElement(using: &self) ?? "a") }
    return String(text)
  }

  mutating func value(depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0...(depth > 3 ? 2 : 4), using: &self) {
    case 0: return .bool(Bool.random(using: &self))
    case 1:
      let bound = 1 << Int.random(in: 1...53, using: &self)
      return .integer(Int.random(in: -(bound - 1)...(bound - 1), using: &self))
    case 2: return .string(text())
    case 3: return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth + 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0...5, using: &self) { object[text()] = value(depth: depth + 1) }
      return .object(object)
    }
  }
}
