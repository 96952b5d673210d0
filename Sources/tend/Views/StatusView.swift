import Engine
import Records

/// `tend status` in words; the first line is the dashboard's sentence.
struct StatusView {
  let report: StatusReport

  func lines(width: Int?) -> [Line] {
    // What is only watched is on the page and in the list, and needs nobody.
    let watched = report.open["watch"] ?? 0
    let open = report.open.values.reduce(0, +) - watched
    var lines: [Line] = [
      "\(Figures.attention(open: open, stake: report.stake, breached: report.breached), .bold)"
    ]
    if let run = report.lastRun, let at = report.lastRunAt {
      lines.append("Last run: \(Figures.time(at)) (\(run))")
    } else {
      lines.append("There was no run yet. Start one: tend run")
    }
    let severities = ["urgent", "today", "watch"].compactMap { name in
      report.open[name].flatMap { $0 > 0 ? "\(grouped($0)) \(name)" : nil }
    }
    if !severities.isEmpty { lines.append("By urgency: \(severities.joined(separator: ", "))") }
    let workflows = report.workflows.filter { $0.value > 0 }.sorted { precedes($0.key, $1.key) }
    if !workflows.isEmpty {
      lines.append("By workflow: \(workflows.map { "\(grouped($0.value)) \($0.key)" }.joined(separator: ", "))")
    }
    if !report.first.isEmpty {
      lines.append("")
      lines += ExceptionViews.list(report.first).lines(width: width)
      if open + watched > report.first.count { lines.append("All of them: tend exceptions list") }
    }
    if !report.streams.isEmpty {
      lines.append("")
      lines += streams.lines(width: width)
      for stream in report.streams {
        if let held = stream.held {
          lines.append("\(stream.stream) is held back (\(held)). To take it over: tend accept \(stream.stream)")
        }
      }
    }
    return lines
  }

  private var streams: Table {
    var table = Table(columns: [
      Table.Column("Stream", gives: true), Table.Column("Data"), Table.Column("As of"),
      Table.Column("Records", alignsRight: true), Table.Column("Unreadable", alignsRight: true),
    ])
    table.rows = report.streams.map { stream in
      [
        Line(stream.stream), Self.data(stream), Line(stream.asOf.map(Figures.time) ?? ""),
        Line(grouped(stream.records)), stream.quarantined == 0 ? "" : Line(grouped(stream.quarantined), .yellow),
      ]
    }
    return table
  }

  private static func data(_ stream: StatusReport.StreamStatus) -> Line {
    if stream.held != nil { return "\("held back", .yellow)" }
    if stream.isStale { return "\("\(stream.verdict), old", .yellow)" }
    switch stream.verdict {
    case "complete", "incremental": return "\(stream.verdict, .green)"
    case "failed": return "\(stream.verdict, .red)"
    default: return "\(stream.verdict, .yellow)"
    }
  }
}
