import Records
import Sandbox
import Synchronization

@testable import Connectors
@testable import HTTP

/// How a read is made: the circumstances of one run.
struct ReadPlan: Sendable {
  /// The system's clock.
  var at: Instant
  /// The run's clock, where it is another.
  var asOf: Instant?
  var from: Cursor?
  var faults: [FaultRule] = []
  /// The read is killed after so many batches.
  var limit = Int.max
  /// How much the system's clock goes on with each request.
  var drift = Span(seconds: 0)
  /// By how much the system's lists trail its records, where they do.
  var trail: Span?
  /// The read is cancelled while this request is under way.
  var cancelAt: Int?

  init(
    at: Instant, asOf: Instant? = nil, from: Cursor? = nil, faults: [FaultRule] = [], limit: Int = .max,
    drift: Span = Span(seconds: 0), trail: Span? = nil, cancelAt: Int? = nil
  ) {
    (self.at, self.asOf, self.from, self.faults) = (at, asOf, from, faults)
    (self.limit, self.drift, self.trail, self.cancelAt) = (limit, drift, trail, cancelAt)
  }
}

/// What came of one read.
struct ReadResult: Sendable {
  var batches: [RecordBatch]
  var ending: Result<Coverage, SyncError>
  var requests: [HTTPRequest]
  var log: [String]
  var told: [Diagnostic]
  /// How many answers were received, at most, before something of them was handed over.
  var waiting: Int
  private let from: Cursor?

  init(
    _ batches: [RecordBatch], _ ending: Result<Coverage, SyncError>, requests: [HTTPRequest], log: [String],
    told: [Diagnostic], from: Cursor?, waiting: Int
  ) {
    self.waiting = waiting
    (self.batches, self.ending, self.requests) = (batches, ending, requests)
    (self.log, self.told, self.from) = (log, told, from)
  }

  /// The last state of each record that was handed over and not told to be deleted afterwards.
  var records: [String: MappedRecord] {
    var records: [String: MappedRecord] = [:]
    apply(to: &records)
    return records
  }

  /// Does to known records what was handed over.
  private func apply(to records: inout [String: MappedRecord]) {
    for batch in batches {
      for id in batch.deleted { records[id] = nil }
      for record in batch.records { records[record.id] = record }
    }
  }

  var quarantined: Int { batches.reduce(0) { $0 + $1.quarantined.count } }
  /// Where the next read goes on.
  var cursor: Cursor? { batches.last?.cursor ?? from }
  var coverage: Coverage? { try? ending.get() }
  var verdict: Coverage.Verdict? { coverage?.verdict }
  var error: SyncError? { if case .failure(let error) = ending { error } else { nil } }

  /// How it ended, for messages.
  var ended: String { error.map { "\($0.family): \($0.diagnostic.summary)" } ?? verdict?.rawValue ?? "" }

  /// These records and then those of a later read.
  func and(_ later: ReadResult...) -> [String: MappedRecord] {
    later.reduce(into: records) { $1.apply(to: &$0) }
  }
}

/// What is to be done about an error.
enum ErrorFamily: String, Sendable {
  case retry, reconnect, configuration, data
}

extension SyncError {
  var family: ErrorFamily {
    switch self {
    case .retry: .retry
    case .reconnect: .reconnect
    case .configuration: .configuration
    case .data: .data
    }
  }
}

/// Cancels a task that waits to be known before it begins.
final class Canceller: Sendable {
  private let action = Mutex<(@Sendable () -> Void)?>(nil)
  private let armed: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init() {
    (armed, ring) = AsyncStream.makeStream()
  }

  func arm(_ cancel: @escaping @Sendable () -> Void) {
    action.withLock { $0 = cancel }
    ring.finish()
  }

  func ready() async { for await _ in armed {} }
  func cancel() { action.withLock { $0 }?() }
}
