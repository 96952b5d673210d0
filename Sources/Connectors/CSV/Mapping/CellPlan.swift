import Records

/// One source of a custom mapping, compiled: which column, and what is done with its cell.
///
/// A class, since plans are handed around for every cell and never change.
final class CellPlan {
  /// The column's place; -1 for a constant.
  let column: Int
  private let constant: ArraySlice<UInt8>?
  private let layout: DateLayout?
  private let words: [String: [UInt8]]?
  private let fallback: [UInt8]?
  private let negate: Bool
  private let separator: [UInt8]
  private let prefix: [UInt8]
  private let suffix: [UInt8]

  init(column: Int, _ source: ColumnSource, constant: String? = nil) {
    self.column = column
    self.constant = constant.map { ArraySlice($0.utf8) }
    // A layout that does not compile is found by ``CustomMapping/check()``; here it would only mean the usual forms.
    layout = source.layout.flatMap { try? DateLayout($0) }
    words = source.values.map { words in
      Dictionary(words.map { ($0.key.lowercased(), Array($0.value.utf8)) }, uniquingKeysWith: { first, _ in first })
    }
    fallback = source.fallback.map { Array($0.utf8) }
    negate = source.negate
    separator = Array((source.split ?? ",").utf8)
    prefix = Array((source.stripPrefix ?? "").utf8)
    suffix = Array((source.stripSuffix ?? "").utf8)
  }

  convenience init(source: ColumnSource, _ lookup: inout HeaderLookup) {
    switch source.origin {
    case .column(let name): self.init(column: lookup.need(name), source)
    case .value(let text): self.init(column: -1, source, constant: text)
    case .sum(let columns): self.init(column: columns.first.map { lookup.need($0) } ?? -1, source)
    }
  }

  /// The first cell of the lines that is not empty, trimmed.
  func first(_ lines: Lines) -> ArraySlice<UInt8> {
    if let constant { return constant }
    let cell = lines[0].trimmed(column)
    if !cell.isEmpty { return cell }
    for index in 1..<max(1, lines.count) {
      let cell = lines[index].trimmed(column)
      if !cell.isEmpty { return cell }
    }
    return cell
  }

  /// What stands in the cell after cutting and looking up; nil when there is nothing.
  func resolve(_ cell: ArraySlice<UInt8>) throws(RowProblem) -> ArraySlice<UInt8>? {
    var bytes = cell
    if !prefix.isEmpty, bytes.starts(with: prefix) { bytes = bytes.dropFirst(prefix.count) }
    if !suffix.isEmpty, bytes.count >= suffix.count, bytes.suffix(suffix.count).elementsEqual(suffix) {
      bytes = bytes.dropLast(suffix.count)
    }
    if let words {
      if let word = words[String(decoding: bytes, as: UTF8.self).lowercased()] { return ArraySlice(word) }
      if let fallback { return ArraySlice(fallback) }
      if !bytes.isEmpty { throw RowProblem(.unknownValue, column) }
    }
    if bytes.isEmpty { return fallback.map { ArraySlice($0) } }
    return bytes
  }

  /// The canonical value of a type.
  func convert(
    _ bytes: ArraySlice<UInt8>, _ type: FieldType, _ cells: inout CellReader, _ exponent: Int
  ) throws(RowProblem) -> JSONValue? {
    switch type {
    case .code, .text, .items: return .string(String(decoding: bytes, as: UTF8.self))
    case .codes: return cells.codes(bytes, separator: separator)
    case .instant:
      return try cells.time(bytes, column, layout: layout).map { .time($0.instant(cells.settings.zone)) }
    case .day: return try cells.time(bytes, column, layout: layout).map { .date($0.day) }
    case .flag:
      guard let flag = CellReader.flag(bytes) else { throw RowProblem(.unknownValue, column) }
      return .bool(flag)
    case .integer: return try cells.integer(bytes, column).map { .integer(negate ? -$0 : $0) }
    case .money:
      guard let value = try cells.decimal(bytes, column) else { return nil }
      guard let minor = value.rounded(places: exponent) else { throw RowProblem(.amountTooLarge, column) }
      return .integer(negate ? -minor : minor)
    }
  }
}

/// A test of one cell, compiled.
struct CompiledTest {
  private let column: Int
  private let test: RowTest.Test
  private let words: [[UInt8]]
  private let bound: ExactDecimal?

  init(_ test: RowTest.Test, column: Int) {
    self.column = column
    self.test = test
    switch test {
    case .prefix(let words), .notPrefix(let words), .equals(let words), .notEquals(let words):
      self.words = words.map { Array($0.utf8) }
      bound = nil
    case .below(let text), .above(let text):
      words = []
      bound = try? ExactDecimal(ArraySlice(text.utf8), decimal: .point)
    case .empty:
      words = []
      bound = nil
    }
  }

  /// A cell that is no number is neither below nor above anything.
  func holds(_ row: CSVRow, _ decimal: DecimalSign) -> Bool {
    let cell = row.trimmed(column)
    switch test {
    case .prefix: return words.contains { cell.starts(with: $0) }
    case .notPrefix: return !words.contains { cell.starts(with: $0) }
    case .equals: return words.contains { cell.elementsEqual($0) }
    case .notEquals: return !words.contains { cell.elementsEqual($0) }
    case .empty(let wanted): return cell.isEmpty == wanted
    case .below: return sign(cell, decimal) == -1
    case .above: return sign(cell, decimal) == 1
    }
  }

  private func sign(_ cell: ArraySlice<UInt8>, _ decimal: DecimalSign) -> Int? {
    guard let bound, let value = try? ExactDecimal(cell, decimal: decimal),
      let difference = ExactDecimal.sum(value, ExactDecimal(units: -bound.units, scale: bound.scale))
    else { return nil }
    return difference.units.signum()
  }
}
