import Records

/// An order that reached the payment page and stayed there, as a checkout.
enum BigCommerceCheckout {
  static let fields = ["created", "currency", "name", "recovered", "total"]

  /// The record of an order that is or was incomplete; it is recovered once it is neither that nor cancelled or
  /// declined.
  static func map(_ order: Answer) throws(MappingProblem) -> MappedRecord {
    let id = try order.ownID()
    let status = try BigCommerceStatus(order)
    guard let created = try order.mailDate("date_created") else { throw order.problem(.missingDate, "date_created") }
    guard let (currency, places) = try order.currency("default_currency_code") else {
      throw order.problem(.badCurrency, "default_currency_code")
    }
    guard let total = try order.money("total_inc_tax", places: places) else {
      throw order.problem(.badAmount, "total_inc_tax")
    }
    let open = [BigCommerceStatus.incomplete, BigCommerceStatus.cancelled, BigCommerceStatus.declined]
    let object: JSONObject = [
      "created": .string(created.description), "currency": .string(currency), "total": .integer(total),
      "recovered": .bool(!open.contains(status.id)),
    ]
    var record = MappedRecord(kind: .checkout, id: id, fields: object)
    record.identifiers = try BigCommerceOrder.person(order)
    record.personal["name"] = try order.child("billing_address")?.fullName()
    return record
  }
}
