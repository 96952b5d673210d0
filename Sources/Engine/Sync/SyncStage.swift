internal import Connectors
internal import Index
internal import Records

/// What reading one stream came to.
struct StreamSync: Sendable {
  var stream: ConfiguredStream
  /// What it proved; nil when the read failed.
  var coverage: Coverage?
  /// Where the next sync goes on.
  var cursor: Cursor?
  /// Records staged, each id once.
  var staged: Int
  /// Records that their system says are deleted, by id.
  var deleted: [String] = []
  /// The files or pages that were read, in order.
  var sources: [String] = []
  /// What the operator should know, though the read went on.
  var notices: [Diagnostic] = []
  /// Why it failed.
  var trouble: Diagnostic?
}

/// Reads every stream of every connection into staging. A stream that fails does not stop the others.
struct SyncStage {
  let session: Session
  let staging: StagingStore
  let sources: [String: SourceState]

  /// Reads all streams side by side.
  func run() async -> [StreamSync] {
    let streams = session.streams.filter { !session.infersRefunds($0) }
    return await withTaskGroup(of: StreamSync.self) { group in
      for stream in streams { group.addTask(operation: read(stream)) }
      var results: [StreamSync] = []
      for await result in group { results.append(result) }
      return results.sorted { precedes($0.stream.fullName, $1.stream.fullName) }
    }
  }

  /// Records of one file or page that have one id: told, since a wrong column of ids looks just so.
  private static func repeated(_ count: Int, in source: String) -> Diagnostic {
    Diagnostic(
      .source, code: "sync.duplicate-ids",
      "\(counted(count, "record", "records")) of \(source) \(count == 1 ? "has" : "have") an id that another has too",
      reason: "Of several with one id the last counts.",
      hints: ["Look whether what `id` names really tells them apart."], location: source)
  }

  /// Everything one read needs, as values, so that it can run beside others.
  func read(_ stream: ConfiguredStream) -> @Sendable () async -> StreamSync {
    let name = stream.fullName
    let staging = staging
    let connector = stream.connector
    let sealer = RecordSealer(
      pseudonyms: session.pseudonyms, connection: stream.connection.name, store: stream.connection.store,
      kind: stream.kind)
    let forgotten = session.forgotten
    let progress = session.setting.progress
    let sink = StagingSink(
      staging: staging, stream: name, sealer: sealer, orders: session.settings.orders,
      copiesOrders: session.copiesOrders(stream.connection),
      isForgotten: { people in people.contains(where: forgotten.contains) },
      progress: { progress(Setting.Progress(stage: "sync \(name)", done: $0, total: nil)) })
    // A first read that failed has left an empty cursor, which is none.
    let last = sources[stream.connection.name]?.streams[stream.name]?.cursor.nonEmpty
    /// A read that failed has staged what it gave all the same.
    @Sendable func read(_ records: RecordStream, _ cursor: Cursor?) async throws(SyncError) -> Coverage {
      do throws(SyncError) {
        return try await connector.read(records, from: cursor, into: sink)
      } catch {
        try await sink.flush()
        throw error
      }
    }
    return {
      var result = StreamSync(stream: stream, staged: 0)
      do {
        let records = RecordStream(stream.kind, name: stream.name)
        let whole = try connector.whole(records, from: last.map { Cursor($0) })
        let meta = Array((whole ?? "").utf8)
        if let left = try staging.stream(name), left.meta != meta || Checkpoint(left.checkpoint)?.cursor == last {
          // Of another whole, or committed already by a run that was killed before it could tidy up.
          try staging.discard(name)
        }
        let resumed = Checkpoint(try staging.begin(name, meta: meta).checkpoint)
        sink.resume(resumed)
        let cursor = (resumed?.cursor ?? last).map { Cursor($0) }
        var coverage = try await read(records, cursor)
        if let resumed {
          if !coverage.fields.isEmpty {
            if let proved = resumed.proved { coverage = coverage.goingOn(from: proved) }
          } else if let proved = resumed.coverage {
            // All was read by a run that was killed before its commit, and nothing came since.
            coverage = proved
          } else {
            // Where it could not say any more what it had proved, only reading again tells.
            try staging.discard(name)
            try staging.begin(name, meta: meta)
            sink.resume(nil)
            coverage = try await read(records, last.map { Cursor($0) })
          }
        }
        // The part of a resumed read that was set aside before the kill counts too.
        if coverage.verdict == .complete, try await sink.quarantined() > 0 { coverage.verdict = .incremental }
        result.cursor = try await sink.finish(coverage)
        result.coverage = coverage
        result.staged = try staging.extent(name).count
        result.deleted = try staging.deleted(name)
        // A system's changes are read with an overlap; only a file is whole.
        if !stream.connection.folder.isEmpty, sink.sources.count == 1, sink.records > result.staged {
          sink.tell(Self.repeated(sink.records - result.staged, in: sink.sources[0]))
        }
      } catch let error as SyncError {
        result.trouble = error.diagnostic
      } catch let diagnostic as Diagnostic {
        result.trouble = diagnostic
      } catch {
        result.trouble = Diagnostic(
          .fault, code: "fault.unexpected", "Reading \(name) went wrong", reason: "\(error)", location: name)
      }
      result.notices = sink.notices
      result.sources = sink.sources
      return result
    }
  }
}

