public import Records

/// A condition or an event that makes a finding. Built-in rules and a team's own are the same thing.
public struct Rule: Sendable, Hashable {
  /// How findings of the rule live.
  public enum RuleType: String, Sendable, CaseIterable {
    /// Opens once a subject; closes by acknowledgement or after ``Rule/closeAfter``.
    case event
    /// Resolves when it no longer holds.
    case condition
  }

  /// What the rule concludes from.
  public enum Basis: String, Sendable, CaseIterable {
    /// From what was seen; it may open on partial data.
    case presence
    /// From what was not seen; it needs good and fresh data of ``Rule/streams``.
    case absence
  }

  /// One reason in words; see ``Rule/why``.
  public struct Reason: Sendable, Hashable {
    /// Said only when a comparison of this field holds; nil for always.
    public var field: String?
    /// The words, with `{field}` for public facts.
    public var text: String

    /// A reason of its parts.
    public init(_ text: String, when field: String? = nil) {
      self.field = field
      self.text = text
    }
  }

  /// The id in `tend.yml`, in exceptions and in receipts.
  public var id: String
  /// The workflow's id.
  public var workflow: String
  /// What it is called on the dashboard.
  public var name: String
  /// What it looks at.
  public var kind: SubjectKind
  /// How its findings live.
  public var type: RuleType
  /// What it concludes from.
  public var basis: Basis
  /// The kinds whose streams it needs when it concludes from absence.
  public var streams: [Kind]
  /// When it matches.
  public var when: Condition
  /// The fact that says when the event happened or the state began; nil: worked out from the condition and the record.
  public var began: String?
  /// The fact that is the money at stake; nil when there is none.
  public var amount: String?
  /// How soon someone must know.
  public var severity: ShopException.Severity
  /// Whom it concerns.
  public var role: Role
  /// How long the owner has: clock time when urgent, else business hours of the owner; nil for no limit.
  public var sla: Span?
  /// A fact whose moment, moved by ``slaOffset``, is the limit instead.
  public var slaField: String?
  /// How far the limit is moved from ``slaField``; negative for before.
  public var slaOffset: Span
  /// One line without personal data, with `{field}` for public facts.
  public var title: String
  /// The reasons, joined with commas.
  public var why: [Reason]
  /// What to do next, for people.
  public var nextSteps: [String]
  /// After how long an event closes by itself.
  public var closeAfter: Span
  /// Within which time a recurrence opens the same exception again.
  public var reopenWindow: Span
  /// What is done when it opens: `alert`, `follow-up`, `tag`, `record`, `draft`.
  public var actions: [String]
  /// How far before the mark a state may have begun and still open; nil: any.
  public var horizon: Span?
  /// How much history the rule needs; nil when it needs none.
  public var history: Span?
  /// Whose owner is named by the record itself.
  public var ownerField: String?
  /// Who gets it, whatever the routing says; from `tend.yml`.
  public var owner: String?
  /// Since when it looks, whatever the mark says; from `tend.yml`.
  public var since: Instant?
  /// The thresholds of a copy of a built-in rule; nil for those of the settings.
  public var thresholds: RuleThresholds?
  /// Whether a team wrote it.
  public var isCustom: Bool

  /// A rule; what is not named has the default of the documentation.
  public init(
    id: String, workflow: String, name: String? = nil, kind: SubjectKind, type: RuleType, basis: Basis = .presence,
    streams: [Kind] = [], when: Condition, began: String? = nil, amount: String? = nil,
    severity: ShopException.Severity = .today, role: Role, sla: Span? = nil, title: String, why: [Reason] = [],
    nextSteps: [String] = [], actions: [String] = ["alert"], horizon: Span? = .days(30), isCustom: Bool = false
  ) {
    self.id = id
    self.workflow = workflow
    self.name = name ?? id
    self.kind = kind
    self.type = type
    self.basis = basis
    self.streams = streams
    self.when = when
    self.began = began
    self.amount = amount
    self.severity = severity
    self.role = role
    self.sla = sla
    slaOffset = Span(seconds: 0)
    self.title = title
    self.why = why
    self.nextSteps = nextSteps
    closeAfter = .days(14)
    reopenWindow = .days(7)
    self.actions = actions
    self.horizon = horizon
    self.isCustom = isCustom
  }

  /// The rule with what `tend.yml` says about it.
  func applying(_ override: RuleOverride) -> Rule {
    var rule = self
    rule.owner = override.owner ?? owner
    rule.role = override.role ?? role
    rule.severity = override.severity ?? severity
    if let sla = override.sla {
      rule.sla = sla
      rule.slaField = nil
    }
    rule.since = override.since ?? since
    rule.closeAfter = override.closeAfter ?? closeAfter
    rule.reopenWindow = override.reopenWindow ?? reopenWindow
    rule.actions = override.actions ?? actions
    return rule
  }
}
