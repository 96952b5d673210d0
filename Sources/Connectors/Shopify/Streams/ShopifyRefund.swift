import Records

/// Refunds, and returns that were asked for; both hang on orders.
enum ShopifyRefund: ShopifySource {
  static let kind = Kind.refund
  static let root = "orders"
  static let type = "Order"
  static let walk = ShopifyWalk.byUpdate(wholeDays: false)
  static let pageSize = 100
  static let cost = 480
  static let count: String? = "ordersCount"
  static let fields = [
    "amount", "created", "currency", "link", "note", "order", "reason", "state", "type", "updated",
  ]
  static let parts = [
    ShopifyPart(name: "customer", title: "whose a refund is", keys: ["customer"], scope: "read_customers"),
    ShopifyPart(name: "contact", title: "the e-mail of refunded orders", keys: ["email"]),
    ShopifyPart(
      name: "returns", title: "returns", keys: ["returns", "return"], fields: ["reason"], scope: "read_returns",
      hasRecords: true),
  ]
  static let nested = [
    ShopifyNested(list: "refunds", connection: "transactions", type: "Refund", selection: transaction),
    ShopifyNested(list: nil, connection: "returns", type: "Order", selection: demand),
  ]
  static let unpaged = ["refunds": 250]

  private static let money = ShopifyOrder.money
  private static let transaction = "id kind status gateway amountSet \(money)"
  private static let line = """
    processedQuantity returnReasonDefinition { handle } ... on ReturnLineItem { withCodeDiscountedTotalPriceSet \(money) }
    """
  /// More than 50 lines are not looked at: they tell the reason and the value of what comes back.
  private static let demand = """
    id status createdAt closedAt returnLineItems(first: 50) { nodes { \(line) } }
    exchangeLineItems(first: 1) { nodes { id } } refunds(first: 1) { nodes { id } }
    """

  static func selection(_ shows: (String) -> Bool) -> String {
    let origin = """
      return { id returnLineItems(first: 1) { nodes { returnReasonDefinition { handle } } }
        exchangeLineItems(first: 1) { nodes { id } } }
      """
    var text = """
      id legacyResourceId name createdAt updatedAt currencyCode
      refunds(first: 250) {
        id legacyResourceId createdAt processedAt updatedAt note totalRefundedSet \(money) \(shows("returns") ? origin : "")
        transactions(first: 5) { nodes { \(transaction) } pageInfo { hasNextPage endCursor } }
      }
      """
    if shows("customer") { text += " customer { legacyResourceId }" }
    if shows("contact") { text += " email" }
    if shows("returns") {
      text += " returns(first: 10) { nodes { \(demand) } pageInfo { hasNextPage endCursor } }"
    }
    return text
  }

  static func pieces(_ order: Answer) throws(MappingProblem) -> [Answer] {
    try order.records("refunds") + (order.child("returns")?.records("nodes") ?? [])
  }

  static func map(_ piece: Answer, of order: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    guard let currency = try order.currency("currencyCode") else { throw order.problem(.badCurrency, "currencyCode") }
    var record =
      piece.path.hasPrefix("returns")
      ? try demanded(piece, of: order, currency) : try refunded(piece, of: order, currency)
    record?.fields.put("order", try order.orderNumber("name"))
    record?.fields.put("link", shop.link("orders/\(try order.plainID())"))
    return record
  }

  // MARK: Refunds

