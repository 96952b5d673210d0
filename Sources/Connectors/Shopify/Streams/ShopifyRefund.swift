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
      name: "returns", title: "returns", keys: ["returns", "return"], fields: ["reason"], scope: "read_returns"),
  ]
  static let nested = [
    ShopifyNested(list: "refunds", connection: "transactions", type: "Refund", selection: transaction),
    ShopifyNested(list: nil, connection: "returns", type: "Order", selection: demand),
  ]
  static let unpaged = ["refunds": 250]

  private static let money = ShopifyOrder.money
  private static let transaction = "id kind status amountSet \(money)"
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
      ? try demanded(piece, currency) : try refunded(piece, of: order, currency)
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
    fields["amount"] = .integer(total > 0 ? total : moved)
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

  /// Whether the money went back, and how much of it moved or is meant to.
  private static func state(
    _ refund: Answer, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> (state: String, moved: Int) {
    var sums: [String: Int] = [:]
    for transaction in try refund.nodes("transactions") {
      guard try transaction.text("kind") == "REFUND", let status = try transaction.text("status") else { continue }
      let amount = try transaction.shopMoney("amountSet", in: currency) ?? 0
      sums[status] = bounded(sums[status] ?? 0, plus: amount)
    }
    if let paid = sums["SUCCESS"] { return ("paid", paid) }
    if let pending = sums["PENDING"] ?? sums["AWAITING_RESPONSE"] ?? sums["UNKNOWN"] { return ("pending", pending) }
    if let failed = sums["FAILURE"] ?? sums["ERROR"] { return ("failed", failed) }
    // By hand, or as store credit.
    return ("paid", 0)
  }

  // MARK: Returns

  private static let states = [
    "REQUESTED": "requested", "OPEN": "returning", "CLOSED": "paid", "CANCELED": "rejected", "DECLINED": "rejected",
  ]

  /// A return names nobody: its refund does, and one person's refunds are not to be counted twice. It has an amount, what
  /// the goods came to, only while no refund says what was really paid.
  private static func demanded(
    _ demand: Answer, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> MappedRecord? {
    guard let gid = try demand.text("id"), let id = gid.split(separator: "/").last.map(String.init), isPlainID(id)
    else {
      throw demand.problem(.missingID, "id")
    }
    guard var state = try demand.word("status", states) else { throw demand.problem(.unknownValue, "status") }
    var value = 0
    var hasArrived = false
    for line in try demand.nodes("returnLineItems") {
      value = bounded(value, plus: try line.shopMoney("withCodeDiscountedTotalPriceSet", in: currency) ?? 0)
      if let processed = try line.integer("processedQuantity"), processed > 0 { hasArrived = true }
    }
    let isRefunded = try !demand.nodes("refunds").isEmpty
    if state == "returning", isRefunded {
      state = "paid"
    } else if state == "returning", hasArrived {
      state = "received"
    }
    var fields = JSONObject()
    fields["created"] = .time(try demand.creation())
    fields["currency"] = .string(currency.code)
    fields["state"] = .string(state)
    let type = try type(demand)
    fields["type"] = .string(type == "refund" ? "return" : type)
    fields.put("reason", try reason(demand))
    fields.put("updated", try demand.instant("closedAt"))
    if ["requested", "returning", "received"].contains(state) { fields["amount"] = .integer(value) }
    return MappedRecord(kind: .refund, id: "return-\(id)", fields: fields)
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
