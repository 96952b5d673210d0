import Records

/// Amounts and times as people read them.
enum Figures {
  /// `1,204.50 USD`.
  static func amount(_ minor: Int, _ currency: String) -> String {
    let parts = Money.decimal(minor, exponent: Currency.exponent(of: currency)).split(separator: ".")
    let whole = parts[0].drop { $0 == "-" }
    let digits = grouped(Int(whole) ?? 0) + (parts.count > 1 ? "." + parts[1] : "")
    return (minor < 0 ? "-" : "") + digits + " " + currency
  }

  /// The amounts of several currencies side by side; nil when all are zero.
  static func amounts(_ stake: [String: Int]) -> String? {
    let parts = stake.filter { $0.value != 0 }.sorted { precedes($0.key, $1.key) }.map { amount($0.value, $0.key) }
    return parts.isEmpty ? nil : listed(parts)
  }

  /// `2026-11-23 14:02 UTC`.
  static func time(_ instant: Instant) -> String {
    let text = instant.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  /// `a, b and c`.
  static func listed(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The first sentence of the dashboard: how much needs someone, and what it is worth.
  static func attention(open: Int, stake: [String: Int], breached: Int) -> String {
    guard open > 0 else { return "Nothing needs you." }
    var text = counted(open, "thing needs", "things need") + " attention"
    if let stake = amounts(stake) { text += ", \(stake) at stake" }
    text += "."
    if breached > 0 { text += " \(grouped(breached)) \(breached == 1 ? "is past its SLA" : "are past their SLA")." }
    return text
  }
}
