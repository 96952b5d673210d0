import Records

/// Shipments: what Shopify calls fulfillments, with what carriers said of them.
enum ShopifyShipment: ShopifySource {
  static let kind = Kind.shipment
  static let root = "orders"
  static let type = "Order"
  static let walk = ShopifyWalk.byUpdate(wholeDays: false)
  static let pageSize = 100
  static let cost = 160
  static let count: String? = "ordersCount"
  static let fields = [
    "carrier", "created", "delivered", "email", "link", "name", "order", "promised", "shipped", "state", "tracking",
    "updated",
  ]
  static let parts = [
    ShopifyPart(name: "customer", title: "whose a shipment is", keys: ["customer"], scope: "read_customers"),
    ShopifyPart(name: "contact", title: "the e-mail of shipped orders", keys: ["email"], fields: ["email"]),
    ShopifyPart(
      name: "addresses", title: "the names on shipments", keys: ["shippingAddress"], fields: ["name"]),
  ]
  static let unpaged = ["fulfillments": 250]

  /// What is asked of a parcel.
  static let parcel = """
    id legacyResourceId status displayStatus requiresShipping createdAt updatedAt inTransitAt deliveredAt
    estimatedDeliveryAt trackingInfo(first: 5) { company number }
    events(first: 10, sortKey: HAPPENED_AT, reverse: true) { nodes { status happenedAt } }
    """

  /// What is asked of its order.
  static func order(_ shows: (String) -> Bool) -> String {
    var text = "id legacyResourceId name sourceName createdAt updatedAt"
    if shows("customer") { text += " customer { legacyResourceId }" }
    if shows("contact") { text += " email" }
    if shows("addresses") { text += " shippingAddress { name }" }
    return text
  }

  static func selection(_ shows: (String) -> Bool) -> String {
    "\(order(shows)) fulfillments(first: 250) { \(parcel) }"
  }

  static func pieces(_ order: Answer) throws(MappingProblem) -> [Answer] {
    isOverTheCounter(order) ? [] : try order.records("fulfillments")
  }

  /// What is sold in a shop of brick is handed over, though Shopify writes down a parcel.
  static func isOverTheCounter(_ order: Answer) -> Bool { order.object["sourceName"]?.string == "pos" }

  static func map(_ parcel: Answer, of order: Answer, in shop: ShopifyShop) throws(MappingProblem) -> MappedRecord? {
    if try parcel.flag("requiresShipping") == false { return nil }
    let tracking = try parcel.children("trackingInfo").first
    let state = try state(parcel)
    let (shipped, delivered) = try events(parcel)
    let created = try parcel.creation()
    var fields = JSONObject()
    fields.put("order", try order.orderNumber("name"))
    fields.put("carrier", try tracking?.label("company"))
    fields["state"] = .string(state)
    fields["created"] = .time(created)
    // Where no carrier tells, the shop's own word that it is gone counts.
    if state != "label", state != "voided" {
      fields.put("shipped", try parcel.instant("inTransitAt") ?? shipped ?? created)
    }
    if state == "delivered" { fields.put("delivered", try parcel.instant("deliveredAt") ?? delivered) }
    fields.put("promised", try parcel.instant("estimatedDeliveryAt"))
    fields.put("updated", try parcel.instant("updatedAt"))
    fields.put("link", shop.link("orders/\(try order.plainID())"))
    var record = MappedRecord(kind: .shipment, id: try parcel.plainID(), fields: fields)
    record.identifiers = Identifiers(email: try order.text("email"), customer: try order.customerID())
    record.personal["tracking"] = try tracking?.text("number")
    record.personal["name"] = try order.child("shippingAddress")?.text("name")
    return record
  }

  private static let states = [
    "LABEL_PURCHASED": "label", "LABEL_PRINTED": "label", "CONFIRMED": "label", "SUBMITTED": "label",
    "READY_FOR_PICKUP": "label", "FULFILLED": "in_transit", "MARKED_AS_FULFILLED": "in_transit",
    "CARRIER_PICKED_UP": "in_transit", "IN_TRANSIT": "in_transit", "OUT_FOR_DELIVERY": "in_transit",
    "DELAYED": "exception", "ATTEMPTED_DELIVERY": "exception", "NOT_DELIVERED": "exception", "FAILURE": "exception",
    "DELIVERED": "delivered", "PICKED_UP": "delivered", "LABEL_VOIDED": "voided", "CANCELED": "voided",
  ]

  /// How far a parcel is.
  static func state(_ parcel: Answer) throws(MappingProblem) -> String {
    if ["CANCELLED", "ERROR", "FAILURE"].contains(try parcel.text("status")) { return "voided" }
    let state = try parcel.word("displayStatus", states)
    if try parcel.instant("deliveredAt") != nil { return "delivered" }
    return state ?? "in_transit"
  }

  /// When the carrier took it, and when it arrived.
  private static func events(_ parcel: Answer) throws(MappingProblem) -> (shipped: Instant?, delivered: Instant?) {
    var (shipped, delivered): (Instant?, Instant?)
    for event in try parcel.nodes("events") {
      let moment = try event.instant("happenedAt")
      switch try event.text("status") {
      case "CARRIER_PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY":
        shipped = [shipped, moment].compactMap { $0 }.min()
      case "DELIVERED": delivered = [delivered, moment].compactMap { $0 }.max()
      default: break
      }
    }
    return (shipped, delivered)
  }
}
