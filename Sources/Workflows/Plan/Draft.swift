import Records

/// A plan in the making, for one subject.
struct Draft {
  enum List { case opened, reopened, updated, resolved }

  let subject: Subject
  let now: Instant
  let run: String
  var plan = Plan()

  init(subject: Subject, now: Instant, run: String) {
    self.subject = subject
    self.now = now
    self.run = run
  }

  func entry(_ event: TimelineEntry.Event, _ detail: JSONObject = JSONObject()) -> TimelineEntry {
    TimelineEntry(at: now, event: event, by: "tend", run: run, detail: detail)
  }

  /// Moments that have come are not waited for.
  mutating func wake(_ instant: Instant?) {
    guard let instant, instant > now else { return }
    plan.wakeAt = min(plan.wakeAt ?? instant, instant)
  }

  mutating func suppress(_ rule: String, _ reason: String) {
    let suppression = Suppression(rule: rule, subject: subject.address, reason: reason)
    if !plan.suppressed.contains(suppression) { plan.suppressed.append(suppression) }
  }

  /// Puts an exception into a list; one that was just opened stays with the opened, whatever else happens to it.
  mutating func put(_ exception: ShopException, _ list: List) {
    for path in [\Plan.opened, \Plan.reopened, \Plan.updated] {
      guard let place = plan[keyPath: path].firstIndex(where: { $0.id == exception.id }) else { continue }
      if list == .resolved {
        plan[keyPath: path].remove(at: place)
        break
      }
      plan[keyPath: path][place] = exception
      return
    }
    switch list {
    case .opened: plan.opened.append(exception)
    case .reopened: plan.reopened.append(exception)
    case .updated: plan.updated.append(exception)
    case .resolved: plan.resolved.append(exception)
    }
  }

  mutating func resolve(_ exception: ShopException, as resolution: String) {
    var exception = exception
    exception.state = .resolved
    exception.resolved = now
    exception.resolution = resolution
    exception.snoozedUntil = nil
    exception.updated = now
    exception.timeline.append(entry(.resolved, ["resolution": .string(resolution)]))
    put(exception, .resolved)
  }

  /// The exception with newer evidence, if there is any.
  mutating func refresh(_ exception: ShopException, with answer: RuleAnswer) -> ShopException {
    var evidence = answer.evidence
    evidence["flapping"] = exception.evidence["flapping"]
    guard evidence != exception.evidence || answer.amount != exception.amount else { return exception }
    let before = exception.evidence
    let keys = Set(before.keys + evidence.keys).filter { before[$0] != evidence[$0] }
    var exception = exception
    exception.evidence = evidence
    exception.amount = answer.amount
    exception.currency = answer.currency
    exception.title = answer.title
    exception.since = answer.began ?? exception.since
    exception.people = Identity.people(of: subject)
    exception.caseKey = Identity.caseKey(of: subject)
    exception.updated = now
    let fields = keys.sorted(by: precedes).map { JSONValue.string($0) }
    exception.timeline.append(entry(.evidence, ["fields": .array(fields)]))
    put(exception, .updated)
    return exception
  }
}
