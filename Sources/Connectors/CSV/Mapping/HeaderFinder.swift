import Records

/// Finds delimiter and header in a file's first bytes: the row among the first 10 that has what is needed.
struct HeaderFinder {
  /// What was found.
  struct Finding {
    var delimiter: UInt8
    var header: Header
    var mapper: any RowMapper
    /// Where the rows begin.
    var offset: Int
    /// The line on which they begin.
    var line: Int
  }

  static let rows = 10
  static let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]

  let file: String
  let make: (Header) throws(HeaderProblem) -> any RowMapper
  let encoding: FileRule.Encoding

  func find(_ head: [UInt8]) throws(Diagnostic) -> Finding {
    try refuseForeign(head)
    var best: (problem: HeaderProblem, header: Header)?
    for delimiter in Self.delimiters {
      var reader = CSVReader(MemoryBytes(head), delimiter: delimiter)
      var row = CSVRow()
      for _ in 0..<Self.rows {
        guard try reader.next(into: &row) == .row else { break }
        row.settle(encoding)
        if row.isBlank { continue }
        let header = Header(row)
        do throws(HeaderProblem) {
          let mapper = try make(header)
          return Finding(
            delimiter: delimiter, header: header, mapper: mapper, offset: reader.offset, line: reader.nextLine)
        } catch {
          let isBetter = best.map {
            error.found > $0.problem.found || (error.missing.isEmpty && !$0.problem.missing.isEmpty)
          }
          if isBetter ?? true { best = (error, header) }
        }
      }
    }
    guard let best else { throw CSVDiagnostics.empty(file) }
    if best.problem.missing.isEmpty { throw CSVDiagnostics.twice(best.problem.twice, in: file) }
    if best.problem.found == 0 { throw CSVDiagnostics.noHeader(file, example: best.problem.missing[0]) }
    throw CSVDiagnostics.missing(
      best.problem.missing, closest: Self.closest(best.problem.missing, in: best.header), in: file)
  }

  /// Bytes that are not the text this reader is for.
  private func refuseForeign(_ head: [UInt8]) throws(Diagnostic) {
    if head.isEmpty { throw CSVDiagnostics.empty(file) }
    let isWide = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF])
    let nuls = head.prefix(256).count { $0 == 0 }
    if isWide || nuls > 64 {
      throw CSVDiagnostics.notText(
        file, what: isWide ? "UTF-16" : "binary or UTF-16", hint: "Save it as \"CSV UTF-8\", or export it anew.")
    }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      throw CSVDiagnostics.notText(
        file, what: "a workbook or a zip archive", hint: "Unpack it, or save the sheet as \"CSV UTF-8\".")
    }
    if head.starts(with: [0x1F, 0x8B]) {
      throw CSVDiagnostics.notText(file, what: "compressed", hint: "Unpack it first.")
    }
  }

  /// The header that is most like each missing column, where one is. A header of the file is only shown when it is that
  /// close, so that a file without one shows no customer's data.
  private static func closest(_ missing: [String], in header: Header) -> [String: String] {
    var closest: [String: String] = [:]
    for name in missing {
      let wanted = Array(Header.folded(name).utf8)
      let candidates = header.names.filter { !$0.isEmpty && $0.utf8.count <= 64 }
        .map { (name: $0, distance: distance(wanted, Array(Header.folded($0).utf8))) }
      if let best = candidates.min(by: { $0.distance < $1.distance }), best.distance <= max(2, wanted.count / 3) {
        closest[name] = best.name
      }
    }
    return closest
  }

  /// Levenshtein's distance.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var current = [i + 1]
      for (j, b) in right.enumerated() {
        current.append(min(previous[j] + (a == b ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
