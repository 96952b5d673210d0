import Records
import Synchronization

@testable import Connectors
@testable import HTTP

/// Mistakes that a connector may have and the suite must see.
enum Flaw: String, CaseIterable, Sendable {
  /// Goes on after the second of the last entry, whatever else changed in it.
  case losesTies
  /// The same, in the cursor alone.
  case losesTiesWhenResumed
  /// Says that it has read up to now.
  case movesCursorTooFar
  /// Takes what had arrived before an error for all.
  case saysCompleteAfterAnError
  /// Says that something is missing, and goes on behind it.
  case leavesAGap
  /// Takes every error for a wrong answer.
  case mistakesErrors
  /// Forgets what can't be mapped.
  case dropsWhatDoesNotFit
  /// Searches for people by address.
  case asksForPeople
  case leaksIntoNotices
  case leaksIntoCursors
  case leaksIntoFields
  case leaksItsToken
  /// Hands over all at once.
  case hoards
  /// Hands over page by page, once it has all.
  case holdsBack
  /// Writes.
  case writes
  /// Begins anew each time, and says that it did not.
  case readsAllAgain
  /// Believes every cursor.
  case believesCursors
  /// Goes on when cancelled.
  case ignoresCancellation
  case namesUnknownFields
  case neverFindsAProblem
  /// Believes its own clock rather than the system's.
  case readsUpToItsClock
  /// Keeps the first state of a record that comes twice in one read.
  case keepsWhatCameFirst
  /// Does not do the same twice.
  case countsItsReads
  /// Refuses what nobody documents.
  case refusesTheUnknown
  /// Tells everything in its cursor.
  case growsItsCursor
  /// Says that what is there was deleted.
  case tellsOfDeletions

  /// What the suite has to see it by.
  var check: Violation.Check {
    switch self {
    case .losesTies, .losesTiesWhenResumed: .ties
    case .movesCursorTooFar: .resume
    case .saysCompleteAfterAnError, .leavesAGap, .dropsWhatDoesNotFit: .fault
    case .mistakesErrors: .status
    case .asksForPeople, .leaksIntoNotices, .leaksIntoCursors, .leaksIntoFields, .leaksItsToken: .privacy
    case .hoards, .holdsBack: .memory
    case .writes: .effect
    case .readsAllAgain: .incremental
    case .believesCursors, .growsItsCursor: .cursor
    case .ignoresCancellation: .cancellation
    case .namesUnknownFields: .schema
    case .neverFindsAProblem: .check
    case .readsUpToItsClock: .clock
    case .keepsWhatCameFirst: .moving
    case .countsItsReads: .twice
    case .refusesTheUnknown: .unknownMembers
    case .tellsOfDeletions: .full
    }
  }
}

/// The notebook's connector with one of them.
struct FlawedNotebook: Connector {
  static var descriptor: SystemDescriptor { NotebookConnection.descriptor }

  let inner: NotebookConnection
  let flaw: Flaw
  var streams: [RecordStream] { inner.streams }

  init(_ context: ServiceContext, _ flaw: Flaw) {
    var context = context
    context.http = FlawedTransport(base: context.http, flaw: flaw)
    inner = NotebookConnection(context)
    self.flaw = flaw
  }

  func check() async -> ConnectionReport {
    flaw == .neverFindsAProblem ? ConnectionReport() : await inner.check()
  }

  func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    let sink = FlawedSink(base: sink, flaw: flaw, asOf: inner.context.asOf)
    do throws(SyncError) {
      var coverage = try await inner.read(stream, from: start(cursor), into: sink)
      try await sink.finish()
      try await sink.release()
      if flaw == .readsAllAgain, cursor != nil { coverage.verdict = .incremental }
      return coverage
    } catch {
      if flaw == .saysCompleteAfterAnError {
        return Coverage(verdict: .complete, fields: NotebookConnection.fields, asOf: inner.context.asOf)
      }
      if flaw == .leavesAGap {
        let end = NotebookCursor(updated: inner.context.asOf, id: 0, isFull: false)
        try await sink.take(RecordBatch(records: [], quarantined: [], cursor: end.cursor))
        return Coverage(verdict: .partial, fields: NotebookConnection.fields, asOf: inner.context.asOf)
      }
      throw flaw == .mistakesErrors ? .data(error.diagnostic) : error
    }
  }

  private func start(_ cursor: Cursor?) -> Cursor? {
    switch flaw {
    case .readsAllAgain: nil
    case .believesCursors:
      cursor.map {
        NotebookCursor(
          updated: $0.json["updated"]?.instant ?? inner.context.asOf, id: $0.json["id"]?.integer ?? 0, isFull: false
        ).cursor
      }
    default: cursor
    }
  }
}

