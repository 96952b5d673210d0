import Records

/// Zendesk's tickets export. It has no times of single messages, so some of it is approximate:
///
/// - new, open and hold are `open`, pending is `waiting`, solved and closed are `closed`.
/// - `last_from` is the customer while it is open, else an agent.
/// - `last_agent` is the first reply, or the solution; `last_customer` is the creation until a first reply, and the last
///   update where a ticket is open again after one.
struct ZendeskTickets: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, requester, requesterID, email, subject, tags, status, priority, via, created, updated, solved: Int
  private let score, replies, firstReply, order: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    id = lookup.need("Id", "Ticket ID")
    status = lookup.need("Status", "Ticket status")
    created = lookup.need("Created at", "Ticket created - Timestamp")
    requester = lookup.maybe("Requester", "Requester name")
    requesterID = lookup.maybe("Requester id")
    email = lookup.maybe("Requester email")
    subject = lookup.maybe("Subject", "Ticket subject")
    tags = lookup.maybe("Tags", "Ticket tags")
    priority = lookup.maybe("Priority", "Ticket priority")
    via = lookup.maybe("Via", "Ticket channel")
    updated = lookup.maybe("Updated at")
    solved = lookup.maybe("Solved at")
    score = lookup.maybe("Satisfaction Score")
    replies = lookup.maybe("Replies")
    firstReply = lookup.maybe("First reply time in minutes")
    order = header.first(withPrefix: "Order number [")
    try lookup.check()
    fields = covered([
      "opened": created, "state": status, "closed": solved, "last_from": status, "last_agent": max(firstReply, solved),
      "last_customer": created, "messages": replies, "tags": tags, "channel": via, "priority": priority,
      "rating": score, "signals": max(subject, tags), "subject": subject, "order": max(order, subject),
      "name": requester, "updated": updated,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, id)
    guard let opened = try cells.instant(row, created) else { throw RowProblem(.missingDate, created) }
    let changed = try cells.instant(row, updated)
    let solvedAt = try cells.instant(row, solved)
    let answers = try cells.integer(row, replies) ?? 0
    let answered = try cells.integer(row, firstReply).map { opened + .minutes(Int64($0)) }
    let state = try state(row)
    let title = cells.text(row, subject)
    var object = JSONObject()
    object.put("channel", cells.text(row, via)?.lowercased())
    object.put("closed", state == "closed" ? solvedAt : nil)
    object.put("last_agent", (state == "closed" ? solvedAt : nil) ?? answered)
    let again = state == "open" && (answers > 0 || answered != nil)
    object["last_customer"] = .time(again ? max(changed ?? opened, opened) : opened)
    object["last_from"] = state == "open" ? "customer" : "agent"
    object.put("messages", replies < 0 ? nil : answers + 1)
    object["opened"] = .time(opened)
    object.put("order", try cells.number(row, order) ?? orderNumber(in: title))
    object.put("priority", cells.text(row, priority).flatMap { $0 == "-" ? nil : $0.lowercased() })
    object.put("rating", rating(row))
    object["signals"] = Signals.json(subject: title, tags: cells.text(row, tags))
    object["state"] = .string(state)
    object["tags"] = CellReader.codes((cells.text(row, tags) ?? "").split { " ,".contains($0) }.map(String.init))
    object.put("updated", changed)
    var record = MappedRecord(kind: .ticket, id: key, fields: object)
    record.identifiers = Identifiers(email: cells.text(row, email), customer: cells.text(row, requesterID))
    record.personal["subject"] = title
    record.personal["name"] = cells.text(row, requester)
    return record
  }

  private func state(_ row: CSVRow) throws(RowProblem) -> String {
    switch folded(cells.text(row, status)) {
    case "new", "open", "hold", "on hold": "open"
    case "pending": "waiting"
    case "solved", "closed", "deleted": "closed"
    default: throw RowProblem(.unknownValue, status)
    }
  }

  private func rating(_ row: CSVRow) -> Int? {
    switch folded(cells.text(row, score)) {
    case "good", "good with comment": 5
    case "bad", "bad with comment": 1
    default: nil
    }
  }
}
