import Engine
import Records

/// Exceptions as a table, and one in full.
enum ExceptionViews {
  static func list(_ exceptions: [ShopException]) -> Table {
    var table = Table(columns: [
      Table.Column("Id"), Table.Column("Urgency"), Table.Column("State"), Table.Column("Owner", gives: true),
      Table.Column("Amount", alignsRight: true), Table.Column("What", gives: true),
    ])
    table.rows = exceptions.map { one in
      [
        "\(one.id, .bold)", severity(one.severity), state(one), Line(one.owner), Line(amount(one) ?? ""),
        Line(one.title),
      ]
    }
    return table
  }

  /// - Parameters:
  ///   - evidence: what its evidence says, and the zone of the times in it.
  ///   - notes: the texts of its notes by their hash, which stand in the private folder only.
  static func detail(
    _ one: ShopException, evidence: (zone: String, lines: [(name: String, value: String)]), notes: [String: String]
  ) -> [Line] {
    var fields: [(String, Line)] = [
      ("State", state(one)), ("Urgency", severity(one.severity)), ("Owner", Line(one.owner)),
      ("Rule", "\(one.rule) (\(one.workflow))"), ("Subject", Line(one.subject)),
    ]
    if let amount = amount(one) { fields.append(("At stake", Line(amount))) }
    if let since = one.since { fields.append(("Since", Line(Figures.time(since)))) }
    fields.append(("Opened", Line(Figures.time(one.opened))))
    if let due = one.slaDue { fields.append(("Due", Line(Figures.time(due)))) }
    if let until = one.snoozedUntil { fields.append(("Snoozed until", Line(Figures.time(until)))) }
    if let resolved = one.resolved {
      fields.append(("Resolved", "\(Figures.time(resolved)) (\(one.resolution ?? "no reason given"))"))
    }
    var lines: [Line] = ["\(one.id, .bold)  \(one.title)"]
    lines += pairs(fields)
    if !evidence.lines.isEmpty {
      lines.append("Evidence, with times in \(evidence.zone)")
      lines += pairs(evidence.lines.map { ($0.name, Line($0.value)) })
    }
    if !one.timeline.isEmpty {
      lines.append("Timeline")
      for entry in one.timeline {
        let note = entry.detail["hash"]?.string.flatMap { notes[$0] }
        let detail =
          note.map { "\"\($0)\"" }
          ?? entry.detail.members.map { "\($0.key) \(listed($0.value))" }.joined(separator: ", ")
        let tail: Line = detail.isEmpty ? "" : " (\(detail))"
        lines.append("  \(Figures.time(entry.at))  \(entry.event.rawValue) by \(entry.by)" + tail)
      }
    }
    return lines
  }

  /// Names and values in two columns, indented.
  static func pairs(_ fields: [(String, Line)]) -> [Line] {
    var table = Table(columns: [Table.Column(""), Table.Column("")])
    table.hasHeader = false
    table.indent = 2
    table.rows = fields.map { [Line($0.0), $0.1] }
    return table.lines(width: nil)
  }

  static func text(_ value: JSONValue) -> String {
    value.string ?? String(decoding: CanonicalJSON.bytes(value), as: UTF8.self)
  }

  private static func listed(_ value: JSONValue) -> String {
    value.array.map { $0.map(text).joined(separator: ", ") } ?? text(value)
  }

  private static func amount(_ one: ShopException) -> String? {
    one.amount.map { Figures.amount($0, one.currency ?? "") }
  }

  private static func severity(_ severity: ShopException.Severity) -> Line {
    switch severity {
    case .urgent: "\(severity.rawValue, .red)"
    case .today: "\(severity.rawValue, .yellow)"
    case .watch: Line(severity.rawValue)
    }
  }

  private static func state(_ one: ShopException) -> Line {
    switch one.state {
    case .open: one.snoozedUntil == nil ? "open" : "\("snoozed", .dim)"
    case .acknowledged: "\("acknowledged", .blue)"
    case .resolved: "\("resolved", .green)"
    }
  }
}
