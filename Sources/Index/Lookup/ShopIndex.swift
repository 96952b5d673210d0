import Dispatch
import GRDB
import Records

/// The index of a workspace, `.tend/index.sqlite`: derived from the ledger, naming the commit it reflects.
///
/// Several threads may use one; they take turns. All methods throw a ``Records/Diagnostic`` whose code begins with
/// `index.`, or what the closure throws. `index.unreadable` means: delete the file and rebuild.
public final class ShopIndex: Sendable {
  private let file: PrivateFile
  private let queue: DatabaseQueue

  /// Opens the file at `path`, making it when there is none; only its owner may read it.
  public init(path: String) throws {
    // WAL, so that a page can be built while a hand edit writes. synchronous NORMAL: after a power cut the index may
    // lack its last transactions but is whole, and being behind HEAD is what catching up is for.
    file = PrivateFile(
      name: "index", path: path, version: IndexSchema.version, isDerived: true,
      remedy: "Delete the file and run tend rebuild.",
      pragmas: [
        "journal_mode = WAL", "journal_size_limit = 67108864", "synchronous = NORMAL", "temp_store = MEMORY",
        "cache_size = -24576", "mmap_size = 33554432",
      ])
    queue = try file.open(schema: IndexSchema.tables)
  }

  /// Runs `body` in the one write transaction of a run, and names `commit` as what the index then reflects.
  ///
  /// When `body` throws, nothing of it stays. The transaction must not be used after `body` and not on another thread.
  public func write<Result>(commit: String, _ body: (IndexTransaction) throws -> Result) throws -> Result {
    try write { (try body($0), commit) }
  }

  /// The same for a body that makes the commit itself and returns its id beside the result.
  public func write<Result>(_ body: (IndexTransaction) throws -> (Result, commit: String)) throws -> Result {
    try file.diagnosed {
      try queue.write { db in
        let transaction = IndexTransaction(Session(db))
        let (result, commit) = try body(transaction)
        try transaction.prepare()
        try transaction.session("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)").run("commit", commit)
        return result
      }
    }
  }

  /// Runs `body`, which works on this index in the middle of something else, and explains what goes wrong with it.
  public func diagnosed<Result>(_ body: () throws -> Result) throws -> Result { try file.diagnosed(body) }

  /// Empties the index, to be filled again from the ledger.
  public func reset() throws {
    try file.diagnosed {
      try queue.erase()
      try queue.write { db in
        try db.execute(sql: IndexSchema.tables)
        try db.execute(sql: "PRAGMA user_version = \(IndexSchema.version)")
      }
    }
  }

  /// Runs `body` over one unchanging state of the index. The view must not be used after `body`.
  public func read<Result>(_ body: (IndexView) throws -> Result) throws -> Result {
    try file.diagnosed { try queue.read { try body(IndexView(Session($0))) } }
  }

  /// Carries what was written from the log beside the file into the file, on another thread and over a connection of its
  /// own; what is not done when the index is closed is done then. Whatever goes wrong with it only makes that slower.
  public func settle() {
    DispatchQueue.global(qos: .userInitiated).async { [file] in
      let own = try? file.open(schema: IndexSchema.tables)
      _ = try? own?.writeWithoutTransaction { try $0.checkpoint(.passive) }
    }
  }

  /// The commit that the index reflects; nil before the first one.
  public func commit() throws -> String? { try read { try $0.commit() } }

  /// The whole content in a form that depends neither on how it came about nor on internal numbers: two indexes of the
  /// same data give equal lines. For tests and `tend verify`; holds every record in memory.
  public func dump() throws -> [String] { try read { try $0.dump() } }
}

/// The questions one can ask the index, valid inside of ``ShopIndex/read(_:)`` or ``ShopIndex/write(commit:_:)`` only.
public class IndexView {
  let session: Session
  let words: Words

  init(_ session: Session) {
    self.session = session
    words = Words(session)
  }

  /// Brings tables up to date that a transaction changes lazily; called before every question.
  func prepare() throws {}

  /// The commit that the index reflects; nil before the first one.
  public func commit() throws -> String? {
    try session("SELECT value FROM meta WHERE name = ?1").first("commit") { $0.text(0) }
  }
}
