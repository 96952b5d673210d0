internal import Connectors
internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// One run: sync, diff, detect, plan, commit. The dashboard is built after it.
final class Run {
  let session: Session
  let id: RunID
  let staging: StagingStore
  /// The commit that the run goes on top of: HEAD, which a person may move while the run fetches.
  private(set) var head: Commit?
  var manifest: Manifest
  var receipt: Receipt
  var troubles: [Diagnostic] = []
  /// What the operator should know and was not told before.
  var notices: [Diagnostic] = []
  /// Whether nothing is kept of what the run does.
  private let isDry: Bool
  /// What would be open after a dry run.
  private(set) var foreseen: OpenExceptions?
  /// Records that their system said are deleted, and that this run took out.
  private(set) var deleted: Set<RecordAddress> = []
  /// Exceptions that changed, for the dashboard.
  var changedExceptions: Set<String> = []
  /// The receipt as it was committed, so that the index holds the same bytes when it is made anew.
  private var sealedReceipt: (whole: [UInt8], brief: [UInt8]) = ([], [])
  /// Writes personal data while the run goes on.
  private let aside = Aside()
  private var sources: [String: SourceState] = [:]
  private var oldSources: [String: SourceState] = [:]

  var now: Instant { session.setting.now }

  /// - Parameter isDry: Do everything but keep nothing; what waits in staging is left alone.
  init(_ session: Session, isDry: Bool = false) throws(Diagnostic) {
    self.session = session
    self.isDry = isDry
    head = try session.ledger.head()
    try session.ledger.requireClock(session.setting.now)
    manifest = try Run.manifest(session)
    staging = try Session.diagnosed {
      try StagingStore(path: isDry ? session.workspace.dryStaging : session.workspace.staging)
    }
    let last = try Session.diagnosed { try session.index.read { try $0.runs(limit: 1).first } }
    let counter = last.flatMap { RunID($0.id) }.map { $0.at == session.setting.now ? $0.counter + 1 : 1 } ?? 1
    id = RunID(at: session.setting.now, counter: counter)
    receipt = Receipt(run: id, version: session.setting.version, configuration: session.configurationHash)
    receipt.previous = last?.id
    receipt.recovered = session.recovered
    sources = try session.sources(at: head)
    oldSources = sources
  }

  private static func manifest(_ session: Session) throws(Diagnostic) -> Manifest {
    try session.manifest() ?? Manifest(keyFingerprint: session.pseudonyms.fingerprint)
  }

  /// Goes on from where HEAD is now, which a hand edit moved while the run was fetching; needs the ledger's lock.
  private func meetHead() throws(Diagnostic) {
    let newest = try session.ledger.head()
    if newest?.id == head?.id { return }
    head = newest
    manifest = try Run.manifest(session)
    sources = try session.sources(at: head)
    oldSources = sources
  }

  /// Fetches what is new into staging.
  func sync() async -> [StreamSync] {
    let start = session.setting.milliseconds()
    let results = await SyncStage(session: session, staging: staging, sources: sources).run()
    receipt.durations["sync"] = session.setting.milliseconds() - start
    receipt.requests = session.services.requests
    return results
  }

  /// Takes over what was fetched, finds what needs attention, and commits all of it.
  ///
  /// - Returns: The commit; nil in a dry run.
  func commit(_ syncs: [StreamSync]) throws(Diagnostic) -> Commit? {
    defer { aside.wait() }
    let lock = try session.lockLedger()
    defer { lock.release() }
    try meetHead()
    for connection in session.connections {
      guard let ends = session.accessEnds(of: connection) else { continue }
      sources[connection.settings.name, default: SourceState()].accessEnds = ends
    }
    let builder = try session.ledger.beginCommit(on: head)
    var finished: [StreamSync] = []
    var made: Commit?
    do {
      try session.index.write { tx in
        finished = try self.takeOver(syncs, builder, tx)
        try self.session.finishCheck()
        self.receipt.recovered = self.session.recovered
        if self.isDry {
          self.foreseen = try OpenExceptions(tx, now: now)
          throw DryRun()
        }
        try self.aside.finish()
        let commit = try self.seal(builder)
        try self.noteRun(commit, tx)
        made = commit
        return ((), commit.id.description)
      }
    } catch is DryRun {
      builder.abandon()
      return nil
    } catch let diagnostic as Diagnostic {
      builder.abandon()
      throw diagnostic
    } catch {
      builder.abandon()
      throw Diagnostic(.fault, code: "fault.unexpected", "The run went wrong", reason: "\(error)")
    }
    session.index.settle()
    try Session.diagnosed { for sync in finished { try self.staging.discard(sync.stream.fullName) } }
    return made
  }