private struct FlawedTransport: HTTPTransport {
  let base: any HTTPTransport
  let flaw: Flaw

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    switch flaw {
    case .losesTies:
      let text = request.url.revealed().replacing(/after_id=[1-9]\d*/, with: "after_id=999999")
      request.url = HTTPURL(text) ?? request.url
    case .asksForPeople: request.url = request.url.appending(query: "not", "\(Scene.somebody)")
    case .leaksItsToken: request.url = request.url.appending(query: "who", "\(SimulatedNotebook.token)")
    case .writes: request.effect = .write(.never)
    case .ignoresCancellation:
      let (base, asked) = (base, request)
      let answer = await Task.detached { () async -> Result<HTTPResponse, HTTPError> in
        do throws(HTTPError) { return .success(try await base.send(asked)) } catch { return .failure(error) }
      }.value
      return try answer.get()
    default: break
    }
    let response = try await base.send(request)
    if flaw == .refusesTheUnknown, response.bytes.firstRange(of: Array("undocumented".utf8)) != nil {
      throw HTTPError(.notJSON, request: request, response: response)
    }
    return response
  }
}

private final class FlawedSink: RecordSink {
  private let base: any RecordSink
  private let flaw: Flaw
  private let asOf: Instant
  private let kept = Mutex<RecordBatch?>(nil)
  private let held = Mutex<[RecordBatch]>([])
  private let seen = Mutex<Set<String>>([])
  private static let reads = Mutex(0)

  init(base: any RecordSink, flaw: Flaw, asOf: Instant) {
    (self.base, self.flaw, self.asOf) = (base, flaw, asOf)
  }

  func begin(_ source: String) { base.begin(source) }
  func tell(_ notice: Diagnostic) { base.tell(notice) }

  func take(_ batch: RecordBatch) async throws(SyncError) {
    var batch = batch
    let somebody = batch.records.lazy.compactMap(\.identifiers.email).first
    switch flaw {
    case .losesTiesWhenResumed: batch.cursor.json["id"] = 999_999
    case .movesCursorTooFar, .readsUpToItsClock: batch.cursor.json["updated"] = .string("\(asOf)")
    case .dropsWhatDoesNotFit: batch.quarantined = []
    case .keepsWhatCameFirst:
      batch.records = seen.withLock { seen in batch.records.filter { seen.insert($0.id).inserted } }
    case .countsItsReads:
      batch.cursor.json["reads"] = Self.reads.withLock {
        $0 += 1
        return .integer($0)
      }
    case .growsItsCursor:
      batch.cursor.json["all"] = .array(batch.records.map { .string("\(batch.cursor.json)\($0.id)") })
    case .tellsOfDeletions:
      batch.deleted = kept.withLock { kept in
        let before = kept
        kept = batch
        return before?.records.map(\.id) ?? []
      }
    case .leaksIntoNotices: if let somebody { tell(Diagnostic(.source, code: "a.b", "Read \(somebody)")) }
    case .leaksIntoCursors: batch.cursor.json["last"] = somebody.map { .string($0) }
    case .leaksIntoFields: batch.records = batch.records.map { with("source", $0.identifiers.email, $0) }
    case .namesUnknownFields: batch.records = batch.records.map { with("mood", "fine", $0) }
    case .hoards:
      kept.withLock { kept in
        let before = kept.map { ($0.records, $0.quarantined) } ?? ([], [])
        kept = RecordBatch(
          records: before.0 + batch.records, quarantined: before.1 + batch.quarantined, cursor: batch.cursor)
      }
      return
    case .holdsBack:
      held.withLock { $0.append(batch) }
      return
    default: break
    }
    try await base.take(batch)
  }

  func finish() async throws(SyncError) {
    if flaw == .hoards, let all = kept.withLock({ $0 }) { try await base.take(all) }
  }

  /// Hands over what was held back.
  func release() async throws(SyncError) {
    for batch in held.withLock({ $0 }) { try await base.take(batch) }
  }

  private func with(_ field: String, _ value: String?, _ record: MappedRecord) -> MappedRecord {
    var record = record
    record.fields[field] = value.map { .string($0) }
    return record
  }
}
