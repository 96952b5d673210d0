/// What a sync proved about a stream: absence is evidence only inside of this.
public struct Coverage: Sendable, Hashable {
  /// How much of the stream was seen.
  public enum Verdict: String, Sendable, CaseIterable {
    /// Every record in the range was read; a record not seen is gone.
    case complete
    /// What changed was read; nothing is known about the rest.
    case incremental
    /// Some of it could not be read; nothing may be concluded from absence.
    case partial
    /// Nothing usable was read.
    case failed
  }

  /// How much was seen.
  public var verdict: Verdict
  /// Records created before this were not asked for; nil when the range has no beginning.
  public var createdSince: Instant?
  /// Canonical fields that were read, sorted; others are neither compared nor cleared.
  public var fields: [String]
  /// The moment the answer describes.
  public var asOf: Instant
  /// Whether some of who a record is about, or of its private fields, was not shown: what is known of them stands.
  public var hidesPeople: Bool

  /// A coverage of its parts.
  public init(
    verdict: Verdict, createdSince: Instant? = nil, fields: [String], asOf: Instant, hidesPeople: Bool = false
  ) {
    self.verdict = verdict
    self.createdSince = createdSince
    self.fields = fields
    self.asOf = asOf
    self.hidesPeople = hidesPeople
  }
}

/// A piece of a source that could not be mapped. It holds no value of the row, which may be personal.
public struct Quarantined: Sendable, Hashable {
  /// The file or page, as the operator knows it.
  public var source: String
  /// The line of the file on which the row begins, from 1; nil where there are no lines.
  public var line: Int?
  /// A stable code: `bad-date`, `bad-amount`, `missing-id`, `row-too-short`.
  public var reason: String
  /// The column that did not fit; nil when it is about the whole row.
  public var column: String?

  /// A quarantined piece of its parts.
  public init(source: String, line: Int?, reason: String, column: String? = nil) {
    self.source = source
    self.line = line
    self.reason = reason
    self.column = column
  }
}

/// A record created, updated or deleted between two snapshots.
public struct Change: Sendable, Equatable {
  /// The record.
  public var address: RecordAddress
  /// Its state before; nil when created.
  public var before: JSONObject?
  /// Its state after; nil when deleted.
  public var after: JSONObject?

  /// A change of its parts.
  public init(address: RecordAddress, before: JSONObject?, after: JSONObject?) {
    self.address = address
    self.before = before
    self.after = after
  }

  /// The names of the fields that differ, in canonical order.
  public var fields: [String] {
    let keys = Set((before?.keys ?? []) + (after?.keys ?? []))
    return keys.filter { before?[$0] != after?[$0] }.sorted(by: precedes)
  }
}
