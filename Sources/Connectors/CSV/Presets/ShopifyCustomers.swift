import Records

/// Shopify's customers export in its forms since before 2022. Where there is no `Customer ID`, the e-mail is the id; the
/// engine makes a pseudonym of it. The file has no date of the last order.
struct ShopifyCustomers: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, email, first, last, consent, country, phone, addressPhone, spent, orders, note, tags: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    email = lookup.need("Email")
    spent = lookup.need("Total Spent")
    orders = lookup.need("Total Orders")
    id = lookup.maybe("Customer ID")
    first = lookup.maybe("First Name")
    last = lookup.maybe("Last Name")
    consent = lookup.maybe("Accepts Email Marketing", "Accepts Marketing")
    country = lookup.maybe("Default Address Country Code", "Country Code")
    phone = lookup.maybe("Phone")
    addressPhone = lookup.maybe("Default Address Phone")
    note = lookup.maybe("Note")
    tags = lookup.maybe("Tags")
    try lookup.check()
    fields = covered([
      "orders": orders, "spent": spent, "currency": spent, "consent": consent, "country": country, "tags": tags,
      "name": max(first, last), "note": note,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try row.isEmpty(id) ? cells.id(row, email) : cells.id(row, id)
    let (code, exponent) = try cells.currency([], -1)
    var object = JSONObject()
    if !row.isEmpty(consent) {
      object["consent"] = cells.flag(row, consent) ? "subscribed" : "not_subscribed"
    }
    object.put("country", cells.text(row, country))
    object["currency"] = .string(code)
    object.put("orders", try cells.integer(row, orders))
    object.put("spent", try cells.money(row, spent, exponent))
    object["tags"] = cells.codes(row.cell(tags), separator: [UInt8(ascii: ",")])
    var record = MappedRecord(kind: .customer, id: key, fields: object)
    let calls = row.isEmpty(phone) ? addressPhone : phone
    record.identifiers = Identifiers(
      email: cells.text(row, email),
      phone: String(decoding: CellReader.withoutApostrophe(row.trimmed(calls)), as: UTF8.self),
      customer: row.isEmpty(id) ? nil : key)
    let name = [cells.text(row, first), cells.text(row, last)].compactMap { $0 }.joined(separator: " ")
    record.personal["name"] = name.isEmpty ? nil : name
    record.personal["note"] = cells.text(row, note)
    return record
  }
}
