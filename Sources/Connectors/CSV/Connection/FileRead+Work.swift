import Records

extension FileRead {
  /// What is in the works while a file is read.
  struct Work {
    private struct Group {
      var rows: [CSVRow]
      var problem: (line: Int, problem: RowProblem)?
    }

    var lines = Lines()
    /// Where a batch's cursor stands.
    private(set) var position: CSVCursor.Open
    private(set) var isBroken = false

    private let file: String
    private let limit: Int
    private let header: Header
    private var mapper: any RowMapper
    private let grouping: Grouping
    private var records: [MappedRecord] = []
    private var quarantined: [Quarantined] = []
    private var rows = 0
    private var given = 0
    private var brokenLine = 0
    /// What is wrong with a line of the group that is being collected.
    private var poison: (line: Int, problem: RowProblem)?
    private var groups: [Group] = []
    private var places: [ArraySlice<UInt8>: Int] = [:]
    private var groupBytes = 0
    private var lastGroup = -1
    private var nextGroup = 0
    private let skip: Int

    init(_ read: FileRead, _ finding: HeaderFinder.Finding, resuming: CSVCursor.Open? = nil) {
      file = read.pass.file
      limit = read.connection.batchSize
      header = finding.header
      mapper = finding.mapper
      grouping = finding.mapper.grouping
      position = resuming ?? CSVCursor.Open(mark: read.pass.mark, offset: finding.offset, line: finding.line)
      skip = resuming?.given ?? 0
      if grouping == .anywhere {
        // All rows are read again; what was set aside among them is counted, and given, again only once.
        position.offset = 0
        position.line = 1
      } else if let resuming {
        mapper.cells.forms = resuming.forms
      }
    }

    var fields: [String] { mapper.fields }
    var isFull: Bool { records.count + quarantined.count >= limit }

    // MARK: Rows

    /// Takes the row in the spare line.
    mutating func take(
      endsOpen: Bool, encoding: FileRule.Encoding, next: (offset: Int, line: Int)
    ) throws(SyncError) {
      lines.spare.settle(encoding)
      let isShort = lines.spare.count < header.names.count
      if isEmptyRow(lines.spare, isShort: isShort) { return advance(next) }
      if endsOpen, isShort {
        brokenLine = lines.spare.line
        return breakOff()
      }
      rows += 1
      if lines.spare.problem == nil {
        if isShort { lines.spare.problem = .rowTooShort }
        if lines.spare.count > header.names.count { lines.spare.problem = .rowTooLong }
        if lines.spare.problem == nil, !mapper.wants(lines.spare) { return advance(next) }
      }
      switch grouping {
      case .none: single(next)
      case .adjacent: adjacent()
      case .anywhere: try anywhere()
      }
    }

    /// Empty lines, rows of nothing but delimiters, and short rows where titles and footers may stand.
    private func isEmptyRow(_ row: CSVRow, isShort: Bool) -> Bool {
      if row.problem != nil { return false }
      if row.isBlank { return true }
      if isShort, mapper.allowsShortRows, !mapper.wants(row) { return true }
      return row.isEmpty(0) && (1..<row.count).allSatisfy(row.isEmpty)
    }

    private mutating func advance(_ next: (offset: Int, line: Int)) {
      // Within a group the cursor stays at its first line.
      guard grouping == .none else { return }
      position.offset = next.offset
      position.line = next.line
    }

    private mutating func single(_ next: (offset: Int, line: Int)) {
      if let problem = lines.spare.problem {
        setAside(lines.spare.line, RowProblem(problem))
      } else {
        lines.keep()
        give()
        lines.clear()
      }
      advance(next)
    }

    private mutating func adjacent() {
      let first = lines.count > 0 && mapper.key(lines[0]) == mapper.key(lines.spare)
      if !first { closeGroup() }
      if let problem = lines.spare.problem, poison == nil { poison = (lines.spare.line, RowProblem(problem)) }
      if lines.count == 0 {
        position.offset = lines.spare.offset
        position.line = lines.spare.line
      }
      lines.keep()
    }

