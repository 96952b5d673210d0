import Records

/// One read of one stream.
struct QuickBooksRead {
  private let context: ServiceContext
  private let limits: QuickBooksConnection.Limits
  private let settings: QuickBooksSettings
  private let stream: RecordStream
  private let sink: any RecordSink
  private let books: QuickBooksBooks
  /// The currency that the books are kept in, once it was asked for.
  private var home: String?
  /// Rows of the second that a page ended with, which come again with the next.
  private var ties: Set<String> = []

  init(
    _ connection: QuickBooksConnection, _ settings: QuickBooksSettings, _ stream: RecordStream, _ sink: any RecordSink
  ) {
    context = connection.context
    limits = connection.limits
    self.settings = settings
    self.stream = stream
    self.sink = sink
    books = QuickBooksBooks(context: connection.context)
  }

  // MARK: Everything

  /// Reads all there is in the order of creation, which no change moves.
  mutating func full(_ beginning: QuickBooksCursor.Full) async throws(SyncError) -> Coverage {
    var state = beginning
    while true {
      let entity = state.place.entity
      let page = try await self.page(&state.place)
      if state.began == nil { state.began = min(page.time, context.asOf) }
      let mapped = try await map(page.rows.map { (entity, $0) })
      state.aside += mapped.quarantined.count
      if page.isLast {
        try await compare(&state, end: page.end)
        guard let next = entity.next else { return try await finish(state, mapped) }
        state.place = QuickBooksPlace(next)
      }
      try await give(mapped, .full(state))
    }
  }

  private mutating func finish(
    _ state: QuickBooksCursor.Full, _ last: Mapped
  ) async throws(SyncError) -> Coverage {
    let began = state.began ?? context.asOf
    let next: QuickBooksCursor =
      state.agrees
      ? .changes(since: began - QuickBooksConnection.overlap, swept: began) : .full(.init(stream.kind))
    try await give(last, next)
    return coverage(!state.agrees ? .partial : state.aside > 0 ? .incremental : .complete, asOf: began)
  }

  /// Holds what was read of one sort against what QuickBooks counts.
  private func compare(_ state: inout QuickBooksCursor.Full, end: Instant?) async throws(SyncError) {
    let entity = state.place.entity
    // What was created since is not meant.
    let count = try await books.count(entity, before: end.map { $0 + Span(seconds: 1) })
    guard count != state.place.counted else { return }
    state.agrees = false
    sink.tell(QuickBooksDiagnostics.disagrees(entity, read: state.place.counted, counted: count))
  }

  // MARK: Changes

  /// Reads what QuickBooks says has changed and was deleted; everything where there was more than goes into one answer, since
  /// a deletion may be among the rest and queries show none.
  mutating func changes(since: Instant, swept: Instant) async throws(SyncError) -> Coverage {
    let entities = QuickBooksEntity.of(stream.kind)
    var changes = try await books.changes(entities, since: since)
    let seen = min(changes.time, context.asOf)
    let isCut = changes.count >= limits.changes
    // The last full read began after the others.
    let recent = changes.deleted.filter { $0.at.map { $0 >= swept } ?? true }.map(\.deletion)
    let gone = try await confirmed(recent, &changes).map { $0.entity.recordID($0.id) }
    if isCut {
      let state = QuickBooksCursor.Full(stream.kind)
      if !gone.isEmpty { try await give(Mapped(deleted: gone), .full(state)) }
      return try await full(state)
    }
    let next = seen - QuickBooksConnection.overlap
    var mapped = try await map(changes.rows)
    mapped.deleted = gone
    try await give(mapped, .changes(since: next, swept: swept))
    return coverage(.incremental, asOf: seen)
  }

  /// Those that are really gone: things have been called deleted that were not. What is still there counts as changed.
  private func confirmed(
    _ deleted: [QuickBooksDeletion], _ changes: inout QuickBooksBooks.Changes
  ) async throws(SyncError) -> [QuickBooksDeletion] {
    var gone: [QuickBooksDeletion] = []
    let size = min(100, limits.page)
    for entity in QuickBooksEntity.of(stream.kind) {
      let ids = deleted.filter { $0.entity == entity }.map(\.id)
      for start in stride(from: 0, to: ids.count, by: size) {
        let some = Array(ids[start..<min(start + size, ids.count)])
        let there = try await books.rows(
          QuickBooksQuery(entity: entity, conditions: [.ids(some)], limit: limits.page)
        ).rows
        let found = Set(there.compactMap { (try? $0.text("Id")) })
        changes.rows += there.map { (entity, $0) }
        // What can't be read may be one of them.
        if there.contains(where: { (try? $0.text("Id")) == nil }) { continue }
        gone += some.filter { !found.contains($0) }.map { QuickBooksDeletion(entity, $0) }
      }
    }
    return gone
  }

