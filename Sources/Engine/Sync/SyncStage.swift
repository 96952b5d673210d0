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

  /// Reads all streams, connections side by side, the streams of one connection in their order.
  func run() async -> [StreamSync] {
    let streams = session.streams.filter { !session.infersRefunds($0) }
    let connections = session.configuration.connections
    return await withTaskGroup(of: [StreamSync].self) { group in
      for connection in connections {
        let own = streams.filter { $0.connection.name == connection.name }
        let reads = own.map { read($0) }
        group.addTask {
          var results: [StreamSync] = []
          for read in reads { results.append(await read()) }
          return results
        }
      }
      var results: [StreamSync] = []
      for await part in group { results += part }
      return results.sorted { precedes($0.stream.fullName, $1.stream.fullName) }
    }
  }

  /// Everything one read needs, as values, so that it can run beside others.
  private func read(_ stream: ConfiguredStream) -> @Sendable () async -> StreamSync {
    let name = stream.fullName
    let staging = staging
    let connector = session.connector(for: stream.connection)
    let sealer = RecordSealer(
      pseudonyms: session.pseudonyms, connection: stream.connection.name, store: stream.connection.store,
      kind: stream.kind)
    let forgotten = session.forgotten
    let progress = session.setting.progress
    let sink = StagingSink(
      staging: staging, stream: name, sealer: sealer, orders: session.settings.orders,
      isForgotten: { people in people.contains(where: forgotten.contains) },
      progress: { progress(Setting.Progress(stage: "sync \(name)", done: $0, total: nil)) })
    let last = sources[stream.connection.name]?.streams[stream.name]?.cursor
    /// A read that failed has staged what it gave all the same.
    @Sendable func read(_ records: RecordStream, _ cursor: Cursor?) async throws(SyncError) -> Coverage {
      do throws(SyncError) {
        let coverage = try await connector.read(records, from: cursor, into: sink)
        try await sink.flush()
        return coverage
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
        sink.resume(resumed?.sources ?? [])
        let cursor = (resumed?.cursor ?? last).map { Cursor($0) }
        var coverage = try await read(records, cursor)
        if coverage.fields.isEmpty, let resumed {
          // All was read by a run that was killed before its commit. What it proved holds; where it could not say so any
          // more, only reading again tells.
          if let proved = resumed.coverage {
            coverage = proved
          } else {
            try staging.discard(name)
            try staging.begin(name, meta: meta)
            sink.resume([])
            coverage = try await read(records, last.map { Cursor($0) })
          }
        }
        // The part of a resumed read that was set aside before the kill counts too.
        if coverage.verdict == .complete, try staging.quarantinedCount(name) > 0 { coverage.verdict = .incremental }
        result.coverage = coverage
        if var checkpoint = Checkpoint(try staging.checkpoint(name)) {
          checkpoint.coverage = coverage
          try staging.append([], to: name, checkpoint: checkpoint.bytes)
          result.cursor = Cursor(checkpoint.cursor)
        }
        result.staged = try staging.extent(name).count
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

/// What is staged beside the rows of a stream: how far it was read, and what that proved once the read was over.
struct Checkpoint: Equatable {
  var cursor: JSONObject
  /// The files or pages that it stands behind.
  var sources: [String] = []
  var coverage: Coverage?

  init(cursor: JSONObject, sources: [String] = []) {
    self.cursor = cursor
    self.sources = sources
  }

  /// Reads ``bytes``; nil for a stream without a checkpoint.
  init?(_ bytes: [UInt8]?) {
    guard let bytes, let json = try? JSONReader.object(bytes), let cursor = json["cursor"]?.object else { return nil }
    self.init(cursor: cursor, sources: json["sources"]?.array?.compactMap(\.string) ?? [])
    coverage = json["coverage"]?.object.flatMap(Coverage.init(json:))
  }

  var bytes: [UInt8] {
    var json: JSONObject = ["cursor": .object(cursor)]
    json["sources"] = sources.isEmpty ? nil : .array(sources.map { .string($0) })
    json["coverage"] = coverage.map { .object($0.json) }
    return CanonicalJSON.bytes(json)
  }
}
