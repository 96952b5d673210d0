public import Records

/// What one rule says about one subject at one moment.
public struct RuleAnswer: Sendable, Hashable {
  /// The answer.
  public enum Verdict: Sendable, Hashable {
    /// The rule matches.
    case met
    /// The rule does not match, and the data is good enough to say so.
    case notMet
    /// The data is not good enough for a conclusion; nothing opens and nothing is resolved.
    case heldBack(code: String, words: String)
    /// The rule can't be asked: its history is not there.
    case notEvaluated(code: String, words: String)
  }

  /// The rule.
  public var rule: Rule
  /// The answer.
  public var verdict: Verdict
  /// The condition's own answer, whatever the data is worth; with every check.
  public var evaluation: Evaluation
  /// Whether the record is gone for good, which ends a condition.
  public var isGone: Bool
  /// When the event happened or the state began; nil when unknown or not met.
  public var began: Instant?
  /// The money at stake in minor units of ``currency``.
  public var amount: Int?
  /// The currency of ``amount``.
  public var currency: String?
  /// One line without personal data.
  public var title: String
  /// The reason in plain words.
  public var why: String
  /// The facts that made it, by field, each with what it was held against.
  public var evidence: JSONObject
  /// When the owner must have acted, where the record itself says so.
  public var deadline: Instant?
  /// The owner that the record names, in the words of its system.
  public var ownerHint: String?
  /// When the rule must be asked again though nothing changed.
  public var wakeAt: Instant?

  init(rule: Rule, verdict: Verdict, evaluation: Evaluation, wakeAt: Instant?) {
    self.rule = rule
    self.verdict = verdict
    self.evaluation = evaluation
    self.wakeAt = wakeAt
    isGone = false
    title = ""
    why = ""
    evidence = JSONObject()
  }
}
