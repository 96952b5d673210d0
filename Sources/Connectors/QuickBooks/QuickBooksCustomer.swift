import Records

/// Customers as records. What they ordered and spent is not in the books in a form one could rely on.
enum QuickBooksCustomer {
  static let fields = ["country", "created", "currency", "link", "name", "note", "updated"]

  static func map(_ row: Answer, _ terms: QuickBooksTerms) throws(MappingProblem) -> MappedRecord {
    guard let id = try row.publicLine("Id") else { throw row.problem(.missingID, "Id") }
    var fields = JSONObject()
    fields.put("country", try country(row))
    fields.put("created", try row.stamp("CreateTime"))
    fields["currency"] = .string(try terms.currency(of: row).code)
    fields.put("link", terms.link("customerdetail", "nameId", id))
    fields.put("updated", try row.stamp("LastUpdatedTime"))
    var record = MappedRecord(kind: .customer, id: id, fields: fields)
    let phones = [try row.child("PrimaryPhone"), try row.child("Mobile")].compactMap { $0 }
    record.identifiers = Identifiers(
      email: try row.child("PrimaryEmailAddr")?.address(), phone: try phones.first?.text("FreeFormNumber"),
      customer: id)
    record.personal["name"] = try name(row)
    record.personal["note"] = try row.prose("Notes")
    return record
  }

  private static func name(_ row: Answer) throws(MappingProblem) -> String? {
    let parts = [try row.prose("GivenName"), try row.prose("FamilyName")].compactMap { $0 }
    if !parts.isEmpty { return parts.joined(separator: " ") }
    guard let shown = try row.prose("DisplayName") else { return nil }
    // What QuickBooks adds to the name of somebody who was made inactive.
    let mark = " (deleted)"
    return shown.hasSuffix(mark) ? String(shown.dropLast(mark.count)) : shown
  }

  /// The country of an address, where it is a code: the field is free text.
  private static func country(_ row: Answer) throws(MappingProblem) -> String? {
    for key in ["ShipAddr", "BillAddr"] {
      guard let text = try row.child(key)?.text("Country")?.trimmed, text.utf8.count == 2,
        text.utf8.allSatisfy({ (65...90).contains($0) })
      else { continue }
      return text
    }
    return nil
  }
}
