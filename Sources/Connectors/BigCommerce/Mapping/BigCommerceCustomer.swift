import Records

/// A customer of BigCommerce as a record.
///
/// The store tells neither orders nor spending; and the one consent it has is about reviews and left carts, which is
/// not one to marketing.
enum BigCommerceCustomer {
  static let fields = ["country", "created", "name", "note"]

  static func map(_ customer: Answer) throws(MappingProblem) -> MappedRecord {
    let id = try customer.ownID()
    var object = JSONObject()
    object.put("created", try customer.instant("date_created"))
    object.put("country", try customer.children("addresses").first?.publicText("country_code"))
    var record = MappedRecord(kind: .customer, id: id, fields: object)
    record.identifiers = Identifiers(
      email: try customer.note("email"), phone: try customer.note("phone"), customer: id)
    record.personal["name"] = try customer.fullName()
    record.personal["note"] = try customer.note("notes")
    return record
  }
}