  /// Leaves the index's transaction without keeping anything.
  private struct DryRun: Error {}

  /// Diff, detect and plan inside of the index's transaction; returns the streams that are done with.
  private func takeOver(
    _ syncs: [StreamSync], _ builder: CommitBuilder, _ tx: IndexTransaction
  ) throws -> [StreamSync] {
    var start = session.setting.milliseconds()
    let reader = RecordReader(
      ledger: session.ledger, commit: head, steps: manifest.steps, streams: session.streamNames, staging: staging)
    var touched = TouchedSubjects()
    var finished: [StreamSync] = []
    var inferred: [String: [JSONObject]] = [:]
    let diff = DiffStage(session: session, staging: staging, head: head, builder: builder, run: id)
    let changes = ChangeTaker(run: self, reader: reader, tx: tx)
    for sync in syncs.filter({ !session.infersRefunds($0.stream) }) {
      let outcome = try takeStream(sync, diff, changes, tx, &touched)
      if outcome.isDone { finished.append(sync) }
      if !changes.refunds.isEmpty { inferred[sync.stream.connection.name] = changes.refunds }
      changes.refunds = []
    }
    for (connection, refunds) in inferred.sorted(by: { precedes($0.key, $1.key) }) {
      let sync = try stage(inferred: refunds, connection)
      _ = try takeStream(sync, diff, changes, tx, &touched)
      finished.append(sync)
    }
    receipt.durations["diff"] = session.setting.milliseconds() - start
    start = session.setting.milliseconds()
    try writeMetadata(builder)
    try detect(touched, changes, reader, builder, tx)
    receipt.durations["detect"] = session.setting.milliseconds() - start
    return finished
  }

  private func takeStream(
    _ sync: StreamSync, _ stage: DiffStage, _ changes: ChangeTaker, _ tx: IndexTransaction,
    _ touched: inout TouchedSubjects
  ) throws -> DiffStage.Outcome {
    let stream = sync.stream
    let state = sources[stream.connection.name]?.streams[stream.name]
    changes.begin(sync)
    var outcome = try stage.take(sync, state: state, step: manifest.steps[stream.fullName], known: tx) {
      change throws(Diagnostic) in
      try Session.diagnosed { try self.session.index.diagnosed { try changes.take(change) } }
    }
    note(
      sync.notices + [outcome.notice].compactMap { $0 }, known: state?.notices ?? [],
      keeps: outcome.receipt.verdict == nil, in: &outcome.state)
    let isTaken = outcome.isDone && outcome.receipt.held == nil
    if isTaken {
      changes.end(sync)
      deleted.formUnion(outcome.deleted)
    }
    try changes.drain(into: &touched)
    receipt.streams[stream.fullName] = outcome.receipt.isQuiet ? nil : outcome.receipt
    manifest.steps[stream.fullName] = outcome.step
    if let trouble = outcome.trouble { troubles.append(trouble) }
    if outcome.state != state {
      sources[stream.connection.name, default: SourceState()].streams[stream.name] = outcome.state
    }
    if !isDry, isTaken { try keepPersonal(sync, gone: changes.gone) }
    return outcome
  }

  /// Tells what is told for the first time. With the next read what holds no more is forgotten, so that it would be told
  /// again; a run that found nothing to read `keeps` what it knew.
  private func note(
    _ told: [Diagnostic], known: [String], keeps: Bool, in state: inout SourceState.StreamState?
  ) {
    func key(_ notice: Diagnostic) -> String { "\(notice.code) \(PrivacyGate.masked(notice.location ?? ""))" }
    let known = Set(known)
    notices += told.filter { !known.contains(key($0)) }
    state?.notices = Set(told.map(key)).union(keeps ? known : []).sorted(by: precedes)
  }

