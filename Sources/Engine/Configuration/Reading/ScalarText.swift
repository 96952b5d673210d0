import Records

/// Reads single values from their characters. Each function gives nil for a text of another form.
enum ScalarText {
  static func flag(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "yes", "Yes": true
    case "false", "False", "no", "No": false
    default: nil
    }
  }

  static func whole(_ text: String) -> Int? {
    guard !text.hasPrefix("+"), text.utf8.count <= 15 else { return nil }
    return Int(text)
  }

  /// A plain decimal without a sign; `places` is how many digits follow the point.
  static func decimalPlaces(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    guard parts.count == 2 else { return 0 }
    return parts[1].isEmpty ? nil : parts[1].utf8.count
  }

  /// Minor units of an amount that has no more decimals than its currency.
  static func amount(_ text: String, exponent: Int) -> Int? {
    guard let places = decimalPlaces(text), places <= exponent else { return nil }
    return Money.minorUnits(text, exponent: exponent)
  }

  /// One day, or first and last with two points between.
  static func days(_ text: String) -> ClosedRange<Day>? {
    if let day = Day(text) { return day...day }
    let bytes = Array(text.utf8)
    guard bytes.count == 22, bytes[10] == UInt8(ascii: "."), bytes[11] == UInt8(ascii: "."),
      let first = Day(String(text.prefix(10))), let last = Day(String(text.suffix(10))), first <= last
    else { return nil }
    return first...last
  }

  static func isName(_ text: String, underscores: Bool) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64, first != UInt8(ascii: "-"), first != UInt8(ascii: "_")
    else { return false }
    return text.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
        || (underscores && $0 == UInt8(ascii: "_"))
    }
  }

  static func isColour(_ text: String) -> Bool {
    let digits = text.dropFirst()
    return text.first == "#" && digits.utf8.count == 6 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// A folder that stays inside of the workspace, whatever it is joined to.
  static func isFolder(_ text: String) -> Bool {
    guard !text.isEmpty, !text.hasPrefix("/"), !text.hasPrefix("~"), !text.contains("\\") else { return false }
    let hasControls = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return !hasControls && !parts.contains("..") && !parts.contains("")
      && ![".tend", "data", "site"].contains(String(parts[0]))
  }

  static func isDomain(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && text.utf8.count <= 253
      && labels.allSatisfy { label in
        !label.isEmpty && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
          }
      }
  }
}