  // MARK: A page

  private struct Page {
    /// Those that did not come before.
    var rows: [Answer]
    var isLast: Bool
    /// The stamp it ends with, else the one it began with.
    var end: Instant?
    var time: Instant
  }

  /// Reads the page at a place, and moves the place behind it.
  private mutating func page(_ place: inout QuickBooksPlace) async throws(SyncError) -> Page {
    let answer = try await books.rows(place.query(limit: limits.page))
    let stamps = try QuickBooksStamps.of(answer.rows, from: place.from, answer.request)
    let (before, start) = (place.from, place.start)
    let isLast = !place.pass(stamps, limit: limits.page)
    let fresh = answer.rows.filter { !ties.contains(Self.version($0)) }
    if start > 1, !isLast, fresh.isEmpty {
      throw QuickBooksBooks.shape("The same page came twice.", answer.request)
    }
    if isLast || place.from != before { ties = [] }
    if !isLast {
      for (row, stamp) in zip(answer.rows, stamps) where stamp == place.from { ties.insert(Self.version(row)) }
    }
    return Page(rows: fresh, isLast: isLast, end: stamps.last ?? before, time: answer.time)
  }

  /// What tells one state of one thing from all others.
  private static func version(_ row: Answer) -> String {
    let stamp = try? row.child("MetaData")?.text("LastUpdatedTime")
    return [try? row.text("Id"), try? row.text("SyncToken"), stamp].map { $0 ?? "" }.joined(separator: "/")
  }

  // MARK: Records

  private struct Mapped {
    var records: [MappedRecord] = []
    var deleted: [String] = []
    var quarantined: [Quarantined] = []
  }

  private mutating func map(_ rows: [(entity: QuickBooksEntity, row: Answer)]) async throws(SyncError) -> Mapped {
    if home == nil, rows.contains(where: { $0.row.object["CurrencyRef"] == nil }) {
      home = try await books.homeCurrency() ?? context.currency
    }
    let terms = QuickBooksTerms(
      home: home ?? context.currency, zone: context.zone, numbersAreOrders: settings.numbersAreOrders,
      site: settings.site)
    var mapped = Mapped()
    for (entity, row) in rows {
      do throws(MappingProblem) {
        mapped.records.append(try terms.record(entity, row))
      } catch {
        mapped.quarantined.append(error.quarantined("\(stream.name) \(Self.shown(row, entity))"))
      }
    }
    return mapped
  }

  /// The id of something that can't be mapped, if it is fit to be shown.
  private static func shown(_ row: Answer, _ entity: QuickBooksEntity) -> String {
    guard let id = (try? row.text("Id")), id.utf8.count <= 20, id.utf8.allSatisfy(isDigit) else {
      return "\(entity.rawValue) without an id"
    }
    return entity.recordID(id)
  }

  private func give(_ mapped: Mapped, _ cursor: QuickBooksCursor) async throws(SyncError) {
    try await sink.take(
      RecordBatch(
        records: mapped.records, deleted: mapped.deleted, quarantined: mapped.quarantined, cursor: cursor.cursor))
  }

  private func coverage(_ verdict: Coverage.Verdict, asOf: Instant) -> Coverage {
    Coverage(verdict: verdict, fields: QuickBooksTerms.fields(of: stream.kind), asOf: asOf)
  }
}

/// The stamps of a page's rows, by which one goes on.
enum QuickBooksStamps {
  /// A row whose stamp can't be read has that of the row before it.
  ///
  /// - Throws: where they go down, or none can be read.
  static func of(_ rows: [Answer], from: Instant?, _ request: String) throws(SyncError) -> [Instant] {
    let key = "CreateTime"
    let read = rows.map { (try? $0.child("MetaData")?.instant(key)) }
    guard var last = from ?? read.compactMap({ $0 }).first else {
      if rows.isEmpty { return [] }
      throw QuickBooksBooks.shape("No row of a page has a readable \(key).", request)
    }
    if !rows.isEmpty, read.allSatisfy({ $0 == nil }) {
      throw QuickBooksBooks.shape("No row of a page has a readable \(key).", request)
    }
    var stamps: [Instant] = []
    for stamp in read {
      let stamp = stamp ?? last
      if stamp < last { throw QuickBooksBooks.shape("Rows come in another order than was asked for.", request) }
      last = stamp
      stamps.append(stamp)
    }
    return stamps
  }
}