  /// Private fields go beside the ledger before the commit; should it fail, they are only written again. What the source
  /// holds no more goes here too: a field that was emptied, a record that is gone.
  private func keepPersonal(_ sync: StreamSync, gone: [RecordAddress]) throws {
    let (stream, now, store) = (sync.stream, now, session.people)
    let hidesPeople = sync.coverage?.hidesPeople ?? false
    let connection = stream.connection.name
    let memo = PseudonymMemo(session.pseudonyms, connection: connection)
    // A connection of its own, so that the run can go on reading what is staged.
    let staging = try Session.diagnosed { try StagingStore(path: session.workspace.staging) }
    aside.run {
      try store.write { people in
        try staging.forEachInPageOrder(stream.fullName) { row in
          let address = RecordAddress(connection: connection, kind: stream.kind, id: row.id)
          if hidesPeople, try people.holds(address) { return }
          let personal = PersonalPart(bytes: row.personal) ?? PersonalPart(identifiers: Identifiers(), fields: [:])
          try people.put(
            address,
            pseudonyms: memo.pseudonyms(of: personal.identifiers), identifiers: personal.identifiers,
            fields: personal.fields, updated: now)
        }
        for address in gone { try people.remove(address) }
      }
    }
  }

  /// Stages refunds that two exports told of as a stream of their own.
  private func stage(inferred refunds: [JSONObject], _ connection: String) throws -> StreamSync {
    guard let stream = session.streams.first(where: { $0.connection.name == connection && $0.kind == .refund }) else {
      throw Diagnostic(.fault, code: "fault.no-refund-stream", "Refunds were inferred where no stream takes them")
    }
    let rows = refunds.map { refund in
      let id = refund["id"]?.string ?? ""
      return StagedRow(
        id: id, slot: RecordSealer.slot(of: refund, id: id, kind: .refund), line: CanonicalJSON.bytes(refund))
    }
    // What an aborted run inferred would be counted beside what this one does.
    try staging.discard(stream.fullName)
    try staging.begin(stream.fullName)
    try staging.append(
      rows, to: stream.fullName, checkpoint: CanonicalJSON.bytes(.object(["run": .string(id.description)])))
    let fields = Schema.of(.refund).fields.map(\.name).sorted(by: precedes)
    return StreamSync(
      stream: stream, coverage: Coverage(verdict: .incremental, fields: fields, asOf: now),
      cursor: Cursor(["run": .string(id.description)]), staged: rows.count)
  }

  /// Everything besides pages and exceptions that the commit holds.
  private func writeMetadata(_ builder: CommitBuilder) throws(Diagnostic) {
    for (connection, source) in sources where source != oldSources[connection] {
      try builder.write(SourceState.path(of: connection), PrettyJSON.bytes(source.json))
    }
    try builder.write("config/tend.yml", session.configuration.source)
  }

  /// The health of all streams after this run's syncs.
  var health: [StreamHealth] { session.health(sources) }

  private func seal(_ builder: CommitBuilder) throws(Diagnostic) -> Commit {
    try builder.write("ledger.json", PrettyJSON.bytes(manifest.json))
    let start = session.setting.milliseconds()
    sealedReceipt = (PrettyJSON.bytes(receipt.json), receipt.brief)
    try builder.write(id.path, sealedReceipt.whole)
    let commit = try builder.finish(message: message, author: Session.author(nil), at: max(now, head?.time ?? now))
    receipt.durations["commit"] = session.setting.milliseconds() - start
    return commit
  }

  private func noteRun(_ commit: Commit, _ tx: IndexTransaction) throws {
    try tx.put(
      IndexedRun(
        id: id.description, at: now, commit: commit.id.description, summary: commit.subject,
        receipt: sealedReceipt.whole, brief: sealedReceipt.brief))
  }

  private var message: CommitMessage {
    let clock = now.description.prefix(16) + "Z"
    var parts = [counted(receipt.changes, "change", "changes")]
    for (ids, word) in [(receipt.opened, "opened"), (receipt.reopened, "reopened"), (receipt.resolved, "resolved")]
    where !ids.isEmpty { parts.append("\(grouped(ids.count)) \(word)") }
    let moved = receipt.opened + receipt.reopened + receipt.resolved
    return CommitMessage(
      subject: "run \(clock): \(parts.joined(separator: ", "))",
      trailers: session.trailers(run: id, exceptions: moved))
  }
}

extension Receipt.StreamReceipt {
  /// Whether there was nothing new to read.
  var isQuiet: Bool { verdict == nil && read == 0 && quarantined == 0 && held == nil }
}
