import GRDB
public import Records

/// What syncs have fetched and not yet committed, in `.tend/staging.sqlite`. Several threads may use one.
///
/// A batch and the checkpoint of its stream are one transaction, so a sync that was killed resumes at its last batch.
/// All methods throw a ``Records/Diagnostic`` whose code begins with `staging.`.
public final class StagingStore: Sendable {
  private let file: PrivateFile
  private let queue: DatabaseQueue

  /// Opens the file at `path`, making it when there is none; only its owner may read it.
  public init(path: String) throws {
    // WAL with synchronous NORMAL: a killed process loses nothing, a power cut at most the last batches, which are
    // fetched again from the checkpoint that is left. No fsync a batch.
    file = PrivateFile(
      // Another version's content is fetched again, like that of a deleted file.
      name: "staging", path: path, version: 2, isDerived: true,
      remedy: "Delete the file and run tend run: what was fetched and not committed is fetched again.",
      pragmas: [
        "journal_mode = WAL", "journal_size_limit = 67108864", "synchronous = NORMAL", "temp_store = MEMORY",
        "cache_size = -16384",
        "wal_autocheckpoint = 4000",
      ])
    queue = try file.open(schema: StagingStore.schema)
  }

  private static let schema = """
    CREATE TABLE streams (
      stream INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, meta BLOB NOT NULL, checkpoint BLOB,
      is_ordered INTEGER NOT NULL, last_slot INTEGER, last_id BLOB);
    CREATE TABLE staged (
      row INTEGER PRIMARY KEY, stream INTEGER NOT NULL, slot INTEGER NOT NULL, id BLOB NOT NULL, line BLOB NOT NULL,
      personal BLOB NOT NULL);
    CREATE UNIQUE INDEX staged_id ON staged (stream, id);
    CREATE TABLE deleted (stream INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (stream, id)) WITHOUT ROWID;
    CREATE TABLE quarantined (
      row INTEGER PRIMARY KEY, stream INTEGER NOT NULL, source BLOB NOT NULL, line INTEGER, reason BLOB NOT NULL,
      field BLOB);
    """

  private static let tables = ["staged", "deleted", "quarantined", "streams"]

  /// Starts a stream, or resumes it: what is staged and its checkpoint stay, `meta` stays that of the first call.
  @discardableResult
  public func begin(_ name: String, meta: [UInt8] = []) throws -> StagedStream {
    try write { session in
      try session("INSERT INTO streams (name, meta, is_ordered) VALUES (?1, ?2, 1) ON CONFLICT (name) DO NOTHING")
        .run(name, meta)
    }
    guard let stream = try stream(name) else { throw unknown(name) }
    return stream
  }

  /// Adds a batch and the stream's new checkpoint in one transaction; nil leaves the checkpoint as it is.
  ///
  /// A row replaces an earlier one of the same id, in this batch or before, whatever its slot. What is `deleted` takes out what
  /// was staged before of that id, and is forgotten where a row of this batch or a later one has it.
  /// - Throws: `staging.unknown-stream` without ``begin(_:meta:)``.
  public func append(
    _ rows: [StagedRow], deleted: [String] = [], quarantined: [Quarantined] = [], to name: String,
    checkpoint: [UInt8]? = nil
  ) throws {
    try write { session in
      guard let stream = try number(of: name, session) else { throw unknown(name) }
      try delete(deleted, stream, session)
      try insert(rows, stream, session)
      let quarantine = try session(
        "INSERT INTO quarantined (stream, source, line, reason, field) VALUES (?1, ?2, ?3, ?4, ?5)")
      for piece in quarantined {
        try quarantine.run(stream, piece.source, piece.line, piece.reason, piece.column)
      }
      if let checkpoint {
        try session("UPDATE streams SET checkpoint = ?2 WHERE stream = ?1").run(stream, checkpoint)
      }
    }
  }

  private func delete(_ ids: [String], _ stream: Int64, _ session: Session) throws {
    for id in ids {
      try session("DELETE FROM staged WHERE stream = ?1 AND id = ?2").run(stream, id)
      try session("INSERT OR IGNORE INTO deleted (stream, id) VALUES (?1, ?2)").run(stream, id)
    }
  }

