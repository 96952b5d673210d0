public import Records

/// The context of `systems.html`: what is connected, how well it was read, what was left aside.
public struct SystemsPage: Sendable {
  /// The connections, in order.
  public var systems: [SystemSection]
  /// Rows that could not be mapped; the page shows the first 200.
  public var quarantine: [QuarantineRow]
  /// How many there are in all.
  public var quarantineTotal: Int
  /// What was there before Tend began to watch: counted, never alerted.
  public var backlog: [BacklogRow]
  /// Rules that could not be evaluated, with the reason.
  public var notEvaluated: [NotEvaluated]

  /// A page; see the properties.
  public init(
    systems: [SystemSection], quarantine: [QuarantineRow] = [], quarantineTotal: Int? = nil,
    backlog: [BacklogRow] = [], notEvaluated: [NotEvaluated] = []
  ) {
    self.systems = systems
    self.quarantine = quarantine
    self.quarantineTotal = quarantineTotal ?? quarantine.count
    self.backlog = backlog
    self.notEvaluated = notEvaluated
  }
}

/// One connection.
public struct SystemSection: Sendable {
  /// The system's title and how it stands.
  public var chip: SystemChip
  /// How far back it can be read, and other limits in words.
  public var limits: String?
  /// What is wrong, in words.
  public var problem: String?
  /// How to mend it: imperative sentences.
  public var remedies: [String]
  /// Its streams.
  public var streams: [StreamRow]

  /// A section; see the properties.
  public init(
    chip: SystemChip, limits: String? = nil, problem: String? = nil, remedies: [String] = [],
    streams: [StreamRow] = []
  ) {
    self.chip = chip
    self.limits = limits
    self.problem = problem
    self.remedies = remedies
    self.streams = streams
  }
}

/// A row that could not be mapped.
public struct QuarantineRow: Sendable {
  /// The file or stream: `orders_export.csv`.
  public var file: String
  /// The line, from 1; nil where there are no lines.
  public var line: Int?
  /// The reason in words.
  public var reason: String

  /// A row; see the properties.
  public init(_ file: String, line: Int?, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }
}

/// What one rule would have opened had it looked at the past.
public struct BacklogRow: Sendable {
  /// The rule in words.
  public var rule: String
  /// How many.
  public var count: Int
  /// What they are worth, one amount a currency.
  public var stake: [Amount]
  /// The day of the oldest.
  public var oldest: Day?

  /// A row; see the properties.
  public init(_ rule: String, count: Int, stake: [Amount] = [], oldest: Day? = nil) {
    self.rule = rule
    self.count = count
    self.stake = stake
    self.oldest = oldest
  }
}
