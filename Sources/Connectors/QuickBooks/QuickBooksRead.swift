import Records

/// One read of one stream.
struct QuickBooksRead {
  let context: ServiceContext
  let limits: QuickBooksConnection.Limits
  private let settings: QuickBooksSettings
  let stream: RecordStream
  let sink: any RecordSink
  let books: QuickBooksBooks
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
      if !mapped.isWhole { state.lacking += 1 }
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
      state.isToRepeat
      ? .full(.init(stream.kind, short: state.lacking))
      : .changes(since: began - QuickBooksConnection.overlap, swept: began)
    try await give(last, next)
    return coverage(state.lacking > 0 ? .partial : state.aside > 0 ? .incremental : .complete, asOf: began)
  }

  /// Holds what was read of one sort against what QuickBooks counts.
  private func compare(_ state: inout QuickBooksCursor.Full, end: Instant?) async throws(SyncError) {
    let entity = state.place.entity
    // What was created since is not meant.
    let before = end.map { [QuickBooksQuery.Condition.before($0 + Span(seconds: 1))] } ?? []
    let count = try await books.count(entity, where: before)
    guard count != state.place.counted else { return }
    state.lacking += abs(count - state.place.counted)
    sink.tell(
      QuickBooksDiagnostics.disagrees(
        entity, read: state.place.counted, counted: count, isToRepeat: state.isToRepeat))
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

  struct Mapped {
    var records: [MappedRecord] = []
    var deleted: [String] = []
    var quarantined: [Quarantined] = []
    /// Whether all is there that QuickBooks counts of what was asked for by id.
    var isWhole = true
  }

  /// Makes records of rows, of invoices with their payments.
  /// - Parameter known: payments that are there already.
  mutating func map(
    _ rows: [(entity: QuickBooksEntity, row: Answer)], known: [Answer] = []
  ) async throws(SyncError) -> Mapped {
    if home == nil, rows.contains(where: { $0.row.object["CurrencyRef"] == nil }) {
      home = try await books.homeCurrency() ?? context.currency
    }
    let terms = self.terms
    let payments = try await QuickBooksPayments(
      of: rows.filter { $0.entity == .invoice }.map(\.row), known: known, from: books, terms, limit: limits.page)
    var mapped = Mapped(isWhole: payments.areWhole)
    if !payments.areWhole { sink.tell(QuickBooksDiagnostics.short(.payment)) }
    for (row, problem) in payments.unread {
      mapped.quarantined.append(problem.quarantined("\(stream.name) \(Self.shown(row, .payment))"))
    }
    for (entity, row) in rows {
      do throws(MappingProblem) {
        let payment = (try? row.text("Id")).flatMap { payments.newest[$0] }
        if let record = try terms.record(entity, row, paidBy: payment) { mapped.records.append(record) }
      } catch {
        mapped.quarantined.append(error.quarantined("\(stream.name) \(Self.shown(row, entity))"))
      }
    }
    return mapped
  }

  var terms: QuickBooksTerms {
    QuickBooksTerms(
      home: home ?? context.currency, zone: context.zone, numbersAreOrders: settings.numbersAreOrders,
      site: settings.site)
  }

  /// The id of something that can't be mapped, if it is fit to be shown.
  static func shown(_ row: Answer, _ entity: QuickBooksEntity) -> String {
    guard let id = (try? row.text("Id")), id.utf8.count <= 20, id.utf8.allSatisfy(isDigit) else {
      return "\(entity.rawValue) without an id"
    }
    return entity.recordID(id)
  }

  func give(_ mapped: Mapped, _ cursor: QuickBooksCursor) async throws(SyncError) {
    try await sink.take(
      RecordBatch(
        records: mapped.records, deleted: mapped.deleted, quarantined: mapped.quarantined, cursor: cursor.cursor))
  }

  func coverage(_ verdict: Coverage.Verdict, asOf: Instant) -> Coverage {
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
