import Records

/// Orders, with their lines, payments, parcels and holds.
enum ShopifyOrder: ShopifySource {
  static let kind = Kind.order
  static let root = "orders"
  static let type = "Order"
  static let walk = ShopifyWalk.byUpdate(wholeDays: false)
  static let pageSize = 100
  static let cost = 420
  static let count: String? = "ordersCount"
  static let creation: String? = "created_at"
  /// Some 50 pages, which take three minutes of the smaller plans' points; an operation of so many is done in less.
  static let bulk: ShopifyBulk? = ShopifyBulk(
    from: 5000, children: ["LineItem": "lineItems", "FulfillmentOrder": "fulfillmentOrders"])

  static let fields = [
    "authorization_expires", "campaign", "cancel_reason", "cancelled", "channel", "company", "country", "currency",
    "discount", "due", "email", "fulfillment", "held_since", "hold_reason", "items", "link", "name", "net",
    "note", "number", "paid", "payment", "payment_terms", "phone", "placed", "po_number", "refunded", "risk",
    "scheduled", "shipped", "shipping", "source", "subscription", "tags", "tax", "test", "total", "updated",
  ]

  static let parts = [
    ShopifyPart(name: "customer", title: "whose an order is", keys: ["customer"], scope: "read_customers"),
    ShopifyPart(
      name: "contact", title: "e-mail and phone of orders", keys: ["email", "phone"], fields: ["email", "phone"]),
    ShopifyPart(
      name: "addresses", title: "the addresses of orders", keys: ["shippingAddress", "billingAddress"],
      fields: ["company", "country", "name"]),
    ShopifyPart(name: "note", title: "the notes of orders", keys: ["note"], fields: ["note"]),
    ShopifyPart(
      name: "holds", title: "holds and due dates of orders", keys: ["fulfillmentOrders"],
      fields: ["due", "held_since", "hold_reason", "scheduled"], scope: "read_merchant_managed_fulfillment_orders"),
    ShopifyPart(
      name: "terms", title: "payment terms", keys: ["paymentTerms"], fields: ["payment_terms"],
      scope: "read_payment_terms"),
    ShopifyPart(
      name: "buyer", title: "the companies that order", keys: ["purchasingEntity"], fields: ["company"]),
    ShopifyPart(name: "risk", title: "the risk of orders", keys: ["risk"], fields: ["risk"]),
    ShopifyPart(
      name: "journey", title: "the campaigns that led to orders", keys: ["customerJourneySummary"], fields: ["campaign"]
    ),
  ]

  static let nested = [
    ShopifyNested(list: nil, connection: "lineItems", type: "Order", selection: line),
    ShopifyNested(list: nil, connection: "fulfillmentOrders", type: "Order", selection: fulfillmentOrder),
  ]
  static let unpaged = ["fulfillments": 250, "transactions": 250]

  private static let line = """
    id sku quantity currentQuantity requiresShipping isGiftCard originalTotalSet \(money)
    discountAllocations { allocatedAmountSet \(money) } taxLines { priceSet \(money) }
    """
  private static let fulfillmentOrder = "id status updatedAt fulfillAt fulfillBy fulfillmentHolds { reason }"
  static let money = "{ shopMoney { amount currencyCode } }"

  static func selection(_ shows: (String) -> Bool) -> String {
    selection(shows) { "\($0)(first: \($1)) { nodes { \($2) } pageInfo { hasNextPage endCursor } }" }
  }

  static func bulkSelection(_ shows: (String) -> Bool) -> String {
    selection(shows) { name, _, row in "\(name) { edges { node { \(row) } } }" }
  }

  private static func selection(
    _ shows: (String) -> Bool, list: (_ name: String, _ first: Int, _ row: String) -> String
  ) -> String {
    var text = """
      id legacyResourceId name createdAt updatedAt cancelledAt cancelReason test tags sourceName poNumber currencyCode
      taxesIncluded displayFinancialStatus displayFulfillmentStatus app { name }
      totalPriceSet \(money) subtotalPriceSet \(money) totalTaxSet \(money) totalShippingPriceSet \(money)
      totalDiscountsSet \(money) totalRefundedSet \(money)
      \(list("lineItems", 20, line))
      transactions(first: 250) { kind status processedAt authorizationExpiresAt }
      fulfillments(first: 250) { status createdAt }
      """
    if shows("customer") { text += " customer { legacyResourceId }" }
    if shows("contact") { text += " email phone" }
    if shows("addresses") {
      text += " shippingAddress { name company countryCodeV2 } billingAddress { name company countryCodeV2 phone }"
    }
    if shows("note") { text += " note" }
    if shows("holds") { text += " \(list("fulfillmentOrders", 10, fulfillmentOrder))" }
    if shows("terms") { text += " paymentTerms { paymentTermsName }" }
    if shows("buyer") { text += " purchasingEntity { __typename }" }
    if shows("risk") { text += " risk { recommendation assessments { riskLevel } }" }
    if shows("journey") {
      let visit = "{ utmParameters { campaign } }"
      text += " customerJourneySummary { lastVisit \(visit) firstVisit \(visit) }"
    }
    return text
  }
}
