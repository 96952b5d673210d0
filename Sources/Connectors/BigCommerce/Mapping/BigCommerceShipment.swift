import Records

/// A shipment of BigCommerce as a record. The store knows that a parcel left, not what became of it.
enum BigCommerceShipment {
  static let fields = ["carrier", "created", "name", "order", "shipped", "state", "tracking"]

  static func map(_ shipment: Answer, order: Int) throws(MappingProblem) -> MappedRecord {
    let id = try shipment.ownID()
    guard let created = try shipment.mailDate("date_created") else {
      throw shipment.problem(.missingDate, "date_created")
    }
    if let named = try shipment.integer("order_id"), named != order { throw shipment.problem(.wrongType, "order_id") }
    var object: JSONObject = [
      "order": .string(String(order)), "created": .string(created.description), "shipped": .string(created.description),
    ]
    object["state"] = "in_transit"
    object.put("carrier", try carrier(shipment))
    var record = MappedRecord(kind: .shipment, id: id, fields: object)
    let address = try shipment.child("shipping_address")
    let billing = try shipment.child("billing_address")
    let (buyer, receiver) = (try billing?.note("email"), try address?.note("email"))
    record.identifiers = Identifiers(email: buyer ?? receiver, customer: try shipment.customer("customer_id"))
    record.personal["name"] = try address?.fullName()
    record.personal["tracking"] = try shipment.note("tracking_number")
    return record
  }

  private static func carrier(_ shipment: Answer) throws(MappingProblem) -> String? {
    for key in ["shipping_provider_display_name", "shipping_provider", "tracking_carrier"] {
      if let name = try shipment.publicText(key) { return name }
    }
    return nil
  }
}
