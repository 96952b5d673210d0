import Records

/// HubSpot's deals export; the columns are what the view showed.
///
/// - `last_contact` is `Last Contacted`; without that column `Last Activity Date`, which also counts notes and tasks.
/// - `state` comes from the flags of a closed deal, else from the words of its stage.
/// - A deal's own name is no person's, and is left out.
/// - An owner given as an e-mail address is kept as the part before the `@`.
struct HubSpotDeals: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, stage, amount, currency, owner, close, created, contacted, next, pipeline: Int
  private let company, contact, contactIDs, won, lost: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    id = lookup.need("Record ID", "Deal ID", "Record ID - Deal")
    stage = lookup.need("Deal Stage")
    amount = lookup.maybe("Amount")
    currency = lookup.maybe("Currency")
    owner = lookup.maybe("Deal owner")
    close = lookup.maybe("Close Date")
    created = lookup.maybe("Create Date")
    contacted = lookup.maybe("Last Contacted", "Last Activity Date")
    next = lookup.maybe("Next Activity Date")
    pipeline = lookup.maybe("Pipeline")
    company = lookup.maybe("Associated Company")
    contact = lookup.maybe("Associated Contact")
    contactIDs = lookup.maybe("Associated Contact IDs")
    won = lookup.maybe("Is Closed Won")
    lost = lookup.maybe("Is closed lost")
    try lookup.check()
    fields = covered([
      "stage": stage, "state": stage, "amount": amount, "currency": amount, "owner": owner, "expected_close": close,
      "created": created, "last_contact": contacted, "next_activity": next, "pipeline": pipeline,
      "company": company,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, id)
    var object = JSONObject()
    if !row.isEmpty(amount) {
      let (code, exponent) = try cells.currency(row, currency)
      object.put("amount", try cells.money(row, amount, exponent))
      object["currency"] = .string(code)
    }
    object.put("created", try cells.instant(row, created))
    object.put("expected_close", try cells.day(row, close))
    object.put("last_contact", try cells.instant(row, contacted))
    object.put("next_activity", try cells.instant(row, next))
    object.put("owner", cells.text(row, owner).map { String($0.prefix { $0 != "@" }) })
    object.put("pipeline", cells.text(row, pipeline))
    object.put("stage", cells.text(row, stage))
    object["state"] = .string(state(row))
    var record = MappedRecord(kind: .lead, id: key, fields: object)
    let people = cells.text(row, contact)
    let ids = cells.text(row, contactIDs)?.split(separator: ";").first.map { String($0).trimmed }
    record.identifiers = Identifiers(email: people.flatMap(Self.address(in:)), customer: ids)
    record.personal["company"] = cells.text(row, company)
    return record
  }

  private func state(_ row: CSVRow) -> String {
    if cells.flag(row, won) { return "won" }
    if cells.flag(row, lost) { return "lost" }
    let words = folded(cells.text(row, stage)).replacing(" ", with: "")
    return words.contains("closedwon") ? "won" : words.contains("closedlost") ? "lost" : "open"
  }

  /// The address of the first contact, as in `Ada Moss (ada@example.com)`.
  private static func address(in text: String) -> String? {
    text.split { " ();,<>".contains($0) }.first { $0.contains("@") }.map(String.init)
  }
}

extension String {
  /// Without white space around it.
  var trimmed: String { String(decoding: trim(ArraySlice(utf8)), as: UTF8.self) }
}
