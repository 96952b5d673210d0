import Records

/// Customers.
enum ShopifyCustomer: ShopifySource {
  static let kind = Kind.customer
  static let root = "customers"
  static let type = "Customer"
  static let walk = ShopifyWalk.byUpdate(wholeDays: true)
  static let pageSize = 250
  static let cost = 70
  static let count: String? = "customersCount"
  static let creation: String? = "created_at"
  /// Some 80 pages, which take a minute of the smaller plans' points.
  static let bulk: ShopifyBulk? = ShopifyBulk(from: 20_000)
  static let fields = [
    "consent", "country", "created", "currency", "email", "last_order", "link", "name", "note", "orders", "phone",
    "spent", "tags", "updated",
  ]
  static let parts = [
    ShopifyPart(name: "name", title: "the names of customers", keys: ["firstName", "lastName"], fields: ["name"]),
    ShopifyPart(
      name: "email", title: "the e-mail addresses of customers", keys: ["defaultEmailAddress"],
      fields: ["consent", "email"]),
    ShopifyPart(name: "phone", title: "the phones of customers", keys: ["defaultPhoneNumber"], fields: ["phone"]),
    ShopifyPart(name: "address", title: "the addresses of customers", keys: ["defaultAddress"], fields: ["country"]),
    ShopifyPart(name: "note", title: "the notes on customers", keys: ["note"], fields: ["note"]),
    ShopifyPart(
      name: "last", title: "the last orders of customers", keys: ["lastOrder"], fields: ["last_order"],
      scope: "read_orders"),
  ]

  static func selection(_ shows: (String) -> Bool) -> String {
    var text = "id legacyResourceId createdAt updatedAt tags numberOfOrders amountSpent { amount currencyCode }"
    if shows("name") { text += " firstName lastName" }
    if shows("email") { text += " defaultEmailAddress { emailAddress marketingState }" }
    if shows("phone") { text += " defaultPhoneNumber { phoneNumber }" }
    if shows("address") { text += " defaultAddress { countryCodeV2 }" }
    if shows("note") { text += " note" }
    if shows("last") { text += " lastOrder { createdAt }" }
    return text
  }

  private static let consents = [
    "SUBSCRIBED": "subscribed", "UNSUBSCRIBED": "not_subscribed", "NOT_SUBSCRIBED": "not_subscribed",
    "PENDING": "not_subscribed", "INVALID": "not_subscribed",
  ]

  static func map(_ customer: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    let id = try customer.plainID()
    let email = try customer.child("defaultEmailAddress")
    var fields = JSONObject()
    fields["created"] = .time(try customer.creation())
    fields.put("updated", try customer.instant("updatedAt"))
    fields.put("link", shop.link("customers/\(id)"))
    fields.put("orders", try customer.integer("numberOfOrders"))
    if let spent = try customer.child("amountSpent") {
      guard let currency = try spent.currency("currencyCode") else { throw spent.problem(.badCurrency, "currencyCode") }
      fields["spent"] = .integer(try spent.amount(in: currency))
      fields["currency"] = .string(currency.code)
    }
    fields.put("last_order", try customer.child("lastOrder")?.instant("createdAt"))
    fields.put("consent", try email?.word("marketingState", consents))
    fields.put("country", try customer.child("defaultAddress")?.enumeration("countryCodeV2")?.uppercased())
    fields["tags"] = CellReader.codes(try customer.texts("tags").map(\.trimmed).filter { !$0.isEmpty })
    var record = MappedRecord(kind: .customer, id: id, fields: fields)
    record.identifiers = Identifiers(
      email: try email?.text("emailAddress"), phone: try customer.child("defaultPhoneNumber")?.text("phoneNumber"),
      customer: id)
    let name = [try customer.text("firstName"), try customer.text("lastName")].compactMap { $0 }.joined(separator: " ")
    record.personal["name"] = name.isEmpty ? nil : name
    record.personal["note"] = try customer.text("note")
    return record
  }
}
