/// Work that someone has to look at: a finding with a life. The file in `exceptions/` is exactly this, pretty-printed.
public struct ShopException: Sendable, Hashable {
  /// Where in its life it is.
  public enum State: String, Sendable, CaseIterable { case open, acknowledged, resolved }

  /// How soon someone must know.
  public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// Tell the owner now.
    case urgent
    /// Tell the owner in today's digest.
    case today
    /// On the page only.
    case watch

    /// The order in which these are listed.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    private var rank: Int { self == .urgent ? 0 : self == .today ? 1 : 2 }
  }

  /// `EX-` and 10 base32 characters, the hash of rule, subject and episode.
  public var id: String
  /// The rule's id.
  public var rule: String
  /// The workflow's id: `sales-recovery`, `vip-orders`, `escalations`, `customer-recovery`, `sync-health`, or a team's own.
  public var workflow: String
  /// The address of the record, `person:<pseudonym>` for a person, or `stream:<connection>/<stream>`.
  public var subject: String
  /// 1 for the first time; later recurrences outside of the reopen window count on.
  public var episode: Int
  /// Where it stands now.
  public var state: State
  /// How soon someone must know.
  public var severity: Severity
  /// The owner's id in `tend.yml`.
  public var owner: String
  /// One line without personal data and without an age.
  public var title: String
  /// When the exception was opened.
  public var opened: Instant
  /// When the file last changed.
  public var updated: Instant
  /// When the reason began, as far as known: the due time of a late order, the time of an event.
  public var since: Instant?
  /// When it was resolved.
  public var resolved: Instant?
  /// Why it was resolved: `condition-ended`, `expired`, or what a person chose.
  public var resolution: String?
  /// The money at stake in minor units; nil when there is none.
  public var amount: Int?
  /// The ISO 4217 code of `amount`.
  public var currency: String?
  /// When the owner must have acted.
  public var slaDue: Instant?
  /// Not shown as needing attention before this.
  public var snoozedUntil: Instant?
  /// How often it was escalated to the next person.
  public var level: Int
  /// How often it was opened again.
  public var reopened: Int
  /// Pseudonyms of the person it is about.
  public var people: [String]
  /// What groups it with others: `order:<connection>:<id>`, else `person:<pseudonym>`, else its own subject.
  public var caseKey: String
  /// The facts that made it, by field, each with the threshold it was held against.
  public var evidence: JSONObject
  /// All that happened, oldest first.
  public var timeline: [TimelineEntry]
  /// Keys of its planned actions.
  public var actions: [String]

  /// A new open exception.
  public init(
    id: String, rule: String, workflow: String, subject: String, episode: Int, severity: Severity, owner: String,
    title: String, opened: Instant
  ) {
    self.id = id
    self.rule = rule
    self.workflow = workflow
    self.subject = subject
    self.episode = episode
    self.state = .open
    self.severity = severity
    self.owner = owner
    self.title = title
    self.opened = opened
    self.updated = opened
    level = 0
    reopened = 0
    people = []
    caseKey = subject
    evidence = JSONObject()
    timeline = []
    actions = []
  }

  /// The file below `data/`: `exceptions/7/K/EX-7K3M9QX2TA.json`.
  public var path: String { ShopException.path(of: id) }

  /// The file of an id below `data/`.
  public static func path(of id: String) -> String {
    let letters = id.dropFirst(3)
    return "exceptions/\(letters.prefix(1))/\(letters.dropFirst().prefix(1))/\(id).json"
  }
}

/// One thing that happened to an exception.
public struct TimelineEntry: Sendable, Hashable {
  /// What happened.
  public enum Event: String, Sendable, CaseIterable {
    case opened, evidence, acknowledged, assigned, snoozed, resolved, reopened, escalated, note, action
  }

  /// When it happened.
  public var at: Instant
  /// What happened.
  public var event: Event
  /// The owner's id, or `tend`.
  public var by: String
  /// The run in which it happened; nil for a hand edit.
  public var run: String?
  /// Codes only: the new owner, the resolution, the action's key and state, the hash of a note.
  public var detail: JSONObject

  /// An entry of its parts.
  public init(at: Instant, event: Event, by: String, run: String?, detail: JSONObject = JSONObject()) {
    self.at = at
    self.event = event
    self.by = by
    self.run = run
    self.detail = detail
  }
}

extension ShopException {
  /// Whether the state is the one that the timeline ends in: nobody sets it but by an entry.
  public var followsFromItsTimeline: Bool {
    let last = timeline.last { [.opened, .reopened, .acknowledged, .resolved].contains($0.event) }?.event
    switch state {
    case .open: return last == .opened || last == .reopened
    case .acknowledged: return last == .acknowledged
    case .resolved: return last == .resolved || last == .acknowledged
    }
  }
}
