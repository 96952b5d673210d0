/// Columns of lines, aligned, cut to the width of the terminal.
struct Table {
  struct Column {
    var title: String
    var alignsRight = false
    /// Whether this column gives way when the terminal is narrow.
    var gives = false

    init(_ title: String, alignsRight: Bool = false, gives: Bool = false) {
      self.title = title
      self.alignsRight = alignsRight
      self.gives = gives
    }
  }

  var columns: [Column]
  var rows: [[Line]] = []
  var indent = 0
  /// Whether the titles are printed.
  var hasHeader = true

  /// The table in lines; a `width` of nil has room for everything. Columns without a single value are left out.
  func lines(width: Int?) -> [Line] {
    let shown = columns.indices.filter { index in rows.contains { $0[index].width > 0 } }
    var widths = shown.map { index in
      rows.reduce(hasHeader ? displayWidth(columns[index].title) : 0) { max($0, $1[index].width) }
    }
    if let width {
      var excess = indent + widths.reduce(0, +) + 2 * max(0, widths.count - 1) - width
      // The widest of those that give way loses first, down to a readable rest.
      while excess > 0,
        let widest = shown.indices.filter({ columns[shown[$0]].gives && widths[$0] > 12 }).max(by: {
          widths[$0] < widths[$1]
        })
      {
        widths[widest] -= 1
        excess -= 1
      }
    }
    var lines: [Line] = []
    if hasHeader, !rows.isEmpty {
      lines.append(row(shown.map { Line(columns[$0].title, .dim) }, shown, widths))
    }
    for cells in rows { lines.append(row(shown.map { cells[$0] }, shown, widths)) }
    return lines
  }

  private func row(_ cells: [Line], _ shown: [Int], _ widths: [Int]) -> Line {
    var line = Line(String(repeating: " ", count: indent))
    for (place, cell) in cells.enumerated() {
      let cell = cell.cut(to: widths[place])
      let padding = Line(String(repeating: " ", count: max(0, widths[place] - cell.width)))
      if place > 0 { line = line + "  " }
      let isLast = place == cells.count - 1
      line = line + (columns[shown[place]].alignsRight ? padding + cell : isLast ? cell : cell + padding)
    }
    return line
  }
}
