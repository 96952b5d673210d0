internal import Connectors
internal import Records
internal import Workflows

/// Works out what each workflow can see from its rules, the streams and what a look at the connections found.
struct SightMaker {
  /// What a look at a connection found.
  struct Look {
    var connection: String
    var report: ConnectionReport
  }

  /// Every rule that is switched on.
  let rules: [Rule]
  /// How well each stream is known.
  let health: [StreamHealth]
  let looks: [Look]
  /// Whether anything was ever read: before that nothing is old.
  let hasRun: Bool
  let now: Instant

  /// The built-in workflows, a team's own by name, then the dashboard's figures. One whose rules are all off is left out.
  func sights() -> [WorkflowSight] {
    let own = Set(rules.map(\.workflow)).subtracting(BuiltInRules.workflows).sorted(by: precedes)
    let workflows = (BuiltInRules.workflows + own).compactMap { workflow -> WorkflowSight? in
      let rules = rules.filter { $0.workflow == workflow }
      guard !rules.isEmpty else { return nil }
      // Whether systems are read at all is seen in every stream there is.
      let looksAtStreams = rules.contains { $0.kind == .stream }
      let kinds = looksAtStreams ? Set(health.map(\.kind)) : rules.reduce(into: []) { $0.formUnion($1.neededKinds) }
      return sight(workflow, RuleWords.title(workflow), Kind.allCases.filter(kinds.contains), rules)
    }
    return workflows + [sight(SightWords.weekly, "Weekly dashboard", SightWords.weeklyKinds, [])]
  }

  private func sight(_ workflow: String, _ title: String, _ kinds: [Kind], _ rules: [Rule]) -> WorkflowSight {
    let missing =
      kinds.compactMap { unconnected($0, workflow, rules) } + looks.flatMap { closed($0, kinds, rules) }
      + kinds.flatMap { unreliable($0, rules) }
    return WorkflowSight(workflow: workflow, title: title, sees: kinds.filter(isSeen), missing: missing)
  }

  /// Whether some stream has records of a kind and is let in.
  private func isSeen(_ kind: Kind) -> Bool {
    health.contains { stream in
      stream.kind == kind && !hidden(in: stream.connection).contains(kind) && (!hasRun || stream.asOf != nil)
    }
  }

  /// The kinds that a connection does not show for want of scopes.
  private func hidden(in connection: String) -> Set<Kind> {
    let scopes = looks.first { $0.connection == connection }?.report.missing ?? []
    return Set(scopes.flatMap(\.kinds))
  }

  // MARK: What is missing

  private func unconnected(_ kind: Kind, _ workflow: String, _ rules: [Rule]) -> WorkflowSight.Gap? {
    let streams = health.filter { $0.kind == kind }
    let name = DashboardContext.plural(kind)
    if streams.isEmpty {
      let asked = rules.resting(on: kind)
      let cost =
        SightWords.cost(workflow, without: kind)
        ?? "Not asked: \(DashboardWords.list(asked.map(\.name), "and"))."
      var gap = WorkflowSight.Gap(.system, "\(name): no system", [kind], cost: cost, hint: Self.remedy(kind))
      gap.rules = asked.map(\.id)
      return gap
    }
    guard streams.allSatisfy(\.isInferred), let cost = SightWords.cost(workflow, inferring: kind) else { return nil }
    return WorkflowSight.Gap(
      .inferred, "\(name): worked out from orders", [kind], cost: cost, hint: Self.remedy(kind))
  }

  private static func remedy(_ kind: Kind) -> String {
    let systems = Registry.systems.filter { $0.service != nil && $0.kinds.contains(kind) }.map(\.name)
    let files = "exported files (docs/configuration.md)"
    return systems.isEmpty ? "Read \(files)" : "Connect \(DashboardWords.list(systems, "or")), or read \(files)"
  }

