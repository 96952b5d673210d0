import Records

/// One read of a stream: the window it asks for, how far it is, and what it hands over.
///
/// A window ends a minute before the earlier of the two clocks, so that what is being written while it is read
/// belongs to the next one; and it begins some minutes before the last one ended, for what the store showed late.
struct BigCommerceRead {
  static let margin = Span.minutes(1)
  static let overlap = Span.minutes(5)

  let sink: any RecordSink
  let stream: RecordStream
  let asOf: Instant
  /// Where the last window ended; nil where everything is read.
  let since: Instant?
  var scan: BigCommerceCursor.Scan
  /// Watches checkouts.
  var watched: BigCommerceCursor
  /// Whether the cursor has to be moved even if nothing was found.
  var hasToMove: Bool

  var isFull: Bool { since == nil }

  /// The first moment that is asked for.
  var from: Instant? { since.map { $0 - Self.overlap } }

  /// Whether the last window ended so lately that there is none to read.
  var isIdle: Bool { since.map { scan.until <= $0 } ?? false }

  /// Hands over what was read, with the cursor behind it.
  mutating func take(_ records: [MappedRecord], _ quarantined: [Quarantined]) async throws(SyncError) {
    scan.lacks = scan.lacks || !quarantined.isEmpty
    let cursor = BigCommerceCursor(since: since, scan: scan, open: watched.open)
    try await sink.take(RecordBatch(records: records, quarantined: quarantined, cursor: Cursor(cursor.json)))
    hasToMove = true
  }

  /// Hands over the last of it, and says what all of it proves.
  ///
  /// A window that is known to lack rows is read again by the next run; a full read goes on with what changes from
  /// here.
  mutating func finish(
    _ records: [MappedRecord], _ quarantined: [Quarantined], fields: [String], missing: Missing?
  ) async throws(SyncError) -> Coverage {
    scan.lacks = scan.lacks || !quarantined.isEmpty
    if hasToMove || !records.isEmpty || !quarantined.isEmpty {
      let end = missing == nil ? scan.until : since ?? scan.until
      let cursor = BigCommerceCursor(since: end, open: watched.open)
      try await sink.take(RecordBatch(records: records, quarantined: quarantined, cursor: Cursor(cursor.json)))
    }
    if let missing {
      sink.tell(BigCommerceDiagnostics.fewer(stream.name, seen: missing.seen, counted: missing.counted))
    }
    if scan.lacks { sink.tell(BigCommerceDiagnostics.unmapped(stream.name)) }
    return coverage(fields, isWhole: missing == nil && !scan.lacks)
  }

  /// What a read proves that found nothing to ask for.
  func coverage(_ fields: [String], isWhole: Bool = true) -> Coverage {
    let verdict: Coverage.Verdict = !isWhole ? .partial : isFull ? .complete : .incremental
    return Coverage(verdict: verdict, fields: fields.sorted(by: precedes), asOf: asOf)
  }
}

/// Rows that the store counts and did not show.
struct Missing: Equatable {
  var seen: Int
  var counted: Int
}

extension BigCommerceConnection {
  /// Finds out what a read has to ask for.
  func begin(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> BigCommerceRead {
    sink.begin(stream.name)
    let known = cursor.flatMap { BigCommerceCursor($0.json, asOf: context.asOf) }
    if cursor != nil, known == nil { sink.tell(BigCommerceDiagnostics.cursor(stream.name)) }
    let resumed = known?.scan
    let until: Instant
    if let resumed {
      until = resumed.until
    } else {
      until = min(try await api.clock(), context.asOf) - BigCommerceRead.margin
    }
    return BigCommerceRead(
      sink: sink, stream: stream, asOf: context.asOf, since: known?.since,
      scan: resumed ?? BigCommerceCursor.Scan(until: until), watched: known ?? BigCommerceCursor(since: nil),
      hasToMove: known?.since == nil || resumed != nil)
  }
}
