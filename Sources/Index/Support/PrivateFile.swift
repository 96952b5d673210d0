import GRDB
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A SQLite file that only its owner may read, and the diagnostics of what can be wrong with it.
struct PrivateFile: Sendable {
  /// The word in diagnostic codes: `index`, `people`, `staging`.
  var name: String
  /// Where it is.
  var path: String
  /// The version of its tables; another one is refused, unless the file is derived.
  var version: Int64
  /// Whether the content can be made again from elsewhere: a file of another version is emptied.
  var isDerived = false
  /// How to mend an unreadable file.
  var remedy: String
  /// `PRAGMA` statements for each connection.
  var pragmas: [String] = []
  /// Seconds to wait for another process.
  var patience: Double = 30

  /// Opens it, making file and tables when there is none.
  ///
  /// - Throws: a diagnostic `<name>.unreadable` when it is damaged or of another version, `<name>.busy`, `<name>.disk`.
  func open(schema: String) throws -> DatabaseQueue {
    try diagnosed {
      try reserve()
      var configuration = Configuration()
      configuration.label = name
      configuration.busyMode = .timeout(patience)
      configuration.foreignKeysEnabled = false
      let pragmas = pragmas
      configuration.prepareDatabase { db in
        for pragma in pragmas { try db.execute(sql: "PRAGMA \(pragma)") }
      }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      func version(_ db: Database) throws -> Int64 {
        try Query(db, "PRAGMA user_version", cached: false).first { $0.integer(0) } ?? 0
      }
      if isDerived, ![0, self.version].contains(try queue.read(version)) { try queue.erase() }
      try queue.write { db in
        let found = try version(db)
        let tables = try Query(db, "SELECT count(*) FROM sqlite_master", cached: false).first { $0.integer(0) } ?? 0
        if found == self.version { return }
        guard found == 0, tables == 0 else {
          throw unreadable("It has version \(found), this Tend reads \(self.version).")
        }
        try db.execute(sql: schema)
        try db.execute(sql: "PRAGMA user_version = \(self.version)")
      }
      return queue
    }
  }

  /// Makes the file first, so that SQLite's own files beside it get the same mode.
  private func reserve() throws {
    let descriptor = Self.openFile(path)
    guard descriptor >= 0 else {
      throw Diagnostic(
        .system, code: "\(name).disk", "The private \(name) file can't be opened",
        reason: String(cString: strerror(errno)), hints: ["Check that its folder exists and is yours."], location: path)
    }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else {
      throw Diagnostic(
        .system, code: "\(name).disk", "The private \(name) file can't be closed to others",
        reason: String(cString: strerror(errno)), hints: ["Make it belong to the user who runs Tend."], location: path)
    }
  }

  private static func openFile(_ path: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #else
      Darwin.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #endif
  }

  private func unreadable(_ reason: String) -> Diagnostic {
    Diagnostic(
      .system, code: "\(name).unreadable", "The \(name) file can't be read", reason: reason, hints: [remedy],
      location: path)
  }

  /// Runs `body` and turns errors of SQLite into diagnostics; others pass.
  func diagnosed<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw diagnostic(for: error)
    }
  }

  private func diagnostic(for error: DatabaseError) -> Diagnostic {
    // Never the error's own description: it may hold the values of the statement.
    let reason = "SQLite code \(error.extendedResultCode.rawValue)\(error.message.map { ": \($0)" } ?? "")"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: return unreadable(reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Diagnostic(
        .busy, code: "\(name).busy", "The \(name) file is in use", reason: reason,
        hints: ["Wait for the other command to end and try again."], location: path)
    case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_TOOBIG:
      return Diagnostic(
        .system, code: "\(name).disk", "The \(name) file can't be written", reason: reason,
        hints: ["Check free space and the owner of the folder."], location: path)
    default:
      return Diagnostic(
        .fault, code: "\(name).fault", "A statement on the \(name) file failed", reason: reason, hints: [remedy],
        location: path)
    }
  }
}
