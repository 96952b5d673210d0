import Records

/// QuickBooks' invoice list: title lines above the header, a total below, negative amounts in brackets.
///
/// Rows without a number are titles, sub-totals and totals, not records. The currency may stand in a label:
/// `Open Balance (EUR)`. Dates that can be read two ways need `date_order`.
struct QuickBooksInvoices: RowMapper {
  let fields: [String]
  var cells: CellReader
  var allowsShortRows: Bool { true }

  private let date, number, customer, memo, due, amount, balance: Int
  private let labelled: String?

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    date = lookup.need("Date", "Invoice Date")
    number = lookup.need("Num", "No.", "Invoice No.")
    let plain = lookup.maybe("Open Balance")
    let labelledPlace = header.first(withPrefix: "Open Balance (")
    balance = plain >= 0 || labelledPlace >= 0 ? max(plain, labelledPlace) : lookup.need("Open Balance")
    customer = lookup.maybe("Customer", "Name", "Customer full name")
    memo = lookup.maybe("Memo/Description")
    due = lookup.maybe("Due Date")
    let total = lookup.maybe("Amount")
    amount = total >= 0 ? total : header.first(withPrefix: "Amount (")
    labelled =
      labelledPlace >= 0 ? header.names[labelledPlace].split { "()".contains($0) }.last.map { String($0) } : nil
    try lookup.check()
    fields = covered([
      "number": number, "issued": date, "balance": balance, "currency": balance, "state": balance, "due": due,
      "total": amount, "name": customer, "memo": memo, "order": memo,
    ])
  }

  func wants(_ row: CSVRow) -> Bool { !row.isEmpty(number) }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, number)
    guard let issued = try cells.day(row, date) else { throw RowProblem(.missingDate, date) }
    let (code, exponent) = try cells.currency(ArraySlice((labelled?.trimmed ?? "").utf8), balance)
    let open = try cells.money(row, balance, exponent)
    let total = try cells.money(row, amount, exponent)
    var object = JSONObject()
    object.put("balance", open)
    object["currency"] = .string(code)
    object.put("due", try cells.day(row, due))
    object["issued"] = .date(issued)
    object["number"] = .string(key)
    object.put("order", orderNumber(in: cells.text(row, memo)))
    object["state"] = open == nil || open == 0 ? "paid" : total == nil || open == total ? "open" : "partial"
    object.put("total", total)
    var record = MappedRecord(kind: .invoice, id: key, fields: object)
    record.personal["name"] = cells.text(row, customer)
    record.personal["memo"] = cells.text(row, memo)
    return record
  }
}
