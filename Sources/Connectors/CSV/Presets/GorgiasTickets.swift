import Records

/// Gorgias' tickets export. It has no status and no times of single messages, so some of it is approximate:
///
/// - `state`: closed with a closed date; waiting when agents wrote at least as often as the customer; else open.
/// - `last_from`: who wrote more often; an agent where both wrote equally often.
/// - `last_agent` is the first response, the only answer the file dates; `last_customer` is the creation until then, and
///   not before the first response where the customer wrote more often than agents.
struct GorgiasTickets: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, tags, channel, priority, byAgent, subject, created, closed, score, email, name: Int
  private let firstResponse, agentMessages, customerMessages, url, order: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    id = lookup.need("Ticket id")
    created = lookup.need("Creation date")
    closed = lookup.need("Closed date")
    tags = lookup.maybe("Tags")
    channel = lookup.maybe("Initial channel")
    priority = lookup.maybe("Priority")
    byAgent = lookup.maybe("Created by an agent")
    subject = lookup.maybe("Subject")
    score = lookup.maybe("Survey score")
    email = lookup.maybe("Customer email")
    name = lookup.maybe("Customer name")
    firstResponse = lookup.maybe("First response time (s)")
    agentMessages = lookup.maybe("Number of agent messages")
    customerMessages = lookup.maybe("Number of customer messages")
    url = lookup.maybe("Ticket URL")
    let field = lookup.maybe("Ticket Field: Order number", "Ticket Field: Order", "Ticket Field: Order ID")
    order = field
    try lookup.check()
    fields = covered([
      "opened": created, "state": closed, "closed": closed, "last_from": agentMessages, "last_agent": firstResponse,
      "last_customer": created, "messages": agentMessages, "tags": tags, "channel": channel, "priority": priority,
      "rating": score, "signals": max(subject, tags), "subject": subject, "order": max(order, subject), "name": name,
      "link": url,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, id)
    guard let opened = try cells.instant(row, created) else { throw RowProblem(.missingDate, created) }
    let closedAt = try cells.instant(row, closed)
    let agents = try cells.integer(row, agentMessages) ?? 0
    let customers = try cells.integer(row, customerMessages) ?? (cells.flag(row, byAgent) ? 0 : 1)
    let answered = try cells.integer(row, firstResponse).map { opened + Span(seconds: Int64($0)) }
    let title = cells.text(row, subject)
    var object = JSONObject()
    object.put("channel", cells.text(row, channel)?.lowercased())
    object.put("closed", closedAt)
    object.put("last_agent", answered ?? (agents > 0 ? opened : nil))
    if customers > 0 { object["last_customer"] = .time(customers > agents ? answered ?? opened : opened) }
    object["last_from"] = customers > agents ? "customer" : "agent"
    if agentMessages >= 0 || customerMessages >= 0 { object["messages"] = .integer(agents + customers) }
    object["opened"] = .time(opened)
    object.put("order", try cells.number(row, order) ?? orderNumber(in: title))
    object.put("priority", cells.text(row, priority)?.lowercased())
    object.put("rating", try cells.integer(row, score))
    object["signals"] = Signals.json(subject: title, tags: cells.text(row, tags))
    object["state"] = .string(closedAt != nil ? "closed" : agents >= customers ? "waiting" : "open")
    object["tags"] = cells.codes(row.cell(tags), separator: [UInt8(ascii: ",")])
    object.put("link", link(row))
    var record = MappedRecord(kind: .ticket, id: key, fields: object)
    record.identifiers = Identifiers(email: cells.text(row, email))
    record.personal["subject"] = title
    record.personal["name"] = cells.text(row, name)
    return record
  }

  /// Only an address of the agents' own app, without a query that could hold a token.
  private func link(_ row: CSVRow) -> String? {
    guard let text = cells.text(row, url), text.hasPrefix("https://"), text.contains("/app/ticket/"),
      !text.contains("?"), !text.contains("#"), !text.contains("@"), text.utf8.count <= 200
    else { return nil }
    return text
  }
}
