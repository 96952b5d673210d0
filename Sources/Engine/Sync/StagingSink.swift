internal import Connectors
internal import Index
internal import Records
internal import Synchronization
internal import Workflows

/// Seals what a connector read and stages it together with the cursor.
final class StagingSink: RecordSink {
  private let staging: StagingStore
  private let stream: String
  private let sealer: RecordSealer
  private let orders: OrderSettings
  /// Whether its orders are copies of those of the store's shop.
  private let copiesOrders: Bool
  private let isForgotten: @Sendable ([String]) -> Bool
  private let count = Mutex(0)
  private let told = Mutex<[Diagnostic]>([])
  private let read = Mutex<[String]>([])
  /// The batch that is being written while the next one is read.
  private let writing = Mutex<Task<Void, any Error>?>(nil)
  /// The batch that came last. It is staged when another comes, or with what the read has proved when it is over, in one
  /// transaction: the end of a read is never staged without its proof.
  private let last = Mutex<Prepared?>(nil)
  /// What the read that this one goes on from had proved, when it ended.
  private let proved = Mutex<Coverage?>(nil)
  private let progress: @Sendable (Int) -> Void

  init(
    staging: StagingStore, stream: String, sealer: RecordSealer, orders: OrderSettings, copiesOrders: Bool,
    isForgotten: @escaping @Sendable ([String]) -> Bool, progress: @escaping @Sendable (Int) -> Void
  ) {
    self.staging = staging
    self.stream = stream
    self.sealer = sealer
    self.orders = orders
    self.copiesOrders = copiesOrders
    self.isForgotten = isForgotten
    self.progress = progress
  }

  /// What the connector told besides records.
  var notices: [Diagnostic] { told.withLock { $0 } }

  /// What was read, in order; what a name may hold of a person is masked.
  var sources: [String] { read.withLock { $0 } }

  /// A batch that waits to be staged.
  private struct Prepared: Sendable {
    var records: [MappedRecord]
    var deleted: [String]
    var quarantined: [Quarantined]
    var checkpoint: Checkpoint
  }

  /// Goes on from where a run stood that was cut short; from nothing without one.
  func resume(_ checkpoint: Checkpoint?) {
    read.withLock { $0 = checkpoint?.sources ?? [] }
    told.withLock { $0 = checkpoint?.notices ?? [] }
    count.withLock { $0 = checkpoint?.records ?? 0 }
    proved.withLock { $0 = checkpoint?.proved }
    last.withLock { $0 = nil }
  }

  /// Where the read stands behind a cursor.
  private func checkpoint(_ cursor: JSONObject, records: Int) -> Checkpoint {
    var checkpoint = Checkpoint(cursor: cursor, sources: sources, records: records, notices: notices)
    checkpoint.before = proved.withLock { $0 }
    return checkpoint
  }

  func begin(_ source: String) {
    let name = PrivacyGate.masked(source)
    read.withLock { if !$0.contains(name) { $0.append(name) } }
  }

  func tell(_ notice: Diagnostic) {
    told.withLock { told in if !told.contains(notice) { told.append(notice) } }
  }

  /// How many records were taken.
  var records: Int { count.withLock { $0 } }

  func take(_ batch: RecordBatch) async throws(SyncError) {
    let total = records + batch.records.count
    let next = Prepared(
      records: batch.records, deleted: batch.deleted, quarantined: batch.quarantined.map(gated),
      checkpoint: checkpoint(batch.cursor.json, records: total))
    let before = last.withLock { last in
      let before = last
      last = next
      return before
    }
    if let before { try await write(before) }
    count.withLock { $0 = total }
    progress(total)
  }

  /// Begins to seal and stage a batch once the one before it is staged, while the system is asked for the next one.
  private func write(_ batch: Prepared) async throws(SyncError) {
    try await settle()
    let task = Task.detached { [self] in
      try staging.append(
        batch.records.map(row), deleted: batch.deleted.map(sealer.sealed(id:)), quarantined: batch.quarantined,
        to: stream, checkpoint: batch.checkpoint.bytes)
    }
    writing.withLock { $0 = task }
  }

  /// Stages everything taken from a read that did not come to its end.
  func flush() async throws(SyncError) {
    if let batch = takeLast() { try await write(batch) }
    try await settle()
  }

  /// How many things could not be mapped, of all that was taken.
  func quarantined() async throws(SyncError) -> Int {
    try await settle()
    let waiting = last.withLock { $0?.quarantined.count ?? 0 }
    return try staged { try staging.quarantinedCount(stream) } + waiting
  }

  /// Stages what is left of a read that is over, together with what it proved, and says where the next one goes on; nil where
  /// nothing was ever staged.
  func finish(_ coverage: Coverage) async throws(SyncError) -> Cursor? {
    try await settle()
    let none = try staged { try Checkpoint(staging.checkpoint(stream)) }
      .map { Prepared(records: [], deleted: [], quarantined: [], checkpoint: $0) }
    guard var batch = takeLast() ?? none else { return nil }
    let cursor = batch.checkpoint.cursor
    batch.checkpoint = checkpoint(cursor, records: records)
    (batch.checkpoint.coverage, batch.checkpoint.before) = (coverage, nil)
    try await write(batch)
    try await settle()
    return Cursor(cursor)
  }

  private func takeLast() -> Prepared? {
    last.withLock { last in
      let taken = last
      last = nil
      return taken
    }
  }

  /// Waits until what is being staged is.
  private func settle() async throws(SyncError) {
    guard let task = writing.withLock({ $0 }) else { return }
    let result = await task.result
    try staged { try result.get() }
  }

  /// Does something with what is staged.
  private func staged<Value>(_ work: () throws -> Value) throws(SyncError) -> Value {
    do { return try work() } catch let diagnostic as Diagnostic {
      throw .configuration(diagnostic)
    } catch {
      throw .configuration(Files.trouble(0, stream))
    }
  }

  /// What could not be mapped, as it may be told of: a system's own id can be anything.
  private func gated(_ piece: Quarantined) -> Quarantined {
    var piece = piece
    let plain = piece.source.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }
    piece.source = String(PrivacyGate.masked(String(String.UnicodeScalarView(plain))).prefix(200))
    return piece
  }

  private func row(_ mapped: MappedRecord) -> StagedRow {
    var mapped = mapped
    if mapped.kind == .order, copiesOrders {
      mapped.fields["class"] = .string(OrderClass.copy.rawValue)
    } else if mapped.kind == .order, mapped.fields["class"] == nil {
      let domain = mapped.identifiers.email.flatMap { $0.split(separator: "@").last.map(String.init) }
      mapped.fields["class"] = .string(
        OrderClass.of(mapped.fields, emailDomain: domain, settings: orders).rawValue)
    }
    let sealed = sealer.seal(mapped)
    // Of somebody who was forgotten nothing private is kept, not even while it is staged.
    let isForgotten = isForgotten(sealed.people)
    var record = sealed.record
    if isForgotten { record["private"] = nil }
    let personal = isForgotten ? [] : PersonalPart(identifiers: mapped.identifiers, fields: mapped.personal).bytes
    return StagedRow(
      id: sealed.id, slot: sealed.slot, line: CanonicalJSON.bytes(record), personal: personal)
  }
}
