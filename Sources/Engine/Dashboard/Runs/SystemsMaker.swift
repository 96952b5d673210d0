internal import Connectors
internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes the page of systems: what is connected, how well it was read, what was left aside.
struct SystemsMaker {
  let context: DashboardContext

  /// One chip a connection: its worst stream, its oldest data.
  var chips: [SystemChip] { context.session.configuration.connections.map { chip($0.name) } }

  private func chip(_ connection: String) -> SystemChip {
    let streams = context.health.filter { $0.connection == connection && isRead($0) }
    let all = streams.map(context.health(of:))
    let order: [Health] = [.failed, .partial, .stale, .incremental]
    return SystemChip(
      title: DashboardWords.title(connection), connection: connection,
      health: order.first(where: all.contains) ?? (all.isEmpty ? .failed : .complete),
      asOf: streams.compactMap(\.asOf).min())
  }

  /// Refunds that follow from orders have no source that could be read or missed.
  private func isRead(_ stream: StreamHealth) -> Bool {
    guard let configured = context.streams.first(where: { $0.fullName == stream.name }) else { return true }
    return !context.session.infersRefunds(configured)
  }

  /// The page.
  func page() throws -> SystemsPage {
    var quarantine: [QuarantineRow] = []
    var total = 0
    for (connection, source) in context.sources.sorted(by: { precedes($0.key, $1.key) }) {
      for (_, stream) in source.streams.sorted(by: { precedes($0.key, $1.key) }) {
        total += stream.quarantined
        quarantine += stream.quarantine.map { row in
          QuarantineRow("\(connection)/\(row.source)", line: row.line, reason: DashboardWords.reason(of: row))
        }
      }
    }
    return SystemsPage(
      systems: context.session.configuration.connections.map(section), quarantine: quarantine,
      quarantineTotal: total, backlog: try backlog(), notEvaluated: notEvaluated())
  }

  private func section(_ connection: ConnectionSettings) -> SystemSection {
    let streams = context.health.filter { $0.connection == connection.name }
    let failing = streams.filter { isRead($0) && context.health(of: $0) == .failed }
    let unread = failing.filter { $0.asOf == nil }
    var problem: String?
    var remedies: [String] = []
    if !failing.isEmpty {
      let names = DashboardWords.list(failing.map(\.stream), "and")
      problem = unread.count == failing.count ? "\(names): nothing was ever read." : "\(names): could not be read."
      remedies = [
        connection.folder.isEmpty
          ? "Look whether the account still lets Tend in: tend connect \(connection.name)."
          : "Check that the exports lie in \(connection.folder) and that their names match tend.yml.",
        "Run tend doctor and follow its hints.",
      ]
    }
    let source =
      connection.folder.isEmpty
      ? "Read from \(Registry.system(named: connection.system)?.title ?? connection.system)."
      : "Files in \(connection.folder)."
    let old = FactWords(context.settings).length(connection.staleAfter)
    return SystemSection(
      chip: chip(connection.name), limits: "\(source) Data older than \(old) counts as old.",
      problem: problem, remedies: remedies, streams: streams.map(row))
  }

  private func row(_ stream: StreamHealth) -> StreamRow {
    let state = context.sources[stream.connection]?.streams[stream.stream]
    let isInferred = !isRead(stream)
    var notes: [String] = []
    if isInferred { notes.append("worked out from the orders") }
    if let offered = state?.offered, let state {
      notes.append(
        "\(counted(offered, "record was", "records were")) offered where \(grouped(state.records)) stand; the last good state is kept"
      )
    } else if let held = state?.held {
      notes.append("held: \(DashboardWords.reason(held))")
    }
    if let since = state?.troubleSince { notes.append("since \(context.words.moment(since))") }
    if let stale = stream.staleAt, !isInferred {
      notes.append(
        stale <= context.now
          ? "counts as old since \(context.words.moment(stale))" : "counts as old from \(context.words.moment(stale))")
    }
    return StreamRow(
      stream.stream, health: isInferred && state == nil ? .incremental : context.health(of: stream),
      from: state?.coverage.createdSince.map { context.zone.day(of: $0) },
      records: state.map { .count($0.records) } ?? (isInferred ? .count(0) : .unknown("never read")),
      asOf: stream.asOf, quarantined: stream.quarantined, note: notes.isEmpty ? nil : notes.joined(separator: "; "),
      accept: state?.offered != nil ? "tend accept \(stream.name)" : nil)
  }

  // MARK: The past

  /// What rules left alone when they began to look, or when a stream was first read.
  func backlog() throws -> [BacklogRow] {
    var runs: [Instant: [Receipt]] = [:]
    func receipts(at moment: Instant) throws -> [Receipt] {
      if let known = runs[moment] { return known }
      let found = try context.view.runs(at: moment).compactMap { try Receipt(json: JSONReader.object($0.receipt)) }
      runs[moment] = found
      return found
    }
    return try context.rules.compactMap { rule in
      var marks = Set([context.manifest.since[rule.id]].compactMap { $0 })
      let kinds = Set(rule.streams).union(rule.subjectKinds)
      for stream in context.streams where kinds.contains(stream.kind) {
        if let mark = context.manifest.since["stream:\(stream.fullName)"] { marks.insert(mark) }
      }
      if marks.isEmpty, let first = context.firstRun { marks.insert(first.at) }
      let found = try marks.flatMap(receipts).compactMap { $0.backlog[rule.id] }
      let count = found.reduce(0) { $0 + $1.count }
      guard count > 0 else { return nil }
      let amount = found.reduce(0) { bounded($0, plus: $1.amount) }
      return BacklogRow(
        rule.name, count: count, stake: amount > 0 ? [Amount(amount, context.currency)] : [])
    }
  }

  // MARK: Rules that can't speak

  /// Rules of a workflow, or all, that no connected system gives anything to look at, or whose data is not good enough.
  func notEvaluated(workflow: String? = nil) -> [NotEvaluated] {
    context.rules.filter { workflow == nil || $0.workflow == workflow }.compactMap { rule in
      for kind in rule.subjectKinds {
        if let objection = context.objection(kind) { return NotEvaluated(rule.name, reason: objection) }
      }
      guard rule.basis == .absence else { return nil }
      let kinds = Set(rule.streams).union(rule.subjectKinds)
      for stream in context.health where kinds.contains(stream.kind) && isRead(stream) {
        switch context.health(of: stream) {
        case .stale: return NotEvaluated(rule.name, reason: "waits: \(stream.name) is out of date")
        case .partial: return NotEvaluated(rule.name, reason: "waits: \(stream.name) was read in part")
        case .failed: return NotEvaluated(rule.name, reason: "waits: \(stream.name) could not be read")
        case .complete, .incremental, .reconnect: continue
        }
      }
      return nil
    }
  }
}

extension Rule {
  /// The kinds of records that its subjects are, or are known by.
  fileprivate var subjectKinds: [Kind] {
    switch kind {
    case .record(let kind): [kind]
    case .person: [.order]
    case .stream: []
    }
  }
}
