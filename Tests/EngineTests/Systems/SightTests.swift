import Connectors
import Records
import Testing
import Workflows

@testable import Engine

/// What each workflow can see, and what is told to be missing for it.
struct SightTests {
  private let now = Play.start
  private let rules = BuiltInRules.all(RuleThresholds())

  private func stream(_ connection: String, _ kind: Kind, _ change: (inout StreamHealth) -> Void = { _ in })
    -> StreamHealth
  {
    var health = StreamHealth(
      connection: connection, stream: kind.stream, kind: kind, verdict: .complete, asOf: now - .hours(1))
    change(&health)
    return health
  }

  private func sights(
    _ health: [StreamHealth], _ looks: [String: ConnectionReport] = [:], hasRun: Bool = true, rules: [Rule]? = nil
  ) -> [String: WorkflowSight] {
    let looks = looks.sorted { $0.key < $1.key }.map { SightMaker.Look(connection: $0.key, report: $0.value) }
    let sights = SightMaker(rules: rules ?? self.rules, health: health, looks: looks, hasRun: hasRun, now: now).sights()
    return Dictionary(uniqueKeysWithValues: sights.map { ($0.workflow, $0) })
  }

  private func everything(_ connection: String = "shop") -> [StreamHealth] {
    Kind.allCases.map { stream(connection, $0) }
  }

  @Test func `words are there for every kind that a built-in rule needs`() {
    for rule in rules {
      for kind in rule.neededKinds {
        #expect(SightWords.cost(rule.workflow, without: kind) != nil, "\(rule.id) without \(kind)")
      }
    }
  }

