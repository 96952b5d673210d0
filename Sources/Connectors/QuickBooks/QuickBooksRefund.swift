import Records

/// Refund receipts, which give money back, and credit memos, which only correct what is owed.
enum QuickBooksRefund {
  static let fields = ["amount", "created", "currency", "link", "note", "order", "state", "type", "updated"]

  static func map(
    _ row: Answer, _ entity: QuickBooksEntity, _ terms: QuickBooksTerms
  ) throws(MappingProblem) -> MappedRecord {
    guard let id = try row.publicLine("Id") else { throw row.problem(.missingID, "Id") }
    let (code, places) = try terms.currency(of: row)
    let amount = try row.amount("TotalAmt", places: places)
    var fields = JSONObject()
    fields["amount"] = .integer(amount)
    fields["created"] = .time(try terms.booked(row))
    fields["currency"] = .string(code)
    fields.put("link", terms.link(entity.rawValue.lowercased(), "txnId", id))
    fields.put("order", try terms.order(of: row))
    fields["state"] = try terms.isVoided(row, total: amount) ? "rejected" : "paid"
    fields["type"] = entity == .creditMemo ? "price_correction" : "refund"
    fields.put("updated", try row.stamp("LastUpdatedTime"))
    var record = MappedRecord(kind: .refund, id: entity.recordID(id), fields: fields)
    record.identifiers = try row.person()
    let notes = [try row.child("CustomerMemo")?.prose("value"), try row.prose("PrivateNote")]
    record.personal["note"] = notes.compactMap { $0 }.first
    return record
  }
}
