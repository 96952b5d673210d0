internal import Index
internal import Ledger
internal import Records

/// Reads canonical records as they stand in a run: what the run changed, else what HEAD holds.
final class RecordReader {
  /// How many changed records are kept in memory; a larger load reads them back from staging.
  private static let kept = 10_000
  private static let cachedPages = 256

  private let ledger: Ledger
  private let tree: ObjectID?
  private let steps: [String: PageStep]
  private let staging: StagingStore?
  private let streams: StreamNames
  private var changed: [RecordAddress: JSONObject] = [:]
  private var gone: Set<RecordAddress> = []
  private var overflowed = false
  /// The streams that this run took over, with what was read of them.
  private var covered: [String: Coverage] = [:]
  private var pages: [String: [String: [UInt8]]] = [:]

  /// A reader over a commit; `staging` is where an uncommitted load is found when it is too large to keep.
  init(ledger: Ledger, commit: Commit?, steps: [String: PageStep], streams: StreamNames, staging: StagingStore? = nil) {
    self.ledger = ledger
    tree = commit?.tree
    self.steps = steps
    self.streams = streams
    self.staging = staging
  }

  /// Takes a change of the run, so that it is read instead of what HEAD holds.
  func note(_ change: Change) {
    guard let after = change.after else {
      changed[change.address] = nil
      gone.insert(change.address)
      return
    }
    if changed.count >= Self.kept {
      // What is staged has all of them; a part of them in memory would only take room.
      overflowed = true
      changed = [:]
    }
    if !overflowed { changed[change.address] = after }
  }

  /// Says that a stream is taken over: what is staged of any other is not believed.
  func takesOver(_ stream: String, covered coverage: Coverage) { covered[stream] = coverage }

  /// The record that an index row stands for; nil when it is gone.
  func record(_ row: IndexedRecord) throws -> JSONObject? {
    if let record = changed[row.address] { return record }
    if gone.contains(row.address) { return nil }
    let stream = streams.name(of: row.address)
    let standing = try line(row, stream).map { try Lines.object($0, "records/\(stream)") }
    guard overflowed, let coverage = covered[stream], let staged = try staging?.row(row.address.id, in: stream) else {
      return standing
    }
    let record = try Lines.object(staged.line, "staging")
    return standing.map { Lines.merged(record, onto: $0, covered: coverage) } ?? record
  }

  /// Several of them, those that are there.
  func records(_ rows: [IndexedRecord]) throws -> [JSONObject] { try rows.compactMap(record) }

  private func line(_ row: IndexedRecord, _ stream: String) throws -> [UInt8]? {
    guard let tree, let slot = row.slot, let step = steps[stream] else { return nil }
    let isDated = row.address.kind.creationField != nil && slot != RecordSealer.undated
    let page = PageLayout(step: step).page(of: row.address.id, created: isDated ? Day(number: slot) : nil)
    let path = "records/\(stream)/\(page)"
    if let known = pages[path] { return known[row.address.id] }
    guard let bytes = try ledger.read(path, in: tree) else { return nil }
    if pages.count >= Self.cachedPages { pages.removeAll(keepingCapacity: true) }
    let lines = Dictionary(try Page.parse(bytes).map { ($0.id, $0.bytes) }) { first, _ in first }
    pages[path] = lines
    return lines[row.address.id]
  }
}
