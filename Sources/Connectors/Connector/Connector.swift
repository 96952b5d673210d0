public import Records

/// A system that Tend can read from.
///
/// What an author writes: a descriptor, a check, and a read that maps the system's answers in one pure function a
/// stream. Retry of single requests, staging, comparison, pseudonyms and the shrink guard are not the author's work.
public protocol Connector: Sendable {
  /// What the system is and what it offers.
  static var descriptor: SystemDescriptor { get }
  /// The streams of this connection as it is configured.
  var streams: [RecordStream] { get }
  /// Looks whether a run would succeed, without reading records: what `tend doctor` prints.
  func check() async -> ConnectionReport
  /// A name for the whole that a read from `cursor` would hand over, where it replaces all that was read before; nil where
  /// reads add up. What is left of an interrupted read of another whole is thrown away.
  func whole(_ stream: RecordStream, from cursor: Cursor?) throws(SyncError) -> String?
  /// Reads what is new since `cursor` into `sink`, batch by batch, and says what that proves about the stream.
  ///
  /// Going on from the cursor of any batch the sink has taken must lose nothing and repeat nothing.
  func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage
}

extension Connector {
  /// Reads add up, unless a connector says otherwise.
  public func whole(_ stream: RecordStream, from cursor: Cursor?) throws(SyncError) -> String? { nil }
}

/// One kind of record of one connection.
public struct RecordStream: Sendable, Hashable {
  /// The name, unique in its connection: `orders`.
  public var name: String
  /// What its records are about.
  public var kind: Kind

  /// A stream; its name is the kind's unless given.
  public init(_ kind: Kind, name: String? = nil) {
    self.kind = kind
    self.name = name ?? kind.stream
  }
}

/// What a system is, for the registry, `tend doctor` and the documentation.
public struct SystemDescriptor: Sendable, Hashable {
  /// The word in `tend.yml`: `csv`.
  public var name: String
  /// The name on screen.
  public var title: String
  /// One sentence on what it reads.
  public var summary: String
  /// The kinds of record it can supply.
  public var kinds: [Kind]
  /// How far back the system shows anything; nil when there is no limit.
  public var horizon: Span?
  /// How its accounts are entered; nil for files.
  public var service: Service?
  /// What can be done there; empty where Tend only reads.
  public var actions: [ActionOffer]

  /// A descriptor of its parts.
  public init(
    name: String, title: String, summary: String, kinds: [Kind], horizon: Span? = nil, service: Service? = nil,
    actions: [ActionOffer] = []
  ) {
    self.actions = actions
    self.service = service
    self.name = name
    self.title = title
    self.summary = summary
    self.kinds = kinds
    self.horizon = horizon
  }
}

/// What a check of a connection found.
public struct ConnectionReport: Sendable, Equatable {
  /// What would keep a run from succeeding.
  public var problems: [Diagnostic]
  /// What an operator should know, though a run would succeed.
  public var notices: [Diagnostic]
  /// Plain facts, one a line: `orders_export-*.csv: 42 files, newest 2026-11-22`.
  public var facts: [String]
  /// What the account's owner has not granted, of the scopes that the system's ``Service`` names. Each is told as a problem
  /// or a notice too, with the code `<system>.scope` where it is a problem.
  public var missing: [Service.Scope]

  /// A report of its parts.
  public init(
    problems: [Diagnostic] = [], notices: [Diagnostic] = [], facts: [String] = [], missing: [Service.Scope] = []
  ) {
    self.problems = problems
    self.notices = notices
    self.facts = facts
    self.missing = missing
  }
}
