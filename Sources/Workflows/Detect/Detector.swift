public import Records

/// Asks the rules about subjects. Pure: the same subject, health and moment give the same answers.
public struct Detector: Sendable {
  /// The rules that are asked.
  public let rules: [Rule]
  /// The settings they are asked under.
  public let settings: WorkflowSettings
  private let byKind: [SubjectKind: [Rule]]
  private let gate: CoverageGate
  private let words: FactWords

  /// A detector for one run.
  public init(rules: [Rule], settings: WorkflowSettings, health: [StreamHealth]) {
    self.rules = rules
    self.settings = settings
    byKind = Dictionary(grouping: rules, by: \.kind)
    gate = CoverageGate(health)
    words = FactWords(settings)
  }

  /// The answer of every rule about subjects of this kind, in the order of the rules.
  ///
  /// Until the least `wakeAt` of the answers, time alone changes no condition; only the health of streams can.
  public func evaluate(_ subject: Subject, now: Instant) -> [RuleAnswer] {
    guard let rules = byKind[subject.kind] else { return [] }
    let facts = subject.facts(settings)
    return rules.map { rule in
      let own = rule.thresholds.map { subject.facts(settings, thresholds: $0) } ?? facts
      return answer(rule, subject, own, now)
    }
  }

  private func answer(_ rule: Rule, _ subject: Subject, _ facts: Facts, _ now: Instant) -> RuleAnswer {
    guard subject.record != nil else {
      // What its system says is deleted needs no other proof.
      let verdict = (subject.isDeleted ? nil : gate.objectionToGone(subject, now: now)) ?? .notMet
      let nothing = Condition.any([]).evaluate([:], now: now)
      var answer = RuleAnswer(rule: rule, verdict: verdict, evaluation: nothing, wakeAt: nil)
      answer.isGone = verdict == .notMet
      return answer
    }
    let evaluation = rule.when.evaluate(facts, now: now)
    let (verdict, wakeAt) = judge(rule, subject, evaluation, now)
    var answer = RuleAnswer(rule: rule, verdict: verdict, evaluation: evaluation, wakeAt: wakeAt)
    guard evaluation.isMet else { return answer }
    answer.began = began(rule, subject, facts, evaluation)?.writable
    (answer.amount, answer.currency) = amount(rule, subject, facts)
    answer.title = Template.fill(rule.title, facts, words)
    answer.why = Reasons.why(rule, facts: facts, checks: evaluation.checks, words: words)
    answer.evidence = Evidence.of(rule, facts: facts, checks: evaluation.checks)
    if let field = rule.slaField, case .instant(let base)? = facts[field] {
      answer.deadline = (base + rule.slaOffset).writable
    }
    answer.ownerHint = rule.ownerField.flatMap { subject.record?[$0]?.string }
    return answer
  }

  private func judge(
    _ rule: Rule, _ subject: Subject, _ evaluation: Evaluation, _ now: Instant
  ) -> (RuleAnswer.Verdict, Instant?) {
    if let begins = gate.shortHistory(rule, subject, now: now), let needed = rule.history {
      let day = settings.zone.day(of: begins)
      let verdict = RuleAnswer.Verdict.notEvaluated(code: "history-too-short", words: "history begins \(day)")
      return (verdict, begins + needed)
    }
    if evaluation.isMet {
      let objection = rule.basis == .absence ? gate.objectionToAbsence(rule, subject, now: now) : nil
      return (objection ?? .met, evaluation.wakeAt)
    }
    return (gate.objectionToEnd(subject) ?? .notMet, evaluation.wakeAt)
  }

  private func began(_ rule: Rule, _ subject: Subject, _ facts: Facts, _ evaluation: Evaluation) -> Instant? {
    if let field = rule.began {
      if case .instant(let instant)? = facts[field] { return instant }
      if case .day(let day)? = facts[field] { return settings.zone.instant(day) }
      return nil
    }
    let turns = evaluation.checks.filter(\.isMet).compactMap { check -> Instant? in
      guard case .instant(let instant)? = check.value else { return nil }
      switch check.comparison {
      case .olderThan(let span): return instant + span
      case .dueWithin(let span): return instant - span
      default: return nil
      }
    }
    if rule.type == .condition, let last = turns.max() { return last }
    guard case .record(let kind) = subject.kind else { return nil }
    for field in [kind.creationField, "created", "updated"].compactMap({ $0 }) {
      if case .instant(let instant)? = facts[field] { return instant }
      if case .day(let day)? = facts[field] { return settings.zone.instant(day) }
    }
    return nil
  }

  /// An amount in another currency is told as it is; only comparisons need the shop's.
  private func amount(_ rule: Rule, _ subject: Subject, _ facts: Facts) -> (Int?, String?) {
    guard let field = rule.amount else { return (nil, nil) }
    if case .money(let minor)? = facts[field] { return (bounded(0, plus: minor), settings.currency) }
    guard let record = subject.record, let minor = record[field]?.integer, let currency = record["currency"]?.string,
      currency != settings.currency
    else { return (nil, nil) }
    return (bounded(0, plus: minor), currency)
  }
}
