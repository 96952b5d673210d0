import Records
import Testing

@testable import Workflows

/// One subject's life: its exceptions as the ledger would keep them.
struct Life {
  var settings = shop()
  var marks: [String: Instant] = [:]
  var exceptions: [ShopException] = []
  var health: [StreamHealth]?

  init(_ settings: WorkflowSettings = shop(), since: String = "2026-01-01T00:00:00Z") {
    self.settings = settings
    for rule in BuiltInRules.make(settings) { marks[rule.id] = at(since) }
  }

  @discardableResult mutating func run(_ subject: Subject, _ now: String) -> Plan { run(subject, at(now)) }

  @discardableResult mutating func run(_ subject: Subject, _ now: Instant) -> Plan {
    let detector = Detector(
      rules: BuiltInRules.make(settings), settings: settings, health: health ?? goodHealth(now))
    let planner = Planner(settings: settings, marks: marks, hash: testHash)
    let plan = planner.plan(
      subject, answers: detector.evaluate(subject, now: now), existing: exceptions, now: now, run: "run")
    for exception in plan.changed {
      exceptions.removeAll { $0.id == exception.id }
      exceptions.append(exception)
    }
    return plan
  }
}

@Suite struct PlannerTests {
  private func order(_ more: JSONObject = [:]) -> Subject {
    var fields: JSONObject = [
      "number": "#1001", "placed": "2026-10-13T14:00:00Z", "payment": "paid", "fulfillment": "unfulfilled", "net": 9000,
      "currency": "USD", "people": ["e.a"],
    ]
    for member in more.members { fields[member.key] = member.value }
    return record(.order, "1", fields)
  }

  @Test func opensALateOrderOnceAndResolvesItWhenItLeft() throws {
    var life = Life()
    let opened = life.run(order(), "2026-10-16T13:00:00Z")
    let exception = try #require(opened.opened.first)
    #expect(opened.opened.count == 1)
    #expect(exception.title == "Order #1001 is late")
    #expect(exception.owner == "maya")
    #expect(exception.amount == 9000)
    #expect(exception.caseKey == "order:shop:1")
    #expect(exception.since == at("2026-10-16T04:00:00Z"))
    #expect(exception.slaDue == at("2026-10-16T21:00:00Z"))
    #expect(exception.evidence["due"] == ["value": "2026-10-16T04:00:00Z", "older_than": "0s"])
    #expect(opened.actions.map(\.kind) == ["alert", "follow-up"])
    #expect(opened.actions.allSatisfy { $0.state == .planned && $0.target == "maya" && $0.key.count == 26 })
    #expect(exception.id.count == 13)
    let again = life.run(order(), "2026-10-16T13:00:00Z")
    #expect(again.changed.isEmpty && again.actions.isEmpty)
    #expect(life.run(order(), "2026-10-20T13:00:00Z").changed.isEmpty)
    let ended = life.run(order(["fulfillment": "fulfilled"]), "2026-10-20T14:00:00Z")
    #expect(ended.resolved.map(\.resolution) == ["condition-ended"])
    #expect(life.exceptions[0].state == .resolved)
  }

  @Test func saysWhyFromWhatTheExceptionKeeps() throws {
    var life = Life()
    life.run(order(), "2026-10-16T13:00:00Z")
    let rule = try #require(BuiltInRules.make(life.settings).first { $0.id == "late_order" })
    #expect(Reasons.why(life.exceptions[0], rule: rule, settings: life.settings) == "due Oct 15, not shipped")
  }

  @Test func changesEvidenceOnlyWhenAFactDid() {
    var life = Life()
    life.run(order(), "2026-10-16T13:00:00Z")
    let updated = life.run(order(["refunded": 1000, "payment": "partially_refunded"]), "2026-10-16T15:00:00Z").updated
    #expect(updated.map(\.amount) == [8000])
    #expect(updated.first?.timeline.last?.detail["fields"] == ["remainder_value"])
    #expect(updated.first?.updated == at("2026-10-16T15:00:00Z"))
  }

