import Records
import Testing

@testable import Workflows

@Suite struct OrderRuleTests {
  let order: JSONObject = [
    "number": "#1001", "placed": "2026-10-13T14:00:00Z", "paid": "2026-10-13T14:00:20Z", "payment": "paid",
    "fulfillment": "unfulfilled", "net": 9000, "total": 9900, "currency": "USD",
    "items": [["sku": "LP-1", "quantity": 1, "shippable": true]],
  ]

  private func changed(_ changes: JSONObject) -> JSONObject {
    changes.members.reduce(into: order) { $0[$1.key] = $1.value }
  }

  @Test func findsAnOrderLateFromTheDayAfterItWasDue() {
    let subject = record(.order, "1", order)
    #expect(matches(subject, "2026-10-16T03:59:59Z")["late_order"] == nil)
    #expect(matches(subject, "2026-10-16T04:00:00Z")["late_order"] == "due Oct 15, not shipped")
  }

  @Test func doesNotCallLateWhatNeedNotLeave() {
    let later = "2026-11-20T12:00:00Z"
    #expect(matches(record(.order, "1", order), later)["late_order"] != nil)
    let reasons: [JSONObject] = [
      ["payment": "pending"], ["payment": "authorized"], ["payment": "refunded"], ["cancelled": "2026-10-14T00:00:00Z"],
      ["fulfillment": "on_hold"], ["fulfillment": "fulfilled"], ["channel": "pos"], ["test": true],
      ["shipped": "2026-10-14T00:00:00Z"], ["due": "2026-12-01T00:00:00Z"], ["scheduled": "2026-12-01T00:00:00Z"],
      ["items": [["sku": "GC", "quantity": 1, "gift_card": true], ["sku": "D", "quantity": 1, "shippable": false]]],
    ]
    for reason in reasons {
      #expect(matches(record(.order, "1", changed(reason)), later)["late_order"] == nil, "\(reason)")
    }
    let parcel: JSONObject = ["state": "in_transit", "shipped": "2026-10-14T18:00:00Z"]
    #expect(matches(record(.order, "1", order, Related(shipments: [parcel])), later)["late_order"] == nil)
    let label: JSONObject = ["state": "label", "created": "2026-10-14T18:00:00Z"]
    #expect(matches(record(.order, "1", order, Related(shipments: [label])), later)["late_order"] != nil)
  }

  @Test func givesWholesaleMoreTimeAndExpressLess() {
    // Wholesale: Tuesday and five business days. Express: one.
    let wholesale = record(.order, "1", changed(["tags": ["wholesale"]]))
    #expect(matches(wholesale, "2026-10-20T12:00:00Z")["late_order"] == nil)
    #expect(matches(wholesale, "2026-10-21T04:00:00Z")["late_order"] != nil)
    #expect(matches(record(.order, "1", changed(["tags": ["Express"]])), "2026-10-15T04:00:00Z")["late_order"] != nil)
  }

  @Test func tellsTheShopsOtherTroublesApart() {
    let held = record(.order, "1", changed(["fulfillment": "on_hold", "held_since": "2026-10-14T14:00:00Z"]))
    #expect(matches(held, "2026-10-15T12:00:00Z").isEmpty)
    #expect(Array(matches(held, "2026-10-16T04:00:00Z").keys) == ["held_order"])
    let untold = record(
      .order, "1", order, Related(shipments: [["state": "delivered", "shipped": "2026-10-14T18:00:00Z"]]))
    #expect(Array(matches(untold, "2026-10-15T18:00:00Z").keys) == ["shop_not_told"])
    let failed = record(.order, "1", changed(["payment": "failed"]))
    #expect(matches(failed, "2026-10-13T14:59:59Z").isEmpty)
    #expect(Array(matches(failed, "2026-10-13T15:00:00Z").keys) == ["payment_failed"])
    let expiring = record(.order, "1", changed(["payment": "authorized"]))
    #expect(matches(expiring, "2026-10-18T13:59:59Z").isEmpty)
    #expect(Array(matches(expiring, "2026-10-18T14:00:00Z").keys) == ["authorization_expiring"])
  }

