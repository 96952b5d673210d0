import Records
import Testing

@testable import Workflows

/// Shop, processor, parcels and books say the same of an order's money, or somebody is told.
@Suite struct MoneyCheckTests {
  private let order: JSONObject = [
    "number": "#1001", "placed": "2026-10-13T14:00:00Z", "payment": "paid", "fulfillment": "fulfilled",
    "shipped": "2026-10-14T14:00:00Z", "net": 9000, "total": 9900, "currency": "USD",
  ]

  private func with(_ changes: JSONObject) -> JSONObject {
    changes.members.reduce(into: order) { $0[$1.key] = $1.value }
  }

  private func refund(_ amount: Int, _ more: JSONObject = [:]) -> JSONObject {
    let refund: JSONObject = [
      "amount": .integer(amount), "currency": "USD", "state": "paid", "created": "2026-10-15T14:00:00Z",
    ]
    return more.members.reduce(into: refund) { $0[$1.key] = $1.value }
  }

  private func found(_ order: JSONObject, _ related: Related = Related(), at now: String) -> [String: String] {
    let rules: Set = ["shipped_unpaid", "refunded_twice", "refund_not_in_books"]
    return matches(record(.order, "1", order, related), now).filter { rules.contains($0.key) }
  }

  @Test(arguments: ["pending", "failed", "voided"]) func `an order that left unpaid is found a day later`(
    _ word: String
  ) {
    let unpaid = with(["payment": .string(word)])
    #expect(found(unpaid, at: "2026-10-15T13:59:59Z").isEmpty)
    #expect(found(unpaid, at: "2026-10-15T14:00:00Z") == ["shipped_unpaid": "the payment is \(word)"])
  }

  @Test func `a parcel counts where the shop does not know that it left`() {
    var unpaid = with(["payment": "pending", "fulfillment": "unfulfilled"])
    unpaid["shipped"] = nil
    let parcel: JSONObject = ["state": "in_transit", "shipped": "2026-10-14T18:00:00Z"]
    #expect(found(unpaid, at: "2026-10-20T00:00:00Z").isEmpty)
    #expect(Array(found(unpaid, Related(shipments: [parcel]), at: "2026-10-20T00:00:00Z").keys) == ["shipped_unpaid"])
  }

  @Test func `who pays later or paid is not asked`() {
    for changes: JSONObject in [
      ["payment_terms": "Net 30"], ["tags": ["wholesale"]], ["channel": "pos"], ["payment": "authorized"],
      ["payment": "paid"], ["cancelled": "2026-10-14T15:00:00Z"], ["test": true], ["total": 0],
    ] {
      let changed = changes.members.reduce(into: with(["payment": "pending"])) { $0[$1.key] = $1.value }
      #expect(found(changed, at: "2026-11-20T00:00:00Z")["shipped_unpaid"] == nil, "\(changes)")
    }
  }

  @Test func `two refunds that add up to more than the order are found at once`() {
    let twice = Related(refunds: [refund(9900), refund(9900)])
    #expect(
      found(order, twice, at: "2026-10-15T14:00:00Z") == ["refunded_twice": "198.00 paid back of 99.00"])
    #expect(found(order, Related(refunds: [refund(9900)]), at: "2026-10-15T14:00:00Z").isEmpty)
  }

  @Test func `the processor may know of the second refund alone`() {
    let processor = PaidBack(isBooks: false, refunds: [refund(9900), refund(100)])
    let related = Related(refunds: [refund(9900)], paidBack: [processor])
    #expect(found(order, related, at: "2026-10-16T00:00:00Z")["refunded_twice"] == "100.00 paid back of 99.00")
  }

  @Test func `the same refund in shop, processor and books counts once`() {
    let related = Related(
      refunds: [refund(9900)],
      paidBack: [PaidBack(isBooks: false, refunds: [refund(9900)]), PaidBack(isBooks: true, refunds: [refund(9900)])],
      invoices: [["state": "paid"]])
    #expect(found(order, related, at: "2026-12-01T00:00:00Z").isEmpty)
  }

  @Test(arguments: ["requested", "failed", "rejected"]) func `money that did not move is not counted`(_ state: String) {
    let related = Related(refunds: [refund(9900), refund(9900, ["state": .string(state)])])
    #expect(found(order, related, at: "2026-12-01T00:00:00Z").isEmpty)
  }

  @Test func `a refund that the books do not know is found after five days`() {
    let related = Related(
      refunds: [refund(5000)], paidBack: [PaidBack(isBooks: true, refunds: [refund(2000)])],
      invoices: [["state": "paid"]])
    #expect(found(order, related, at: "2026-10-20T13:59:59Z").isEmpty)
    #expect(
      found(order, related, at: "2026-10-20T14:00:00Z")
        == ["refund_not_in_books": "30.00 paid back, not in the books by Oct 20"])
  }

  @Test func `books that do not know the order, keep no refunds or voided the invoice miss nothing`() {
    let refunds = [refund(5000)]
    let books = [PaidBack(isBooks: true, refunds: [])]
    for related in [
      Related(refunds: refunds, paidBack: books),
      Related(refunds: refunds, invoices: [["state": "paid"]]),
      Related(refunds: refunds, paidBack: books, invoices: [["state": "void"]]),
      Related(refunds: refunds, paidBack: [PaidBack(isBooks: false, refunds: [])], invoices: [["state": "paid"]]),
    ] {
      #expect(found(order, related, at: "2026-12-01T00:00:00Z").isEmpty)
    }
  }

  @Test func `amounts in another currency are not compared`() {
    let foreign = refund(1_000_000, ["currency": "JPY"])
    #expect(found(order, Related(refunds: [foreign]), at: "2026-12-01T00:00:00Z").isEmpty)
    let order = with(["currency": "JPY"])
    #expect(found(order, Related(refunds: [foreign, foreign]), at: "2026-12-01T00:00:00Z").isEmpty)
  }

  @Test func `books in another currency miss nothing`() {
    let books = PaidBack(isBooks: true, refunds: [refund(5500, ["currency": "EUR"])])
    let related = Related(refunds: [refund(5000)], paidBack: [books], invoices: [["state": "paid"]])
    #expect(found(order, related, at: "2026-12-01T00:00:00Z").isEmpty)
  }

  @Test func `a credit memo is no money paid back, but the books know of it`() {
    let memo = refund(9900, ["type": "price_correction"])
    let books = PaidBack(isBooks: true, refunds: [memo, refund(2000)])
    let related = Related(refunds: [refund(2000)], paidBack: [books], invoices: [["state": "paid"]])
    #expect(found(order, related, at: "2026-12-01T00:00:00Z").isEmpty)
    let alone = Related(
      refunds: [refund(2000)], paidBack: [PaidBack(isBooks: true, refunds: [memo])], invoices: [["state": "paid"]])
    #expect(found(order, alone, at: "2026-12-01T00:00:00Z").isEmpty)
  }
}
