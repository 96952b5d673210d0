internal import Records

/// `sources/<connection>.json`: how far each stream of a connection was read and how it fares.
struct SourceState: Sendable, Equatable {
  /// One stream's part.
  struct StreamState: Sendable, Equatable {
    /// Where the next sync goes on; the connector's own.
    var cursor: JSONObject
    /// What the last usable sync proved.
    var coverage: Coverage
    /// Records stored now.
    var records: Int
    /// The highest count of each recent day, newest last; the shrink guard measures against it.
    var peaks: [Peak] = []
    /// Why the last good snapshot stands although newer data was offered: a stable code; nil when all is well.
    var held: String?
    /// The count that was offered and held back.
    var offered: Int?
    /// Since when it is held or failing.
    var troubleSince: Instant?
    /// The count that a person accepted although it shrank; the next sync may go down to it.
    var accepted: Int?
    /// How many rows could not be mapped lately; see ``setAside(_:_:complete:at:)``.
    var quarantined = 0
    /// When the last of them was met.
    var quarantinedAt: Instant?
    /// The first of them.
    var quarantine: [Quarantined] = []
    /// What the connector has told the operator: a code and where, `csv.file-late orders-2026-11-01.csv`. Each is told once.
    var notices: [String] = []

    /// The moment that the data describes; nil when nothing was ever read.
    var asOf: Instant? { coverage.verdict == .failed && coverage.fields.isEmpty ? nil : coverage.asOf }
  }

  /// The highest number of records on one day.
  struct Peak: Sendable, Equatable {
    var day: Day
    var records: Int
  }

  /// By stream name.
  var streams: [String: StreamState] = [:]
  /// When somebody has to connect the system again, as it says; nil where it does not.
  var accessEnds: Instant?

  static func path(of connection: String) -> String { "sources/\(connection).json" }

  var json: JSONObject {
    var json: JSONObject = ["streams": .object(JSONObject(streams.map { ($0, .object($1.json)) }))]
    json["access_ends"] = accessEnds.map { .string($0.description) }
    return json
  }

  init() {}

  init(json: JSONObject, location: String) throws(Diagnostic) {
    accessEnds = json["access_ends"]?.instant
    for member in json["streams"]?.object?.members ?? [] {
      guard let state = member.value.object.flatMap(StreamState.init(json:)) else {
        throw Diagnostic(
          .ledger, code: "ledger.source-unreadable", "The state of stream \(member.key) can't be read",
          reason: "The file was edited by hand or damaged.",
          hints: ["Restore it from an earlier commit: git -C data log -- \(location)"], location: "data/\(location)")
      }
      streams[member.key] = state
    }
  }
}

extension SourceState.StreamState {
  /// How far `coverage.asOf` may lag behind a read in which nothing had changed: a quiet run commits its receipt alone.
  static let renewal = Span.hours(6)

  /// Learns that the records are as they were at `moment` too.
  mutating func renew(_ moment: Instant) {
    if moment >= coverage.asOf + Self.renewal { coverage.asOf = moment }
  }

  /// This state, or `last` where nothing but the moment of the read tells them apart; going on from the cursor of `last`
  /// only reads again what had not changed.
  func replacing(_ last: Self) -> Self {
    var same = self
    same.cursor = last.cursor
    same.peaks = last.peaks
    same.coverage.asOf = last.coverage.asOf
    // A horizon moves with the clock.
    if coverage.createdSince != nil, last.coverage.createdSince != nil {
      same.coverage.createdSince = last.coverage.createdSince
    }
    // Notices are told of after this.
    same.notices = last.notices
    // What was not read in full may have left its reason in the cursor.
    guard same == last, coverage.verdict != .partial else { return self }
    return coverage.asOf < last.coverage.asOf + Self.renewal ? last : self
  }

  /// How long rows that could not be mapped are shown when nothing tells whether they were mended.
  static let quarantineKept = Span.days(7)

