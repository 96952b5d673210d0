import Records
import Testing

@testable import Workflows

@Suite struct DetectorPropertyTests {
  let settings = shop()
  let now = at("2026-10-28T15:30:00Z")

  private func detector(_ settings: WorkflowSettings? = nil) -> Detector {
    let settings = settings ?? self.settings
    return Detector(rules: BuiltInRules.make(settings), settings: settings, health: goodHealth(now))
  }

  /// What lets a run look only at who changed and who wakes.
  @Test(arguments: 0..<400 as Range<UInt64>) func keepsEveryAnswerUntilItWakes(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let subject = generator.subject(around: now)
    let detector = detector()
    let answers = detector.evaluate(subject, now: now)
    let end = answers.compactMap(\.wakeAt).min() ?? now + .days(400)
    #expect(end > now)
    for moment in [
      end - Span(seconds: 1), Instant(seconds: Int64.random(in: now.seconds..<end.seconds, using: &generator)),
    ] {
      let later = detector.evaluate(subject, now: moment)
      #expect(later.map(\.verdict) == answers.map(\.verdict))
      #expect(later.map(\.evidence) == answers.map(\.evidence))
    }
  }

  /// A run that looks only at changes and at who wakes ends with the same exceptions as one that looks at everything.
  @Test(arguments: 0..<150 as Range<UInt64>) func findsTheSameWhenItLooksOnlyAtWhoWakes(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    var subject = generator.subject(around: now)
    var (full, lazy) = (Life(settings), Life(settings))
    var wakeAt: Instant? = now
    var moment = now
    for _ in 0..<25 {
      moment = moment + Span(seconds: Int64(generator.int(1...200_000)))
      if generator.chance(15), let other = generator.subject(like: subject, around: moment) {
        subject = other
        wakeAt = moment
      }
      full.run(subject, moment)
      if wakeAt.map({ $0 <= moment }) ?? false { wakeAt = lazy.run(subject, moment).wakeAt }
      #expect(full.exceptions.sorted { $0.id < $1.id } == lazy.exceptions.sorted { $0.id < $1.id })
    }
  }

  @Test(arguments: 0..<400 as Range<UInt64>) func survivesWhateverARecordHolds(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let subject = generator.subject(around: now, hostile: true)
    for moment in [now, at("0100-01-01T00:00:00Z"), at("9900-12-31T23:59:59Z")] {
      var life = Life(shop(baseline: .none))
      let first = life.run(subject, moment)
      for exception in first.opened {
        #expect((try? ShopException(json: exception.json, location: "x")) == exception)
        #expect((exception.amount ?? 0).magnitude < 1 << 53)
      }
      let second = life.run(subject, moment)
      #expect(second.changed.isEmpty && second.actions.isEmpty)
    }
  }

  /// Facts are offered to conditions under the name and type that the catalogue tells.
  @Test(arguments: 0..<300 as Range<UInt64>) func givesOnlyFactsOfTheCatalogue(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let subject = generator.subject(around: now, hostile: seed % 2 == 0)
    for (name, fact) in subject.facts(settings) {
      let spec = FactCatalog.fact(name, of: subject.kind)
      #expect(spec?.type.words == fact.typeName, "\(subject.kind) \(name)")
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>) func matchesNoLessWhenAThresholdIsLowered(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let subject = generator.subject(around: now)
    var lower = settings
    lower.thresholds.highValue /= 2
    lower.thresholds.largeRefund /= 2
    lower.thresholds.largeRefundShare /= 2
    lower.thresholds.lateOrder.businessDays = 1
    lower.thresholds.inactiveCustomer.fewOrders = .days(60)
    lower.thresholds.inactiveCustomer.factor = 2
    lower.thresholds.staleLead.later = .days(8)
    lower.thresholds.unansweredTicket.hours = 4
    func met(_ settings: WorkflowSettings) -> Set<String> {
      Set(detector(settings).evaluate(subject, now: now).filter { $0.verdict == .met }.map(\.rule.id))
    }
    #expect(met(settings).isSubset(of: met(lower)))
  }

  @Test(arguments: 0..<600 as Range<UInt64>) func takesForSettledOnlyWhatNeverOpens(seed: UInt64) {
    var generator = SplitMix64(state: seed)
    let marks = Dictionary(uniqueKeysWithValues: BuiltInRules.ids.map { ($0, now) })
    let kind = generator.pick([Kind.order, .shipment, .refund, .ticket, .lead, .checkout, .dispute]) ?? .order
    var fields = generator.fields(of: kind, around: now - .days(30), hostile: seed % 3 == 0)
    if kind == .order, generator.chance(70) {
      for (key, value) in [("fulfillment", "fulfilled"), ("payment", "paid"), ("risk", "low")] {
        fields[key] = .string(value)
      }
      fields["cancelled"] = nil
    }
    let filter = SettledFilter(rules: BuiltInRules.make(settings), settings: settings, marks: marks, now: now)
    guard filter.isSettled(fields, kind: kind) else { return }
    var related = Related()
    if generator.chance(70) { related.person = generator.summary(around: now, hostile: false) }
    if generator.chance(70) { related.order = generator.fields(of: .order, around: now) }
    if kind == .order { related.shipments = [generator.fields(of: .shipment, around: now)] }
    let subject = Subject(RecordAddress(connection: "shop", kind: kind, id: "1"), record: fields, related: related)
    for days in [0, 1, 3, 8, 30, 400] as [Int64] {
      var life = Life(settings)
      life.marks = marks
      #expect(life.run(subject, now + .days(days)).opened.isEmpty)
    }
  }

  @Test func takesAnOldShippedOrderForSettled() {
    let order: JSONObject = [
      "placed": "2026-10-01T00:00:00Z", "fulfillment": "fulfilled", "payment": "paid", "net": 5000,
    ]
    let rules = BuiltInRules.make(settings)
    let filter = SettledFilter(rules: rules, settings: settings, marks: [:], now: now)
    #expect(filter.isSettled(order, kind: .order))
    #expect(filter.isSettled([:], kind: .customer))
    var large = order
    large["net"] = 100_000
    #expect(!filter.isSettled(large, kind: .order))
    let replay = SettledFilter(rules: rules, settings: shop(baseline: .none), marks: [:], now: now)
    #expect(!replay.isSettled(order, kind: .order))
    let early = SettledFilter(
      rules: rules, settings: settings, marks: ["nth_order": at("2026-09-01T00:00:00Z")], now: now)
    #expect(!early.isSettled(order, kind: .order))
  }

  @Test func namesExceptionsIndependentlyOfTheOrderOfWork() {
    var generator = SplitMix64(state: 7)
    let subjects = (0..<150).map { number in
      var subject = generator.subject(around: now)
      subject.address += "-\(number)"
      return subject
    }
    func ids(_ subjects: [Subject]) -> Set<String> {
      Set(subjects.flatMap { Life(shop(baseline: .none)).ran($0, now.description).opened.map(\.id) })
    }
    let all = ids(subjects)
    #expect(all == ids(subjects.reversed()))
    #expect(all.count > 20)
  }
}
