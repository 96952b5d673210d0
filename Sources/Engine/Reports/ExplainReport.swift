public import Records

/// What `tend explain SUBJECT` tells: every rule against it.
public struct ExplainReport: Sendable {
  /// One comparison.
  public struct Line: Sendable {
    /// The fact's name.
    public var field: String
    /// The fact's value in words; nil when unknown.
    public var value: String?
    /// What it was held against, in words: `at least 1,000.00`.
    public var threshold: String
    /// Whether it holds.
    public var isMet: Bool
    /// Whether the rule asks that it does not hold.
    public var isNegated: Bool
    /// When time alone changes that.
    public var flipsAt: Instant?
    /// What the lines of the same group have to do with each other, from the outermost group inwards: `all`, `any`.
    public var groups: [String]

    /// Whether the rule gets here what it asks for.
    public var isFulfilled: Bool { isMet != isNegated }
  }

  /// One rule.
  public struct RuleLine: Sendable {
    /// The rule's id.
    public var rule: String
    /// What it looks for, as a sentence.
    public var sentence: String
    /// `met`, `not-met`, `held-back` or `not-evaluated`.
    public var verdict: String
    /// Why it was held back or not evaluated, in words.
    public var reason: String?
    /// Its comparisons.
    public var lines: [Line]
    /// The exception it made, if any.
    public var exception: String?
    /// The exception's state.
    public var exceptionState: String?
    /// When it will be looked at again by itself.
    public var wakeAt: Instant?
  }

  /// The subject's address.
  public var subject: String
  /// Its facts in words, by name.
  public var facts: [(name: String, value: String)]
  /// The shop's zone, in which the facts' times are said.
  public var zone: String
  /// Every rule for subjects of this kind.
  public var rules: [RuleLine]
  /// The clock it was evaluated at.
  public var at: Instant

  /// The documented JSON.
  public var json: JSONObject {
    [
      "subject": .string(subject), "at": .string(at.description), "zone": .string(zone),
      "facts": .object(JSONObject(facts.map { ($0.name, .string($0.value)) })),
      "rules": .array(rules.map { .object($0.json) }),
    ]
  }
}

extension ExplainReport.RuleLine {
  var json: JSONObject {
    var json: JSONObject = [
      "rule": .string(rule), "sentence": .string(sentence), "verdict": .string(verdict),
      "checks": .array(lines.map { .object($0.json) }),
    ]
    json["reason"] = reason.map { .string($0) }
    json["exception"] = exception.map { .string($0) }
    json["exception_state"] = exceptionState.map { .string($0) }
    json["wake_at"] = wakeAt.map { .string($0.description) }
    return json
  }
}

extension ExplainReport.Line {
  var json: JSONObject {
    var json: JSONObject = ["field": .string(field), "threshold": .string(threshold), "met": .bool(isMet)]
    json["value"] = value.map { .string($0) }
    if isNegated { json["negated"] = true }
    if !groups.isEmpty { json["groups"] = .array(groups.map { .string($0) }) }
    json["flips_at"] = flipsAt.map { .string($0.description) }
    return json
  }
}
