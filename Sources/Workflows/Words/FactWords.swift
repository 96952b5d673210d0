public import Records

/// Facts and comparisons as plain words, in the shop's zone and currency.
public struct FactWords: Sendable {
  /// Where days are counted.
  public var zone: Zone
  /// The currency that amounts are in.
  public var currency: String

  /// Words for a shop.
  public init(zone: Zone, currency: String) {
    self.zone = zone
    self.currency = currency
  }

  /// Words for a shop.
  public init(_ settings: WorkflowSettings) {
    self.init(zone: settings.zone, currency: settings.currency)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// For a sentence: `Nov 18`, `1,204.50`, `3`.
  public func short(_ fact: Fact) -> String {
    switch fact {
    case .instant(let instant):
      return short(.day(zone.day(of: instant)))
    case .day(let day):
      let civil = day.civil
      return "\(Self.months[civil.month - 1]) \(civil.day)"
    case .flag(let flag): return flag ? "yes" : "no"
    case .number(let number): return grouped(number)
    case .money(let minor): return amount(minor)
    case .text(let text): return text
    case .list(let elements): return elements.joined(separator: ", ")
    }
  }

  /// For a table: `2026-11-18 14:00`, else as in a sentence.
  public func long(_ fact: Fact) -> String {
    switch fact {
    case .instant(let instant):
      let local = zone.local(instant)
      return "\(local.day) \(two(local.secondOfDay / 3600)):\(two(local.secondOfDay / 60 % 60))"
    case .day(let day): return day.description
    default: return short(fact)
    }
  }

  /// `at least 1,000.00`, `older than 2 days`: what a fact is held against.
  public func threshold(_ comparison: Comparison) -> String {
    switch comparison {
    case .equals(let fact): "is \(long(fact))"
    case .differs(let fact): "is not \(long(fact))"
    case .atLeast(let fact): "is at least \(long(fact))"
    case .above(let fact): "is above \(long(fact))"
    case .atMost(let fact): "is at most \(long(fact))"
    case .below(let fact): "is below \(long(fact))"
    case .oneOf(let facts): "is one of \(facts.map(long).joined(separator: ", "))"
    case .contains(let element): "contains \(element)"
    case .exists(let wanted): wanted ? "is known" : "is not known"
    case .olderThan(let span): span.seconds == 0 ? "has come" : "is at least \(length(span)) ago"
    case .newerThan(let span):
      span.seconds == 0 ? "is still to come" : "is less than \(length(span)) ago or still to come"
    case .dueWithin(let span): "is at most \(length(span)) ahead or past"
    }
  }

  /// `net 77,183.60 is at least 1,000.00: yes`.
  public func sentence(_ check: Check) -> String {
    let value = check.value.map { long($0) } ?? "unknown"
    return "\(check.field) \(value) \(threshold(check.comparison)): \(check.isMet ? "yes" : "no")"
  }

  /// `1 day`, `36 hours`, `90 seconds`.
  public func length(_ span: Span) -> String {
    for (unit, size) in [("day", Int64(86_400)), ("hour", 3600), ("minute", 60)]
    where span.seconds >= size && span.seconds % size == 0 {
      let count = span.seconds / size
      return "\(grouped(Int(count))) \(unit)\(count == 1 ? "" : "s")"
    }
    return "\(grouped(Int(span.seconds))) second\(span.seconds == 1 ? "" : "s")"
  }

  /// `77,183.60`: minor units of the currency with a comma for every three digits.
  public func amount(_ minor: Int) -> String {
    let plain = Money.decimal(minor, exponent: Currency.exponent(of: currency))
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let isNegative = plain.hasPrefix("-")
    let whole = (isNegative ? "-" : "") + commas(parts[0].drop { $0 == "-" })
    return parts.count > 1 ? "\(whole).\(parts[1])" : whole
  }

  private func grouped(_ number: Int) -> String {
    (number < 0 ? "-" : "") + commas(Substring(String(number.magnitude)))
  }

  private func commas(_ digits: Substring) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
