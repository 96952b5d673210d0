import Records
import Testing

@testable import Workflows

@Suite struct OfficeRuleTests {
  let order: JSONObject = [
    "number": "#7", "net": 20_000, "total": 21_000, "fulfillment": "fulfilled", "currency": "USD",
  ]

  private func refund(_ fields: JSONObject, _ related: Related? = nil) -> Subject {
    var all: JSONObject = ["created": "2026-10-13T14:00:00Z", "amount": 10_000, "currency": "USD", "order": "#7"]
    for member in fields.members { all[member.key] = member.value }
    return record(.refund, "r9", all, related ?? Related(order: order))
  }

  @Test func escalatesOnlyRefundsThatAreLargeInBothWays() {
    let now = "2026-10-13T15:00:00Z"
    #expect(matches(refund([:]), now)["large_refund"] == "100.00 is 50 % of the order's net value")
    for small: JSONObject in [
      ["amount": 9_999], ["type": "exchange"], ["type": "price_correction"], ["state": "requested"],
    ] { #expect(matches(refund(small), now)["large_refund"] == nil, "\(small)") }
    var large = order
    large["net"] = 20_001
    #expect(matches(refund([:], Related(order: large)), now)["large_refund"] == nil)
    var unshipped = order
    unshipped["cancelled"] = "2026-10-13T13:00:00Z"
    unshipped["fulfillment"] = "unfulfilled"
    #expect(matches(refund([:], Related(order: unshipped)), now).isEmpty)
    #expect(matches(refund([:], Related()), now).isEmpty)
  }

  @Test func countsARefundAsTheThirdWithinAYear() {
    let orders = (1...9).map { "2026-0\($0)-01T12:00:00Z" }
    let two = person(orders, refunds: ["2026-02-01T12:00:00Z", "2026-06-01T12:00:00Z"])
    let now = "2026-10-13T15:00:00Z"
    #expect(
      matches(refund([:], Related(person: two)), now)["repeated_refund"]
        == "3 refunds, 33 % of the customer's orders")
    let old = person(orders, refunds: ["2025-02-01T12:00:00Z", "2026-06-01T12:00:00Z"])
    #expect(matches(refund([:], Related(person: old)), now).isEmpty)
    let loyal = person(
      orders + orders.map { $0.replacing("01T", with: "02T") }, refunds: two.refunds.map { $0.created.description })
    #expect(matches(refund([:], Related(person: loyal)), now).isEmpty)
  }

