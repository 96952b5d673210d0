import Records

/// Checkouts that were left before they were paid. The link back to one lets anybody into it, so it is not asked for.
enum ShopifyCheckout: ShopifySource {
  static let kind = Kind.checkout
  static let root = "abandonedCheckouts"
  static let type = "AbandonedCheckout"
  static let walk = ShopifyWalk.byCreation
  static let pageSize = 250
  static let cost = 60
  static let count: String? = "abandonedCheckoutsCount"
  /// After about three months it throws them away.
  static let kept: Span? = .days(60)
  static let fields = ["created", "currency", "email", "link", "name", "phone", "recovered", "total", "updated"]
  static let parts = [
    ShopifyPart(
      name: "customer", title: "who left a checkout", keys: ["customer"], fields: ["email", "name", "phone"],
      scope: "read_customers")
  ]

  static func selection(_ shows: (String) -> Bool) -> String {
    var text = "id createdAt updatedAt completedAt totalPriceSet \(ShopifyOrder.money)"
    if shows("customer") {
      text += """
         customer {
          legacyResourceId firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
        }
        """
    }
    return text
  }

  static func map(_ checkout: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    guard let id = try checkout.text("id")?.split(separator: "/").last.map(String.init), isPlainID(id) else {
      throw checkout.problem(.missingID, "id")
    }
    let currency = try checkout.bagCurrency("totalPriceSet")
    var fields = JSONObject()
    fields["created"] = .time(try checkout.creation())
    fields["currency"] = .string(currency.code)
    fields.put("total", try checkout.shopMoney("totalPriceSet", in: currency))
    fields["recovered"] = .bool(try checkout.instant("completedAt") != nil)
    fields.put("updated", try checkout.instant("updatedAt"))
    fields.put("link", shop.link("checkouts/\(id)"))
    var record = MappedRecord(kind: .checkout, id: id, fields: fields)
    guard let customer = try checkout.child("customer") else { return record }
    record.identifiers = Identifiers(
      email: try customer.child("defaultEmailAddress")?.text("emailAddress"),
      phone: try customer.child("defaultPhoneNumber")?.text("phoneNumber"), customer: try customer.plainID())
    let name = [try customer.text("firstName"), try customer.text("lastName")].compactMap { $0 }.joined(separator: " ")
    record.personal["name"] = name.isEmpty ? nil : name
    return record
  }
}
