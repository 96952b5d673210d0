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

  /// Goes on from where a run stood that was cut short; from nothing without one.
  func resume(_ checkpoint: Checkpoint?) {
    read.withLock { $0 = checkpoint?.sources ?? [] }
    told.withLock { $0 = checkpoint?.notices ?? [] }
    count.withLock { $0 = checkpoint?.records ?? 0 }
  }

  /// Where the read stands behind a cursor.
  func checkpoint(_ cursor: JSONObject, records: Int) -> Checkpoint {
    Checkpoint(cursor: cursor, sources: sources, records: records, notices: notices)
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
    let rows = batch.records.map { mapped in row(mapped) }
    let deleted = batch.deleted.map { sealer.sealed(id: $0) }
    try await flush()
    let (staging, stream) = (staging, stream)
    let total = records + rows.count
    let checkpoint = checkpoint(batch.cursor.json, records: total).bytes
    let task = Task.detached {
      try staging.append(
        rows, deleted: deleted, quarantined: batch.quarantined, to: stream, checkpoint: checkpoint)
    }
    writing.withLock { $0 = task }
    count.withLock { $0 = total }
    progress(total)
  }

  /// Waits until everything taken is staged.
  func flush() async throws(SyncError) {
    guard let task = writing.withLock({ $0 }) else { return }
    do {
      try await task.value
    } catch let diagnostic as Diagnostic {
      throw .configuration(diagnostic)
    } catch {
      throw .configuration(Files.trouble(0, stream))
    }
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
