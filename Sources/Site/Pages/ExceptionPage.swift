public import Records

/// The context of `exceptions/<id>.html`.
public struct ExceptionPage: Sendable {
  /// The exception as in lists: id, title, state, money, owner, times.
  public var row: ExceptionRow
  /// The workflow it belongs to; must be one of the frame's for a link.
  public var workflow: SiteFrame.Workflow
  /// How it was settled: `handled`; nil while it isn't.
  public var resolution: String?
  /// The rule as a sentence: `An order is late when its due time has passed and something is left to ship.`
  public var rule: String
  /// The rule's name in the configuration.
  public var ruleName: String
  /// The rule's conditions, value and threshold side by side.
  public var conditions: [ConditionRow]
  /// What to do, the next step first.
  public var steps: [String]
  /// Deep links into systems.
  public var links: [Link]
  /// What every system knows about the customer.
  public var customer: [CustomerFact]
  /// Why there is nothing about the customer: `names are off`.
  public var customerReason: String?
  /// What Tend saw and did; the page sorts it oldest first.
  public var story: [StoryEntry]
  /// The actions.
  public var actions: [ActionRow]
  /// The evidence's fields.
  public var evidence: [EvidenceRow]
  /// Other exceptions of the same case.
  public var related: [ExceptionRow]
  /// Commands ready to copy; ``Command/standard(for:)`` by default.
  public var commands: [Command]

  /// A page; see the properties.
  public init(
    row: ExceptionRow, workflow: SiteFrame.Workflow, resolution: String? = nil, rule: String, ruleName: String,
    conditions: [ConditionRow] = [], steps: [String] = [], links: [Link] = [], customer: [CustomerFact] = [],
    customerReason: String? = nil, story: [StoryEntry] = [], actions: [ActionRow] = [],
    evidence: [EvidenceRow] = [], related: [ExceptionRow] = [], commands: [Command]? = nil
  ) {
    self.row = row
    self.workflow = workflow
    self.resolution = resolution
    self.rule = rule
    self.ruleName = ruleName
    self.conditions = conditions
    self.steps = steps
    self.links = links
    self.customer = customer
    self.customerReason = customerReason
    self.story = story
    self.actions = actions
    self.evidence = evidence
    self.related = related
    self.commands = commands ?? Command.standard(for: row.id)
  }
}

/// A condition of a rule with what was found.
public struct ConditionRow: Sendable {
  /// The field in words: `Due`.
  public var field: String
  /// What was found: `Nov 18, 17:00`.
  public var value: String
  /// What it is held against: `before now`.
  public var threshold: String
  /// Whether it held; nil when it could not be told.
  public var met: Bool?

  /// A condition; see the properties.
  public init(_ field: String, value: String, threshold: String, met: Bool?) {
    self.field = field
    self.value = value
    self.threshold = threshold
    self.met = met
  }
}

/// One thing that a system knows about the customer.
public struct CustomerFact: Sendable {
  /// `Orders`.
  public var label: String
  /// `5, first on Mar 2`.
  public var value: String
  /// Which system says so: `Shopify`.
  public var source: String

  /// A fact; see the properties.
  public init(_ label: String, _ value: String, source: String) {
    self.label = label
    self.value = value
    self.source = source
  }
}

/// One entry of an exception's timeline.
public struct StoryEntry: Sendable {
  /// When.
  public var at: Instant
  /// What Tend saw or did, or a person: `Opened: due time passed`.
  public var what: String
  /// Who did it; nil for Tend.
  public var by: String?
  /// The commit that holds it, in hex.
  public var commit: String?
  /// Where to see that commit; http or https. nil: only the hash is shown.
  public var url: String?
  /// The page of the run in which it happened, as a path from the site's root; see ``SitePath``. nil: none.
  public var path: String?

  /// An entry; see the properties.
  public init(
    at: Instant, _ what: String, by: String? = nil, commit: String? = nil, url: String? = nil, path: String? = nil
  ) {
    self.at = at
    self.what = what
    self.by = by
    self.commit = commit
    self.url = url
    self.path = path
  }
}

/// An action of an exception.
public struct ActionRow: Sendable {
  /// What it does: `Slack alert`.
  public var label: String
  /// Where: `#vip-orders`.
  public var target: String
  /// What became of it.
  public var state: PlannedAction.State
  /// Why, for failed, unknown and skipped: `preview`; for planned ones that a cap holds back: `cap`.
  public var reason: String?
  /// When its state was last changed.
  public var at: Instant?
  /// The action's key.
  public var key: String
  /// Where to see its effect.
  public var url: String?

  /// A row; see the properties.
  public init(
    _ label: String, target: String, state: PlannedAction.State, reason: String? = nil, at: Instant? = nil, key: String,
    url: String? = nil
  ) {
    self.label = label
    self.target = target
    self.state = state
    self.reason = reason
    self.at = at
    self.key = key
    self.url = url
  }
}

/// A field of the evidence, when the exception was opened and now.
public struct EvidenceRow: Sendable {
  /// The field: `fulfillment`.
  public var field: String
  /// Its value when the exception was opened; nil when it was absent.
  public var then: String?
  /// Its value now; nil when it is absent.
  public var now: String?

  /// A row; see the properties.
  public init(_ field: String, then: String?, now: String?) {
    self.field = field
    self.then = then
    self.now = now
  }
}

/// A command ready to copy.
public struct Command: Sendable, Equatable {
  /// What it does: `Acknowledge`.
  public var label: String
  /// The command line.
  public var text: String

  /// A command; see the properties.
  public init(_ label: String, _ text: String) {
    self.label = label
    self.text = text
  }

  /// The commands for an exception; none when the id has a character that a shell could take for its own.
  ///
  /// - Parameter owner: who does it, as tend.yml names them; nil leaves that to the machine's user.
  public static func standard(for id: String, by owner: String? = nil) -> [Command] {
    let allowed = id.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
    }
    guard allowed, id.utf8.first.map({ $0 != 0x2D }) ?? false else { return [] }
    let isPlain = owner?.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    let by = isPlain == true ? owner.map { " --by \($0)" } ?? "" : ""
    let shards = id.dropFirst(3).prefix(2).map { "\($0)/" }.joined()
    return [
      Command("Acknowledge", "tend ack \(id)\(by)"),
      Command("Assign", "tend assign \(id) OWNER\(by)"),
      Command("Snooze", "tend snooze \(id) 2d\(by)"),
      Command("Resolve", "tend resolve \(id) --reason handled\(by)"),
      Command("Explain", "tend explain \(id)"),
      Command("Show its history", "git -C data log -p -- exceptions/\(shards)\(id).json"),
    ]
  }
}
