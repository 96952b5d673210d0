public import Records

/// Why a rule matches, in plain words without personal data.
public enum Reasons {
  static func why(_ rule: Rule, facts: Facts, checks: [Check], words: FactWords) -> String {
    let met = Set(checks.filter(\.isMet).map(\.field))
    let parts = rule.why.filter { reason in reason.field.map { met.contains($0) } ?? true }
    if parts.isEmpty { return checks.filter(\.isMet).map { words.plain($0) }.joined(separator: ", ") }
    return parts.map { Template.fill($0.text, facts, words) }.joined(separator: ", ")
  }

  /// The reason of an exception, from the evidence it keeps: `promised Nov 18, not shipped`.
  ///
  /// It reads the same at every moment, because it is said as of the exception's last change.
  public static func why(_ exception: ShopException, rule: Rule, settings: WorkflowSettings) -> String {
    let facts = Evidence.facts(exception.evidence, kind: rule.kind)
    let checks = rule.when.evaluate(facts, now: exception.updated).checks
    return why(rule, facts: facts, checks: checks, words: FactWords(settings))
  }

  /// Every comparison of an answer, a line each: `net 77,183.60 is at least 1,000.00: yes`.
  public static func lines(_ answer: RuleAnswer, settings: WorkflowSettings) -> [String] {
    let words = FactWords(settings)
    return answer.evaluation.checks.map(words.sentence)
  }
}

extension FactWords {
  func plain(_ check: Check) -> String {
    "\(check.field) \(check.value.map { long($0) } ?? "unknown") \(threshold(check.comparison))"
  }
}
