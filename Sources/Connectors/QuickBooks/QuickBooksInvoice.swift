import Records

/// Invoices as records: paid, partial or open by their balance, as the invoice list's export tells; voided ones stay. When
/// and by what they were paid says the newest of their payments.
enum QuickBooksInvoice {
  static let fields = [
    "balance", "currency", "due", "issued", "link", "memo", "name", "number", "order", "paid", "payment_reference",
    "state", "total", "updated",
  ]

  static func map(
    _ row: Answer, _ terms: QuickBooksTerms, paidBy payment: QuickBooksPayment? = nil
  ) throws(MappingProblem) -> MappedRecord {
    guard let id = try row.publicLine("Id") else { throw row.problem(.missingID, "Id") }
    guard let issued = try row.day("TxnDate") else { throw row.problem(.missingDate, "TxnDate") }
    let (code, places) = try terms.currency(of: row)
    let total = try row.amount("TotalAmt", places: places)
    let balance = try row.amount("Balance", places: places)
    var fields = JSONObject()
    fields["balance"] = .integer(balance)
    fields["currency"] = .string(code)
    fields.put("due", try row.day("DueDate"))
    fields["issued"] = .date(issued)
    fields.put("link", terms.link("invoice", "txnId", id))
    fields.put("number", try row.publicLine("DocNumber"))
    fields.put("order", try terms.order(of: row))
    // A payment that is not known leaves nothing; a link that can't be read may hide one.
    if try !payments(of: row).isEmpty {
      fields.put("paid", payment?.arrived)
      fields.put("payment_reference", payment?.reference)
    }
    fields["state"] = try .string(state(row, total: total, balance: balance, terms))
    fields["total"] = .integer(total)
    fields.put("updated", try row.stamp("LastUpdatedTime"))
    var record = MappedRecord(kind: .invoice, id: id, fields: fields)
    record.identifiers = try row.person()
    record.personal["name"] = try row.child("CustomerRef")?.prose("name")
    let memos = [try row.prose("PrivateNote"), try row.child("CustomerMemo")?.prose("value")]
    record.personal["memo"] = memos.compactMap { $0 }.first
    return record
  }

  /// The ids of the payments that an invoice names, each once.
  static func payments(of row: Answer) throws(MappingProblem) -> [String] {
    var ids: [String] = []
    var seen: Set<String> = []
    for link in try row.children("LinkedTxn") where try link.text("TxnType") == QuickBooksEntity.payment.rawValue {
      guard let id = try link.text("TxnId"), QuickBooksEntity.isID(id), seen.insert(id).inserted else { continue }
      ids.append(id)
    }
    return ids
  }

  private static func state(
    _ row: Answer, total: Int, balance: Int, _ terms: QuickBooksTerms
  ) throws(MappingProblem) -> String {
    if try terms.isVoided(row, total: total) { return "voided" }
    if balance <= 0 { return "paid" }
    return balance < total ? "partial" : "open"
  }
}
