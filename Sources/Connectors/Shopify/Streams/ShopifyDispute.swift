import Records

/// Disputes of payments that went through Shopify Payments. There is no list of what changed, so all are read each time.
enum ShopifyDispute: ShopifySource {
  static let kind = Kind.dispute
  static let root = "disputes"
  static let type = "ShopifyPaymentsDispute"
  static let walk = ShopifyWalk.whole
  static let pageSize = 100
  static let cost = 40
  static let count: String? = nil
  static let fields = ["amount", "currency", "evidence_due", "link", "opened", "order", "status"]
  static let parts = [
    ShopifyPart(
      name: "order", title: "the orders of disputes", keys: ["order"], fields: ["link", "order"], scope: "read_orders"),
    ShopifyPart(name: "customer", title: "whose a dispute is", keys: ["customer"], scope: "read_customers"),
    ShopifyPart(name: "contact", title: "the e-mail of disputed orders", keys: ["email"]),
  ]

  static func selection(_ shows: (String) -> Bool) -> String {
    var text = "id legacyResourceId status initiatedAt evidenceDueBy amount { amount currencyCode }"
    if shows("order") {
      text += " order { legacyResourceId name"
      if shows("customer") { text += " customer { legacyResourceId }" }
      if shows("contact") { text += " email" }
      text += " }"
    }
    return text
  }

  private static let states = [
    "NEEDS_RESPONSE": "needs_response", "UNDER_REVIEW": "under_review", "WON": "won", "LOST": "lost",
    "ACCEPTED": "accepted", "CHARGE_REFUNDED": "charge_refunded", "PREVENTED": "closed",
  ]

  static func map(_ dispute: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    let id = try dispute.plainID()
    guard let amount = try dispute.child("amount") else { throw dispute.problem(.badAmount, "amount") }
    guard let currency = try amount.currency("currencyCode") else { throw amount.problem(.badCurrency, "currencyCode") }
    guard let status = try dispute.word("status", states) else { throw dispute.problem(.unknownValue, "status") }
    var fields = JSONObject()
    fields["amount"] = .integer(try amount.amount(in: currency))
    fields["currency"] = .string(currency.code)
    fields["opened"] = .time(try dispute.creation("initiatedAt"))
    fields.put("evidence_due", try dispute.instant("evidenceDueBy"))
    fields["status"] = .string(status)
    var record = MappedRecord(kind: .dispute, id: id, fields: fields)
    guard let order = try dispute.child("order") else { return record }
    record.fields.put("order", try order.orderNumber("name"))
    record.fields.put("link", shop.link("orders/\(try order.plainID())"))
    record.identifiers = Identifiers(email: try order.text("email"), customer: try order.customerID())
    return record
  }
}