  private func insert(_ rows: [StagedRow], _ stream: Int64, _ session: Session) throws {
    guard !rows.isEmpty else { return }
    let state = try session("SELECT is_ordered, last_slot, last_id FROM streams WHERE stream = ?1")
      .first(stream) { (ordered: $0.integer(0) != 0, slot: $0.optionalInteger(1), id: $0.optionalText(2)) }
    var isOrdered = state?.ordered ?? false
    var last: (slot: Int, id: String)?
    if let slot = state?.slot, let id = state?.id { last = (Int(slot), id) }
    let insert = try session(
      """
      INSERT INTO staged (stream, slot, id, line, personal) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (stream, id) DO UPDATE SET slot = excluded.slot, line = excluded.line, personal = excluded.personal
      """)
    let hasDeleted = try session("SELECT 1 FROM deleted WHERE stream = ?1 LIMIT 1").first(stream) { _ in true } ?? false
    for row in rows {
      if hasDeleted { try session("DELETE FROM deleted WHERE stream = ?1 AND id = ?2").run(stream, row.id) }
      if isOrdered, let last {
        isOrdered = last.slot < row.slot || (last.slot == row.slot && precedes(last.id, row.id))
      }
      last = (row.slot, row.id)
      let before = session.db.lastInsertedRowID
      try insert.run(stream, row.slot, row.id, row.line, row.personal)
      // An update leaves that number alone; the row then lies where its id came first.
      if session.db.lastInsertedRowID == before { isOrdered = false }
    }
    try session("UPDATE streams SET is_ordered = ?2, last_slot = ?3, last_id = ?4 WHERE stream = ?1")
      .run(stream, isOrdered, last?.slot, last?.id)
  }

  /// The checkpoint of a stream; nil before its first one, and for a stream that was not begun.
  public func checkpoint(_ name: String) throws -> [UInt8]? {
    try read { session in
      try session("SELECT checkpoint FROM streams WHERE name = ?1").first(name) { $0.optionalBytes(0) } ?? nil
    }
  }

  /// A stream that was begun and not discarded; nil for any other.
  public func stream(_ name: String) throws -> StagedStream? {
    try streams().first { sameBytes($0.name, name) }
  }

  /// All streams that were begun and not discarded, sorted by name.
  public func streams() throws -> [StagedStream] {
    try read { session in
      try session("SELECT name, meta, checkpoint FROM streams ORDER BY name").all { row in
        StagedStream(name: row.text(0), meta: row.bytes(1), checkpoint: row.optionalBytes(2))
      }
    }
  }

  /// How much is staged of a stream.
  public func extent(_ name: String) throws -> StagedExtent {
    let order = try pageOrder(of: name)
    return try read { session in
      guard let stream = try number(of: name, session) else { return StagedExtent(count: 0, slots: nil) }
      let count = try session("SELECT count(*) FROM staged INDEXED BY staged_id WHERE stream = ?1")
        .first(stream) { $0.integer(0) }
      let low = try session("SELECT slot \(order.rows) LIMIT 1").first(stream) { Int($0.integer(0)) }
      let high = try session("SELECT slot \(order.reversed) LIMIT 1").first(stream) { Int($0.integer(0)) }
      guard let count, let low, let high else { return StagedExtent(count: 0, slots: nil) }
      return StagedExtent(count: Int(count), slots: low...high)
    }
  }

  /// The newest staged row of an id; nil when there is none.
  public func row(_ id: String, in name: String) throws -> StagedRow? {
    try read { session in
      let sql = """
        SELECT id, slot, line, personal FROM staged
        WHERE stream = (SELECT stream FROM streams WHERE name = ?1) AND id = ?2
        """
      return try session(sql).first(name, id) { StagingStore.row($0) }
    }
  }

  /// The ids that were told to be deleted and did not come again, in the order of their bytes.
  public func deleted(_ name: String) throws -> [String] {
    try read { session in
      let sql = "SELECT id FROM deleted WHERE stream = (SELECT stream FROM streams WHERE name = ?1) ORDER BY id"
      return try session(sql).all(name) { $0.text(0) }
    }
  }

