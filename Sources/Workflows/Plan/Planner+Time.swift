import Records

extension Planner {
  /// What time does to an exception: events expire, urgent ones climb; and when it is next due for a look.
  func follow(_ exception: ShopException, _ rule: Rule, _ draft: inout Draft) {
    guard exception.state != .resolved else { return }
    let lastOpened = exception.timeline.last { $0.event == .opened || $0.event == .reopened }?.at ?? exception.opened
    if rule.type == .event {
      let end = lastOpened + rule.closeAfter
      if end <= draft.now { return draft.resolve(exception, as: "expired") }
      draft.wake(end)
    }
    draft.wake(exception.slaDue)
    draft.wake(exception.snoozedUntil)
    escalate(exception, rule, lastOpened, &draft)
  }

  private func escalate(_ exception: ShopException, _ rule: Rule, _ lastOpened: Instant, _ draft: inout Draft) {
    guard exception.severity == .urgent, exception.state == .open, exception.level < 2,
      (exception.snoozedUntil ?? draft.now) <= draft.now
    else { return }
    let calendar = routing.calendar(of: exception.owner)
    let times = [
      calendar.adding(hours: settings.backupAfter, to: lastOpened),
      calendar.adding(hours: max(calendar.dayLength, settings.backupAfter), to: lastOpened),
    ]
    var exception = exception
    for level in (exception.level + 1)...2 {
      guard let target = routing.escalation(level: level, from: exception.owner, role: rule.role, now: draft.now) else {
        continue
      }
      guard times[level - 1] <= draft.now else {
        draft.wake(times[level - 1])
        break
      }
      exception.level = level
      exception.updated = draft.now
      exception.timeline.append(draft.entry(.escalated, ["to": .string(target), "level": .integer(level)]))
      plan("alert", to: target, transition: "escalated-\(level)-\(exception.reopened)", &exception, &draft)
      draft.put(exception, .updated)
    }
  }

  /// Plans what the workflow does when an exception opens. What is only watched is shown, not sent.
  func act(_ rule: Rule, transition: String, _ exception: inout ShopException, _ draft: inout Draft) {
    let override = settings.overrides[rule.id]?.actions
    for kind in override ?? settings.actions[rule.workflow] ?? rule.actions {
      if kind == "alert", rule.severity == .watch {
        draft.suppress(rule.id, "watch")
        continue
      }
      let isForOwner = kind == "alert" || kind == "follow-up"
      let target = isForOwner ? exception.owner : draft.subject.connection ?? exception.owner
      plan(kind, to: target, transition: transition, &exception, &draft)
    }
  }

  private func plan(
    _ kind: String, to target: String, transition: String, _ exception: inout ShopException, _ draft: inout Draft
  ) {
    let key = Identity.action(
      exception: exception.id, kind: kind, target: target, transition: transition, hash: hash)
    guard !exception.actions.contains(key) else { return }
    exception.actions.append(key)
    draft.plan.actions.append(
      PlannedAction(
        key: key, exception: exception.id, kind: kind, target: target, transition: transition, planned: draft.now))
  }
}
