internal import Index
internal import Ledger
public import Records
internal import Workflows

extension Tend {
  /// Every rule against one subject: values, thresholds, what held it back, when it is looked at again.
  ///
  /// - Parameter text: An address, an order number, an exception's id, or a customer's e-mail address.
  public func explain(_ text: String) throws(Diagnostic) -> ExplainReport {
    let session = try Session(workspace, setting, recovers: false)
    guard let head = try session.ledger.head(), let manifest = try session.manifest() else {
      throw Diagnostic(
        .usage, code: "explain.empty", "Nothing was read yet", hints: ["Run Tend first: tend run"])
    }
    let rules = BuiltInRules.make(session.settings)
    let health = try session.health(session.sources(at: head))
    let now = max(setting.now, head.time)
    return try Session.diagnosed {
      try session.index.read { view in
        let address = try session.subject(named: text, view)
        let loader = SubjectLoader(
          view: view,
          reader: RecordReader(
            ledger: session.ledger, commit: head, steps: manifest.steps, streams: session.streamNames),
          settings: session.settings, refundJoinWithin: session.configuration.refundJoinWithin,
          refundConnections: session.refundConnections, health: health,
          marks: manifest.since, now: now)
        guard let subject = try loader.subject(address), subject.record != nil else {
          throw Session.unknownSubject(text)
        }
        let detector = Detector(rules: rules, settings: session.settings, health: health)
        let existing = try SubjectLook.exceptions(of: subject, view)
        let words = FactWords(session.settings)
        let lines = detector.evaluate(subject, now: now).map { answer in
          Tend.line(answer, existing, words, Planner.Why(session, manifest, subject, now))
        }
        let facts = subject.facts(session.settings).map { (name: $0.key, value: words.long($0.value)) }
          .sorted { precedes($0.name, $1.name) }
        return ExplainReport(
          subject: subject.address, facts: facts, zone: session.settings.zone.name, rules: lines, at: now)
      }
    }
  }

  private static func line(
    _ answer: RuleAnswer, _ existing: [ShopException], _ words: FactWords, _ why: Planner.Why
  ) -> ExplainReport.RuleLine {
    let exception = existing.filter { $0.rule == answer.rule.id }.max { $0.episode < $1.episode }
    var line = ExplainReport.RuleLine(
      rule: answer.rule.id, sentence: answer.rule.name, verdict: "met", reason: nil,
      lines: Tend.lines(answer, words), exception: exception?.id, exceptionState: exception?.state.rawValue,
      wakeAt: answer.wakeAt)
    switch answer.verdict {
    case .met: if exception == nil { line.reason = why.notOpened(answer) }
    case .notMet: line.verdict = "not-met"
    case .heldBack(_, let words):
      line.verdict = "held-back"
      line.reason = words
    case .notEvaluated(_, let words):
      line.verdict = "not-evaluated"
      line.reason = words
    }
    return line
  }
}

extension Tend {
  /// Every comparison of a rule in the order of its tree, with the groups it stands in. A `not` around a group turns the
  /// group over: not all of them is any of them not.
  private static func lines(_ answer: RuleAnswer, _ words: FactWords) -> [ExplainReport.Line] {
    var checks = answer.evaluation.checks[...]
    var lines: [ExplainReport.Line] = []
    func add(_ condition: Condition, negated: Bool, _ groups: [String]) {
      switch condition {
      case .not(let part): add(part, negated: !negated, groups)
      case .all(let parts), .any(let parts):
        var isAll = false
        if case .all = condition { isAll = true }
        let word = isAll != negated ? "all" : "any"
        // The outermost "all" is what everybody expects of a list.
        let own = groups.isEmpty && word == "all" || parts.count < 2 || groups.last == word ? groups : groups + [word]
        for part in parts { add(part, negated: negated, own) }
      case .test:
        guard let check = checks.popFirst() else { return }
        lines.append(
          ExplainReport.Line(
            field: check.field, value: check.value.map(words.long), threshold: words.threshold(check.comparison),
            isMet: check.isMet, isNegated: negated, flipsAt: check.flipsAt, groups: groups))
      }
    }
    add(answer.rule.when, negated: false, [])
    return lines
  }
}

extension Planner {
  /// Why a rule that matches made no exception: it belongs to the past.
  struct Why {
    private let plan: ([RuleAnswer]) -> Plan

    init(_ session: Session, _ manifest: Manifest, _ subject: Subject, _ now: Instant) {
      let planner = Planner(settings: session.settings, marks: manifest.since, hash: Run.hash)
      plan = { planner.plan(subject, answers: $0, existing: [], now: now, run: "") }
    }

    func notOpened(_ answer: RuleAnswer) -> String? {
      plan([answer]).backlog.isEmpty
        ? "the next run opens it" : "it began before the rule's since mark: counted as backlog, not opened"
    }
  }
}

extension Session {
  /// The state of every connection at a commit.
  func sources(at head: Commit?) throws(Diagnostic) -> [String: SourceState] {
    var sources: [String: SourceState] = [:]
    for connection in configuration.connections {
      sources[connection.name] = try source(connection.name, at: head)
    }
    return sources
  }

  static func unknownSubject(_ text: String) -> Diagnostic {
    Diagnostic(
      .usage, code: "explain.unknown", "Nothing is known under that name",
      hints: [
        "Name an order by its number, a record by its address (shop:order:1043), an exception by its id, or a customer by e-mail"
      ])
  }

  /// The address of what people name by number, id, address or e-mail.
  func subject(named text: String, _ view: IndexView) throws -> String {
    let upper = text.uppercased()
    if upper.hasPrefix("EX-") {
      let ids = try view.exceptionIDs(prefix: upper)
      guard ids.count == 1, let exception = try view.exception(ids[0]) else { throw Session.unknownSubject(text) }
      return exception.subject
    }
    if let email = Identifiers.normalised(email: text), let person = try view.person(of: pseudonyms.email(email)) {
      return "person:\(person)"
    }
    if text.hasPrefix("person:") || text.hasPrefix("stream:") || RecordAddress(text) != nil { return text }
    guard let number = OrderReference.normalised(text) else { throw Session.unknownSubject(text) }
    for store in Set(configuration.connections.map(\.store)).sorted(by: precedes) {
      if let order = try view.order(number: number, store: store) { return order.address.description }
    }
    throw Session.unknownSubject(text)
  }
}
