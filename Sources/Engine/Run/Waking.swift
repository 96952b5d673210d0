internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// Works out when each subject must be looked at again, for an index that was made anew.
///
/// The next flip of a subject follows from its facts, the rules and the moment of the last run, so that the wakes of a
/// rebuilt index are those of one that was kept all along.
struct Waking {
  let session: Session
  let head: Commit

  /// Sets the wake of every subject, as the run of HEAD would have.
  func setAll(_ tx: IndexTransaction) throws {
    guard let manifest = try session.manifest(), let now = try tx.runs(limit: 1).first?.at else { return }
    let rules = BuiltInRules.make(session.settings)
    var sources: [String: SourceState] = [:]
    for connection in session.configuration.connections {
      sources[connection.name] = try session.source(connection.name, at: head)
    }
    let health = session.health(sources)
    let reader = RecordReader(
      ledger: session.ledger, commit: head, steps: manifest.steps, streams: session.streamNames)
    let look = SubjectLook(
      detector: Detector(rules: rules, settings: session.settings, health: health),
      planner: Planner(settings: session.settings, marks: manifest.since, hash: Run.hash),
      loader: SubjectLoader(
        view: tx, reader: reader, settings: session.settings,
        refundJoinWithin: session.configuration.refundJoinWithin,
        refundConnections: session.refundConnections, health: health, marks: manifest.since,
        now: now),
      run: "")
    var subjects = try Subjects.all(
      rules: rules, settings: session.settings, marks: manifest.since, now: now, reader: reader, tx)
    for stream in health { subjects.insert("stream:\(stream.name)") }
    try tx.removeWakes()
    for address in subjects.sorted(by: precedes) {
      guard let (subject, plan) = try look.plan(address, tx) else { continue }
      // What should have been opened or ended by then, and was not, is looked at by the next run.
      try tx.setWake(subject.address, at: plan.changed.isEmpty ? plan.wakeAt : now)
    }
  }
}
