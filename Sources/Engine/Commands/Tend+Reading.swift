internal import Index
internal import Ledger
public import Records
internal import Workflows

extension Tend {
  /// What needs someone, and how fresh everything is.
  public func status() throws(Diagnostic) -> StatusReport {
    let session = try Session(workspace, setting, recovers: false)
    let head = try session.ledger.head()
    let now = setting.now
    let (open, first, last) = try Session.diagnosed {
      try session.index.read { view in
        let open = try OpenExceptions(view, now: now)
        return (
          open, try open.needing.prefix(5).compactMap { try view.exception($0.id) }, try view.runs(limit: 1).first
        )
      }
    }
    let needing = open.needing
    var report = StatusReport(
      name: session.configuration.name, lastRun: last?.id, lastRunAt: last?.at, commit: head?.id.description,
      open: [:], workflows: [:], stake: OpenExceptions.sums(needing), breached: needing.count { $0.isPastSLA(at: now) },
      streams: [], first: first)
    for exception in open.sorted where exception.state == .open && !exception.isSnoozed(at: now) {
      report.open[exception.severity.rawValue, default: 0] += 1
      report.workflows[exception.workflow, default: 0] += 1
    }
    for stream in session.streams {
      let state = try session.source(stream.connection.name, at: head).streams[stream.name]
      // What follows from another stream is not missing while nothing follows.
      if state == nil, session.infersRefunds(stream) { continue }
      let asOf = state?.asOf
      report.streams.append(
        StatusReport.StreamStatus(
          stream: stream.fullName, system: stream.connection.system,
          verdict: state?.coverage.verdict.rawValue ?? "never", asOf: asOf,
          isStale: asOf.map { $0 + stream.connection.staleAfter < now } ?? false, held: state?.held,
          records: state?.records ?? 0, quarantined: state?.quarantined ?? 0))
    }
    return report
  }

  /// Every record that differs between two commits; HEAD and the one before it by default.
  public func diff(_ older: String? = nil, _ newer: String? = nil) throws(Diagnostic) -> DiffReport {
    let session = try Session(workspace, setting, recovers: false)
    guard let head = try session.ledger.head() else {
      throw Diagnostic(
        .usage, code: "diff.empty", "There is nothing to compare yet", hints: ["Run Tend first: tend run"])
    }
    let new = try newer.map { text throws(Diagnostic) in try session.commit(named: text) } ?? head
    let old: Commit?
    if let older {
      old = try session.commit(named: older)
    } else if let parent = new.parent {
      old = try session.ledger.commit(parent)
    } else {
      old = nil
    }
    var changes: [RecordAddress: Change] = [:]
    for change in try session.ledger.changes(from: old?.tree, to: new.tree, under: "records") {
      let parts = change.path.split(separator: "/").map(String.init)
      guard parts.count > 3, let kind = session.streamNames.kind(parts[1], parts[2]) else { continue }
      let before = try change.old.map { blob throws(Diagnostic) in try session.ledger.read(blob: blob) }
      let after = try change.new.map { blob throws(Diagnostic) in try session.ledger.read(blob: blob) }
      for difference in try Page.differences(from: before, to: after) {
        let address = RecordAddress(connection: parts[1], kind: kind, id: difference.id)
        var known = changes[address] ?? Change(address: address, before: nil, after: nil)
        if let line = difference.old { known.before = try Lines.object(line, change.path) }
        if let line = difference.new { known.after = try Lines.object(line, change.path) }
        changes[address] = known
      }
    }
    return DiffReport(
      from: old?.id.description, to: new.id.description,
      changes: changes.values.filter { $0.before != $0.after }.sorted { $0.address < $1.address })
  }

  /// The history, newest first; of one exception where one is named.
  public func log(_ exception: String? = nil, limit: Int = 20) throws(Diagnostic) -> [LogEntry] {
    let session = try Session(workspace, setting, recovers: false)
    guard try session.ledger.head() != nil else { return [] }
    let path = try exception.map { prefix throws(Diagnostic) in try Tend.exception(prefix, session).path }
    return try session.ledger.log(path: path, limit: limit).map { commit in
      let name = commit.author.split(separator: "<").first.map { $0.trimmingSpaces() } ?? ""
      return LogEntry(
        commit: commit.id.description, at: commit.time, by: name == "Tend" ? "tend" : name, subject: commit.subject,
        run: commit.trailer("Tend-Run"))
    }
  }
}

extension Session {
  /// A commit by its id or the beginning of it, `HEAD` or `HEAD~n`.
  func commit(named text: String) throws(Diagnostic) -> Commit {
    let unknown = Diagnostic(
      .usage, code: "commit.unknown", "There is no commit \(text)", hints: ["See which there are: tend log"])
    if let id = ObjectID(text) { return try ledger.commit(id) }
    let back = text == "HEAD" ? 0 : text.hasPrefix("HEAD~") ? Int(text.dropFirst(5)) : nil
    var found: Commit?
    var seen = 0
    try ledger.forEachCommit { commit in
      if seen == back || (back == nil && text.utf8.count >= 4 && commit.id.description.hasPrefix(text.lowercased())) {
        found = commit
      }
      seen += 1
      return found == nil
    }
    guard let found else { throw unknown }
    return found
  }
}

extension Substring {
  fileprivate func trimmingSpaces() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
