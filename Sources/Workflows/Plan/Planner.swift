public import Records

/// Turns the answers of rules about one subject into exceptions and actions. Pure.
public struct Planner: Sendable {
  let settings: WorkflowSettings
  let marks: [String: Instant]
  let hash: Hash
  let routing: Routing

  /// A planner for one run.
  ///
  /// - Parameters:
  ///   - marks: since when each rule looks, by rule id. A rule without a mark begins now.
  ///   - hash: SHA-256.
  public init(settings: WorkflowSettings, marks: [String: Instant], hash: @escaping Hash) {
    self.settings = settings
    self.marks = marks
    self.hash = hash
    routing = Routing(settings)
  }

  /// What to do about `subject`, given every exception it ever had, in any order.
  ///
  /// Planning again with the plan's own exceptions at the same moment changes nothing.
  public func plan(
    _ subject: Subject, answers: [RuleAnswer], existing: [ShopException], now: Instant, run: String
  ) -> Plan {
    var draft = Draft(subject: subject, now: now, run: run)
    let byRule = Dictionary(grouping: existing.filter { sameBytes($0.subject, subject.address) }, by: \.rule)
    for answer in answers {
      let last = byRule[answer.rule.id]?.max { $0.episode < $1.episode }
      let exception = settle(answer, last, &draft)
      let rule = answer.rule
      if let exception { follow(exception, rule, &draft) }
      draft.wake(answer.wakeAt)
      if case .heldBack = answer.verdict, answer.evaluation.isMet || (exception?.state ?? .resolved) != .resolved {
        draft.wake(now + Span(seconds: 1))
      }
    }
    return draft.plan
  }

  /// The exception of a rule after its answer, before time did its part; nil when there is none.
  private func settle(_ answer: RuleAnswer, _ last: ShopException?, _ draft: inout Draft) -> ShopException? {
    switch answer.verdict {
    case .met: return last.map { meet(answer, $0, &draft) } ?? begin(answer, episode: 1, &draft)
    case .notMet:
      guard let last, last.state != .resolved, answer.rule.type == .condition else { return last }
      draft.resolve(last, as: answer.isGone ? "record-gone" : "condition-ended")
      return nil
    case .heldBack(let code, _), .notEvaluated(let code, _):
      if answer.evaluation.isMet || (last?.state ?? .resolved) != .resolved {
        draft.suppress(answer.rule.id, code)
      }
      return last
    }
  }

  private func meet(_ answer: RuleAnswer, _ last: ShopException, _ draft: inout Draft) -> ShopException? {
    if last.state != .resolved { return draft.refresh(last, with: answer) }
    guard answer.rule.type == .condition, let resolved = last.resolved else { return last }
    // What a person closed stays closed until the state ended and began anew.
    if !Self.endedByItself(last), answer.began.map({ $0 <= resolved }) ?? true {
      draft.suppress(answer.rule.id, "resolved-by-hand")
      return last
    }
    if draft.now - resolved <= answer.rule.reopenWindow { return reopen(answer, last, &draft) }
    return begin(answer, episode: last.episode + 1, &draft)
  }

  /// No person closed it; a rule that was taken away and came back goes on where it was.
  private static func endedByItself(_ exception: ShopException) -> Bool {
    ["condition-ended", "record-gone", "expired", "rule-removed"].contains(exception.resolution)
  }

  private func begin(_ answer: RuleAnswer, episode: Int, _ draft: inout Draft) -> ShopException? {
    let rule = answer.rule
    guard isRecent(answer, draft) else {
      draft.plan.backlog.append(
        BacklogEntry(
          rule: rule.id, subject: draft.subject.address, amount: answer.amount, currency: answer.currency))
      return nil
    }
    let id = Identity.exception(rule: rule.id, subject: draft.subject.address, episode: episode, hash: hash)
    let owner = routing.owner(for: rule, hint: answer.ownerHint, now: draft.now)
    var exception = ShopException(
      id: id, rule: rule.id, workflow: rule.workflow, subject: draft.subject.address, episode: episode,
      severity: rule.severity, owner: owner, title: answer.title, opened: draft.now)
    exception.people = Identity.people(of: draft.subject)
    exception.caseKey = Identity.caseKey(of: draft.subject)
    exception.since = answer.began
    exception.amount = answer.amount
    exception.currency = answer.currency
    exception.evidence = answer.evidence
    exception.slaDue = limit(answer, owner, draft.now)
    exception.timeline = [draft.entry(.opened)]
    act(rule, transition: "opened", &exception, &draft)
    draft.put(exception, .opened)
    return exception
  }

  private func reopen(_ answer: RuleAnswer, _ last: ShopException, _ draft: inout Draft) -> ShopException {
    var exception = last
    exception.state = .open
    exception.resolved = nil
    exception.resolution = nil
    exception.snoozedUntil = nil
    exception.level = 0
    exception.reopened += 1
    exception.updated = draft.now
    exception.since = answer.began ?? exception.since
    exception.title = answer.title
    exception.amount = answer.amount
    exception.currency = answer.currency
    exception.evidence = answer.evidence
    exception.slaDue = limit(answer, exception.owner, draft.now)
    exception.timeline.append(draft.entry(.reopened))
    if exception.reopened >= settings.flappingAfter {
      exception.evidence["flapping"] = .object(["value": .integer(exception.reopened)])
      draft.suppress(answer.rule.id, "flapping")
    } else {
      act(answer.rule, transition: "reopened-\(exception.reopened)", &exception, &draft)
    }
    draft.put(exception, .reopened)
    return exception
  }

  /// Events must lie after the mark, with some grace; states must have begun within the rule's horizon before it.
  private func isRecent(_ answer: RuleAnswer, _ draft: Draft) -> Bool {
    let rule = answer.rule
    if settings.baseline == .none { return true }
    let own = rule.since ?? marks[rule.id] ?? draft.now
    let mark = rule.since == nil ? max(own, draft.subject.mark ?? own) : own
    switch rule.type {
    case .event: return answer.began.map { $0 > mark - settings.eventGrace } ?? false
    case .condition:
      guard let horizon = rule.horizon else { return true }
      return answer.began.map { $0 >= mark - horizon } ?? true
    }
  }

  private func limit(_ answer: RuleAnswer, _ owner: String, _ opened: Instant) -> Instant? {
    answer.deadline
      ?? answer.rule.sla.map { routing.due($0, severity: answer.rule.severity, owner: owner, from: opened) }
  }
}
