internal import Index
internal import Ledger
public import Records
internal import Workflows

extension Tend {
  /// Accepts that a stream shrank: the next run may go down to what was offered.
  ///
  /// - Parameter stream: `connection/stream`.
  public func accept(_ stream: String, by: String) throws(Diagnostic) -> WorkReport {
    let session = try Session(workspace, setting, recovers: true)
    let lock = try session.lockLedger()
    defer { lock.release() }
    try session.ledger.requireClock(setting.now)
    try session.requireOwner(by)
    guard let configured = session.streams.first(where: { $0.fullName == stream }) else {
      throw Diagnostic(
        .usage, code: "accept.unknown", "There is no stream \(stream)",
        hints: ["The streams are: \(session.streams.map(\.fullName).joined(separator: ", "))"])
    }
    let head = try session.ledger.head()
    var source = try session.source(configured.connection.name, at: head)
    guard var state = source.streams[configured.name], state.held == "shrank", let offered = state.offered else {
      throw Diagnostic(
        .usage, code: "accept.nothing", "\(stream) is not held back",
        reason: "There is nothing to accept.", hints: ["See how the streams fare: tend status"])
    }
    state.accepted = offered
    source.streams[configured.name] = state
    let commit = try session.commitFiles(
      [(SourceState.path(of: configured.connection.name), PrettyJSON.bytes(source.json))],
      subject: "accept \(stream): from \(state.records) to \(counted(offered, "record", "records"))", edit: "accept",
      by: by)
    return WorkReport(
      message:
        "The next run takes \(stream) over with \(counted(offered, "record", "records")) instead of \(grouped(state.records))",
      commit: commit.id.description, figures: ["records": state.records, "offered": offered])
  }

  /// Makes the index anew from the ledger.
  public func rebuild() throws(Diagnostic) -> WorkReport {
    let lock = try lockRun()
    defer { lock.release() }
    // Whatever is wrong with it, and whatever history it knew.
    for ending in ["", "-wal", "-shm"] { try Files.remove(workspace.index + ending) }
    let session = try Session(workspace, setting, recovers: true)
    return WorkReport(message: "Made the index anew from the ledger", figures: ["records": session.caughtUp])
  }

  /// Rolls packs up and moves streams to the page step that fits their rate.
  public func maintain() throws(Diagnostic) -> WorkReport {
    let runLock = try lockRun()
    defer { runLock.release() }
    let session = try Session(workspace, setting, recovers: true)
    let lock = try session.lockLedger()
    defer { lock.release() }
    try session.ledger.requireClock(setting.now)
    let moved = try Repartition(session: session).run()
    let roll = try session.ledger.maintain()
    var figures = ["streams_repartitioned": moved.streams.count]
    if let roll {
      figures["bytes_before"] = roll.bytesBefore
      figures["bytes_after"] = roll.bytesAfter
      figures["packs_before"] = roll.packs
    }
    let pages = moved.streams.isEmpty ? "" : "; repartitioned \(moved.streams.joined(separator: ", "))"
    return WorkReport(
      message: (roll == nil ? "The packs are rolled up already" : "Rolled the packs up into one") + pages,
      commit: moved.commit?.id.description, figures: figures)
  }

