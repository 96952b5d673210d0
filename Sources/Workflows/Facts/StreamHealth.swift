public import Records

/// How well one stream of a connection is known right now: what absence in it may mean.
public struct StreamHealth: Sendable, Hashable {
  /// The connection's name.
  public var connection: String
  /// The stream's name.
  public var stream: String
  /// What its records are about.
  public var kind: Kind
  /// The store that the connection belongs to.
  public var store: String
  /// What the last sync proved.
  public var verdict: Coverage.Verdict
  /// The moment that the published records describe; nil when nothing was ever read.
  public var asOf: Instant?
  /// After how long the records are too old for a conclusion from absence.
  public var staleAfter: Span
  /// Records created before this can't be read; nil when the history is whole.
  public var historyBegins: Instant?
  /// Since when syncs fail without a success between; nil while they don't.
  public var failingSince: Instant?
  /// How many records the stream had and would have, when a sync was refused because it shrank; nil otherwise.
  public var shrink: Shrink?
  /// How many rows of the last sync could not be mapped.
  public var quarantined: Int
  /// When somebody has to connect the system again, as it says; told of by one stream of a connection.
  public var accessEnds: Instant?
  /// Whether the records follow from those of another stream: then that one is what can be old, failing or missing.
  public var isInferred = false

  /// A refused loss of records.
  public struct Shrink: Sendable, Hashable {
    /// How many there are.
    public var from: Int
    /// How many there would be.
    public var to: Int

    /// A loss of its parts.
    public init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// The health of a stream.
  public init(
    connection: String, stream: String, kind: Kind, store: String = "main", verdict: Coverage.Verdict,
    asOf: Instant?, staleAfter: Span = .hours(36), historyBegins: Instant? = nil, failingSince: Instant? = nil,
    shrink: Shrink? = nil, quarantined: Int = 0
  ) {
    self.connection = connection
    self.stream = stream
    self.kind = kind
    self.store = store
    self.verdict = verdict
    self.asOf = asOf
    self.staleAfter = staleAfter
    self.historyBegins = historyBegins
    self.failingSince = failingSince
    self.shrink = shrink
    self.quarantined = quarantined
  }

  /// `connection/stream`.
  public var name: String { "\(connection)/\(stream)" }

  /// When the records become too old; nil when there are none.
  public var staleAt: Instant? { asOf.map { $0 + staleAfter } }
}
