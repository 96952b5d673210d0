/// A condition over a subject's facts: a small tree, evaluated without side effects.
public indirect enum Condition: Hashable, Sendable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case test(field: String, Comparison)
}

/// How one fact is compared.
public enum Comparison: Hashable, Sendable {
  case equals(Fact)
  case differs(Fact)
  case atLeast(Fact)
  case above(Fact)
  case atMost(Fact)
  case below(Fact)
  case oneOf([Fact])
  /// A list holds this element.
  case contains(String)
  case exists(Bool)
  /// The instant is at least this long ago. `olderThan(0)`: it has come.
  case olderThan(Span)
  /// The instant is in the future, or was less than this long ago.
  case newerThan(Span)
  /// The instant is at most this far ahead, or past.
  case dueWithin(Span)
}

/// What one comparison found: the line that `explain` prints.
public struct Check: Hashable, Sendable {
  /// The fact's name.
  public var field: String
  /// How it was compared.
  public var comparison: Comparison
  /// The fact; nil when unknown.
  public var value: Fact?
  /// Whether the comparison holds.
  public var isMet: Bool
  /// When time alone changes the answer; nil when it can't.
  public var flipsAt: Instant?
}

/// The answer of a condition for one subject at one moment.
public struct Evaluation: Hashable, Sendable {
  /// Whether the condition holds.
  public var isMet: Bool
  /// The next moment at which time alone changes the answer; nil when only a changed fact can.
  public var wakeAt: Instant?
  /// Every comparison made, in the order of the tree; nothing is skipped, so that people see all of it.
  public var checks: [Check]
}

extension Condition {
  /// The names of all facts the condition looks at.
  public var fields: Set<String> {
    switch self {
    case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.fields) }
    case .not(let part): part.fields
    case .test(let field, _): [field]
    }
  }

  /// Evaluates the condition over `facts` at `now`.
  public func evaluate(_ facts: Facts, now: Instant) -> Evaluation {
    var checks: [Check] = []
    collect(facts, now, &checks)
    let isMet = holds(facts, now)
    // Each comparison turns at most once, so trying those moments in order finds the next turn of the whole: the same
    // one from whichever moment before it is asked.
    let turns = checks.compactMap(\.flipsAt).filter { $0 > now }.sorted()
    return Evaluation(isMet: isMet, wakeAt: turns.first { holds(facts, $0) != isMet }, checks: checks)
  }

  private func holds(_ facts: Facts, _ now: Instant) -> Bool {
    switch self {
    case .all(let parts): parts.allSatisfy { $0.holds(facts, now) }
    case .any(let parts): parts.contains { $0.holds(facts, now) }
    case .not(let part): !part.holds(facts, now)
    case .test(let field, let comparison): comparison.holds(for: facts[field], now: now).0
    }
  }

  private func collect(_ facts: Facts, _ now: Instant, _ checks: inout [Check]) {
    switch self {
    case .all(let parts), .any(let parts): for part in parts { part.collect(facts, now, &checks) }
    case .not(let part): part.collect(facts, now, &checks)
    case .test(let field, let comparison):
      let value = facts[field]
      let (isMet, flipsAt) = comparison.holds(for: value, now: now)
      checks.append(Check(field: field, comparison: comparison, value: value, isMet: isMet, flipsAt: flipsAt))
    }
  }
}

extension Comparison {
  /// Whether the comparison holds for `value` at `now`, and when time alone changes that.
  func holds(for value: Fact?, now: Instant) -> (Bool, Instant?) {
    if case .exists(let wanted) = self { return ((value != nil) == wanted, nil) }
    guard let value else { return (false, nil) }
    switch self {
    case .exists: return (false, nil)
    case .equals(let other): return (value == other, nil)
    case .differs(let other): return (value != other, nil)
    case .oneOf(let others): return (others.contains(value), nil)
    case .contains(let element):
      if case .list(let elements) = value { return (elements.contains { sameBytes($0, element) }, nil) }
      return (false, nil)
    case .atLeast(let other): return (ordered(value, other) { $0 >= $1 }, nil)
    case .above(let other): return (ordered(value, other) { $0 > $1 }, nil)
    case .atMost(let other): return (ordered(value, other) { $0 <= $1 }, nil)
    case .below(let other): return (ordered(value, other) { $0 < $1 }, nil)
    case .olderThan(let span): return timed(value, shift: span, now, afterwards: true)
    case .newerThan(let span): return timed(value, shift: span, now, afterwards: false)
    case .dueWithin(let span):
      return timed(value, shift: Span(seconds: -span.seconds), now, afterwards: true)
    }
  }

  private func ordered(_ left: Fact, _ right: Fact, _ compare: (Int64, Int64) -> Bool) -> Bool {
    guard left.typeName == right.typeName, let left = left.order, let right = right.order else { return false }
    return compare(left, right)
  }

  private func timed(_ value: Fact, shift: Span, _ now: Instant, afterwards: Bool) -> (Bool, Instant?) {
    guard case .instant(let instant) = value else { return (false, nil) }
    let turn = instant + shift
    return now >= turn ? (afterwards, nil) : (!afterwards, turn)
  }
}
