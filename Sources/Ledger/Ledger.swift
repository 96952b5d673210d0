public import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One path in which two trees differ.
public struct PathChange: Sendable, Equatable {
  /// Relative to the data folder.
  public var path: String
  /// The file before; nil when it is new.
  public var old: ObjectID?
  /// The file after; nil when it is gone.
  public var new: ObjectID?
}

/// The data folder as a git repository that Tend alone writes.
///
/// For one thread at a time. Whoever writes (`create`, `recover`, `beginCommit` to its end, `rollUpPacks`, `maintain`)
/// holds `ledger.lock`; reading needs no lock, since what a commit id names never changes.
public final class Ledger {
  /// The data folder: git's worktree.
  public let data: String
  /// The private folder, for markers.
  public let privateFolder: String

  let repository: Repository
  /// The look at the files that is under way.
  var check: WorktreeCheck?
  /// Tests end the process's work here: called before each durable step, true makes it stop as a kill would.
  var diesBefore: ((Step) -> Bool)?

  /// The durable steps of writing, in their order.
  enum Step: String, CaseIterable {
    case stage, seal, mark, pack, packIndex, branch, delete, rename, sync, index, unmark
    case noteRollUp, removePack, forgetRollUp
  }

  static let killed = Diagnostic(.fault, code: "ledger.killed", "stopped by a test")

  /// Begins to make the git library ready on another thread: it reads the machine's certificates, though it will connect
  /// to nobody.
  public static func prepare() { Repository.prepare() }

  /// Opens the ledger of a workspace.
  ///
  /// - Throws: `ledger.not-found`, `ledger.wrong-owner`, `ledger.detached-head`, `ledger.git`.
  public init(data: String, privateFolder: String) throws(Diagnostic) {
    self.data = data
    self.privateFolder = privateFolder
    repository = try Repository(folder: data)
    _ = try repository.head()
  }

  /// Makes an empty ledger: a repository with branch `main`, our settings and no commit yet.
  ///
  /// The first commit also holds `.gitattributes`. Again after an interruption is fine.
  ///
  /// - Throws: `ledger.exists` when it has commits already; `system.…`, `ledger.git`.
  public static func create(data: String, privateFolder: String) throws(Diagnostic) -> Ledger {
    try Disk.makeFolder(privateFolder, mode: 0o700)
    try Disk.makeFolder(data)
    if Disk.exists(data + "/.git/HEAD"), let ledger = try? Ledger(data: data, privateFolder: privateFolder),
      try ledger.repository.head() != nil
    {
      throw Diagnostic(.ledger, code: "ledger.exists", "there is a ledger here already", location: data)
    }
    try Repository.create(folder: data)
    return try Ledger(data: data, privateFolder: privateFolder)
  }

  var worktree: Worktree { Worktree(repository: repository, notePath: privateFolder + "/checkout-index") }
  var walk: TreeWalk { TreeWalk(repository: repository) }

  func reach(_ step: Step) throws(Diagnostic) {
    if diesBefore?(step) == true { throw Self.killed }
  }

  // MARK: Reading

  /// The newest commit; nil before the first.
  public func head() throws(Diagnostic) -> Commit? {
    guard let id = try repository.head() else { return nil }
    return try repository.commit(id)
  }

  /// The commit of this id.
  ///
  /// - Throws: `ledger.missing-object`.
  public func commit(_ id: ObjectID) throws(Diagnostic) -> Commit { try repository.commit(id) }

  /// The content of a file; nil when the tree has none of this path.
  public func read(_ path: String, in tree: ObjectID) throws(Diagnostic) -> [UInt8]? {
    guard let entry = try walk.entry(path, in: tree), !entry.isFolder else { return nil }
    return try repository.read(entry.id, .blob)
  }

  /// The content of a file by its object id.
  ///
  /// - Throws: `ledger.missing-object`.
  public func read(blob: ObjectID) throws(Diagnostic) -> [UInt8] { try repository.read(blob, .blob) }