  private static func refunded(
    _ refund: Answer, of order: Answer, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> MappedRecord? {
    var fields = JSONObject()
    let (state, moved) = try state(refund, currency)
    guard let total = try refund.shopMoney("totalRefundedSet", in: currency) else {
      throw refund.problem(.badAmount, "totalRefundedSet")
    }
    // Lines taken off an order without any money are written down as a refund too.
    guard total > 0 || moved > 0 else { return nil }
    let origin = try refund.child("return")
    let processed = try refund.instant("processedAt")
    guard let created = try refund.instant("createdAt") ?? processed else {
      throw refund.problem(.missingDate, "createdAt")
    }
    fields["amount"] = .integer(moved > 0 && (state != "paid" || total == 0) ? moved : total)
    fields["created"] = .time(created)
    fields["currency"] = .string(currency.code)
    fields["state"] = .string(state)
    fields["type"] = .string(try type(origin))
    fields.put("reason", try reason(origin))
    fields.put("updated", try refund.instant("updatedAt"))
    var record = MappedRecord(kind: .refund, id: try refund.plainID(), fields: fields)
    record.identifiers = Identifiers(email: try order.text("email"), customer: try order.customerID())
    record.personal["note"] = try refund.text("note")
    return record
  }

  private static let outcomes = [
    "SUCCESS": "paid", "PENDING": "pending", "AWAITING_RESPONSE": "pending", "UNKNOWN": "pending", "FAILURE": "failed",
    "ERROR": "failed",
  ]

  /// A try to give money back.
  private struct Try: Hashable {
    var gateway: String
    var amount: Int
  }

  /// Whether all the money went back, and how much of it moved; else how much of it failed, or is on its way.
  ///
  /// Where a part went back, by gift card say, and the rest did not, the rest is what somebody has to see to. A try that failed
  /// counts until the same is tried again the same way.
  private static func state(
    _ refund: Answer, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> (state: String, moved: Int) {
    var tries: [String: [Try]] = [:]
    for transaction in try refund.nodes("transactions") {
      guard try transaction.text("kind") == "REFUND",
        let outcome = try transaction.text("status").flatMap({ outcomes[$0] })
      else { continue }
      let amount = try transaction.shopMoney("amountSet", in: currency) ?? 0
      tries[outcome, default: []].append(Try(gateway: try transaction.text("gateway") ?? "", amount: amount))
    }
    let (paid, pending) = (tries["paid"] ?? [], tries["pending"] ?? [])
    let failed = Set(tries["failed"] ?? []).subtracting(paid).subtracting(pending)
    func sum(_ tries: some Sequence<Try>) -> Int { tries.reduce(0) { bounded($0, plus: $1.amount) } }
    if !failed.isEmpty { return ("failed", sum(failed)) }
    if !pending.isEmpty { return ("pending", sum(pending)) }
    // Without a transaction it was by hand, or as store credit.
    return ("paid", sum(paid))
  }

  // MARK: Returns

  private static let states = [
    "REQUESTED": "requested", "OPEN": "returning", "CLOSED": "paid", "CANCELED": "rejected", "DECLINED": "rejected",
  ]

  /// A return names nobody: its refund does, and one person's refunds are not to be counted twice. It has an amount, what
  /// the goods came to, only while no refund says what was really paid.
  ///
  /// One that came back was last changed by that: what is due counts from there. Where Shopify does not tell when it was, the
  /// order's last change is the nearest that is known, and not before it.
  private static func demanded(
    _ demand: Answer, of order: Answer, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> MappedRecord? {
    guard let gid = try demand.text("id"), let id = gid.split(separator: "/").last.map(String.init), isPlainID(id)
    else {
      throw demand.problem(.missingID, "id")
    }
    let state = try standing(demand)
    var value = 0
    for line in try demand.nodes("returnLineItems") {
      value = bounded(value, plus: try line.shopMoney("withCodeDiscountedTotalPriceSet", in: currency) ?? 0)
    }
    var updated = try demand.instant("closedAt")
    if state == "received" {
      let touched = try order.instant("updatedAt")
      updated = try demand.instant(ShopifyArrivals.key) ?? touched
    }
    var fields = JSONObject()
    fields["created"] = .time(try demand.creation())
    fields["currency"] = .string(currency.code)
    fields["state"] = .string(state)
    let type = try type(demand)
    fields["type"] = .string(type == "refund" ? "return" : type)
    fields.put("reason", try reason(demand))
    fields.put("updated", updated)
    if ["requested", "returning", "received"].contains(state) { fields["amount"] = .integer(value) }
    return MappedRecord(kind: .refund, id: "return-\(id)", fields: fields)
  }

  /// How far a return is.
  static func standing(_ demand: Answer) throws(MappingProblem) -> String {
    guard let state = try demand.word("status", states) else { throw demand.problem(.unknownValue, "status") }
    guard state == "returning" else { return state }
    if try !demand.nodes("refunds").isEmpty { return "paid" }
    for line in try demand.nodes("returnLineItems") {
      if let processed = try line.integer("processedQuantity"), processed > 0 { return "received" }
    }
    return state
  }

  private static func type(_ origin: Answer?) throws(MappingProblem) -> String {
    guard let origin else { return "refund" }
    return try origin.nodes("exchangeLineItems").isEmpty ? "return" : "exchange"
  }

  private static func reason(_ origin: Answer?) throws(MappingProblem) -> String? {
    guard let line = try origin?.nodes("returnLineItems").first else { return nil }
    return try line.child("returnReasonDefinition")?.enumeration("handle")
  }
}