  /// What could not be mapped, in the order it came; at most `limit`.
  public func quarantined(_ name: String, limit: Int = 1000) throws -> [Quarantined] {
    try read { session in
      let sql = """
        SELECT source, line, reason, field FROM quarantined
        WHERE stream = (SELECT stream FROM streams WHERE name = ?1) ORDER BY row LIMIT ?2
        """
      return try session(sql).all(name, limit) { row in
        Quarantined(
          source: row.text(0), line: row.optionalInteger(1).map { Int($0) }, reason: row.text(2),
          column: row.optionalText(3))
      }
    }
  }

  /// How many pieces could not be mapped.
  public func quarantinedCount(_ name: String) throws -> Int {
    try read { session in
      let sql = "SELECT count(*) FROM quarantined WHERE stream = (SELECT stream FROM streams WHERE name = ?1)"
      return Int(try session(sql).first(name) { $0.integer(0) } ?? 0)
    }
  }

  /// Hands over the rows of a stream by slot, then by the bytes of the id, one at a time and without keeping them.
  ///
  /// `body` must not call this store.
  public func forEachInPageOrder(_ name: String, _ body: (StagedRow) throws -> Void) throws {
    let order = try pageOrder(of: name)
    // What goes wrong in `body` may be about another file, and is not this one's to explain.
    var failure: (any Error)?
    try read { session in
      guard let stream = try number(of: name, session) else { return }
      let rows = try session.stream("SELECT id, slot, line, personal \(order.rows)")
      rows.bind(stream)
      defer { rows.reset() }
      while failure == nil, try rows.step() {
        let row = StagingStore.row(rows)
        do { try body(row) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }

  /// How a stream is read in page order: as the rows lie, when they came that way; else through an index, which is
  /// made for the first such reading and which later batches keep up.
  private func pageOrder(of name: String) throws -> (rows: String, reversed: String) {
    let isOrdered = try read { session in
      try session("SELECT is_ordered FROM streams WHERE name = ?1").first(name) { $0.integer(0) != 0 } ?? true
    }
    if isOrdered {
      let lying = "FROM staged NOT INDEXED WHERE stream = ?1 ORDER BY row"
      return (lying, lying + " DESC")
    }
    try write { session in
      try session.db.execute(sql: "CREATE INDEX IF NOT EXISTS staged_page ON staged (stream, slot, id)")
    }
    let paged = "FROM staged INDEXED BY staged_page WHERE stream = ?1 ORDER BY slot"
    return (paged + ", id", paged + " DESC, id DESC")
  }

  private static func row(_ query: Query) -> StagedRow {
    StagedRow(id: query.text(0), slot: Int(query.integer(1)), line: query.bytes(2), personal: query.bytes(3))
  }

  /// Removes a stream with all that is staged of it. When it was the last, the file shrinks to nothing.
  public func discard(_ name: String) throws {
    try write { session in
      guard let stream = try number(of: name, session) else { return }
      let others = try session("SELECT count(*) FROM streams WHERE stream <> ?1").first(stream) { $0.integer(0) } ?? 0
      if others == 0 {
        // Without a condition SQLite drops whole pages instead of visiting rows.
        for table in Self.tables { try session("DELETE FROM \(table)").run() }
        try session.db.execute(sql: "DROP INDEX IF EXISTS staged_page")
      } else {
        for table in Self.tables {
          try session("DELETE FROM \(table) WHERE stream = ?1").run(stream)
        }
      }
    }
    if try streams().isEmpty { try shrink() }
  }

  private func shrink() throws {
    try file.diagnosed {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        _ = try Query(db, "PRAGMA wal_checkpoint(TRUNCATE)", cached: false).all { _ in }
      }
    }
  }

  private func number(of name: String, _ session: Session) throws -> Int64? {
    try session("SELECT stream FROM streams WHERE name = ?1").first(name) { $0.integer(0) }
  }

  private func unknown(_ name: String) -> Diagnostic {
    Diagnostic(.fault, code: "staging.unknown-stream", "Rows came for a stream that was not begun", location: name)
  }

  private func read<Result>(_ body: (Session) throws -> Result) throws -> Result {
    try file.diagnosed { try queue.read { try body(Session($0)) } }
  }

  private func write<Result>(_ body: (Session) throws -> Result) throws -> Result {
    try file.diagnosed { try queue.write { try body(Session($0)) } }
  }
}