  /// All files at or under a path (empty: the whole tree), in the order of the paths' bytes.
  public func files(under path: String = "", in tree: ObjectID) throws(Diagnostic) -> [(path: String, blob: ObjectID)] {
    var files: [(path: String, blob: ObjectID)] = []
    try forEachFile(under: path, in: tree) { path, blob throws(Diagnostic) in files.append((path, blob)) }
    return files
  }

  /// Visits all files at or under a path without gathering them.
  public func forEachFile(
    under path: String = "", in tree: ObjectID,
    _ visit: (_ path: String, _ blob: ObjectID) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    guard let entry = try walk.entry(path, in: tree) else { return }
    if !entry.isFolder { return try visit(path, entry.id) }
    try walk.files(of: entry.id, under: Array(path.utf8)) { path, blob throws(Diagnostic) in
      try visit(String(decoding: path, as: UTF8.self), blob)
    }
  }

  /// The files at or under a path in which two trees differ, in the order of the paths' bytes.
  ///
  /// Reads only trees that differ: the cost follows the change, not the store. A nil `from` is the empty tree.
  public func changes(from old: ObjectID?, to new: ObjectID, under path: String = "") throws(Diagnostic) -> [PathChange]
  {
    let before: TreeEntry? = if let old { try walk.entry(path, in: old) } else { nil }
    let after = try walk.entry(path, in: new)
    var found: [PathChange] = []
    func add(_ path: [UInt8], _ old: ObjectID?, _ new: ObjectID?) {
      found.append(PathChange(path: String(decoding: path, as: UTF8.self), old: old, new: new))
    }
    let name = Array(path.utf8)
    let (oldFile, newFile) = (before.flatMap { $0.isFolder ? nil : $0.id }, after.flatMap { $0.isFolder ? nil : $0.id })
    if oldFile != newFile { add(name, oldFile, newFile) }
    try walk.changes(
      from: before.flatMap { $0.isFolder ? $0.id : nil }, to: after.flatMap { $0.isFolder ? $0.id : nil }, under: name,
      file: { path, old, new throws(Diagnostic) in add(path, old, new) })
    return found
  }

  /// The history, newest first, along first parents; from HEAD unless told otherwise.
  ///
  /// - Parameters:
  ///   - path: only commits that changed this file or folder.
  ///   - limit: at most so many; nil for all.
  public func log(from start: ObjectID? = nil, path: String? = nil, limit: Int? = nil) throws(Diagnostic) -> [Commit] {
    var found: [Commit] = []
    try forEachCommit(from: start, path: path) { commit throws(Diagnostic) in
      if let limit, found.count >= limit { return false }
      found.append(commit)
      return found.count != limit
    }
    return found
  }

  /// Visits the history as ``log(from:path:limit:)`` gives it, until `visit` answers false.
  public func forEachCommit(
    from start: ObjectID? = nil, path: String? = nil, _ visit: (Commit) throws(Diagnostic) -> Bool
  ) throws(Diagnostic) {
    let newest: ObjectID? = if let start { start } else { try repository.head() }
    guard let first = newest else { return }
    var next: Commit? = try repository.commit(first)
    var entry: ObjectID? = nil
    if let path, let commit = next { entry = try walk.entry(path, in: commit.tree)?.id }
    while let commit = next {
      let parent: Commit? = if let id = commit.parent { try repository.commit(id) } else { nil }
      next = parent
      if let path {
        let before: ObjectID? = if let parent { try walk.entry(path, in: parent.tree)?.id } else { nil }
        let changed = before != entry
        entry = before
        if !changed { continue }
      }
      if try !visit(commit) { return }
    }
  }

  // MARK: Requirements

  /// Refuses a clock that is behind the newest commit.
  ///
  /// - Throws: `ledger.clock-went-back`.
  public func requireClock(_ now: Instant) throws(Diagnostic) {
    guard let head = try head(), now < head.time else { return }
    throw Diagnostic(
      .ledger, code: "ledger.clock-went-back", "the clock says \(now), but the last commit is of \(head.time)",
      reason: "a history that goes back in time can't be trusted",
      hints: [
        "Set the machine's clock, or pass a later --at.",
        "An edit or run without --at was given the machine's time: beside a made-up shop give each of them --at, now one later than \(head.time).",
      ])
  }
}
