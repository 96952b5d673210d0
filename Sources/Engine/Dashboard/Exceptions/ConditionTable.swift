internal import Records
internal import Site
internal import Workflows

/// A rule's condition as rows, value and threshold side by side.
struct ConditionTable {
  let words: DashboardWords
  let facts: Facts
  /// The moment as of which the comparisons are said: the exception's last change.
  let now: Instant

  /// The rows of a condition.
  ///
  /// Of several ways to match, those that do are shown; all of them where none does. What must not hold is said as such, so
  /// that "met" always speaks for the rule.
  func rows(_ condition: Condition, negated: Bool = false) -> [ConditionRow] {
    switch condition {
    case .not(let part): return rows(part, negated: !negated)
    case .all(let parts): return rows(parts, negated: negated, allCount: !negated)
    case .any(let parts): return rows(parts, negated: negated, allCount: negated)
    case .test(let field, let comparison):
      let value = facts[field]
      let isMet = condition.evaluate(facts, now: now).isMet != negated
      return [
        ConditionRow(
          DashboardWords.label(field), value: value.map(words.value) ?? "none",
          threshold: words.threshold(comparison, negated: negated), met: isMet)
      ]
    }
  }

  private func rows(_ parts: [Condition], negated: Bool, allCount: Bool) -> [ConditionRow] {
    if allCount { return parts.flatMap { rows($0, negated: negated) } }
    let deciding = parts.filter { $0.evaluate(facts, now: now).isMet != negated }
    var unknown: Set<String> = []
    return (deciding.isEmpty ? parts : deciding).filter { part in
      // What is not known fails every comparison; one row says so.
      guard case .test(let field, _) = part, facts[field] == nil else { return true }
      return unknown.insert(field).inserted
    }.flatMap { rows($0, negated: negated) }
  }
}
