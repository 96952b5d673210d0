import Records

/// Draft orders, as leads: a draft is an offer, and one that becomes an order is won.
enum ShopifyDraft: ShopifySource {
  static let kind = Kind.lead
  static let root = "draftOrders"
  static let type = "DraftOrder"
  static let walk = ShopifyWalk.byUpdate(wholeDays: false)
  static let pageSize = 250
  static let cost = 60
  static let count: String? = "draftOrdersCount"
  static let creation: String? = "created_at"
  static let fields = [
    "amount", "created", "currency", "email", "last_contact", "link", "pipeline", "stage", "state", "updated",
  ]
  static let parts = [
    ShopifyPart(name: "customer", title: "whose a draft order is", keys: ["customer"], scope: "read_customers"),
    ShopifyPart(name: "contact", title: "the e-mail of draft orders", keys: ["email"], fields: ["email"]),
  ]

  static func selection(_ shows: (String) -> Bool) -> String {
    var text = """
      id legacyResourceId status createdAt updatedAt invoiceSentAt currencyCode totalPriceSet \(ShopifyOrder.money)
      """
    if shows("customer") { text += " customer { legacyResourceId }" }
    if shows("contact") { text += " email" }
    return text
  }

  private static let states = ["OPEN": "open", "INVOICE_SENT": "open", "COMPLETED": "won"]

  static func map(_ draft: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    let id = try draft.plainID()
    guard let currency = try draft.currency("currencyCode") else { throw draft.problem(.badCurrency, "currencyCode") }
    guard let state = try draft.word("status", states) else { throw draft.problem(.unknownValue, "status") }
    var fields = JSONObject()
    fields.put("amount", try draft.shopMoney("totalPriceSet", in: currency))
    fields["created"] = .time(try draft.creation())
    fields["currency"] = .string(currency.code)
    fields.put("last_contact", try draft.instant("invoiceSentAt"))
    fields.put("link", shop.link("draft_orders/\(id)"))
    fields["pipeline"] = "draft_orders"
    fields.put("stage", try draft.enumeration("status"))
    fields["state"] = .string(state)
    fields.put("updated", try draft.instant("updatedAt"))
    var record = MappedRecord(kind: .lead, id: id, fields: fields)
    record.identifiers = Identifiers(email: try draft.text("email"), customer: try draft.customerID())
    return record
  }
}
