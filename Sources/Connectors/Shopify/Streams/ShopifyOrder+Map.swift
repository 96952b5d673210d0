import Records

extension ShopifyOrder {
  /// The record of an order.
  ///
  /// - `net` is the subtotal, which is after discounts and before returns, without gift cards and without the tax in it.
  /// - A line that was taken back or removed keeps its quantity, but is nothing to be shipped any more.
  static func map(_ order: Answer, of node: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    let id = try order.plainID()
    guard let currency = try order.currency("currencyCode") else { throw order.problem(.badCurrency, "currencyCode") }
    let cancelled = try order.instant("cancelledAt")
    let lines = try ShopifyLines(order, currency)
    var fields = JSONObject()
    fields["number"] = .string(try order.orderNumber("name") ?? id)
    fields["placed"] = .time(try order.creation())
    fields.put("updated", try order.instant("updatedAt"))
    fields.put("link", shop.link("orders/\(id)"))
    fields["currency"] = .string(currency.code)
    fields.put("total", try order.shopMoney("totalPriceSet", in: currency))
    fields.put("net", try net(order, lines, currency))
    fields.put("discount", try order.shopMoney("totalDiscountsSet", in: currency))
    fields.put("shipping", try order.shopMoney("totalShippingPriceSet", in: currency))
    fields.put("tax", try order.shopMoney("totalTaxSet", in: currency))
    fields.put("refunded", try order.shopMoney("totalRefundedSet", in: currency))
    if !lines.items.isEmpty { fields["items"] = .array(lines.items) }
    fields.put("cancelled", cancelled)
    fields.put("cancel_reason", try order.enumeration("cancelReason"))
    fields["tags"] = CellReader.codes(try order.texts("tags").map(\.trimmed).filter { !$0.isEmpty })
    if try order.flag("test") == true { fields["test"] = true }
    try addOrigin(order, to: &fields)
    try addBuyer(order, to: &fields)
    try ShopifyPayment(order, isCancelled: cancelled != nil).add(to: &fields)
    try ShopifyShipping(order, isCancelled: cancelled != nil).add(to: &fields)
    fields.put("risk", try risk(order))

    var record = MappedRecord(kind: .order, id: id, fields: fields)
    let addresses = [try order.child("billingAddress"), try order.child("shippingAddress")].compactMap { $0 }
    let billed = try order.child("billingAddress")?.text("phone")
    record.identifiers = Identifiers(
      email: try order.text("email"), phone: try order.text("phone") ?? billed, customer: try order.customerID())
    for address in addresses where record.personal["name"] == nil { record.personal["name"] = try address.text("name") }
    record.personal["note"] = try order.text("note")
    return record
  }

  private static func net(
    _ order: Answer, _ lines: ShopifyLines, _ currency: (code: String, places: Int)
  ) throws(MappingProblem) -> Int? {
    guard let subtotal = try order.shopMoney("subtotalPriceSet", in: currency) else { return nil }
    let tax = try order.flag("taxesIncluded") == true ? lines.tax : 0
    return bounded(bounded(subtotal, minus: lines.giftCards), minus: tax)
  }

  private static func addOrigin(_ order: Answer, to fields: inout JSONObject) throws(MappingProblem) {
    let source = try order.label("sourceName")
    fields.put("source", source)
    // Of an app that has no word of its own, Shopify gives the number; people know it by its name.
    let isNumber = source.map { $0.utf8.allSatisfy(isDigit) } ?? true
    let app = try order.child("app")?.label("name")
    let channel = isNumber ? app ?? source : source
    fields.put("channel", channel?.lowercased())
    if folded(source).hasPrefix("subscription") { fields["subscription"] = true }
    let journey = try order.child("customerJourneySummary")
    for visit in [try journey?.child("lastVisit"), try journey?.child("firstVisit")] where fields["campaign"] == nil {
      fields.put("campaign", try visit?.child("utmParameters")?.label("campaign"))
    }
  }

  private static func addBuyer(_ order: Answer, to fields: inout JSONObject) throws(MappingProblem) {
    var isCompany = try order.child("purchasingEntity")?.text("__typename") == "PurchasingCompany"
    for key in ["shippingAddress", "billingAddress"] {
      guard let address = try order.child(key) else { continue }
      if try address.text("company") != nil { isCompany = true }
      if fields["country"] == nil { fields.put("country", try address.enumeration("countryCodeV2")?.uppercased()) }
    }
    if isCompany { fields["company"] = true }
    fields.put("payment_terms", try order.child("paymentTerms")?.label("paymentTermsName"))
    fields.put("po_number", plainNumber(try order.text("poNumber")))
  }

  /// People write more than numbers into that field; only what looks like the number of an order is public.
  private static func plainNumber(_ text: String?) -> String? {
    guard let text, text.utf8.count <= 32, text.utf8.contains(where: isDigit),
      text.utf8.allSatisfy({ isDigit($0) || (65...90).contains($0 & 0xDF) || [0x2D, 0x2F, 0x23].contains($0) })
    else { return nil }
    return text
  }

  /// The gravest of all assessments; without any, what Shopify advises.
  private static func risk(_ order: Answer) throws(MappingProblem) -> String? {
    guard let risk = try order.child("risk") else { return nil }
    let levels = ["NONE": 0, "LOW": 1, "MEDIUM": 2, "PENDING": 3, "HIGH": 4]
    let names = ["none", "low", "medium", "pending", "high"]
    var gravest: Int?
    for assessment in try risk.children("assessments") {
      guard let level = try assessment.word("riskLevel", levels) else { continue }
      gravest = max(gravest ?? 0, level)
    }
    if let gravest { return names[gravest] }
    let advice: [String: String?] = ["CANCEL": "high", "INVESTIGATE": "medium", "ACCEPT": "low", "NONE": nil]
    return try risk.word("recommendation", advice) ?? nil
  }
}

/// The lines of an order.
struct ShopifyLines {
  /// As a record has them.
  private(set) var items: [JSONValue] = []
  /// What the gift cards among them came to.
  private(set) var giftCards = 0
  /// The tax on all of them.
  private(set) var tax = 0

  init(_ order: Answer, _ currency: (code: String, places: Int)) throws(MappingProblem) {
    for line in try order.nodes("lineItems") {
      guard let quantity = try line.integer("quantity"), quantity >= 0 else {
        throw line.problem(.badNumber, "quantity")
      }
      guard let full = try line.shopMoney("originalTotalSet", in: currency) else {
        throw line.problem(.badAmount, "originalTotalSet")
      }
      var total = full
      for allocation in try line.children("discountAllocations") {
        total = bounded(total, minus: try allocation.shopMoney("allocatedAmountSet", in: currency) ?? 0)
      }
      for taxLine in try line.children("taxLines") {
        tax = bounded(tax, plus: try taxLine.shopMoney("priceSet", in: currency) ?? 0)
      }
      let isGiftCard = try line.flag("isGiftCard") == true
      let isLeft = try line.integer("currentQuantity") != 0
      let isShipped = try line.flag("requiresShipping") ?? true
      if isGiftCard { giftCards = bounded(giftCards, plus: total) }
      var item: JSONObject = [
        "quantity": .integer(quantity), "shippable": .bool(isShipped && isLeft), "total": .integer(total),
      ]
      if isGiftCard { item["gift_card"] = true }
      item.put("sku", try line.label("sku"))
      items.append(.object(item))
    }
  }
}