  /// Erases what is known of a person, and takes nothing of them in again.
  public func forget(_ email: String, by: String) throws(Diagnostic) -> WorkReport {
    let runLock = try lockRun()
    defer { runLock.release() }
    let session = try Session(workspace, setting, recovers: true)
    try session.requireOwner(by)
    guard let address = Identifiers.normalised(email: email) else {
      throw Diagnostic(
        .usage, code: "forget.email", "That is not an e-mail address",
        hints: ["Write it in full: tend forget ann@example.com"])
    }
    let own = session.pseudonyms.email(address)
    try session.finishForgetting()
    let known = try Session.diagnosed {
      try session.index.read { try $0.identifiers(of: own) + $0.ownPhones(ofPerson: own) }
    }
    let pseudonyms = known.isEmpty ? [own] : known
    try Files.write(Array("\n".utf8), to: workspace.forgetting, mode: 0o600)
    let commit = try session.commitTombstones(pseudonyms, by: by)
    // Opened again, since what is forgotten is read when a session begins.
    let erased = try Session(workspace, setting, recovers: false).finishForgetting()
    if known.isEmpty {
      return WorkReport(
        message:
          "Nobody is known under that address: nothing was there to erase. Should it come, nothing personal is kept of it",
        commit: commit?.id.description, figures: ["records": 0, "pages_written": erased?.pages ?? 0])
    }
    return WorkReport(
      message:
        "Erased the personal data of \(counted(erased?.records ?? 0, "record", "records")) under \(counted(pseudonyms.count, "pseudonym", "pseudonyms")); export files you keep yourself still hold theirs",
      commit: commit?.id.description,
      figures: ["records": erased?.records ?? 0, "pages_written": erased?.pages ?? 0])
  }
}

extension Session {
  /// Erases what the ledger says is forgotten, where that was begun and not finished; needs the lock of a run.
  ///
  /// The tombstones in the ledger are the decision. All that follows from them can be done again and again.
  /// - Returns: how many records lost what was personal, and how many pages were written; nil when nothing was begun.
  @discardableResult
  func finishForgetting() throws(Diagnostic) -> (records: Int, pages: Int)? {
    guard Files.exists(workspace.forgetting) else { return nil }
    let pseudonyms = forgotten.sorted(by: precedes)
    try workspace.removeDryStaging()
    let records = try Session.diagnosed {
      let staging = try StagingStore(path: workspace.staging)
      for stream in try staging.streams() { try staging.discard(stream.name) }
      try people.write { try $0.setTombstones(pseudonyms) }
      return try people.forget(pseudonyms)
    }
    let pages = try Dashboard(session: self).build(changed: nil).written
    try Files.remove(workspace.forgetting)
    return (records, pages)
  }
}

extension Session {
  /// Refuses whoever is not an owner of the configuration.
  func requireOwner(_ id: String) throws(Diagnostic) {
    guard settings.owner(id) == nil else { return }
    throw Diagnostic(
      .usage, code: "exception.unknown-owner", "\(id) is no owner in tend.yml",
      reason: "The history names who did what.",
      hints: ["Name one with --by: \(settings.owners.map(\.id).joined(separator: ", "))"])
  }

  /// One commit by hand of some files, reflected in the index; needs the ledger's lock.
  func commitFiles(
    _ files: [(path: String, bytes: [UInt8])], subject: String, edit: String, by: String
  ) throws(Diagnostic) -> Commit {
    let builder = try ledger.beginCommit(on: ledger.head())
    do {
      for file in files { try builder.write(file.path, file.bytes) }
      let commit = try builder.finish(
        message: CommitMessage(subject: subject, trailers: trailers(edit: edit)), author: Session.author(by),
        at: setting.now)
      try Session.diagnosed { try index.write(commit: commit.id.description) { _ in } }
      return commit
    } catch {
      builder.abandon()
      throw error
    }
  }

  /// Tombstones for pseudonyms that have none yet.
  fileprivate func commitTombstones(_ pseudonyms: [String], by: String) throws(Diagnostic) -> Commit? {
    let lock = try lockLedger()
    defer { lock.release() }
    try ledger.requireClock(setting.now)
    let fresh = pseudonyms.filter { !forgotten.contains($0) }
    guard !fresh.isEmpty else { return nil }
    var bytes: [UInt8] = []
    if let head = try ledger.head() { bytes = try ledger.read(PeopleFiles.forgotten, in: head.tree) ?? [] }
    for pseudonym in fresh {
      CanonicalJSON.append(
        .object(["pseudonym": .string(pseudonym), "at": .string(setting.now.description), "by": .string(by)]),
        to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return try commitFiles(
      [(PeopleFiles.forgotten, bytes)], subject: "forget a person", edit: "forget", by: by)
  }
}