  @Test func `where everything is read, nothing is missing`() {
    let sights = sights(everything(), ["shop": ConnectionReport(facts: ["fine"])])
    #expect(
      Set(sights.keys) == [
        "sales-recovery", "vip-orders", "escalations", "customer-recovery", "sync-health", "weekly-dashboard",
      ])
    for sight in sights.values {
      #expect(sight.missing.isEmpty, "\(sight)")
      #expect(!sight.sees.isEmpty)
    }
    #expect(sights["escalations"]?.sees == [.order, .refund, .dispute, .shipment, .invoice, .ticket])
  }

  @Test func `a kind that no system has costs the workflows that need it`() throws {
    let sights = sights(everything().filter { $0.kind != .ticket })
    let gap = try #require(sights["escalations"]?.missing.first)
    #expect(sights["escalations"]?.missing.count == 1)
    #expect(gap.cause == .system && gap.what == "tickets: no system" && gap.kinds == [.ticket])
    #expect(gap.cost == "Unanswered and unhappy customers are not noticed.")
    #expect(gap.rules == ["unanswered_ticket", "vip_ticket", "negative_signal"])
    #expect(gap.hint == "Read exported files (docs/configuration.md)")
    #expect(sights["vip-orders"]?.missing.isEmpty == true && sights["sync-health"]?.missing.isEmpty == true)
  }

  @Test func `what can be connected is named`() {
    let gaps = sights([])["escalations"]?.missing ?? []
    #expect(gaps.map(\.kinds) == [[.order], [.refund], [.dispute], [.shipment], [.invoice], [.ticket]])
    #expect(gaps[2].hint == "Connect shopify, or read exported files (docs/configuration.md)")
    #expect(gaps[4].rules == ["refund_not_in_books"])
  }

  @Test func `a missing scope costs what it says, where its kinds are needed`() throws {
    let scopes = [
      Service.Scope("read_disputes", [.dispute], without: "Disputes can't be read"),
      Service.Scope("read_returns", [], lessens: [.refund], without: "Returns are not seen."),
    ]
    let sights = sights(
      everything(),
      [
        "shop": ConnectionReport(
          problems: [Diagnostic(.source, code: "shopify.scope", "The scope read_disputes is missing")], missing: scopes)
      ])
    let sight = try #require(sights["escalations"])
    #expect(sight.sees == [.order, .refund, .shipment, .invoice, .ticket])
    #expect(sight.missing.map(\.what) == ["shop: scope read_disputes", "shop: scope read_returns"])
    #expect(sight.missing.map(\.cost) == ["Disputes can't be read.", "Returns are not seen."])
    #expect(sight.missing.map(\.scope) == ["read_disputes", "read_returns"])
    #expect(sight.missing[0].rules == ["dispute_open"])
    #expect(sights["vip-orders"]?.missing.isEmpty == true)
    #expect(sights["sync-health"]?.missing.count == 2)
  }

  @Test func `a connection that is not let in costs what only it has`() throws {
    let trouble = Diagnostic(
      .source, code: "http.reconnect", "shop is not let in any more", hints: ["Connect it again"])
    let sights = sights(everything() + [stream("crm", .lead)], ["shop": ConnectionReport(problems: [trouble])])
    let gap = try #require(sights["sales-recovery"]?.missing.first)
    #expect(gap.cause == .connection && gap.connection == "shop" && gap.kinds == [.lead])
    #expect(gap.cost == "What is new in its leads may not be seen: shop is not let in any more.")
    #expect(gap.hint == "Connect it again")
  }

  @Test func `a stream that can't be relied on says how many rules wait`() {
    var streams = everything().filter { $0.kind != .ticket && $0.kind != .lead }
    streams += [stream("desk", .ticket) { $0.verdict = .partial }, stream("crm", .lead) { $0.asOf = nil }]
    let sights = sights(streams)
    let partial = sights["escalations"]?.missing ?? []
    #expect(partial.map(\.what) == ["desk/tickets: read in part"])
    #expect(partial.first?.cost == "2 rules that look for what is missing wait.")
    #expect(partial.first?.stream == "desk/tickets")
    let unread = sights["sales-recovery"]
    #expect(unread?.sees == [] && unread?.missing.map(\.what) == ["crm/leads: never read"])
    #expect(unread?.missing.first?.hint == "Read it: tend run")
  }

  @Test func `old, held and failing streams are told apart, and before the first run none is`() {
    let streams = [
      stream("a", .order) { $0.asOf = now - .days(30) },
      stream("b", .order) { $0.shrink = .init(from: 100, to: 3) },
      stream("c", .order) { $0.verdict = .failed },
    ]
    let told = sights(streams)["vip-orders"]?.missing ?? []
    #expect(told.map(\.what) == ["a/orders: out of date", "b/orders: held back", "c/orders: not read lately"])
    #expect(told[1].hint == "If the loss is meant: tend accept b/orders")
    // VIP orders are seen, not missed.
    #expect(told.allSatisfy { $0.cost == "What is new in it is not seen." })
    let unread = streams.map { stream in
      var stream = stream
      (stream.asOf, stream.shrink, stream.verdict) = (nil, nil, .failed)
      return stream
    }
    #expect(sights(unread, hasRun: false)["vip-orders"]?.missing.isEmpty == true)
    #expect(sights(unread, hasRun: false)["vip-orders"]?.sees == [.order])
  }

  @Test func `refunds that follow from orders are seen, and half of them missed`() {
    let streams = everything().map { health in
      var health = health
      health.isInferred = health.kind == .refund
      return health
    }
    let sight = sights(streams)["escalations"]
    #expect(sight?.sees.contains(.refund) == true)
    #expect(sight?.missing.map(\.cause) == [.inferred])
  }

  @Test func `a rule of one's own is named, and what is switched off costs nothing`() {
    let own = Rule(
      id: "big_spend", workflow: "ads", name: "Big spend", kind: .record(.campaignDay), type: .condition,
      when: .all([]), role: .marketing, title: "x")
    let sights = sights([stream("shop", .order)], rules: [own])
    #expect(Set(sights.keys) == ["ads", "weekly-dashboard"])
    #expect(sights["ads"]?.missing.first?.cost == "Not asked: Big spend.")
    #expect(sights["ads"]?.title == "Ads")
  }

  @Test func `the JSON is as documented`() throws {
    let gap = try #require(sights(everything().filter { $0.kind != .lead })["sales-recovery"])
    #expect(
      gap.json == [
        "workflow": "sales-recovery", "title": "Sales recovery", "sees": [],
        "missing": [
          [
            "cause": "system", "what": "leads: no system", "kinds": ["lead"],
            "cost": "Stale leads and unpaid quotes are not noticed.",
            "hint": "Connect shopify, or read exported files (docs/configuration.md)", "rules": ["stale_lead"],
          ]
        ],
      ])
  }
}