/// What is staged beside the rows of a stream: how far it was read, what was told on the way, and what was proved. A run that
/// goes on from it ends as one that was never cut short.
struct Checkpoint: Equatable {
  var cursor: JSONObject
  /// The files or pages that it stands behind.
  var sources: [String] = []
  /// How many records were given; of two with one id both count.
  var records = 0
  var notices: [Diagnostic] = []
  /// What was proved by all that is staged; nil in the middle of a read.
  var coverage: Coverage?
  /// In the middle of a read what had been proved before it began, by one that was not committed.
  var before: Coverage?

  /// What stands, whatever becomes of a read under way.
  var proved: Coverage? { coverage ?? before }

  init(cursor: JSONObject, sources: [String] = [], records: Int = 0, notices: [Diagnostic] = []) {
    self.cursor = cursor
    self.sources = sources
    self.records = records
    self.notices = notices
  }

  /// Reads ``bytes``; nil for a stream without a checkpoint.
  init?(_ bytes: [UInt8]?) {
    guard let bytes, let json = try? JSONReader.object(bytes), let cursor = json["cursor"]?.object else { return nil }
    self.init(
      cursor: cursor, sources: json["sources"]?.array?.compactMap(\.string) ?? [],
      records: json["records"]?.integer ?? 0,
      notices: json["notices"]?.array?.compactMap { $0.object.flatMap(Diagnostic.init(json:)) } ?? [])
    coverage = json["coverage"]?.object.flatMap(Coverage.init(json:))
    before = json["before"]?.object.flatMap(Coverage.init(json:))
  }

  var bytes: [UInt8] {
    var json: JSONObject = ["cursor": .object(cursor), "records": .integer(records)]
    json["sources"] = sources.isEmpty ? nil : .array(sources.map { .string($0) })
    json["notices"] = notices.isEmpty ? nil : .array(notices.map { .object($0.json) })
    json["coverage"] = coverage.map { .object($0.json) }
    json["before"] = before.map { .object($0.json) }
    return CanonicalJSON.bytes(json)
  }
}

extension Coverage {
  /// What two reads prove together, of which this one went on from where the other had ended: all that there was, and what
  /// changed since, is all that there is.
  func goingOn(from earlier: Coverage) -> Coverage {
    var both = self
    if verdict == .incremental, earlier.verdict != .failed {
      both.verdict = earlier.verdict
      both.createdSince = earlier.createdSince
    }
    if verdict != .complete {
      both.fields = fields.filter(Set(earlier.fields).contains)
      both.hidesPeople = hidesPeople || earlier.hidesPeople
    }
    return both
  }
}

extension JSONObject {
  fileprivate var nonEmpty: JSONObject? { isEmpty ? nil : self }
}

extension Diagnostic {
  /// Reads ``json``; nil when it is not one.
  init?(json: JSONObject) {
    guard let code = json["code"]?.string, let summary = json["summary"]?.string,
      let category = json["category"]?.string.flatMap(Category.init)
    else { return nil }
    self.init(
      category, code: code, summary, reason: json["reason"]?.string,
      hints: json["hints"]?.array?.compactMap(\.string) ?? [], location: json["location"]?.string)
  }
}
