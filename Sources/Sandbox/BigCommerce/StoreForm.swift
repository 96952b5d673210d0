import Records

/// How a BigCommerce store writes and reads dates and amounts.
enum StoreForm {
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Wed, 10 Jan 2018 21:05:30 +0000`, as V2 writes.
  static func mail(_ instant: Instant) -> String {
    let (day, second) = (instant.utcDay, instant.utcSecondOfDay)
    let date = day.civil
    let clock = [second / 3600, second / 60 % 60, second % 60].map(twoDigit).joined(separator: ":")
    return "\(weekdays[day.weekday - 1]), \(twoDigit(date.day)) \(months[date.month - 1]) \(date.year) \(clock) +0000"
  }

  /// `2026-06-05T16:44:15+00:00`, as refunds have it.
  static func offset(_ instant: Instant) -> String { String(instant.description.dropLast()) + "+00:00" }

  /// Four decimals as text: `361.9500`.
  static func amount(_ cents: Int) -> SandboxJSON { .string(plainMoney(cents) + "00") }

  /// A JSON number: `65`, `65.5`.
  static func number(_ cents: Int) -> SandboxJSON {
    if cents % 100 == 0 { return .integer(cents / 100) }
    let text = plainMoney(cents)
    return .number(text.hasSuffix("0") ? String(text.dropLast()) : text)
  }

  /// A date of a query: `2017-04-20T11:32:00.000-04:00`, `2026-06-01T00:00:00Z`, `2024-05-14T09:34:00`, `2024-05-14`.
  static func moment(_ text: String) -> Instant? {
    if let day = Day(text) { return Instant(day: day, secondOfDay: 0) }
    guard let local = Instant(String(text.prefix(19)) + "Z") else { return nil }
    var rest = text.dropFirst(19)
    if rest.first == "." { rest = rest.dropFirst().drop { $0.isNumber } }
    if rest.isEmpty || rest == "Z" { return local }
    let digits = rest.dropFirst().filter { $0 != ":" }
    guard let sign = rest.first, sign == "+" || sign == "-", digits.count == 4, let number = Int64(digits) else {
      return nil
    }
    let span = Span(seconds: (number / 100 * 60 + number % 100) * 60)
    return sign == "+" ? local - span : local + span
  }

  // MARK: Marks of pages

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// `{"id":204}` in Base64 for URLs.
  static func mark(_ id: Int) -> String {
    let bytes = Array("{\"id\":\(id)}".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for place in 0..<3 { bits = bits << 8 | (place < group.count ? Int(group[start + place]) : 0) }
      for place in 0...group.count { out.append(alphabet[bits >> (18 - 6 * place) & 63]) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The id in a mark; nil where it is none.
  static func id(ofMark mark: String) -> Int? {
    var bits = 0
    var count = 0
    var bytes: [UInt8] = []
    for byte in mark.utf8 where byte != UInt8(ascii: "=") {
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count & 255))
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix("{\"id\":"), text.hasSuffix("}") else { return nil }
    return Int(text.dropFirst(6).dropLast())
  }
}