  /// Takes what a sync could not map. A complete read replaces what was known; otherwise a row of an earlier file stays
  /// in sight for a week, since no later file says that it was mended.
  ///
  /// - Parameter files: What was read: of a file that was read again, what it held before is no more.
  mutating func setAside(
    _ count: Int, _ rows: [Quarantined], of files: [String], complete: Bool, at now: Instant
  ) {
    let mended = quarantine.count { files.contains($0.source) }
    quarantine.removeAll { files.contains($0.source) }
    // Only the first rows are known by file: when none of them is left, none is taken to be.
    quarantined = quarantine.isEmpty && mended > 0 ? 0 : max(quarantine.count, quarantined - mended)
    let lapsed = quarantinedAt.map { $0 + Self.quarantineKept <= now } ?? true
    if complete || lapsed {
      (quarantined, quarantine) = (0, [])
    }
    quarantined += count
    quarantine = Array((rows + quarantine).prefix(20))
    quarantinedAt = quarantined == 0 ? nil : count > 0 ? now : quarantinedAt
  }

  var json: JSONObject {
    var json: JSONObject = [
      "cursor": .object(cursor), "coverage": .object(coverage.json), "records": .integer(records),
      "peaks": .array(peaks.map { ["day": .string($0.day.description), "records": .integer($0.records)] }),
    ]
    json["held"] = held.map { .string($0) }
    json["offered"] = offered.map { .integer($0) }
    json["trouble_since"] = troubleSince.map { .string($0.description) }
    json["accepted"] = accepted.map { .integer($0) }
    json["notices"] = notices.isEmpty ? nil : .array(notices.map { .string($0) })
    if quarantined > 0 {
      json["quarantined"] = .integer(quarantined)
      json["quarantined_at"] = quarantinedAt.map { .string($0.description) }
      json["quarantine"] = .array(quarantine.map { .object($0.json) })
    }
    return json
  }

  init?(json: JSONObject) {
    guard let cursor = json["cursor"]?.object, let coverage = json["coverage"]?.object.flatMap(Coverage.init(json:)),
      let records = json["records"]?.integer
    else { return nil }
    self.init(cursor: cursor, coverage: coverage, records: records)
    for peak in json["peaks"]?.array ?? [] {
      guard let day = peak.object?["day"]?.day, let records = peak.object?["records"]?.integer else { return nil }
      peaks.append(SourceState.Peak(day: day, records: records))
    }
    held = json["held"]?.string
    offered = json["offered"]?.integer
    troubleSince = json["trouble_since"]?.instant
    accepted = json["accepted"]?.integer
    notices = json["notices"]?.array?.compactMap(\.string) ?? []
    quarantined = json["quarantined"]?.integer ?? 0
    quarantinedAt = json["quarantined_at"]?.instant
    quarantine = json["quarantine"]?.array?.compactMap { $0.object.flatMap(Quarantined.init(json:)) } ?? []
  }
}

extension Coverage {
  var json: JSONObject {
    var json: JSONObject = [
      "verdict": .string(verdict.rawValue), "fields": .array(fields.map { .string($0) }),
      "as_of": .string(asOf.description),
    ]
    json["created_since"] = createdSince.map { .string($0.description) }
    json["hides_people"] = hidesPeople ? true : nil
    return json
  }

  init?(json: JSONObject) {
    guard let verdict = json["verdict"]?.string.flatMap(Verdict.init), let asOf = json["as_of"]?.instant else {
      return nil
    }
    self.init(
      verdict: verdict, createdSince: json["created_since"]?.instant,
      fields: json["fields"]?.array?.compactMap(\.string) ?? [], asOf: asOf,
      hidesPeople: json["hides_people"]?.bool ?? false)
  }
}

extension Quarantined {
  var json: JSONObject {
    var json: JSONObject = ["source": .string(source), "reason": .string(reason)]
    json["line"] = line.map { .integer($0) }
    json["column"] = column.map { .string($0) }
    return json
  }

  init?(json: JSONObject) {
    guard let source = json["source"]?.string, let reason = json["reason"]?.string else { return nil }
    self.init(source: source, line: json["line"]?.integer, reason: reason, column: json["column"]?.string)
  }
}
