import Engine
import Records

/// What each workflow can see, as two columns that wrap: what is missing, and what that costs.
struct SightView {
  let sights: [WorkflowSight]

  /// The widest that the first column gets.
  private static let widest = 34
  /// The narrowest that the second one gets.
  private static let narrowest = 24

  private struct Row {
    var left: String
    var right: String
    var isWorkflow = false
    var indent = 0
  }

  /// The table in lines; a `width` of nil has room for everything.
  func lines(width: Int?) -> [Line] {
    let rows = rows
    let natural = rows.map { displayWidth($0.left) + $0.indent }.max() ?? 0
    let first = width == nil ? natural : min(natural, Self.widest)
    let second = width.map { max(Self.narrowest, $0 - first - 2) } ?? .max
    var lines: [Line] = [Self.line(Line("Workflow", .dim), Line("What it sees, and what it misses", .dim), first)]
    for row in rows {
      let left = Self.wrapped(row.left, to: first - row.indent)
      let right = Self.wrapped(row.right, to: second)
      for place in 0..<max(left.count, right.count) {
        let text = place < left.count ? String(repeating: " ", count: row.indent) + left[place] : ""
        lines.append(
          Self.line(
            row.isWorkflow ? Line(text, .bold) : Line(text), place < right.count ? Line(right[place]) : "", first))
      }
    }
    return lines
  }

  private var rows: [Row] {
    sights.flatMap { sight in
      let seen = sight.seen.isEmpty ? "nothing" : Figures.listed(sight.seen)
      return [Row(left: sight.title, right: "sees \(seen)", isWorkflow: true)]
        + sight.missing.flatMap { gap in
          [Row(left: gap.what, right: gap.cost, indent: 2)]
            + (gap.hint.map { [Row(left: "", right: "To mend: \($0)")] } ?? [])
        }
    }
  }

  private static func line(_ left: Line, _ right: Line, _ first: Int) -> Line {
    right.width == 0 ? left : left + Line(String(repeating: " ", count: max(0, first - left.width) + 2)) + right
  }

  /// A text in lines of at most so many columns, broken between words; a longer word is cut.
  static func wrapped(_ text: String, to limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let word = Line(String(word)).cut(to: limit).plain
      if line.isEmpty {
        line = word
      } else if displayWidth(line) + 1 + displayWidth(word) <= limit {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    return lines + [line]
  }
}
