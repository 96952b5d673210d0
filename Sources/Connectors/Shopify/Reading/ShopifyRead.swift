import HTTP
import Records

/// How much of a list is asked for.
struct ShopifyListSizes: Sendable {
  /// From how many nodes on a list is read in bulk; nil for what each list says.
  var bulkFrom: Int?
  /// After so many nodes a list is begun anew from where it stands.
  var window = 10_000
  /// Shopify shows no more nodes of one list, and says nothing of those that follow.
  var limit = 25_000
}

/// Reads a stream page by page. What it keeps between pages is in ``ShopifyWalker``.
struct ShopifyRead: Sendable {
  let client: ShopifyClient
  let shop: ShopifyShop
  let asOf: Instant
  let sink: any RecordSink
  let timing: Timing
  var lists = ShopifyListSizes()

  /// Reads everything from `start` on and hands it over; all there is where something known is gone.
  func run<Source: ShopifySource>(
    _ source: Source.Type, from start: ShopifyCursor
  ) async throws(SyncError) -> Coverage {
    let sweep = ShopifySweep(self, source)
    var start = start
    if let sweep, !start.isFull, start.known == nil, sweep.isDue(start) { start = ShopifyCursor() }
    while true {
      if let coverage = try await pass(source, from: start, sweep) { return coverage }
      start = ShopifyCursor()
    }
  }

  /// One read; nil for an increment after which something known is not there any more.
  private func pass<Source: ShopifySource>(
    _ source: Source.Type, from start: ShopifyCursor, _ sweep: ShopifySweep?
  ) async throws(SyncError) -> Coverage? {
    // Only what was there before the first page can be counted on.
    let shortBefore = start.short
    var start = start
    var told = start.isAtStart ? try await count(source) : start.told
    var bulk: ShopifyBulkOutcome?
    if let way = source.bulk,
      start.bulk != nil || told.map({ start.isAtStart && $0 >= lists.bulkFrom ?? way.from }) ?? false
    {
      var reading = ShopifyBulkRead<Source>(self, way, from: start, told: told)
      let outcome = try await reading.run()
      (start, told, bulk) = (outcome.next, outcome.told, outcome)
    }
    if bulk?.counted == nil { start.told = told }
    var walker = ShopifyWalker<Source>(read: self, start: start)
    var quarantined = bulk?.quarantined ?? 0
    var (short, isToRepeat) = (0, false)
    // What changed after a bulk operation was counted with it.
    var counted: Int { bulk?.counted ?? walker.counted }
    while var page = try await walker.next() {
      if walker.isCutOff {
        // A bulk operation shows all of them. Another full read begins anew, since this one would stop here for ever.
        guard start.isFull else { return nil }
        try await sink.take(RecordBatch(records: [], quarantined: [], cursor: ShopifyCursor().cursor))
        throw .data(.tooMany(source.kind.stream, lists.limit))
      }
      if source.kind == .refund { try await ShopifyArrivals(client: client).add(to: &page.nodes) }
      if walker.isOver, let sweep {
        if start.isFull {
          try await sweep.begin(&walker.position)
        } else if try await !sweep.holds(&walker.position) {
          return nil
        }
      }
      if walker.isOver, let told, counted < told {
        short = told - counted
        // As long as that brings something: what Shopify counts and never shows is not waited for.
        isToRepeat = short < shortBefore ?? .max
        if isToRepeat { walker.leaveAll(short: short) }
      }
      let batch = batch(page, of: source, cursor: walker.position)
      quarantined += batch.quarantined.count
      try await sink.take(batch)
    }
    var hidden = walker.hidden
    if source.kind == .shipment {
      var parcels = ShopifyParcels(read: self, parts: walker.parts)
      try await parcels.lookAgain(walker.position, but: walker.readParcels)
      hidden = source.parts.filter { !parcels.parts.contains($0) }
    }
    var verdict: Coverage.Verdict = start.isFull || source.walk == .whole ? .complete : .incremental
    if short > 0 {
      sink.tell(.fewer(source.kind.stream, read: counted, told: counted + short, isToRepeat: isToRepeat))
      verdict = .partial
    } else if shortBefore != nil, told == nil, verdict == .complete {
      // Gone on with after an interruption, so nobody counted whether what was missing came.
      verdict = .incremental
    }
    if walker.wasCut || bulk?.wasCut == true { verdict = .partial }
    return coverage(source, verdict, quarantined: quarantined, hidden: hidden)
  }

