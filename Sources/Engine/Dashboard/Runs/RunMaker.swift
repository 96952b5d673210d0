internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes receipts readable.
struct RunMaker {
  let context: DashboardContext

  /// A run as a row of the list.
  func row(_ run: IndexedRun, _ receipt: Receipt) -> RunRow {
    func actions(_ state: PlannedAction.State) -> Int {
      receipt.actions.filter { $0.key.hasSuffix(" \(state.rawValue)") }.reduce(0) { $0 + $1.value }
    }
    return RunRow(
      id: run.id, at: run.at, health: health(receipt), changes: receipt.changes,
      opened: receipt.opened.count + receipt.reopened.count, resolved: receipt.resolved.count, sent: actions(.sent),
      suppressed: receipt.suppressedCounts.values.reduce(0, +) + actions(.skipped), milliseconds: took(receipt),
      commit: run.commit.isEmpty ? nil : run.commit)
  }

  private func took(_ receipt: Receipt) -> Int? {
    let sum = receipt.durations.values.reduce(0, +)
    return sum > 0 ? sum : nil
  }

  /// The worst of what its streams proved; a run that found nothing new is up to date.
  private func health(_ receipt: Receipt) -> Health {
    let all = receipt.streams.values.map(health)
    for worst in [Health.failed, .partial] where all.contains(worst) { return worst }
    return all.contains(.complete) ? .complete : .incremental
  }

  private func health(_ stream: Receipt.StreamReceipt) -> Health {
    if stream.verdict == .failed { return .failed }
    if stream.held != nil { return .partial }
    switch stream.verdict {
    case .failed: return .failed
    case .partial: return .partial
    case .complete: return .complete
    case .incremental, nil: return .incremental
    }
  }

  /// The page of a run.
  func page(_ run: IndexedRun, _ receipt: Receipt) throws -> RunPage {
    let coverage = receipt.streams.sorted { precedes($0.key, $1.key) }.map { name, stream in
      StreamRow(
        name, health: health(stream), records: .count(stream.read), asOf: run.at, quarantined: stream.quarantined,
        note: note(stream))
    }
    return RunPage(
      row: row(run, receipt), commits: run.commit.isEmpty ? [] : [run.commit], configHash: receipt.configuration,
      version: receipt.version, steps: try asked(receipt) + steps(receipt, at: run.at), coverage: coverage,
      suppressed: suppressed(receipt),
      problems: receipt.recovered.map { "Recovered before the run: \(DashboardWords.reason($0))." })
  }

  private func note(_ stream: Receipt.StreamReceipt) -> String? {
    var parts: [String] = []
    if let held = stream.held { parts.append("not taken over: \(DashboardWords.reason(held))") }
    let counts = [(stream.created, "new"), (stream.updated, "changed"), (stream.deleted, "gone")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !counts.isEmpty { parts.append(counts.joined(separator: ", ")) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private func suppressed(_ receipt: Receipt) -> [Suppressed] {
    let findings = receipt.suppressedCounts.map { key, count -> Suppressed in
      let (rule, reason) = Self.split(key)
      return Suppressed(
        context.ruleByID[rule]?.name ?? rule, reason: DashboardWords.reason(reason), count: count)
    }
    let actions = receipt.actions.compactMap { key, count -> Suppressed? in
      let (kind, state) = Self.split(key)
      guard state == PlannedAction.State.skipped.rawValue else { return nil }
      return Suppressed(DashboardWords.action(kind), reason: DashboardWords.reason("preview"), count: count)
    }
    return (actions + findings).sorted {
      $0.count != $1.count ? $0.count > $1.count : precedes($0.what + $0.reason, $1.what + $1.reason)
    }
  }

  private static func split(_ key: String) -> (String, String) {
    guard let space = key.lastIndex(of: " ") else { return (key, "") }
    return (String(key[..<space]), String(key[key.index(after: space)...]))
  }

  // MARK: Steps

  /// What the run did, step by step.
  func steps(_ receipt: Receipt, at: Instant) throws -> [RunStep] {
    var steps = sync(receipt)
    steps.append(
      RunStep(
        "Compared with the last snapshot", .count(receipt.changes), detail: "records new, changed or gone",
        milliseconds: receipt.durations["diff"]))
    steps.append(
      RunStep(
        "Asked the rules", .count(receipt.evaluated), detail: "records and persons that changed or whose time had come",
        milliseconds: receipt.durations["detect"]))
    steps += try opened(at: at)
    let planned = receipt.actions.filter { $0.key.hasPrefix("follow-up ") }
    let skipped = planned["follow-up skipped"] ?? 0
    steps.append(
      RunStep(
        "Created managed follow-ups", .count(planned.values.reduce(0, +)),
        detail: skipped > 0 ? "in preview: sent to nobody" : nil))
    steps.append(RunStep("Resolved exceptions", .count(receipt.resolved.count)))
    return steps
  }

  /// What was asked of the systems; none where only files were read.
  private func asked(_ receipt: Receipt) -> [RunStep] {
    guard !receipt.requests.isEmpty else { return [] }
    let parts = receipt.requests.sorted { precedes($0.key, $1.key) }.map { connection, requests in
      var words = "\(DashboardWords.title(connection)) \(grouped(requests.sent))"
      if requests.retried > 0 { words += ", \(grouped(requests.retried)) of them again" }
      if requests.waited >= 1000 { words += ", waited \(grouped(requests.waited / 1000)) s" }
      return words
    }
    return [
      RunStep(
        "Sent requests to systems", .count(receipt.requests.values.reduce(0) { $0 + $1.sent }),
        detail: parts.joined(separator: "; "))
    ]
  }

  private func sync(_ receipt: Receipt) -> [RunStep] {
    var groups: [(label: String, kinds: Set<Kind>)] = [
      ("Synced CRM records", [.lead]), ("Synced support tickets", [.ticket]),
    ]
    groups.append(("Synced shop records", Set(Kind.allCases).subtracting(groups.flatMap(\.kinds))))
    var steps: [RunStep] = []
    var isFirst = true
    for group in groups {
      let names = context.streams.filter { group.kinds.contains($0.kind) }.map(\.fullName)
      if names.isEmpty { continue }
      let streams = names.compactMap { receipt.streams[$0] }
      let read = streams.reduce(0) { $0 + $1.read }
      let held = streams.count { $0.held != nil }
      steps.append(
        RunStep(
          group.label, .count(read),
          detail: held > 0
            ? "\(counted(held, "stream", "streams")) held back" : read == 0 ? "nothing new" : nil,
          milliseconds: isFirst ? receipt.durations["sync"] : nil))
      isFirst = false
    }
    return steps
  }

  /// What was opened at the run's clock, by workflow.
  private func opened(at: Instant) throws -> [RunStep] {
    try context.workflows.map { workflow in
      let count = try context.view.openedCount(workflow: workflow.name, in: at...at)
      return RunStep(Self.labels[workflow.name] ?? "Opened in \(workflow.title)", .count(count))
    }
  }

  private static let labels = [
    "sales-recovery": "Detected stale opportunities", "vip-orders": "Flagged VIP orders and customers",
    "escalations": "Opened escalations", "customer-recovery": "Found customers to win back",
    "sync-health": "Found problems with the data",
  ]
}
