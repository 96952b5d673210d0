import Connectors
import Records
import Synchronization

/// Counts what a connector receives before it hands something over: answers, and of streamed ones pieces.
final class HandOver: Sendable {
  private let pieces = Mutex<(waiting: Int, most: Int)>((0, 0))

  /// The most that was ever received without a batch.
  var most: Int { pieces.withLock { $0.most } }

  func receive() { pieces.withLock { $0 = ($0.waiting + 1, max($0.most, $0.waiting + 1)) } }
  fileprivate func take() { pieces.withLock { $0.waiting = 0 } }

  /// A sink that tells of each batch.
  struct Sink: RecordSink {
    let base: any RecordSink
    let counter: HandOver

    func take(_ batch: RecordBatch) async throws(SyncError) {
      try await base.take(batch)
      if !batch.records.isEmpty || !batch.quarantined.isEmpty { counter.take() }
    }

    func begin(_ source: String) { base.begin(source) }
    func tell(_ notice: Diagnostic) { base.tell(notice) }
  }
}
