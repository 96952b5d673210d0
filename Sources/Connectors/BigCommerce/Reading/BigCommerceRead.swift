import Records

/// One read of a stream: the window it asks for, how far it is, and what it hands over.
///
/// A window ends a minute before the earlier of the two clocks, so that what is being written while it is read
/// belongs to the next one; and it begins some minutes before the last one ended, for what the store showed late.
struct BigCommerceRead {
  static let margin = Span.minutes(1)
  static let overlap = Span.minutes(5)
  /// After so long everything is read, of streams that tell of no deletion and can be read whole in few requests.
  static let sweep = Span.days(7)

  let sink: any RecordSink
  let stream: RecordStream
  let asOf: Instant
  /// Where the last window ended; nil where everything is read.
  let since: Instant?
  var scan: BigCommerceCursor.Scan
  /// Watches checkouts.
  var watched: BigCommerceCursor
  /// By how many rows the read before this one came short; nil where there is none to be made good.
  let short: Int?
  /// When everything was last read; nil while it is, and for streams of which that is not done again.
  let swept: Instant?
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
    let cursor = BigCommerceCursor(since: since, scan: scan, open: watched.open, short: short, swept: swept)
    try await sink.take(RecordBatch(records: records, quarantined: quarantined, cursor: Cursor(cursor.json)))
    hasToMove = true
  }

  /// Hands over the last of it, and says what all of it proves.
  ///
  /// A window that is known to lack rows is read again by the next run. A full read is too, as long as that brings
  /// something: what the store counts and never shows is not waited for.
  mutating func finish(
    _ records: [MappedRecord], _ quarantined: [Quarantined], fields: [String], missing: Missing?
  ) async throws(SyncError) -> Coverage {
    scan.lacks = scan.lacks || !quarantined.isEmpty
    let isToRepeat = missing.map { !isFull || $0.lacking < short ?? .max } ?? false
    // What lacks is noted, so that the next read is not taken for one that found nothing new.
    if hasToMove || isToRepeat || !records.isEmpty || !quarantined.isEmpty {
      let next = isToRepeat ? since : scan.until
      let cursor = BigCommerceCursor(
        since: next, open: watched.open, short: isToRepeat ? missing?.lacking : nil,
        swept: isFull && stream.isSwept ? next : swept)
      try await sink.take(RecordBatch(records: records, quarantined: quarantined, cursor: Cursor(cursor.json)))
    }
    if let missing {
      sink.tell(BigCommerceDiagnostics.fewer(stream.name, missing, isToRepeat: isToRepeat))
    }
    if scan.lacks { sink.tell(BigCommerceDiagnostics.unmapped(stream.name)) }
    return coverage(fields, isShort: missing != nil)
  }

  /// What a read proves that came as far as it could.
  func coverage(_ fields: [String], isShort: Bool = false) -> Coverage {
    // A checkout that became an order is in no list of checkouts any more, so its absence says nothing; nor does what was
    // set aside.
    let isProof = isFull && stream.kind != .checkout && !scan.lacks
    let verdict: Coverage.Verdict = isShort ? .partial : isProof ? .complete : .incremental
    return Coverage(verdict: verdict, fields: fields.sorted(by: precedes), asOf: asOf)
  }
}

/// Rows that the store counts and did not show.
struct Missing: Equatable {
  var seen: Int
  var counted: Int
  /// By how many the two differ.
  var lacking: Int { abs(counted - seen) }
}

extension RecordStream {
  /// Whether everything is read from time to time. Shipments would take a request an order, and refunds never go.
  fileprivate var isSwept: Bool { kind == .order || kind == .customer }
}

extension BigCommerceConnection {
  /// Finds out what a read has to ask for.
  func begin(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> BigCommerceRead {
    sink.begin(stream.name)
    var known = cursor.flatMap { BigCommerceCursor($0.json, asOf: context.asOf) }
    if cursor != nil, known == nil { sink.tell(BigCommerceDiagnostics.cursor(stream.name)) }
    if let swept = known?.swept, known?.scan == nil, context.asOf - swept >= BigCommerceRead.sweep { known = nil }
    let resumed = known?.scan
    let until: Instant
    if let resumed {
      until = resumed.until
    } else {
      until = min(try await api.clock(), context.asOf) - BigCommerceRead.margin
    }
    // A cursor from before such reads were made begins to count now.
    let isUnswept = stream.isSwept && known?.swept == nil
    return BigCommerceRead(
      sink: sink, stream: stream, asOf: context.asOf, since: known?.since,
      scan: resumed ?? BigCommerceCursor.Scan(until: until), watched: known ?? BigCommerceCursor(since: nil),
      short: known?.short, swept: isUnswept && known?.since != nil ? until : known?.swept,
      hasToMove: known?.since == nil || resumed != nil || known?.short != nil || isUnswept)
  }
}
