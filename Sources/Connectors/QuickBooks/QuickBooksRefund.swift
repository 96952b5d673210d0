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
    fields["created"] = .time(try created(row, terms))
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

  /// When it was entered, or noon of the day it is booked on where that is another: books are often kept later.
  private static func created(_ row: Answer, _ terms: QuickBooksTerms) throws(MappingProblem) -> Instant {
    guard let day = try row.day("TxnDate") else { throw row.problem(.missingDate, "TxnDate") }
    if let entered = try row.stamp("CreateTime"), terms.zone.day(of: entered) == day { return entered }
    return terms.zone.instant(day, secondOfDay: 12 * 3600)
  }
}
