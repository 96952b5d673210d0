/// ISO 4217 currencies: how many digits their minor unit has.
public enum Currency {
  /// Decimal places of the minor unit; 2 for codes not listed. Source: ISO 4217 list one.
  public static func exponent(of code: String) -> Int {
    if noMinorUnit.contains(code) { return 0 }
    return threeDigits.contains(code) ? 3 : 2
  }

  /// Whether `code` has the form of a currency code: three capital letters.
  public static func isCode(_ code: String) -> Bool {
    code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) }
  }

  private static let noMinorUnit: Set<String> = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
  ]
  private static let threeDigits: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
}

/// Amounts as whole minor units.
public enum Money {
  /// Reads a plain decimal, `-12.5` or `1250`, into minor units with `exponent` decimal places, half away from zero;
  /// nil when it is not one or does not fit below 2^53.
  public static func minorUnits(_ text: some StringProtocol, exponent: Int) -> Int? {
    var digits = Array(text.utf8)[...]
    let negative = digits.first == UInt8(ascii: "-")
    if negative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    var whole = 0
    var places: Int?
    var roundsUp = false
    var seen = false
    for byte in digits {
      if byte == UInt8(ascii: "."), places == nil {
        places = 0
        continue
      }
      guard (48...57).contains(byte) else { return nil }
      seen = true
      if let count = places, count >= exponent {
        if count == exponent { roundsUp = byte >= 53 }
        places = count + 1
        continue
      }
      whole = whole * 10 + Int(byte - 48)
      guard whole < 1 << 53 else { return nil }
      places = places.map { $0 + 1 }
    }
    guard seen else { return nil }
    for _ in 0..<max(0, exponent - (places ?? 0)) { whole *= 10 }
    if roundsUp { whole += 1 }
    guard whole < 1 << 53 else { return nil }
    return negative ? -whole : whole
  }

  /// The plain decimal of minor units: `1204.50`.
  public static func decimal(_ minor: Int, exponent: Int) -> String {
    guard exponent > 0 else { return String(minor) }
    let digits = String(minor.magnitude)
    let filled = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
    return (minor < 0 ? "-" : "") + filled.dropLast(exponent) + "." + filled.suffix(exponent)
  }
}
