import Records

/// A query in Shopify's search syntax: terms `name:>='value'` with blanks between them, all of which have to fit.
///
/// A name that is not known is ignored but for a warning, as Shopify does.
struct ShopifySearch {
  private(set) var ranges: [String: (from: Instant?, to: Instant?)] = [:]
  /// Names that nothing is known of.
  private(set) var unknown: [String] = []

  init(_ text: String?, knows names: Set<String>) {
    for term in Self.terms(text ?? "") {
      let name = String(term.prefix { $0 != ":" })
      guard names.contains(name) else {
        unknown.append(name)
        continue
      }
      var value = term.dropFirst(name.count + 1)
      let sign = value.prefix { "<>=".contains($0) }
      value = value.dropFirst(sign.count)
      let plain = String(value.filter { $0 != "'" && $0 != "\"" })
      // A blank may stand for the T, and an offset for the Z.
      guard let moment = StoreForm.moment(plain.replacing(" ", with: "T")) else { continue }
      var range = ranges[name] ?? (nil, nil)
      // Both ends count as within, with and without the sign of equality.
      if sign.hasPrefix(">") { range.from = max(range.from ?? moment, moment) }
      if sign.hasPrefix("<") { range.to = min(range.to ?? moment, moment) }
      ranges[name] = range
    }
  }

  func range(_ name: String) -> (from: Instant?, to: Instant?) { ranges[name] ?? (nil, nil) }

  /// Whether a moment lies within what is asked under a name.
  func fits(_ name: String, _ moment: Instant) -> Bool {
    let range = range(name)
    return range.from.map { moment >= $0 } ?? true && range.to.map { moment <= $0 } ?? true
  }

  private static func terms(_ text: String) -> [String] {
    var terms: [String] = []
    var term = ""
    var isQuoted = false
    for character in text {
      if character == "'" { isQuoted.toggle() }
      if character == " ", !isQuoted {
        if !term.isEmpty { terms.append(term) }
        term = ""
      } else {
        term.append(character)
      }
    }
    if !term.isEmpty { terms.append(term) }
    return terms
  }
}

/// The place in a sorted list, as Shopify writes it: the last value and id, in base64; and how many rows lie before it.
struct ShopifyPlace: Comparable {
  var value: Int64
  var id: Int
  var count = 0

  var text: String { Base64.text("{\"last_id\":\(id),\"last_value\":\(value * 1000),\"count\":\(count)}") }

  init(_ value: Instant, _ id: Int) {
    self.value = value.seconds
    self.id = id
  }

  init?(_ text: String) {
    guard let bytes = Base64.bytes(text), let json = (try? JSONReader.answer(bytes))?.object,
      let id = json["last_id"]?.integer, let value = json["last_value"]?.integer
    else { return nil }
    self.id = id
    self.value = Int64(value / 1000)
    count = json["count"]?.integer ?? 0
  }

  static func < (left: ShopifyPlace, right: ShopifyPlace) -> Bool { (left.value, left.id) < (right.value, right.id) }
}

/// RFC 4648, section 4.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ plain: String) -> String {
    var out: [UInt8] = []
    var rest = Array(plain.utf8)[...]
    while !rest.isEmpty {
      let group = Array(rest.prefix(3))
      rest = rest.dropFirst(3)
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[$1]) : 0) }
      for index in 0..<4 {
        out.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func bytes(_ text: String) -> [UInt8]? {
    var out: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in text.utf8 where byte != UInt8(ascii: "=") {
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(bits >> count & 255))
      }
    }
    return out
  }
}
