internal import Crypto
internal import Index
internal import Ledger
internal import Records
internal import Workflows

extension Run {
  /// SHA-256, as the pure modules want it.
  static let hash: Hash = { Array(SHA256.hash(data: $0)) }

  /// Evaluates whom the run touched and who wakes, and writes what follows.
  func detect(
    _ touched: TouchedSubjects, _ changes: ChangeTaker, _ reader: RecordReader, _ builder: CommitBuilder,
    _ tx: IndexTransaction
  ) throws {
    let health = health
    let rules = BuiltInRules.make(session.settings)
    let detector = Detector(rules: rules, settings: session.settings, health: health)
    var subjects = touched.addresses
    subjects.formUnion(try tx.due(now))
    for stream in health { subjects.insert("stream:\(stream.name)") }
    if try markRules(rules) {
      subjects.formUnion(
        try Subjects.all(
          rules: rules, settings: session.settings, marks: manifest.since, now: now, reader: reader, tx))
    }
    try resolveOrphans(rules, builder, tx)
    markStreams(health)
    let loader = SubjectLoader(
      view: tx, reader: reader, settings: session.settings,
      refundJoinWithin: session.configuration.refundJoinWithin,
      refundConnections: session.refundConnections, health: health, marks: manifest.since, now: now,
      deleted: deleted)
    let look = SubjectLook(
      detector: detector, planner: Planner(settings: session.settings, marks: manifest.since, hash: Run.hash),
      loader: loader, run: id.description)
    for (place, address) in subjects.sorted(by: precedes).enumerated() {
      try Task.checkCancellation()
      if place.isMultiple(of: 500) {
        session.setting.progress(Setting.Progress(stage: "detect", done: place, total: subjects.count))
      }
      guard let (subject, plan) = try look.plan(address, tx) else {
        try tx.setWake(address, at: nil)
        continue
      }
      try apply(plan, builder, tx)
      try tell(plan, of: subject.address, tx)
      if address != subject.address { try tx.setWake(address, at: nil) }
      try tx.setWake(subject.address, at: plan.wakeAt)
    }
    receipt.evaluated = subjects.count
    receipt.suppressed.sort { ($0.rule, $0.subject) < ($1.rule, $1.subject) }
  }

  private func apply(_ plan: Plan, _ builder: CommitBuilder, _ tx: IndexTransaction) throws {
    for exception in plan.changed {
      let bytes = PrettyJSON.bytes(exception.json)
      try builder.write(exception.path, bytes)
      try tx.put(exception, file: bytes)
      changedExceptions.insert(exception.id)
    }
    receipt.opened += plan.opened.map(\.id)
    receipt.reopened += plan.reopened.map(\.id)
    receipt.updated += plan.updated.map(\.id)
    receipt.resolved += plan.resolved.map(\.id)
    for var action in plan.actions {
      // Nothing is sent under preview, and nothing planned under it ever will be.
      action.state = .skipped
      action.reason = "preview"
      action.settled = now
      try builder.write(action.path, PrettyJSON.bytes(action.json))
      try tx.put(action)
      receipt.actions["\(action.kind) \(action.state.rawValue)", default: 0] += 1
    }
  }

  /// Counts the backlog of what is new, and notes what was not acted on where that is new or has another reason.
  private func tell(_ plan: Plan, of subject: String, _ tx: IndexTransaction) throws {
    var lines = plan.suppressed.map { "\($0.rule) \($0.reason)" }
    for entry in plan.backlog where !count(entry) { lines.append("\(entry.rule) before-mark") }
    for line in try tx.note(suppressed: lines.sorted(by: precedes), of: subject) {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      suppress(parts[0], subject, parts[1])
    }
  }

  /// The past is counted when its rule or its stream is new; met again later it is a suppression like any other: false.
  private func count(_ entry: BacklogEntry) -> Bool {
    let stream = RecordAddress(entry.subject).map { "stream:" + session.streamNames.name(of: $0) }
    guard manifest.since[entry.rule] == now || stream.flatMap({ manifest.since[$0] }) == now else { return false }
    var backlog = receipt.backlog[entry.rule] ?? Receipt.Backlog()
    backlog.count += 1
    if entry.currency == nil || entry.currency == session.settings.currency {
      backlog.amount = bounded(backlog.amount, plus: entry.amount ?? 0)
    }
    receipt.backlog[entry.rule] = backlog
    return true
  }

  private func suppress(_ rule: String, _ subject: String, _ reason: String) {
    receipt.suppressedCounts["\(rule) \(reason)", default: 0] += 1
    if receipt.suppressed.count < 500 {
      receipt.suppressed.append(Receipt.Suppressed(rule: rule, subject: subject, reason: reason))
    }
  }

  /// Gives a new rule, or one that decides by something else than before, its own mark.
  ///
  /// - Returns: Whether every subject must be looked at again.
  private func markRules(_ rules: [Rule]) throws -> Bool {
    let wasEmpty = manifest.rules.isEmpty
    var changed = false
    var prints: [String: String] = [:]
    for rule in rules {
      let print = WorkspaceKey.hexText(Array(Run.hash(Array(rule.written(in: session.settings).utf8)).prefix(8)))
      prints[rule.id] = print
      if manifest.rules[rule.id] == print { continue }
      manifest.since[rule.id] = now
      changed = true
    }
    for gone in manifest.rules.keys where prints[gone] == nil {
      manifest.since[gone] = nil
      changed = true
    }
    manifest.rules = prints
    return changed && !wasEmpty
  }

  /// A stream that was never read before has a mark of its own, from its first read.
  private func markStreams(_ health: [StreamHealth]) {
    for stream in health where stream.asOf != nil && manifest.since["stream:\(stream.name)"] == nil {
      manifest.since["stream:\(stream.name)"] = now
    }
  }

  /// Exceptions of a rule that is no longer asked have nobody who could end them.
  private func resolveOrphans(_ rules: [Rule], _ builder: CommitBuilder, _ tx: IndexTransaction) throws {
    let known = Set(rules.map(\.id))
    for rule in try tx.rulesWithExceptions() where !known.contains(rule) {
      var filter = ExceptionFilter()
      filter.rule = rule
      filter.states = [.open, .acknowledged]
      for var exception in try tx.exceptions(filter) {
        exception.state = .resolved
        exception.resolved = now
        exception.resolution = "rule-removed"
        exception.updated = now
        exception.timeline.append(
          TimelineEntry(
            at: now, event: .resolved, by: "tend", run: id.description, detail: ["resolution": "rule-removed"]))
        var plan = Plan()
        plan.resolved = [exception]
        try apply(plan, builder, tx)
      }
    }
  }
}
