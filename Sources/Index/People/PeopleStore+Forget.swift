import GRDB
import Records

extension PeopleStore {
  /// Forgets a person: removes all rows of these pseudonyms, refuses them from now on, and leaves no byte of them in the
  /// file or beside it. Returns the number of records that held something personal.
  ///
  /// Give all pseudonyms of the person. It rewrites the file, which takes seconds when it is large.
  /// - Throws: `people.busy` when another process reads the file: the rows are gone, their bytes not yet. Try again.
  @discardableResult
  public func forget(_ pseudonyms: [String]) throws -> Int {
    let count = try write { try $0.forget(pseudonyms) }
    try erase()
    return count
  }

  /// Leaves nothing in the file but the rows that there are.
  func erase() throws {
    try file.diagnosed {
      try queue.writeWithoutTransaction { db in
        // The log still holds pages as they were before; it has to go before and after the file is written anew.
        try truncateLog(db)
        try db.execute(sql: "VACUUM")
        try truncateLog(db)
      }
    }
  }

  private func truncateLog(_ db: Database) throws {
    let isBusy = try Query(db, "PRAGMA wal_checkpoint(TRUNCATE)", cached: false).first { $0.integer(0) != 0 } ?? true
    if isBusy { throw DatabaseError(resultCode: .SQLITE_BUSY, message: "the log is read by another process") }
  }
}