  @Test func followsARefundUntilItIsPaid() {
    #expect(matches(refund(["state": "requested"]), "2026-10-13T14:00:00Z").keys.sorted() == ["refund_requested"])
    #expect(matches(refund(["state": "failed"]), "2026-10-15T13:59:59Z").isEmpty)
    #expect(matches(refund(["state": "failed"]), "2026-10-15T14:00:00Z").keys.sorted() == ["refund_stuck"])
    // Received on Tuesday and three business days: late from Saturday.
    #expect(matches(refund(["state": "received", "amount": 10]), "2026-10-17T03:59:59Z").isEmpty)
    #expect(
      matches(refund(["state": "received", "amount": 10]), "2026-10-17T04:00:00Z").keys.sorted() == ["return_unpaid"])
  }

  @Test func watchesParcelsAndDisputes() {
    let label = record(.shipment, "s", ["state": "label", "created": "2026-10-13T14:00:00Z", "order": "#7"])
    #expect(matches(label, "2026-10-16T03:59:59Z").isEmpty)
    #expect(matches(label, "2026-10-16T04:00:00Z").keys.sorted() == ["label_without_scan"])
    #expect(
      matches(record(.shipment, "s", ["state": "exception"]), "2026-10-13T00:00:00Z").keys.sorted() == [
        "shipment_exception"
      ])
    #expect(matches(record(.shipment, "s", ["state": "delivered"]), "2026-10-13T00:00:00Z").isEmpty)
    let dispute = record(.dispute, "d", ["opened": "2026-10-13T00:00:00Z", "status": "needs_response"])
    #expect(matches(dispute, "2026-10-13T00:00:00Z").keys.sorted() == ["dispute_open"])
    #expect(matches(record(.dispute, "d", ["status": "won"]), "2026-10-13T00:00:00Z").isEmpty)
  }

  @Test func waitsEightBusinessHoursForAnAnswerAndTwoForAVIP() {
    let ticket: JSONObject = [
      "state": "open", "last_from": "customer", "last_customer": "2026-10-16T20:00:00Z",
      "opened": "2026-10-16T20:00:00Z",
    ]
    let known = Related(person: person(["2026-10-01T12:00:00Z"]))
    // Friday 16:00: one hour that day, seven on Monday.
    #expect(matches(record(.ticket, "t", ticket, known), "2026-10-19T19:59:59Z").isEmpty)
    #expect(matches(record(.ticket, "t", ticket, known), "2026-10-19T20:00:00Z").keys.sorted() == ["unanswered_ticket"])
    let vip = Related(person: person(["2026-07-01T12:00:00Z", "2026-08-01T12:00:00Z", "2026-10-01T12:00:00Z"]))
    #expect(matches(record(.ticket, "t", ticket, vip), "2026-10-19T13:59:59Z").isEmpty)
    #expect(matches(record(.ticket, "t", ticket, vip), "2026-10-19T14:00:00Z").keys.sorted() == ["vip_ticket"])
    let later = "2026-10-23T20:00:00Z"
    #expect(matches(record(.ticket, "t", ticket), later).isEmpty)
    for done: JSONObject in [["state": "closed"], ["last_from": "agent"], ["signals": ["closing-thanks"]]] {
      let fields = done.members.reduce(into: ticket) { $0[$1.key] = $1.value }
      #expect(matches(record(.ticket, "t", fields, known), later).isEmpty, "\(done)")
    }
  }

  @Test func hearsOneStrongSignalOrTwoWeakOnes() {
    let known = Related(order: order)
    func hears(_ fields: JSONObject) -> Bool {
      matches(record(.ticket, "t", fields, known), "2026-10-13T15:00:00Z")["negative_signal"] != nil
    }
    let closed: JSONObject = ["state": "closed", "opened": "2026-10-13T14:00:00Z"]
    func with(_ more: JSONObject) -> JSONObject { more.members.reduce(into: closed) { $0[$1.key] = $1.value } }
    #expect(hears(with(["signals": ["chargeback"]])))
    #expect(hears(with(["signals": ["angry", "broken"]])))
    #expect(hears(with(["rating": 2])))
    #expect(!hears(with(["signals": ["angry"]])))
    #expect(!hears(with(["signals": ["angry", "refund-request"]])))
    #expect(!hears(with(["rating": 3])))
    #expect(!hears(with(["rating": 0])))
  }

  @Test func callsALeadStaleByItsStage() {
    let lead: JSONObject = [
      "state": "open", "stage": "Appointment Scheduled", "created": "2026-10-01T12:00:00Z",
      "last_contact": "2026-10-05T12:00:00Z",
    ]
    func rules(_ more: JSONObject, _ now: String) -> [String: String] {
      matches(record(.lead, "l", more.members.reduce(into: lead) { $0[$1.key] = $1.value }), now)
    }
    #expect(rules([:], "2026-10-12T11:59:59Z").isEmpty)
    #expect(rules([:], "2026-10-12T12:00:00Z").keys.sorted() == ["stale_lead"])
    #expect(rules(["stage": "contractsent"], "2026-10-19T11:59:59Z").isEmpty)
    #expect(rules(["stage": "contractsent"], "2026-10-19T12:00:00Z").keys.sorted() == ["stale_lead"])
    #expect(rules(["expected_close": "2026-10-06"], "2026-10-07T03:59:59Z").isEmpty)
    #expect(
      rules(["expected_close": "2026-10-06"], "2026-10-07T04:00:00Z")["stale_lead"]?.contains("close date") == true)
    #expect(rules(["state": "lost"], "2026-12-01T00:00:00Z").isEmpty)
    // A next activity within a week keeps it fresh until it has come; a later one does not.
    let planned: JSONObject = ["next_activity": "2026-10-20T12:00:00Z"]
    #expect(rules(planned, "2026-10-13T11:59:59Z").keys.sorted() == ["stale_lead"])
    #expect(rules(planned, "2026-10-13T12:00:00Z").isEmpty)
    #expect(rules(planned, "2026-10-20T12:00:00Z").keys.sorted() == ["stale_lead"])
  }

  @Test func measuresQuietByTheCustomersOwnCadence() {
    func rules(_ person: PersonSummary, _ now: String, _ settings: WorkflowSettings = shop()) -> [String] {
      matches(Subject(person: person, representative: "e.a"), now, settings).keys.sorted()
    }
    // Gaps of 30 and 40 days: median 35, three times that is 105 days after 2026-03-12.
    let regular = person(["2026-01-01T12:00:00Z", "2026-01-31T12:00:00Z", "2026-03-12T12:00:00Z"], net: 100)
    #expect(rules(regular, "2026-06-25T11:59:59Z").isEmpty)
    #expect(rules(regular, "2026-06-25T12:00:00Z") == ["inactive_customer"])
    // Weekly: never before 60 days. One order: 120 days.
    let weekly = person(["2026-01-01T12:00:00Z", "2026-01-08T12:00:00Z", "2026-01-15T12:00:00Z"], net: 100)
    #expect(rules(weekly, "2026-03-16T11:59:59Z").isEmpty)
    #expect(rules(weekly, "2026-03-16T12:00:00Z") == ["inactive_customer"])
    let once = person(["2026-01-01T12:00:00Z"], net: 100)
    #expect(rules(once, "2026-05-01T11:59:59Z").isEmpty)
    #expect(rules(once, "2026-05-01T12:00:00Z") == ["inactive_customer"])
    var subscriber = once
    subscriber.hasSubscription = true
    #expect(rules(subscriber, "2026-12-01T12:00:00Z").isEmpty)
  }

  @Test func countsWholeDaysWhenInactivityIsFixed() {
    var settings = shop()
    settings.thresholds.inactiveCustomer.fixed = .days(90)
    var copy = settings.thresholds
    copy.inactiveCustomer.fixed = .days(180)
    settings.copies = [RuleCopy(id: "inactive_180", basedOn: "inactive_customer", thresholds: copy)]
    let once = Subject(person: person(["2026-01-01T10:00:00Z"], net: 100), representative: "e.a")
    // Ninety days and any hours are ninety whole days; more than ninety begins with the ninety-first.
    #expect(matches(once, "2026-04-02T09:59:59Z", settings).isEmpty)
    #expect(matches(once, "2026-04-02T10:00:00Z", settings).keys.sorted() == ["inactive_customer"])
    #expect(matches(once, "2026-07-01T10:00:00Z", settings).keys.sorted() == ["inactive_180", "inactive_customer"])
  }

  @Test func noticesTheOrderThatMakesAVIP() {
    let subject = Subject(
      person: person(["2026-10-01T12:00:00Z", "2026-10-05T12:00:00Z"], net: 120_000), representative: "e.a")
    let settings = shop()
    let answer = Detector(
      rules: BuiltInRules.make(settings), settings: settings, health: goodHealth(at("2026-10-06T00:00:00Z"))
    )
    .evaluate(subject, now: at("2026-10-06T00:00:00Z")).first { $0.rule.id == "vip_customer" }
    #expect(answer?.verdict == .met)
    #expect(answer?.began == at("2026-10-05T12:00:00Z"))
    #expect(answer?.amount == 240_000)
  }

  @Test func remembersCheckoutsWithoutAnOrderSince() {
    let checkout: JSONObject = ["created": "2026-10-12T12:00:00Z", "total": 10_000, "currency": "USD"]
    let now = "2026-10-13T12:00:00Z"
    #expect(matches(record(.checkout, "c", checkout), now).keys.sorted() == ["abandoned_checkout"])
    #expect(matches(record(.checkout, "c", checkout), "2026-10-13T11:59:59Z").isEmpty)
    let bought = Related(person: person(["2026-10-12T18:00:00Z"]))
    #expect(matches(record(.checkout, "c", checkout, bought), now).isEmpty)
  }

  @Test func reportsTheHealthOfStreams() {
    var stream = StreamHealth(
      connection: "shop", stream: "orders", kind: .order, verdict: .complete, asOf: at("2026-10-12T12:00:00Z"))
    func rules(_ now: String) -> [String] { matches(Subject(stream: stream), now).keys.sorted() }
    #expect(rules("2026-10-13T23:59:59Z").isEmpty)
    #expect(rules("2026-10-14T00:00:00Z") == ["stream_stale"])
    stream.verdict = .failed
    stream.quarantined = 2
    stream.shrink = .init(from: 100, to: 40)
    #expect(rules("2026-10-12T13:00:00Z") == ["rows_quarantined", "stream_shrinking", "sync_failed"])
    stream.verdict = .partial
    #expect(rules("2026-10-12T13:00:00Z") == ["rows_quarantined", "stream_shrinking", "sync_partial"])
    stream.verdict = .complete
    (stream.quarantined, stream.shrink) = (0, nil)
    stream.accessEnds = at("2026-10-26T13:00:00Z")
    #expect(rules("2026-10-12T12:59:59Z").isEmpty)
    #expect(rules("2026-10-12T13:00:00Z") == ["access_ending"])
    // Refunds that follow from orders are told of with them.
    stream.isInferred = true
    #expect(rules("2026-10-20T13:00:00Z").isEmpty)
  }
}