    /// Ends the open group; the spare line stays.
    private mutating func closeGroup() {
      if lines.count > 0 {
        if let poison { setAside(poison.line, poison.problem) } else { give() }
      }
      lines.clear()
      poison = nil
    }

    private mutating func anywhere() throws(SyncError) {
      let row = lines.spare
      let key = mapper.key(row)
      if key.isEmpty {
        groups.append(Group(rows: [], problem: (row.line, RowProblem(row.problem ?? .missingID))))
        return
      }
      let place = places[key] ?? groups.count
      if place == groups.count {
        // A copy, so that the key does not keep the whole row's storage shared.
        places[ArraySlice(Array(key))] = place
        groups.append(Group(rows: []))
      }
      if let problem = row.problem, groups[place].problem == nil {
        groups[place].problem = (row.line, RowProblem(problem))
      }
      groups[place].rows.append(row)
      groupBytes += row.bytes.count + row.ends.count * 16 + 128
      lastGroup = place
      if groups.count > FileRead.maximumGroups || groupBytes > FileRead.maximumGroupBytes {
        throw .data(CSVDiagnostics.tooManyGroups(file, limit: FileRead.maximumGroups))
      }
    }

    /// The file ends where it should not: what its last rows belong to is left out.
    mutating func breakOff() {
      isBroken = true
      if brokenLine == 0 { brokenLine = lines.spare.line }
      lines.clear()
      poison = nil
      if lastGroup >= 0 { groups[lastGroup].rows = [] }
    }

    /// Sets aside the row that the file breaks off in: with the last batch only, so that no kill has it counted twice.
    mutating func setBreakAside() {
      if isBroken { setAside(brokenLine, RowProblem(.breaksOff)) }
    }

    /// The file's end.
    mutating func close() {
      if grouping == .adjacent { closeGroup() }
    }

    /// Gives the next of the records that are only known at the end; false when there is none.
    mutating func giveGroup() -> Bool {
      guard nextGroup < groups.count else { return false }
      let group = groups[nextGroup]
      groups[nextGroup].rows = []
      nextGroup += 1
      lines = Lines(group.rows)
      let (had, bad) = (records.count, quarantined.count)
      if let problem = group.problem {
        setAside(problem.line, problem.problem)
      } else if !group.rows.isEmpty {
        give()
      }
      if nextGroup <= skip {
        // Given before the run that was cut short.
        if records.count > had {
          given -= 1
          position.good -= 1
        }
        position.bad -= quarantined.count - bad
        records.removeSubrange(had...)
        quarantined.removeSubrange(bad...)
      }
      position.given = max(skip, nextGroup)
      return true
    }

    // MARK: Records

    private mutating func give() {
      do throws(RowProblem) {
        if let record = try mapper.map(lines) {
          records.append(record)
          given += 1
          position.good += 1
        }
      } catch {
        setAside(lines[0].line, error)
      }
    }

    private mutating func setAside(_ line: Int, _ problem: RowProblem) {
      let column = problem.column.flatMap { header.names.indices.contains($0) ? header.names[$0] : nil }
      quarantined.append(Quarantined(source: file, line: line, reason: problem.reason.rawValue, column: column))
      position.bad += 1
    }

    /// The batch so far, with the cursor that `make` gives for where it ends.
    mutating func batch(_ make: (CSVCursor.Open) -> Cursor) -> RecordBatch {
      var at = position
      at.forms = mapper.cells.forms
      let batch = RecordBatch(records: records, quarantined: quarantined, cursor: make(at))
      records.removeAll(keepingCapacity: true)
      quarantined.removeAll(keepingCapacity: true)
      return batch
    }

    /// Whether so much can't be understood that the file says nothing about the rest.
    var isMostlyBad: Bool { position.bad > position.good }

    func report(_ coverage: Coverage, _ cursor: Cursor) -> PassReport {
      PassReport(
        rows: rows, records: given, quarantined: position.bad, coverage: coverage, cursor: cursor,
        notices: isBroken ? [CSVDiagnostics.truncated(file, line: brokenLine)] : [])
    }
  }
}
