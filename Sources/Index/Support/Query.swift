import GRDB
import GRDBSQLite

/// A prepared statement of GRDB, bound and stepped without boxing: a first load binds twenty million values.
///
/// Text is stored as BLOB, so that a NUL byte survives and order and equality are those of the bytes.
final class Query {
  private let statement: Statement
  private let handle: OpaquePointer
  private let connection: OpaquePointer?

  /// Prepares `sql`, or takes it from the connection's cache. A cached one must not be used inside its own loop.
  init(_ db: Database, _ sql: String, cached: Bool = true) throws {
    statement = cached ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
    handle = statement.sqliteStatement
    connection = db.sqliteConnection
  }

  /// Binds all values, the first one to `?1`.
  func bind<each Value: Bindable>(_ values: repeat each Value) {
    var index: Int32 = 0
    func next() -> Int32 {
      index += 1
      return index
    }
    repeat (each values).bind(to: self, at: next())
  }

  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

  func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

  func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      sqlite3_bind_zeroblob(handle, index, 0)
      return
    }
    // -1 is SQLITE_TRANSIENT, a cast macro that Swift can't import: SQLite copies the bytes before this call returns.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), copies)
  }

  /// Goes to the next row; false after the last.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
      sqlite3_reset(handle)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }
  }

  /// Makes it ready for other values.
  func reset() { sqlite3_reset(handle) }

  /// Runs it with `values` to its end.
  func run<each Value: Bindable>(_ values: repeat each Value) throws {
    bind(repeat each values)
    defer { reset() }
    while try step() {}
  }

  /// Runs it with `values` and reads each row.
  func all<Row, each Value: Bindable>(_ values: repeat each Value, read: (Query) throws -> Row) throws -> [Row] {
    bind(repeat each values)
    defer { reset() }
    var rows: [Row] = []
    while try step() { rows.append(try read(self)) }
    return rows
  }

  /// Runs it with `values` and reads its first row.
  func first<Row, each Value: Bindable>(_ values: repeat each Value, read: (Query) throws -> Row) throws -> Row? {
    bind(repeat each values)
    defer { reset() }
    return try step() ? try read(self) : nil
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    // The pointer stands until the next step or reset, which `body` can't outlive.
    let start = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  func text(_ column: Int32) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }
  func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
}

/// A value that a statement takes.
protocol Bindable {
  func bind(to query: Query, at index: Int32)
}

extension Int64: Bindable {
  func bind(to query: Query, at index: Int32) { query.bind(self, at: index) }
}
extension Int: Bindable {
  func bind(to query: Query, at index: Int32) { query.bind(Int64(self), at: index) }
}
extension Bool: Bindable {
  func bind(to query: Query, at index: Int32) { query.bind(self ? 1 : 0, at: index) }
}
extension String: Bindable {
  func bind(to query: Query, at index: Int32) {
    var text = self
    text.withUTF8 { query.bind(UnsafeRawBufferPointer($0), at: index) }
  }
}
extension [UInt8]: Bindable {
  func bind(to query: Query, at index: Int32) { withUnsafeBytes { query.bind($0, at: index) } }
}
extension Optional: Bindable where Wrapped: Bindable {
  func bind(to query: Query, at index: Int32) {
    if let value = self { value.bind(to: query, at: index) } else { query.bindNull(at: index) }
  }
}

/// One connection inside of one transaction, with the statements used in it.
final class Session {
  let db: Database
  /// Pseudonyms by the number of their identifier, as far as this transaction has read them.
  var pseudonyms: [Int64: String] = [:]
  /// The identifiers of the person that was asked for last; let go with every change to records or decisions.
  var lastPerson: (pseudonym: String, members: [PersonMember])?
  private var queries: [String: Query] = [:]

  init(_ db: Database) { self.db = db }

  /// The statement of `sql`, prepared once.
  func callAsFunction(_ sql: String) throws -> Query {
    if let query = queries[sql] { return query }
    let query = try Query(db, sql)
    queries[sql] = query
    return query
  }

  /// A statement for streaming: the body of its loop may use any other.
  func stream(_ sql: String) throws -> Query { try Query(db, sql, cached: false) }
}
