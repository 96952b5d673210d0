internal import Connectors
internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// Takes every change of a run into the index and the reader, and notes whom it concerns.
final class ChangeTaker {
  /// A changed record with what the touched subjects need to know of it.
  struct Taken {
    var record: IndexedRecord
    var isSettled: Bool
  }

  private let run: Run
  private let reader: RecordReader
  private let tx: IndexTransaction
  private let settings: WorkflowSettings
  private var infersRefunds = false
  private var observed: Instant
  private var taken: [Taken] = []
  /// Records of the stream that are gone.
  private(set) var gone: [RecordAddress] = []
  /// Whose settled orders changed: a first load has a million of these, of which nothing else is needed.
  private var settledPeople: Set<String> = []
  /// Refunds that the changes of this stream tell of without naming them.
  var refunds: [JSONObject] = []

  private let filter: SettledFilter

  init(run: Run, reader: RecordReader, tx: IndexTransaction) {
    self.run = run
    filter = SettledFilter(
      rules: BuiltInRules.make(run.session.settings), settings: run.session.settings, marks: run.manifest.since,
      now: run.now)
    self.reader = reader
    self.tx = tx
    settings = run.session.settings
    observed = run.now
  }

  /// Begins a stream.
  func begin(_ sync: StreamSync) {
    let connection = sync.stream.connection.name
    infersRefunds =
      sync.stream.kind == .order
      && run.session.streams.contains { $0.connection.name == connection && run.session.infersRefunds($0) }
    observed = min(sync.coverage?.asOf ?? run.now, run.now)
    gone = []
  }

  /// Says that the stream is taken over, and which fields were read of it.
  func end(_ sync: StreamSync) {
    guard let coverage = sync.coverage else { return }
    reader.takesOver(sync.stream.fullName, covered: coverage)
  }

  /// Takes one change.
  func take(_ change: Change) throws {
    reader.note(change)
    if let record = change.after ?? change.before, RecordIndexing.isCopy(record, at: change.address) {
      if let before = change.before, !RecordIndexing.isCopy(before, at: change.address) {
        try tx.remove(change.address)
      }
      return
    }
    guard let after = change.after else {
      if let before = change.before {
        let row = RecordIndexing.row(of: before, at: change.address, zone: settings.zone)
        taken.append(Taken(record: row, isSettled: false))
      }
      try tx.remove(change.address)
      gone.append(change.address)
      return
    }
    let row = RecordIndexing.row(of: after, at: change.address, zone: settings.zone)
    try tx.put(row)
    // One that only now is settled may have an open exception, which has to end.
    let isSettled = [change.before, after].compactMap { $0 }.allSatisfy {
      filter.isSettled($0, kind: change.address.kind)
    }
    if isSettled, row.address.kind == .order {
      if let pseudonym = row.people.list.first { settledPeople.insert(pseudonym) }
    } else {
      taken.append(Taken(record: row, isSettled: isSettled))
    }
    if infersRefunds, let refund = InferredRefund.between(change.before, after, observed: observed) {
      refunds.append(refund)
    }
  }

  /// Adds whomever the changes since the last call concern.
  func drain(into touched: inout TouchedSubjects) throws {
    touched.beginStream(before: filter.before)
    for row in taken { try touched.take(row.record, isSettled: row.isSettled, tx) }
    for pseudonym in settledPeople { try touched.take(settledOrderOf: pseudonym, tx) }
    (taken, settledPeople) = ([], [])
  }
}
