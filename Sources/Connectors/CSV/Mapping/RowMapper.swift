import Records

/// The lines of one record, in file order; the storage is used again and again.
struct Lines {
  private var rows: [CSVRow] = [CSVRow(), CSVRow()]
  private(set) var count = 0

  init() {}

  /// Lines that are all there.
  init(_ rows: [CSVRow]) {
    self.rows = rows
    count = rows.count
  }

  subscript(_ index: Int) -> CSVRow { rows[index] }

  /// The line after the last, for the reader to fill.
  var spare: CSVRow {
    get { rows[count] }
    _modify { yield &rows[count] }
  }

  /// Takes the spare as one more line.
  mutating func keep() {
    count += 1
    if count == rows.count { rows.append(CSVRow()) }
  }

  /// Lets all go; the spare stays where it is to be looked at or filled.
  mutating func clear() {
    if count > 0 { rows.swapAt(0, count) }
    count = 0
  }
}

/// How rows make records.
enum Grouping {
  /// A row is a record.
  case none
  /// Rows with the same key that stand one after the other.
  case adjacent
  /// Rows with the same key, wherever they stand in the file.
  case anywhere
}

/// Makes records of rows: the compiled form of a preset or of a custom mapping for one file's header.
protocol RowMapper {
  /// How rows make records.
  var grouping: Grouping { get }
  /// The canonical fields it reads from this file, sorted.
  var fields: [String] { get }
  /// Reads cells; holds what is remembered from row to row.
  var cells: CellReader { get set }
  /// Whether a row with fewer cells than the header may be a title or a footer.
  var allowsShortRows: Bool { get }

  /// Whether the row counts; rows that do not are no records and no errors.
  func wants(_ row: CSVRow) -> Bool
  /// What rows of one record share.
  func key(_ row: CSVRow) -> ArraySlice<UInt8>
  /// The record; nil for lines that are none, such as a total.
  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord?
}

extension RowMapper {
  var grouping: Grouping { .none }
  var allowsShortRows: Bool { false }
  func wants(_ row: CSVRow) -> Bool { true }
  func key(_ row: CSVRow) -> ArraySlice<UInt8> { [] }
}