  @Test func opensAgainWithinAWeekAndAnewAfterIt() {
    var life = Life()
    let held = order(["fulfillment": "on_hold"])
    life.run(held, "2026-10-16T13:00:00Z")
    let free = order(["fulfillment": "fulfilled"])
    life.run(free, "2026-10-17T13:00:00Z")
    let reopened = life.run(held, "2026-10-18T13:00:00Z")
    #expect(reopened.reopened.map(\.reopened) == [1])
    #expect(reopened.reopened.first?.timeline.map(\.event) == [.opened, .resolved, .reopened])
    #expect(reopened.actions.map(\.transition) == ["reopened-1"])
    life.run(free, "2026-10-19T13:00:00Z")
    let later = life.run(held, "2026-10-26T13:00:01Z")
    #expect(later.opened.map(\.episode) == [2])
    #expect(Set(life.exceptions.map(\.id)).count == 2)
  }

  @Test func foldsWhatFlapsIntoOneQuietException() {
    var life = Life()
    for day in 16...20 {
      life.run(order(["fulfillment": "on_hold"]), "2026-10-\(day)T13:00:00Z")
      life.run(order(["fulfillment": "fulfilled"]), "2026-10-\(day)T14:00:00Z")
    }
    #expect(life.exceptions.count == 1)
    #expect(life.exceptions[0].reopened == 4)
    #expect(life.exceptions[0].evidence["flapping"] == ["value": 4])
    let last = life.run(order(["fulfillment": "on_hold"]), "2026-10-21T13:00:00Z")
    #expect(last.actions.isEmpty)
    #expect(last.suppressed.map(\.reason) == ["flapping"])
  }

  @Test func leavesClosedWhatAPersonClosed() throws {
    var life = Life()
    life.run(order(), "2026-10-16T13:00:00Z")
    life.exceptions[0] = try HandEdit.resolve(.falseAlarm).apply(
      to: life.exceptions[0], by: "maya", at: at("2026-10-16T14:00:00Z"), type: .condition, settings: life.settings)
    let plan = life.run(order(), "2026-10-17T13:00:00Z")
    #expect(plan.changed.isEmpty)
    #expect(plan.suppressed.map(\.reason) == ["resolved-by-hand"])
    // A new promise that is missed again is a new reason.
    let again = life.run(order(["due": "2026-10-18T00:00:00Z"]), "2026-10-18T13:00:00Z")
    #expect(again.reopened.count == 1)
  }