  @Test func asksForTheMoneyOfACancelledOrder() {
    let cancelled = changed(["cancelled": "2026-10-14T10:00:00Z"])
    #expect(matches(record(.order, "1", cancelled), "2026-10-15T09:59:59Z").isEmpty)
    #expect(
      matches(record(.order, "1", cancelled), "2026-10-15T10:00:00Z")["cancelled_not_refunded"]
        == "cancelled Oct 14, 99.00 not paid back")
    let refund: JSONObject = ["amount": 9900, "currency": "USD", "state": "paid"]
    #expect(matches(record(.order, "1", cancelled, Related(refunds: [refund])), "2026-10-20T10:00:00Z").isEmpty)
  }

  @Test func findsHighValueOnlyAmongOnlineOrdersThatArePaid() {
    let large = changed(["net": 100_000])
    let now = "2026-10-13T15:00:00Z"
    #expect(matches(record(.order, "1", large), now)["high_value_order"] == "net value 1,000.00")
    #expect(matches(record(.order, "1", large), "2026-10-13T14:14:59Z").isEmpty)
    #expect(matches(record(.order, "1", changed(["net": 99_999])), now).isEmpty)
    for other: JSONObject in [
      ["tags": ["b2b"]], ["company": true], ["payment_terms": "Net 30"], ["channel": "pos"], ["payment": "pending"],
      ["subscription": true], ["source": "Amazon"], ["currency": "EUR"], ["cancelled": "2026-10-13T14:30:00Z"],
    ] {
      let subject = record(.order, "1", other.members.reduce(into: large) { $0[$1.key] = $1.value })
      #expect(matches(subject, now)["high_value_order"] == nil, "\(other)")
    }
  }

  @Test func reviewsARiskyPaymentBeforeAnyThanks() {
    let risky = record(.order, "1", changed(["net": 100_000, "risk": "high"]))
    #expect(Array(matches(risky, "2026-10-13T15:00:00Z").keys) == ["review_payment"])
  }

  @Test func countsTheCustomersOrdersInTheOrderTheyWerePlaced() {
    let days = (1...10).map { "2026-0\($0 < 10 ? $0 : 9)-\($0 < 10 ? "01" : "15")T12:00:00Z" }
    let customer = person(days, net: 1000)
    func rules(_ number: Int) -> [String] {
      let fields = changed(["placed": .string(days[number - 1]), "fulfillment": "fulfilled"])
      return matches(record(.order, "\(number)", fields, Related(person: customer)), "2026-10-13T15:00:00Z").keys
        .sorted()
    }
    #expect(rules(2).isEmpty)
    #expect(rules(3) == ["nth_order"])
    #expect(rules(10) == ["nth_order"])
    var shared = customer
    shared.isShared = true
    let fields = changed(["placed": .string(days[2]), "fulfillment": "fulfilled"])
    #expect(matches(record(.order, "3", fields, Related(person: shared)), "2026-10-13T15:00:00Z").isEmpty)
  }

  @Test func takesTheFirstClassThatFits() {
    let settings = OrderSettings()
    #expect(OrderClass.of(["test": true, "tags": ["wholesale"]], settings: settings) == .test)
    #expect(OrderClass.of(["discount": 500, "net": 0], settings: settings) == .staff)
    var own = settings
    own.staffDomains = ["larkspur.example.com"]
    #expect(OrderClass.of(["net": 5], emailDomain: "Larkspur.example.com", settings: own) == .staff)
    #expect(OrderClass.of(["tags": ["Exchange", "b2b"]], settings: settings) == .replacement)
    #expect(OrderClass.of(["po_number": "7", "channel": "amazon"], settings: settings) == .wholesale)
    #expect(OrderClass.of(["channel": "eBay", "subscription": true], settings: settings) == .marketplace)
    #expect(OrderClass.of(["source": "pos", "subscription": true], settings: settings) == .pos)
    #expect(OrderClass.of(["source": "subscription_contract"], settings: settings) == .renewal)
    #expect(OrderClass.of(["source": "shopify_draft_order", "po_number": ""], settings: settings) == .online)
  }
}
