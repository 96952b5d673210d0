import Engine
import Records

/// `tend explain` in words.
struct ExplainView {
  let report: ExplainReport

  func lines(width: Int?) -> [Line] {
    var lines: [Line] = ["\(report.subject, .bold) as of \(Figures.time(report.at))"]
    if !report.facts.isEmpty {
      lines.append("Facts, with times in \(report.zone)")
      lines += ExceptionViews.pairs(report.facts.map { ($0.name, Line($0.value)) })
    }
    for rule in report.rules {
      lines.append("")
      lines.append("\(rule.rule, .bold)  " + verdict(rule))
      lines.append("  \(rule.sentence)")
      if let reason = rule.reason { lines.append("  Because: \(reason)") }
      lines += checks(rule).lines(width: width)
      if let exception = rule.exception {
        let state: Line = rule.exceptionState.map { " (\($0))" } ?? ""
        lines.append("  Exception: \(exception, .bold)" + state)
      }
      if let wake = rule.wakeAt { lines.append("  Looked at again by itself: \(Figures.time(wake))") }
    }
    if report.rules.isEmpty { lines.append("No rule looks at subjects of this kind.") }
    return lines
  }

  private func checks(_ rule: ExplainReport.RuleLine) -> Table {
    var table = Table(columns: [
      Table.Column("Of"), Table.Column("Field"), Table.Column("Value", gives: true),
      Table.Column("Wanted", gives: true),
      Table.Column("Holds"),
      Table.Column("Changes"),
    ])
    table.indent = 2
    table.rows = rule.lines.map { line in
      [
        Line(line.groups.joined(separator: " › ")), Line(line.field), Line(line.value ?? "unknown"),
        Line((line.isNegated ? "not: " : "") + line.threshold), line.isFulfilled ? "\("yes", .green)" : "no",
        Line(line.flipsAt.map(Figures.time) ?? ""),
      ]
    }
    return table
  }

  private func verdict(_ rule: ExplainReport.RuleLine) -> Line {
    switch rule.verdict {
    case "met": "\("met", .red)"
    case "not-met": "\("not met", .green)"
    case "held-back": "\("held back", .yellow)"
    default: "\("not evaluated", .dim)"
    }
  }
}

/// `tend diff` in words.
struct DiffView {
  let report: DiffReport

  var lines: [Line] {
    let from = report.from.map { String($0.prefix(10)) } ?? "nothing"
    var lines: [Line] = [
      "From \(from, .yellow) to \(String(report.to.prefix(10)), .yellow): \(counted(report.changes.count, "record differs", "records differ"))"
    ]
    for change in report.changes {
      let word: Line =
        change.before == nil
        ? "\("created", .green)" : change.after == nil ? "\("deleted", .red)" : "\("updated", .yellow)"
      lines.append("\(word)  \(change.address.description)")
      guard let before = change.before, let after = change.after else { continue }
      for field in change.fields {
        let old = before[field].map(ExceptionViews.text) ?? "nothing"
        let new = after[field].map(ExceptionViews.text) ?? "nothing"
        lines.append("    \(field): \(old) → \(new)")
      }
    }
    return lines
  }
}