  @Test func countsThePastInsteadOfOpeningIt() {
    var life = Life(since: "2026-12-01T00:00:00Z")
    let old = life.run(order(["net": 200_000, "placed": "2026-10-13T14:00:00Z"]), "2026-12-01T00:00:00Z")
    #expect(old.opened.isEmpty)
    #expect(old.backlog.map(\.rule).sorted() == ["high_value_order", "late_order"])
    #expect(old.backlog.allSatisfy { $0.amount == 200_000 && $0.currency == "USD" })
    // Late since 3 November: within 30 days. The order itself is older than 48 hours.
    let recent = life.run(order(["net": 200_000, "placed": "2026-10-30T14:00:00Z"]), "2026-12-01T00:00:00Z")
    #expect(recent.opened.map(\.rule) == ["late_order"])
    #expect(recent.backlog.map(\.rule) == ["high_value_order"])
    let fresh = order(["net": 200_000, "placed": "2026-11-29T00:00:01Z"])
    #expect(
      Life(since: "2026-12-01T00:00:00Z").ran(fresh, "2026-12-01T00:00:00Z").opened.map(\.rule) == ["high_value_order"])
    var replay = Life(shop(baseline: .none), since: "2026-12-01T00:00:00Z")
    #expect(replay.run(order(["net": 200_000]), "2026-12-01T00:00:00Z").opened.count == 2)
    var added = order(["net": 200_000, "placed": "2026-10-13T14:00:00Z"])
    added.mark = at("2026-12-01T00:00:00Z")
    #expect(Life().ran(added, "2026-12-01T00:00:00Z").opened.isEmpty)
    #expect(Life().ran(order(["net": 200_000]), "2026-12-01T00:00:00Z").opened.count == 2)
  }

  @Test func closesAnEventByAcknowledgementOrAfterTwoWeeks() throws {
    var life = Life()
    let large = order(["net": 200_000, "fulfillment": "fulfilled"])
    let plan = life.run(large, "2026-10-13T15:00:00Z")
    #expect(plan.opened.map(\.rule) == ["high_value_order"])
    var expiring = life
    #expect(expiring.run(large, "2026-10-27T14:59:59Z").changed.isEmpty)
    #expect(expiring.run(large, "2026-10-27T15:00:00Z").resolved.map(\.resolution) == ["expired"])
    #expect(expiring.run(large, "2026-10-28T15:00:00Z").changed.isEmpty)
    life.exceptions[0] = try HandEdit.acknowledge.apply(
      to: life.exceptions[0], by: "lee", at: at("2026-10-14T00:00:00Z"), type: .event, settings: life.settings)
    #expect(life.exceptions[0].resolution == "acknowledged")
    #expect(life.run(large, "2026-10-28T15:00:00Z").changed.isEmpty)
  }

  @Test func resolvesAndOpensNothingOnBadData() {
    for verdict in [Coverage.Verdict.partial, .failed] {
      var life = Life()
      life.health = goodHealth(at("2026-10-16T13:00:00Z")).map { stream in
        var stream = stream
        stream.verdict = verdict
        return stream
      }
      let held = life.run(order(), "2026-10-16T13:00:00Z")
      #expect(held.opened.isEmpty)
      #expect(held.suppressed.map(\.reason) == ["stream-\(verdict.rawValue)"])
      #expect(held.wakeAt == at("2026-10-16T13:00:01Z"))
      let bad = life.health
      life.health = nil
      #expect(life.run(order(), "2026-10-16T13:00:01Z").opened.count == 1)
      life.health = bad
      #expect(life.run(order(["fulfillment": "fulfilled"]), "2026-10-16T14:00:00Z").changed.isEmpty)
      life.health = nil
      #expect(life.run(order(["fulfillment": "fulfilled"]), "2026-10-16T14:00:01Z").resolved.count == 1)
    }
  }

  @Test func waitsForAStaleShippingSystemButBelievesWhatItSees() {
    var life = Life()
    let now = at("2026-10-16T13:00:00Z")
    life.health = goodHealth(now)
    life.health?.append(
      StreamHealth(
        connection: "parcels", stream: "shipments", kind: .shipment, verdict: .incremental,
        asOf: now - .hours(40)))
    #expect(life.run(order(), now).suppressed.map(\.reason) == ["stream-stale"])
    life.health?.removeLast()
    life.run(order(), now)
    #expect(life.exceptions.count == 1)
    life.health?.append(
      StreamHealth(
        connection: "parcels", stream: "shipments", kind: .shipment, verdict: .incremental, asOf: now - .hours(40)))
    #expect(life.run(order(["fulfillment": "fulfilled"]), now).resolved.count == 1)
    life.health?.append(
      StreamHealth(connection: "b", stream: "shipments", kind: .shipment, store: "other", verdict: .failed, asOf: now))
    life.health?.removeAll { $0.connection == "parcels" }
    #expect(life.run(order(), now).reopened.count == 1)
  }

  @Test func resolvesAVanishedRecordOnlyUnderCompleteCoverage() {
    let gone = Subject(RecordAddress(connection: "shop", kind: .order, id: "1"), record: nil)
    var life = Life()
    life.run(order(), "2026-10-16T13:00:00Z")
    let now = at("2026-10-17T13:00:00Z")
    for spoil: (inout StreamHealth) -> Void in [
      { $0.verdict = .incremental }, { $0.verdict = .partial }, { $0.historyBegins = now - .days(60) },
      { $0.asOf = nil }, { $0.asOf = now - .days(5000) },
    ] {
      life.health = goodHealth(now).map { stream in
        var stream = stream
        spoil(&stream)
        return stream
      }
      #expect(life.run(gone, now).changed.isEmpty)
    }
    life.health = nil
    #expect(life.run(gone, now).resolved.map(\.resolution) == ["record-gone"])
  }

  @Test func resolvesARecordThatItsSystemSaysIsDeletedWhateverWasRead() {
    var gone = Subject(RecordAddress(connection: "shop", kind: .order, id: "1"), record: nil)
    gone.isDeleted = true
    var life = Life()
    life.run(order(), "2026-10-16T13:00:00Z")
    let now = at("2026-10-17T13:00:00Z")
    life.health = goodHealth(now).map { stream in
      var stream = stream
      stream.verdict = .incremental
      return stream
    }
    #expect(life.run(gone, now).resolved.map(\.resolution) == ["record-gone"])
  }

  @Test func saysThatAShortHistoryAnswersNothing() {
    let settings = shop()
    let now = at("2026-10-16T13:00:00Z")
    let health = goodHealth(now).map { stream in
      var stream = stream
      stream.historyBegins = now - .days(60)
      return stream
    }
    let subject = Subject(person: person(["2026-01-01T12:00:00Z"]), representative: "e.a")
    let answer = Detector(rules: BuiltInRules.make(settings), settings: settings, health: health)
      .evaluate(subject, now: now).first { $0.rule.id == "inactive_customer" }
    #expect(answer?.verdict == .notEvaluated(code: "history-too-short", words: "history begins 2026-08-17"))
    #expect(answer?.wakeAt == now + .days(60))
  }

  @Test func climbsWhenNobodyAnswersSomethingUrgent() {
    var life = Life()
    let expiring = order(["payment": "authorized", "fulfillment": "fulfilled"])
    // Monday 09:00 in New York, so that four business hours end at 13:00.
    let opened = life.run(expiring, "2026-10-19T13:00:00Z")
    #expect(opened.opened.map(\.owner) == ["lee"])
    #expect(opened.opened.first?.slaDue == at("2026-10-19T21:00:00Z"))
    #expect(opened.wakeAt == at("2026-10-19T17:00:00Z"))
    let backup = life.run(expiring, "2026-10-19T17:00:00Z")
    #expect(backup.updated.map(\.level) == [1])
    #expect(backup.actions.map(\.target) == ["maya"])
    #expect(life.run(expiring, "2026-10-19T17:00:00Z").changed.isEmpty)
    let founder = life.run(expiring, "2026-10-19T21:00:00Z")
    #expect(founder.updated.map(\.level) == [2])
    #expect(founder.updated.first?.timeline.last?.detail["to"] == "maya")
    #expect(life.run(expiring, "2026-10-23T21:00:00Z").changed.isEmpty)
  }

  @Test func routesByTheFirstMatchAndPastPeopleWhoAreAway() {
    var settings = shop()
    let now = at("2026-10-19T13:00:00Z")
    let rules = BuiltInRules.make(settings)
    func owner(_ id: String, hint: String? = nil) -> String? {
      rules.first { $0.id == id }.map { Routing(settings).owner(for: $0, hint: hint, now: now) }
    }
    #expect(owner("large_refund") == "sam")
    #expect(owner("inactive_customer") == "maya")
    #expect(owner("stale_lead", hint: "Sam") == "sam")
    #expect(owner("stale_lead", hint: "nobody") == "lee")
    settings.owners[1].away = [day("2026-10-19")...day("2026-10-20")]
    #expect(owner("large_refund") == "lee")
    #expect(owner("stale_lead", hint: "Sam") == "lee")
    settings.routes = [Route(rule: "large_refund", owner: "sam"), Route(workflow: "escalations", role: .founder)]
    #expect(owner("large_refund") == "lee")
    #expect(owner("late_order") == "maya")
    #expect(owner("repeated_refund") == "maya")
    settings.overrides["x"] = RuleOverride()
    settings.owners = settings.owners.map { owner in
      var owner = owner
      owner.away = [day("2026-10-01")...day("2026-11-01")]
      return owner
    }
    #expect(owner("large_refund") == "maya")
  }

  @Test func givesEveryRuleWhatTheConfigurationSays() throws {
    var settings = shop()
    settings.overrides["late_order"] = RuleOverride()
    settings.overrides["late_order"]?.severity = .watch
    settings.overrides["late_order"]?.sla = .hours(1)
    settings.overrides["late_order"]?.owner = "sam"
    settings.overrides["held_order"] = RuleOverride()
    settings.overrides["held_order"]?.enabled = false
    settings.actions["escalations"] = ["alert", "draft"]
    #expect(!BuiltInRules.make(settings).contains { $0.id == "held_order" })
    let plan = Life(settings).ran(order(), "2026-10-16T13:00:00Z")
    let exception = try #require(plan.opened.first)
    #expect(exception.severity == .watch)
    #expect(exception.owner == "sam")
    #expect(exception.slaDue == at("2026-10-16T14:00:00Z"))
    #expect(plan.actions.map(\.kind) == ["draft"])
    #expect(plan.suppressed.map(\.reason) == ["watch"])
  }

  @Test func setsTheLimitOfADisputeByItsEvidenceDate() {
    let dispute = record(
      .dispute, "d", ["opened": "2026-10-13T00:00:00Z", "status": "open", "evidence_due": "2026-10-23T00:00:00Z"])
    #expect(Life().ran(dispute, "2026-10-13T01:00:00Z").opened.first?.slaDue == at("2026-10-21T00:00:00Z"))
  }
}

extension Life {
  func ran(_ subject: Subject, _ now: String) -> Plan {
    var copy = self
    return copy.run(subject, now)
  }
}
