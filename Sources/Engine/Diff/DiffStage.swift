internal import Connectors
internal import Index
internal import Ledger
internal import Records

/// Decides what of the staged streams is believed, writes it into pages, and tells every change.
struct DiffStage {
  let session: Session
  let staging: StagingStore
  let head: Commit?
  let builder: CommitBuilder
  let run: RunID

  /// What became of one stream.
  struct Outcome {
    var receipt: Receipt.StreamReceipt
    var state: SourceState.StreamState?
    var step: PageStep?
    var trouble: Diagnostic?
    /// What was set aside, in words; nil when all was understood.
    var notice: Diagnostic?
    /// Whether what is staged was taken over or thrown away, and can go.
    var isDone: Bool
    /// What was taken out because its system said so.
    var deleted: [RecordAddress] = []
  }

  /// Takes one stream over, or holds it back.
  ///
  /// - Parameters:
  ///   - known: The index before the run: where a record stands now.
  ///   - report: Called with every change.
  func take(
    _ sync: StreamSync, state: SourceState.StreamState?, step: PageStep?, known: IndexView,
    report: @escaping (Change) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Outcome {
    var outcome = Outcome(receipt: Receipt.StreamReceipt(), state: state, step: step, isDone: false)
    outcome.receipt.files = sync.sources
    guard var coverage = sync.coverage else { return failed(sync, outcome) }
    // A window without a single row proves nothing about the records in it.
    if coverage.verdict == .complete, coverage.createdSince != nil, sync.staged == 0 { coverage.verdict = .incremental }
    outcome.isDone = true
    outcome.receipt.read = sync.staged
    let quarantined = try Session.diagnosed { try staging.quarantinedCount(sync.stream.fullName) }
    outcome.receipt.quarantined = quarantined
    if sync.staged == 0, sync.deleted.isEmpty, quarantined == 0,
      sync.cursor == nil || sync.cursor?.json == state?.cursor,
      sync.stream.connection.isFiles || state.map({ $0.coverage.verdict != .failed }) ?? false
    {
      // Nothing new to read: the last state stands, and its cursor too; a failure that went away is over. What was read in
      // part stays so, since it may lie behind the cursor. Of a system that was never read this is the first read.
      if outcome.state?.held == "failing" {
        outcome.state?.held = nil
        outcome.state?.troubleSince = nil
      }
      // Files say themselves how old they are; a system that answers is up to date.
      if !sync.stream.connection.isFiles { outcome.state?.renew(coverage.asOf) }
      return outcome
    }
    outcome.receipt.verdict = coverage.verdict
    let stored = state?.records ?? 0
    let today = session.settings.zone.day(of: run.at)
    if coverage.verdict == .complete, let state {
      let standing = try coverage.createdSince.map { since throws(Diagnostic) in
        try Session.diagnosed {
          try known.count(connection: sync.stream.connection.name, kind: sync.stream.kind, since: since)
        }
      }
      if shrink.holds(
        offered: sync.staged, stored: standing ?? state.records, peaks: standing == nil ? state.peaks : [],
        accepted: state.accepted, today: today)
      {
        return held(outcome, sync, state, from: standing ?? state.records, to: sync.staged)
      }
      let kept = try kept(sync.stream, since: coverage.createdSince, known)
      if shrink.holds(
        kept: kept, of: standing ?? state.records, offered: sync.staged, accepted: state.accepted)
      {
        return held(outcome, sync, state, from: standing ?? state.records, to: kept, getsOthers: true)
      }
    }
    let deleted = try standing(sync.deleted, sync.stream, outcome.step, known)
    if coverage.verdict != .complete, let state, !deleted.isEmpty {
      // A system that says that most of what it had is deleted is believed no more than one that shows it no more.
      let left = max(0, state.records - deleted.count)
      if shrink.holds(
        offered: left, stored: state.records, peaks: state.peaks, accepted: state.accepted, today: today)
      {
        return held(outcome, sync, state, from: state.records, to: left)
      }
    }
    outcome.deleted = deleted.keys.map {
      RecordAddress(connection: sync.stream.connection.name, kind: sync.stream.kind, id: $0)
    }
    let diff = try write(sync, coverage, &outcome, deleted: deleted, known: known, report: report)
    var next = SourceState.StreamState(
      cursor: sync.cursor?.json ?? state?.cursor ?? JSONObject(), coverage: coverage,
      records: stored + diff.created - diff.deleted)
    // What a person accepted is the new measure.
    next.peaks = shrink.peaks(state?.accepted == nil ? state?.peaks ?? [] : [], adding: next.records, on: today)
    (next.quarantined, next.quarantine) = (state?.quarantined ?? 0, state?.quarantine ?? [])
    next.quarantinedAt = state?.quarantinedAt
    let rows = try Session.diagnosed { try staging.quarantined(sync.stream.fullName, limit: 20) }
    outcome.notice = rows.first.map { setAside(quarantined, first: $0, of: sync) }
    next.setAside(quarantined, rows, of: sync.sources, complete: coverage.verdict == .complete, at: run.at)
    // A file that was read is done with; what a system has not changed may be read again.
    outcome.state = sync.stream.connection.isFiles ? next : state.map { next.replacing($0) } ?? next
    outcome.receipt.created = diff.created
    outcome.receipt.updated = diff.updated
    outcome.receipt.deleted = diff.deleted
    return outcome
  }

  private func setAside(_ count: Int, first: Quarantined, of sync: StreamSync) -> Diagnostic {
    let file = "\(sync.stream.connection.name)/\(first.source)"
    let line = first.line.map { ", line \(grouped($0))" } ?? ""
    return Diagnostic(
      .source, code: "sync.rows-set-aside",
      "\(counted(count, "row", "rows")) of \(sync.stream.fullName) could not be mapped and \(count == 1 ? "is" : "are") left out",
      reason: "The first is in \(file)\(line): \(DashboardWords.reason(of: first)).",
      hints: ["Mend the export, or the mapping in tend.yml; see each with its reason: tend doctor"], location: file)
  }

  private var shrink: ShrinkGuard {
    let settings = session.configuration.shrink
    return ShrinkGuard(share: settings.share, records: settings.records, days: settings.days)
  }

  private func failed(_ sync: StreamSync, _ outcome: Outcome) -> Outcome {
    var outcome = outcome
    outcome.trouble = sync.trouble
    outcome.receipt.verdict = .failed
    outcome.receipt.held = sync.trouble?.code
    // Nothing was ever read: the failure is known all the same.
    var state =
      outcome.state
      ?? SourceState.StreamState(
        cursor: JSONObject(), coverage: Coverage(verdict: .failed, fields: [], asOf: run.at), records: 0)
    state.troubleSince = state.troubleSince ?? run.at
    state.held = "failing"
    outcome.state = state
    return outcome
  }

  private func held(
    _ outcome: Outcome, _ sync: StreamSync, _ state: SourceState.StreamState, from standing: Int, to offered: Int,
    getsOthers: Bool = false
  ) -> Outcome {
    var (outcome, state) = (outcome, state)
    state.held = "shrank"
    state.offered = offered
    state.troubleSince = state.troubleSince ?? run.at
    outcome.state = state
    outcome.receipt.held = "shrank"
    outcome.receipt.verdict = .partial
    outcome.trouble = Diagnostic(
      .source, code: "sync.shrank",
      getsOthers
        ? "\(sync.stream.fullName) would keep \(grouped(offered)) of \(counted(standing, "record", "records")) and get others"
        : "\(sync.stream.fullName) would shrink from \(grouped(standing)) to \(counted(offered, "record", "records"))",
      reason: "That is more than the shrink guard believes; the last good snapshot stands and nothing was deleted.",
      hints: [
        "Look at the newest export: was it cut short or filtered?",
        "If the records are really gone: tend accept \(sync.stream.fullName)",
      ], location: sync.stream.fullName)
    return outcome
  }

  /// How many of the records that stand are staged again.
  private func kept(_ stream: ConfiguredStream, since: Instant?, _ known: IndexView) throws(Diagnostic) -> Int {
    var kept = 0
    try forEachStaged(of: stream) { row in
      let address = RecordAddress(connection: stream.connection.name, kind: stream.kind, id: row.id)
      guard let record = try known.record(address) else { return }
      if let since, record.created.map({ $0 < since }) ?? true { return }
      kept += 1
    }
    return kept
  }

  /// Goes through what is staged of a stream, asking the index about it.
  private func forEachStaged(
    of stream: ConfiguredStream, _ body: (StagedRow) throws -> Void
  ) throws(Diagnostic) {
    try Session.diagnosed {
      try session.index.diagnosed { try staging.forEachInPageOrder(stream.fullName, body) }
    }
  }

  /// Of records that were told to be deleted those that stand, each with its page.
  private func standing(
    _ ids: [String], _ stream: ConfiguredStream, _ step: PageStep?, _ known: IndexView
  ) throws(Diagnostic) -> [String: String] {
    guard !ids.isEmpty, let step, let head else { return [:] }
    let layout = PageLayout(step: step)
    var pages: [String: String] = [:]
    try Session.diagnosed {
      for id in ids {
        let address = RecordAddress(connection: stream.connection.name, kind: stream.kind, id: id)
        guard let slot = try known.record(address)?.slot else { continue }
        pages[id] = layout.page(of: id, created: stream.kind.creationField == nil ? nil : day(slot))
      }
    }
    // The index leaves copies of orders out; those are looked for.
    guard pages.count < ids.count, stream.kind == .order, session.copiesOrders(stream.connection) else { return pages }
    let wanted = Set(ids)
    let folder = try PageLayout.path(connection: stream.connection.name, stream: stream.name)
    for file in try ledger.files(under: folder, in: head.tree) {
      for line in try Page.parse(ledger.read(blob: file.blob)) where wanted.contains(line.id) {
        pages[line.id] = String(file.path.dropFirst(folder.utf8.count + 1))
      }
    }
    return pages
  }

  private struct Counts {
    var created = 0
    var updated = 0
    var deleted = 0
  }

  private func write(
    _ sync: StreamSync, _ coverage: Coverage, _ outcome: inout Outcome, deleted: [String: String], known: IndexView,
    report: @escaping (Change) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Counts {
    let stream = sync.stream
    let step: PageStep
    if let known = outcome.step { step = known } else { step = try firstStep(stream) }
    outcome.step = step
    var counts = Counts()
    let told: (Change) throws(Diagnostic) -> Void = { (change: Change) throws(Diagnostic) in
      if change.before == nil {
        counts.created += 1
      } else if change.after == nil {
        counts.deleted += 1
      } else {
        counts.updated += 1
      }
      try report(change)
    }
    let layout = PageLayout(step: step)
    var diff = StreamDiff(
      connection: stream.connection.name, kind: stream.kind,
      folder: try PageLayout.path(connection: stream.connection.name, stream: stream.name),
      layout: layout, coverage: coverage, ledger: ledger, old: head, builder: builder,
      moved: outcome.state == nil ? [:] : try moved(stream, layout, known), deleted: deleted, report: told)
    try Session.diagnosed {
      try staging.forEachInPageOrder(stream.fullName) { row in
        try diff.take(StreamDiff.Staged(id: row.id, slot: row.slot, line: row.line))
      }
      try diff.finish()
    }
    return counts
  }

  private var ledger: Ledger { session.ledger }

  /// How a new stream is paged: from its own rate.
  private func firstStep(_ stream: ConfiguredStream) throws(Diagnostic) -> PageStep {
    let extent = try Session.diagnosed { try staging.extent(stream.fullName) }
    guard stream.kind.creationField != nil else { return .fitting(records: extent.count, days: nil) }
    let days = extent.slots.map { slots in min(slots.upperBound, slots.lowerBound + 36_500) - slots.lowerBound + 1 }
    return .fitting(records: extent.count, days: days ?? 1)
  }

  /// Staged records whose creation time is not what it was, with the page they stand on now.
  private func moved(
    _ stream: ConfiguredStream, _ layout: PageLayout, _ known: IndexView
  ) throws(Diagnostic) -> [String: String] {
    guard stream.kind.creationField != nil else { return [:] }
    var moved: [String: String] = [:]
    try forEachStaged(of: stream) { row in
      let address = RecordAddress(connection: stream.connection.name, kind: stream.kind, id: row.id)
      guard let slot = try known.record(address)?.slot, slot != row.slot else { return }
      let old = layout.page(of: row.id, created: day(slot))
      if old != layout.page(of: row.id, created: day(row.slot)) { moved[row.id] = old }
    }
    return moved
  }

  private func day(_ slot: Int) -> Day? { slot == RecordSealer.undated ? nil : Day(number: slot) }
}
