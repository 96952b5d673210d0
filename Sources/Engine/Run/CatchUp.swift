internal import Index
internal import Ledger
internal import Records
internal import Workflows

extension Session {
  /// Brings the index up to HEAD by the difference of two trees; from nothing when it names no commit of this history.
  ///
  /// - Returns: How many records were taken in.
  @discardableResult
  func catchUp() throws(Diagnostic) -> Int {
    let reflected = try Session.diagnosed { try index.commit() }
    let head = try ledger.head()
    guard let reflected else { return try head.map { head throws(Diagnostic) in try take(from: nil, to: head) } ?? 0 }
    if reflected == head?.id.description { return 0 }
    guard let head, let id = ObjectID(reflected), try isAncestor(id, of: head) else {
      throw Session.changedHistory(reflected)
    }
    return try take(from: ledger.commit(id), to: head)
  }

  /// The history does not hold what was seen here: somebody rewrote it, or put an older copy in its place.
  static func changedHistory(_ seen: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.history-changed", "The history in data/ is not the one that was seen here before",
      reason: "Commit \(seen.prefix(10)) is not part of it any more: it was rewritten, taken back or replaced.",
      hints: [
        "Put the right copy of data/ back.",
        "If you put an older copy there yourself, go on from it: tend rebuild",
      ], location: "data")
  }

  private func isAncestor(_ id: ObjectID, of head: Commit) throws(Diagnostic) -> Bool {
    var found = false
    try ledger.forEachCommit(from: head.id) { commit in
      found = commit.id == id
      return !found
    }
    return found
  }

  private func take(from old: Commit?, to head: Commit) throws(Diagnostic) -> Int {
    let changes = try ledger.changes(from: old?.tree, to: head.tree)
    let commits = try commits(after: old, to: head)
    return try Session.diagnosed {
      try index.write { tx in
        var records = 0
        var placed: Set<RecordAddress> = []
        var links = false
        for (place, change) in changes.enumerated() {
          if place.isMultiple(of: 500) {
            self.setting.progress(Setting.Progress(stage: "index", done: place, total: changes.count))
          }
          let parts = change.path.split(separator: "/", maxSplits: 3).map(String.init)
          switch parts.first {
          case "records" where parts.count == 4:
            records += try self.takePage(
              change, connection: parts[1], stream: parts[2], tracksMoves: old != nil, &placed, tx)
          case "exceptions": try self.takeException(change, tx)
          case "actions": try self.takeAction(change, tx)
          case "runs": try self.takeRun(change, commits, tx)
          case "people": links = true
          default: break
          }
        }
        if links || old == nil { try tx.setLinks(PeopleFiles.links(self.ledger, head)) }
        try Waking(session: self, head: head).setAll(tx)
        return (records, head.id.description)
      }
    }
  }

  private func takePage(
    _ change: PathChange, connection: String, stream: String, tracksMoves: Bool, _ placed: inout Set<RecordAddress>,
    _ tx: IndexTransaction
  ) throws -> Int {
    guard let kind = streamNames.kind(connection, stream) else { return 0 }
    let old = try change.old.map { try ledger.read(blob: $0) }
    let new = try change.new.map { try ledger.read(blob: $0) }
    let differences: [Page.Difference]
    do throws(Diagnostic) { differences = try Page.differences(from: old, to: new) } catch {
      throw error.at("data/\(change.path)")
    }
    for difference in differences where difference.new == nil {
      let address = RecordAddress(connection: connection, kind: kind, id: difference.id)
      // A record that moved is met on its new page too, before or after.
      if !placed.contains(address) { try tx.remove(address) }
    }
    for difference in differences {
      guard let line = difference.new else { continue }
      let address = RecordAddress(connection: connection, kind: kind, id: difference.id)
      let record = try Lines.object(line, "records/\(connection)/\(stream)")
      if RecordIndexing.isCopy(record, at: address) {
        if difference.old != nil { try tx.remove(address) }
        continue
      }
      try tx.put(RecordIndexing.row(of: record, at: address, zone: settings.zone))
      if difference.old == nil, tracksMoves { placed.insert(address) }
    }
    return differences.count
  }

  private func takeException(_ change: PathChange, _ tx: IndexTransaction) throws {
    guard let blob = change.new else { return }
    guard let json = try? JSONReader.object(try ledger.read(blob: blob)) else {
      throw Diagnostic(
        .ledger, code: "ledger.exception-unreadable", "An exception in the history can't be read",
        reason: "Its file is not JSON.", hints: ["See who wrote it: git -C data log -- \(change.path)"],
        location: "data/\(change.path)")
    }
    try tx.put(ShopException(json: json, location: change.path))
  }

  private func takeAction(_ change: PathChange, _ tx: IndexTransaction) throws {
    guard let blob = change.new, let action = PlannedAction(json: try JSONReader.object(try ledger.read(blob: blob)))
    else { return }
    try tx.put(action)
  }

  private func takeRun(_ change: PathChange, _ commits: [String: Commit], _ tx: IndexTransaction) throws {
    guard let blob = change.new else { return }
    let bytes = try ledger.read(blob: blob)
    guard let receipt = Receipt(json: try JSONReader.object(bytes)),
      let commit = commits[receipt.run.description]
    else { return }
    try tx.put(
      IndexedRun(
        id: receipt.run.description, at: receipt.run.at, commit: commit.id.description, summary: commit.subject,
        receipt: bytes, brief: receipt.brief))
  }

  /// The commits after `old`, by the run that made them: the commit map that only the log has.
  private func commits(after old: Commit?, to head: Commit) throws(Diagnostic) -> [String: Commit] {
    var commits: [String: Commit] = [:]
    try ledger.forEachCommit(from: head.id) { commit in
      if commit.id == old?.id { return false }
      if let run = commit.trailer("Tend-Run") { commits[run] = commit }
      return true
    }
    return commits
  }

}
