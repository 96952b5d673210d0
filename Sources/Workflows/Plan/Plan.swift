public import Records

/// Something that was found and deliberately not acted on.
public struct Suppression: Sendable, Hashable {
  /// The rule.
  public var rule: String
  /// The subject's address.
  public var subject: String
  /// A stable code: `stream-stale`, `resolved-by-hand`, `flapping`, `watch`, …
  public var reason: String

  /// A suppression of its parts.
  public init(rule: String, subject: String, reason: String) {
    self.rule = rule
    self.subject = subject
    self.reason = reason
  }
}

/// A subject that matches a rule but is older than the rule's mark: counted, not opened.
public struct BacklogEntry: Sendable, Hashable {
  /// The rule.
  public var rule: String
  /// The subject's address.
  public var subject: String
  /// The money at stake in minor units of ``currency``.
  public var amount: Int?
  /// The currency of ``amount``.
  public var currency: String?

  /// An entry of its parts.
  public init(rule: String, subject: String, amount: Int?, currency: String?) {
    self.rule = rule
    self.subject = subject
    self.amount = amount
    self.currency = currency
  }
}

/// What a run does about one subject. Every exception stands in one list only.
public struct Plan: Sendable, Hashable {
  /// New exceptions.
  public var opened: [ShopException] = []
  /// Exceptions that recurred.
  public var reopened: [ShopException] = []
  /// Exceptions whose evidence, amount or level changed.
  public var updated: [ShopException] = []
  /// Exceptions that ended.
  public var resolved: [ShopException] = []
  /// Side effects, as `planned`.
  public var actions: [PlannedAction] = []
  /// What was left undone, and why.
  public var suppressed: [Suppression] = []
  /// What belongs to the past.
  public var backlog: [BacklogEntry] = []
  /// When the subject must be looked at again though nothing changed.
  public var wakeAt: Instant?

  /// An empty plan.
  public init() {}

  /// All exceptions that changed.
  public var changed: [ShopException] { opened + reopened + updated + resolved }
}
