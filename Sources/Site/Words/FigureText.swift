import Records

extension Figure {
  /// The figure in words, without its base; nil when there is none.
  var value: String? {
    switch self {
    case .count(let count): grouped(count)
    case .money(let amounts): amounts.isEmpty ? nil : joined(amounts.map(\.headline))
    case .share(let part, let whole): whole > 0 ? percentText(part, of: whole) : nil
    case .duration(let span): spanText(span)
    case .unknown, .notEvaluated: nil
    }
  }

  /// What a percentage is of: `of 120`.
  var base: String? {
    if case .share(_, let whole) = self, whole > 0 { "of \(grouped(whole))" } else { nil }
  }

  /// Why there is no figure.
  var missing: String? {
    switch self {
    case .unknown(let reason): reason.isEmpty ? "unknown" : "unknown: \(reason)"
    case .notEvaluated(let reason): reason.isEmpty ? "not evaluated" : "not evaluated: \(reason)"
    case .share(_, let whole): whole > 0 ? nil : "no cases yet"
    case .money(let amounts): amounts.isEmpty ? "unknown: no currency" : nil
    default: nil
    }
  }

  /// The number that two figures of one kind are compared by; nil when it can't be.
  fileprivate var measure: Double? {
    switch self {
    case .count(let count): Double(count)
    case .money(let amounts): amounts.count == 1 ? Double(amounts[0].minorUnits) : nil
    case .share(let part, let whole): whole > 0 ? Double(part) / Double(whole) * 100 : nil
    case .duration(let span): Double(span.seconds)
    case .unknown, .notEvaluated: nil
    }
  }

  /// `value` of a course in this figure's unit.
  func courseText(_ value: Int) -> String {
    switch self {
    case .money(let amounts): Amount(value, amounts.first?.currency ?? "").headline
    case .duration: spanText(Span(seconds: Int64(value)))
    case .share: "\(value)\u{A0}%"
    default: grouped(value)
    }
  }
}

/// `31 %`; `<1 %` and `>99 %` where rounding would lie.
func percentText(_ part: Int, of whole: Int) -> String {
  guard whole > 0 else { return "" }
  let exact = Double(part) / Double(whole) * 100
  if exact > 0, exact < 0.5 { return "<1\u{A0}%" }
  if exact < 100, exact >= 99.5 { return ">99\u{A0}%" }
  return "\(grouped(Int(exact.rounded())))\u{A0}%"
}

/// How a figure compares, and whether that is good.
struct ComparisonText: Equatable {
  /// `−18 % vs last week`.
  var text: String
  /// `good`, `bad` or nil.
  var tone: String?
}

/// A figure against an earlier one in words: percentages from a base of 10, differences below, points for shares.
func comparison(_ now: Figure, _ before: Figure, name: String, direction: Tile.Direction) -> ComparisonText? {
  guard let new = now.measure else { return nil }
  guard let old = before.measure, sameUnit(now, before) else { return ComparisonText(text: "\(name): unknown") }
  let difference = new - old
  if difference == 0 { return ComparisonText(text: "same as \(name)") }
  var tone: String?
  switch direction {
  case .upIsGood: tone = difference > 0 ? "good" : "bad"
  case .downIsGood: tone = difference < 0 ? "good" : "bad"
  case .neutral: tone = nil
  }
  let sign = difference > 0 ? "+" : "\u{2212}"
  switch now {
  case .share:
    let points = Int(difference.magnitude.rounded())
    if points == 0 { return ComparisonText(text: "about the same as \(name)") }
    return ComparisonText(text: "\(sign)\(counted(points, "point", "points")) vs \(name)", tone: tone)
  case .count where old.magnitude < 10:
    return ComparisonText(text: "\(sign)\(grouped(UInt(difference.magnitude))) vs \(name)", tone: tone)
  default:
    // From nothing there is no percentage; over tenfold it says less than the figure itself.
    let percent = old == 0 ? .infinity : (difference / old * 100).magnitude
    if percent >= 1000 || old < 0 { return ComparisonText(text: "\(before.value ?? "0") \(name)", tone: tone) }
    if percent < 0.5 { return ComparisonText(text: "about the same as \(name)") }
    return ComparisonText(text: "\(sign)\(Int(percent.rounded()))\u{A0}% vs \(name)", tone: tone)
  }
}

private func sameUnit(_ one: Figure, _ other: Figure) -> Bool {
  switch (one, other) {
  case (.count, .count), (.share, .share), (.duration, .duration): true
  case (.money(let left), .money(let right)): left.map(\.currency) == right.map(\.currency)
  default: false
  }
}