  private func coverage<Source: ShopifySource>(
    _ source: Source.Type, _ found: Coverage.Verdict, quarantined: Int, hidden: [ShopifyPart]
  ) -> Coverage {
    var verdict = found
    if verdict == .complete, quarantined > 0 || hidden.contains(where: \.hasRecords) { verdict = .incremental }
    if let horizon = shop.horizon, verdict == .complete {
      sink.tell(.horizon(source.kind.stream, since: horizon))
      // A young refund of an old order is not shown either, so its absence says nothing.
      if source.kind != .order { verdict = .incremental }
    }
    let missing = Set(hidden.flatMap(\.fields))
    return Coverage(
      verdict: verdict, createdSince: source.root == "orders" ? shop.horizon : source.kept.map { asOf - $0 },
      fields: source.fields.filter { !missing.contains($0) }.sorted(by: precedes), asOf: asOf,
      hidesPeople: hidden.contains { $0.isPersonal })
  }

  // MARK: Mapping

  func batch<Source: ShopifySource>(
    _ page: ShopifyPage, of source: Source.Type, cursor: ShopifyCursor
  ) -> RecordBatch {
    var batch = RecordBatch(records: [], quarantined: [], cursor: cursor.cursor)
    for node in page.nodes {
      do throws(MappingProblem) {
        for piece in try source.pieces(Answer(node)) {
          map(piece, of: Answer(node), source, into: &batch)
        }
      } catch {
        batch.quarantined.append(quarantined(node, source, error))
      }
    }
    for _ in 0..<page.strange {
      batch.quarantined.append(quarantined([:], source, MappingProblem(.wrongType)))
    }
    return batch
  }

  func map<Source: ShopifySource>(
    _ piece: Answer, of node: Answer, _ source: Source.Type, into batch: inout RecordBatch
  ) {
    do throws(MappingProblem) {
      if let record = try source.map(piece, of: node, in: shop) { batch.records.append(record) }
    } catch {
      batch.quarantined.append(quarantined(node.object, source, error))
    }
  }

  private func quarantined<Source: ShopifySource>(
    _ node: JSONObject, _ source: Source.Type, _ problem: MappingProblem
  ) -> Quarantined {
    let id = try? Answer(node).text("legacyResourceId")
    let known = id.flatMap { isPlainID($0) ? " \($0)" : nil } ?? ""
    return problem.quarantined(source.root + known)
  }

  // MARK: Counting

  /// Whether a node is one of those that were counted.
  func isCounted(_ node: JSONObject) -> Bool {
    guard let horizon = shop.horizon, let created = try? Answer(node).instant("createdAt") else { return true }
    return created >= horizon
  }

  /// How many nodes there are, or at least are; nil where that can't be asked.
  private func count<Source: ShopifySource>(_ source: Source.Type) async throws(SyncError) -> Int? {
    guard let field = source.count else { return nil }
    // With a horizon, what lies behind it may be counted though it is not shown.
    let horizon = source.root == "orders" ? shop.horizon : nil
    return try await count(field, horizon.map { "created_at:>='\($0)'" })
  }

  /// The same of those that a search finds.
  func count(_ field: String, _ query: String?) async throws(SyncError) -> Int? {
    var variables = JSONObject()
    variables.put("query", query)
    let reply = try await client.ask(
      "query TendCount($query: String) { \(field)(query: $query, limit: null) { count precision } }", variables)
    if let problem = reply.problems.first {
      // What can't be asked may be done without; what went wrong this time may not.
      if case .retry = problem.error(field) { throw problem.error(field) }
      return nil
    }
    guard let count = reply.data[field]?.object?["count"]?.integer, count >= 0 else {
      throw .data(.contract("It gave no number for \(field)."))
    }
    return count
  }
}
