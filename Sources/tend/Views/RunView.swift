import Engine
import Records

/// A run in words: one sentence, a line a stream, what was left alone, and where to look.
struct RunView {
  private let report: RunReport
  private let title: String
  private let commits: Bool

  /// - Parameter commits: whether what was read was taken over.
  init(_ report: RunReport, title: String, commits: Bool = true) {
    self.report = report
    self.title = title
    self.commits = commits
  }

  func lines(width: Int?) -> [Line] {
    let receipt = report.receipt
    var parts = [counted(receipt.changes, "change", "changes")]
    for (count, word) in [
      (receipt.opened.count, "opened"), (receipt.reopened.count, "reopened"), (receipt.resolved.count, "resolved"),
      (receipt.updated.count, "updated"),
    ] where count > 0 { parts.append("\(grouped(count)) \(word)") }
    var lines: [Line] = ["\(title) \(receipt.run.description, .bold): \(parts.joined(separator: ", "))"]
    if report.isDryRun { lines.append("Nothing was written.") }
    for step in receipt.recovered { lines.append("Recovered first: \(step)") }
    lines += streams.lines(width: width)
    let backlog = receipt.backlog.filter { $0.value.count > 0 }
    if !backlog.isEmpty {
      let rules = backlog.sorted { precedes($0.key, $1.key) }.map { "\($0.key) \(grouped($0.value.count))" }
      lines.append("Left alone as backlog: \(rules.joined(separator: ", "))")
    }
    if !commits {
      lines.append("What was read waits for the next run: tend run")
    } else if !report.isDryRun || report.needsAttention > 0 {
      lines.append(Line(Figures.attention(open: report.needsAttention, stake: report.stake, breached: 0)))
    }
    if let dashboard = report.dashboard { lines.append("Dashboard: \(dashboard)") }
    return lines
  }

  private var streams: Table {
    var table = Table(columns: [
      Table.Column("Stream", gives: true), Table.Column("Verdict"), Table.Column("Read", alignsRight: true),
      Table.Column("New", alignsRight: true), Table.Column("Changed", alignsRight: true),
      Table.Column("Gone", alignsRight: true), Table.Column("Unreadable", alignsRight: true),
    ])
    table.indent = 2
    table.rows = report.receipt.streams.sorted { precedes($0.key, $1.key) }.map { name, stream in
      [
        Line(name), Self.verdict(stream), Self.figure(stream.read), Self.figure(stream.created),
        Self.figure(stream.updated), Self.figure(stream.deleted), Self.figure(stream.quarantined),
      ]
    }
    return table
  }

  private static func figure(_ count: Int) -> Line { count == 0 ? "" : Line(grouped(count)) }

  private static func verdict(_ stream: Receipt.StreamReceipt) -> Line {
    if let held = stream.held { return "\("held: \(held)", .yellow)" }
    switch stream.verdict {
    case nil: return "\("nothing new", .dim)"
    case .complete: return "\("complete", .green)"
    case .incremental: return "\("incremental", .green)"
    case .partial: return "\("partial", .yellow)"
    case .failed: return "\("failed", .red)"
    }
  }
}

extension RunReport {
  /// All that is to be told, beginning with the stream, or its connection, whose troubles alone have such a code.
  var warnings: [Diagnostic] {
    notices
      + troubles.map { trouble in
        let streams = receipt.streams.filter { $0.value.held == trouble.code }.map(\.key)
        let connections = Set(streams.map { String($0.prefix { $0 != "/" }) })
        guard connections.count == 1, let connection = connections.first else { return trouble }
        var named = trouble.naming(connection)
        named.summary = "\(streams.count == 1 ? streams[0] : connection): \(named.summary)"
        return named
      }
  }
}
