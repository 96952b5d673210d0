import Records

/// An amount in the smallest unit of its currency: 1,204.50 GBP is `Amount(120_450, "GBP")`.
public struct Amount: Hashable, Sendable {
  /// The amount in minor units; negative for money that went out.
  public var minorUnits: Int
  /// The ISO 4217 code in capitals.
  public var currency: String

  /// An amount; see the properties.
  public init(_ minorUnits: Int, _ currency: String) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// `$6,240`, `£1,204.50`, `CHF 1,204.50`, `¥6,240`, `−$12`: decimals only where they are not zero.
  public var text: String { Self.text(self, whole: false) }

  /// Like ``text``, and rounded to whole units from 100 units up: for sentences and tiles.
  public var headline: String {
    Self.text(self, whole: minorUnits.magnitude >= 100 * Self.scale(of: currency))
  }

  private static func scale(of currency: String) -> UInt {
    (0..<Currency.exponent(of: currency)).reduce(1) { scale, _ in scale * 10 }
  }

  private static func text(_ amount: Amount, whole: Bool) -> String {
    let scale = scale(of: amount.currency)
    var magnitude = amount.minorUnits.magnitude
    if whole { magnitude = (magnitude / scale + (magnitude % scale * 2 >= scale && scale > 1 ? 1 : 0)) * scale }
    var digits = grouped(magnitude / scale)
    if magnitude % scale != 0 {
      let fraction = String(magnitude % scale)
      digits +=
        "." + String(repeating: "0", count: Currency.exponent(of: amount.currency) - fraction.utf8.count) + fraction
    }
    let sign = amount.minorUnits < 0 && magnitude > 0 ? "\u{2212}" : ""
    if let symbol = symbols[amount.currency] { return sign + symbol + digits }
    return sign + amount.currency + "\u{A0}" + digits
  }

  private static let symbols = [
    "USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "INR": "₹", "KRW": "₩",
    "BRL": "R$", "MXN": "MX$", "ILS": "₪", "CNY": "CN¥", "HKD": "HK$", "SGD": "S$",
  ]
}

/// Sums of several currencies side by side: `$6,240 and €120`; nil when there is nothing or only zeros.
func stakeText(_ amounts: [Amount]) -> String? {
  let parts = amounts.filter { $0.minorUnits != 0 }.map(\.headline)
  return parts.isEmpty ? nil : joined(parts)
}

/// `a`, `a and b`, `a, b and c`.
func joined(_ parts: [String]) -> String {
  guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
  return parts.dropLast().joined(separator: ", ") + " and " + last
}
