import Records

/// Reading what QuickBooks says has changed and was deleted.
extension QuickBooksRead {
  /// Reads what changed; everything where there was more than goes into one answer, since a deletion may be among the rest and
  /// queries show none.
  mutating func changes(since: Instant, swept: Instant) async throws(SyncError) -> Coverage {
    let told = try await told(since)
    var changes = told.changes
    let seen = min(changes.time, context.asOf)
    // The last full read began after the others.
    let recent = changes.deleted.filter { $0.at.map { $0 >= swept } ?? true }
    let gone = try await confirmed(recent.map(\.deletion), &changes)
    let deleted = gone.filter(\.entity.isRecord).map { $0.entity.recordID($0.id) }
    let lostPayments = recent.filter { !$0.deletion.entity.isRecord && gone.contains($0.deletion) }.map(\.at)
    let voidings = voidings(changes.rows).filter { $0 >= swept }
    if told.isCut || !areTold(lostPayments + voidings, changes) {
      let state = QuickBooksCursor.Full(stream.kind)
      if !deleted.isEmpty { try await give(Mapped(deleted: deleted), .full(state)) }
      return try await full(state)
    }

    let payments = changes.rows.filter { !$0.entity.isRecord }
    let rows = changes.rows.filter { $0.entity.isRecord }
    let paid = paid(by: payments.map(\.row))
    let known = rows.compactMap { (try? $0.row.text("Id")) } + gone.filter { $0.entity == .invoice }.map(\.id)
    var mapped = try await map(rows, known: payments.map(\.row))
    mapped.deleted = deleted
    // One that an invoice waits for is among these already.
    for one in paid.unread where !mapped.quarantined.contains(one) { mapped.quarantined.append(one) }
    return try await give(
      mapped, andAgain: paid.invoices.subtracting(known).sorted(by: precedes), knowing: payments.map(\.row),
      .changes(since: since, swept: swept),
      then: .changes(since: seen - QuickBooksConnection.overlap, swept: swept), asOf: seen)
  }

  /// Hands over what changed, and then invoices of which only a payment did, a page at a time. Until all was given the cursor
  /// stays, so that after a kill the same is told again.
  private mutating func give(
    _ changed: Mapped, andAgain ids: [String], knowing payments: [Answer], _ begin: QuickBooksCursor,
    then end: QuickBooksCursor, asOf: Instant
  ) async throws(SyncError) -> Coverage {
    var (mapped, isWhole) = (changed, changed.isWhole)
    for start in stride(from: 0, to: ids.count, by: pageOfIDs) {
      try await give(mapped, begin)
      let some = Array(ids[start..<min(start + pageOfIDs, ids.count)])
      let (rows, areAll) = try await books.rows(.invoice, ids: some, limit: limits.page)
      if !areAll { sink.tell(QuickBooksDiagnostics.short(.invoice)) }
      mapped = try await map(rows.map { (.invoice, $0) }, known: payments)
      isWhole = isWhole && areAll && mapped.isWhole
    }
    try await give(mapped, isWhole ? end : .full(.init(stream.kind)))
    return coverage(isWhole ? .incremental : .partial, asOf: asOf)
  }

  private var pageOfIDs: Int { min(500, limits.page) }

  // MARK: What is told

  /// What changed, and whether something may be missing from it. Where one answer is not enough for all sorts, each is asked
  /// for by itself.
  private func told(_ since: Instant) async throws(SyncError) -> (changes: QuickBooksBooks.Changes, isCut: Bool) {
    let entities = QuickBooksEntity.changing(stream.kind)
    let all = try await books.changes(entities, since: since)
    if all.count < limits.changes { return (all, false) }
    if entities.count == 1 { return (all, true) }
    var changes = QuickBooksBooks.Changes(time: all.time)
    var isCut = false
    for entity in entities {
      let some = try await books.changes([entity], since: since)
      isCut = isCut || some.count >= limits.changes
      changes.rows += some.rows
      changes.deleted += some.deleted
    }
    return (changes, isCut)
  }

  /// Those that are really gone: things have been called deleted that were not. What is still there counts as changed.
  private func confirmed(
    _ deleted: [QuickBooksDeletion], _ changes: inout QuickBooksBooks.Changes
  ) async throws(SyncError) -> [QuickBooksDeletion] {
    var gone: [QuickBooksDeletion] = []
    let size = min(100, limits.page)
    for entity in QuickBooksEntity.changing(stream.kind) {
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

  // MARK: Payments

  /// The invoices that changed payments name, and those payments that can't be read.
  private func paid(by payments: [Answer]) -> (invoices: Set<String>, unread: [Quarantined]) {
    var (ids, unread): (Set<String>, [Quarantined]) = ([], [])
    for row in payments {
      do throws(MappingProblem) { ids.formUnion(try QuickBooksPayment(row, terms).invoices) } catch {
        unread.append(error.quarantined("\(stream.name) \(Self.shown(row, .payment))"))
      }
    }
    return (ids, unread)
  }

  /// When payments were made void, which name no invoice any more.
  private func voidings(_ rows: [(entity: QuickBooksEntity, row: Answer)]) -> [Instant] {
    rows.filter { !$0.entity.isRecord && (try? QuickBooksPayment($0.row, terms).isVoided) == true }
      .compactMap { (try? $0.row.stamp("LastUpdatedTime")) }
  }

  /// Whether each payment that went at one of these moments is told of by an invoice, too: what is owed changes with it. One
  /// that went without paid nothing, or something that nobody names any more; then everything has to be read.
  private func areTold(_ moments: [Instant?], _ changes: QuickBooksBooks.Changes) -> Bool {
    if moments.isEmpty { return true }
    let told =
      changes.rows.filter { $0.entity == .invoice }.map { (try? $0.row.stamp("LastUpdatedTime")) }
      + changes.deleted.filter { $0.deletion.entity == .invoice }.map(\.at)
    guard let last = told.compactMap({ $0 }).max() else { return false }
    return moments.allSatisfy { $0.map { $0 - .minutes(1) <= last } ?? false }
  }
}