  private func closed(_ look: Look, _ kinds: [Kind], _ rules: [Rule]) -> [WorkflowSight.Gap] {
    let name = look.connection
    var gaps = look.report.missing.compactMap { scope -> WorkflowSight.Gap? in
      let lost = kinds.filter { scope.kinds.contains($0) || scope.lessens.contains($0) }
      guard !lost.isEmpty else { return nil }
      let cost = scope.without.hasSuffix(".") ? scope.without : scope.without + "."
      var gap = WorkflowSight.Gap(
        .scope, "\(name): scope \(scope.name)", lost, cost: cost,
        hint: "Grant \(scope.name), then: tend connect \(name)")
      gap.connection = name
      gap.scope = scope.name
      gap.rules = rules.filter { !$0.neededKinds.isDisjoint(with: lost) }.map(\.id)
      return gap
    }
    // Problems with scopes are told above, by their scopes.
    let problems = look.report.problems.filter { !$0.code.hasSuffix(".scope") }
    let hidden = hidden(in: name)
    let lost = kinds.filter { kind in
      !hidden.contains(kind) && health.contains { $0.connection == name && $0.kind == kind && !$0.isInferred }
    }
    if let problem = problems.first, !lost.isEmpty {
      var gap = WorkflowSight.Gap(
        .connection, "\(name): not in order", lost,
        cost: "What is new in its \(Self.names(lost)) may not be seen: \(problem.summary).", hint: problem.hints.first)
      gap.connection = name
      gap.rules = rules.filter { !$0.neededKinds.isDisjoint(with: lost) }.map(\.id)
      gaps.append(gap)
    }
    return gaps
  }

  private static func names(_ kinds: [Kind]) -> String {
    DashboardWords.list(kinds.map(DashboardContext.plural), "and")
  }

  /// Streams of which nothing can be concluded from what is missing.
  private func unreliable(_ kind: Kind, _ rules: [Rule]) -> [WorkflowSight.Gap] {
    guard hasRun else { return [] }
    return health.compactMap { stream in
      guard stream.kind == kind, !stream.isInferred, let state = state(stream) else { return nil }
      let waiting = rules.filter { $0.basis == .absence && $0.neededKinds.contains(kind) }
      let cost =
        waiting.isEmpty
        ? "What is new in it is not seen."
        : "\(counted(waiting.count, "rule that looks for what is missing waits", "rules that look for what is missing wait"))."
      var gap = WorkflowSight.Gap(.stream, "\(stream.name): \(state)", [kind], cost: cost, hint: hint(stream))
      gap.connection = stream.connection
      gap.stream = stream.name
      gap.rules = waiting.map(\.id)
      return gap
    }
  }

  private func state(_ stream: StreamHealth) -> String? {
    if stream.asOf == nil { return hidden(in: stream.connection).contains(stream.kind) ? nil : "never read" }
    if stream.shrink != nil { return "held back" }
    switch stream.verdict {
    case .failed: return "not read lately"
    case .partial: return "read in part"
    case .complete, .incremental: break
    }
    guard let stale = stream.staleAt, stale <= now else { return nil }
    return "out of date"
  }

  private func hint(_ stream: StreamHealth) -> String {
    if stream.shrink != nil { return "If the loss is meant: tend accept \(stream.name)" }
    return stream.asOf == nil ? "Read it: tend run" : "See above, then: tend run"
  }
}

extension Rule {
  /// The kinds of record that it looks at or concludes from.
  var neededKinds: Set<Kind> { Set(streams).union(lookedAt) }

  fileprivate var lookedAt: [Kind] {
    switch kind {
    case .record(let kind): [kind]
    case .person: [.order]
    case .stream: []
    }
  }
}

extension [Rule] {
  /// Those that say nothing without records of a kind: that look at them, or else that conclude from them.
  fileprivate func resting(on kind: Kind) -> [Rule] {
    let looking = filter { $0.lookedAt.contains(kind) }
    return looking.isEmpty ? filter { $0.neededKinds.contains(kind) } : looking
  }
}

extension Session {
  /// What each workflow can see now.
  func sights(_ looks: [SightMaker.Look]) throws(Diagnostic) -> [WorkflowSight] {
    let head = try ledger.head()
    let rules = BuiltInRules.make(settings)
    let health = health(try sources(at: head))
    return SightMaker(
      rules: rules, health: health, looks: looks, hasRun: health.contains { $0.asOf != nil }, now: setting.now
    ).sights()
  }
}
