public import Records

/// The context of the list of runs. Split into pages of 100 rows, newest first.
public struct RunsPage: Sendable {
  /// The runs in any order; the page sorts them newest first.
  public var runs: [RunRow]
  /// How many there are in all.
  public var total: Int

  /// A list of runs; all there are unless `total` says otherwise.
  public init(runs: [RunRow], total: Int? = nil) {
    self.runs = runs
    self.total = max(total ?? 0, runs.count)
  }
}

/// A run as one row.
public struct RunRow: Sendable {
  /// The run's id.
  public var id: String
  /// When its clock stood.
  public var at: Instant
  /// The worst verdict of its streams.
  public var health: Health
  /// Records created, updated and deleted.
  public var changes: Int
  /// Exceptions opened.
  public var opened: Int
  /// Exceptions resolved.
  public var resolved: Int
  /// Actions confirmed.
  public var sent: Int
  /// What was decided and not done, over all reasons.
  public var suppressed: Int
  /// How long it took, in milliseconds.
  public var milliseconds: Int?
  /// Its last commit, in hex.
  public var commit: String?
  /// Whether the site has a page for it.
  public var hasPage: Bool

  /// A row; see the properties.
  public init(
    id: String, at: Instant, health: Health, changes: Int = 0, opened: Int = 0, resolved: Int = 0, sent: Int = 0,
    suppressed: Int = 0, milliseconds: Int? = nil, commit: String? = nil, hasPage: Bool = true
  ) {
    self.id = id
    self.at = at
    self.health = health
    self.changes = changes
    self.opened = opened
    self.resolved = resolved
    self.sent = sent
    self.suppressed = suppressed
    self.milliseconds = milliseconds
    self.commit = commit
    self.hasPage = hasPage
  }
}

/// The context of `runs/<run-id>.html`: a receipt for people.
public struct RunPage: Sendable {
  /// The run as in the list.
  public var row: RunRow
  /// Its commits, in hex, in order.
  public var commits: [String]
  /// The configuration's hash the run used.
  public var configHash: String
  /// Tend's version at that run.
  public var version: String
  /// Its steps.
  public var steps: [RunStep]
  /// What each stream proved.
  public var coverage: [StreamRow]
  /// What was not done, by reason.
  public var suppressed: [Suppressed]
  /// Failures in words, redacted by whoever fills this in.
  public var problems: [String]

  /// A page; see the properties.
  public init(
    row: RunRow, commits: [String] = [], configHash: String, version: String, steps: [RunStep] = [],
    coverage: [StreamRow] = [], suppressed: [Suppressed] = [], problems: [String] = []
  ) {
    self.row = row
    self.commits = commits
    self.configHash = configHash
    self.version = version
    self.steps = steps
    self.coverage = coverage
    self.suppressed = suppressed
    self.problems = problems
  }
}

/// What was suppressed for one reason.
public struct Suppressed: Sendable {
  /// What: `Slack alert`, `VIP order`.
  public var what: String
  /// Why: `quiet hours`.
  public var reason: String
  /// How many.
  public var count: Int

  /// A row; see the properties.
  public init(_ what: String, reason: String, count: Int) {
    self.what = what
    self.reason = reason
    self.count = count
  }
}

/// What a sync proved about a stream.
public struct StreamRow: Sendable {
  /// `orders`; with the connection before it on a run's page: `shopify/orders`.
  public var stream: String
  /// The verdict.
  public var health: Health
  /// The first day of the range that is covered; nil: from the beginning, or not known.
  public var from: Day?
  /// How many records stand.
  public var records: Figure
  /// Since when the data stands; nil when it was never read.
  public var asOf: Instant?
  /// Rows that could not be mapped.
  public var quarantined: Int
  /// Why the verdict is what it is: `3 of 5 pages read, then HTTP 500`.
  public var note: String?
  /// The command that accepts the stream as it is; nil when there is nothing to accept.
  public var accept: String?

  /// A row; see the properties.
  public init(
    _ stream: String, health: Health, from: Day? = nil, records: Figure, asOf: Instant?, quarantined: Int = 0,
    note: String? = nil, accept: String? = nil
  ) {
    self.stream = stream
    self.health = health
    self.from = from
    self.records = records
    self.asOf = asOf
    self.quarantined = quarantined
    self.note = note
    self.accept = accept
  }
}
