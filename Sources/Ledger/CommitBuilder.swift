import Dispatch
public import Records
import Synchronization

/// One commit in the making: files are compressed into a pack as they come, so memory stays flat.
///
/// Ends with ``finish(message:author:at:)`` or ``abandon()``. For one thread at a time; hashing and compression run on
/// others inside.
public final class CommitBuilder {
  /// The commit this one goes on top of; nil for the first.
  public let parent: Commit?

  private enum Pending {
    /// Compressed in the background under this number, which is also the name of its staged file.
    case write(Int)
    case delete
  }

  private let ledger: Ledger
  private let pack: PackStream
  private let lanes: [Lane]
  /// Bounds what is in flight, so that a fast writer waits for the compressors.
  private let room = DispatchSemaphore(value: 128)
  private let names: Names
  private let drafts: String
  private var pending: [String: Pending] = [:]
  private var number = 0
  private var folders: [String: [ArraySlice<UInt8>: TreeEntry]] = [:]
  private var ended = false

  init(ledger: Ledger, parent: Commit?) throws(Diagnostic) {
    self.ledger = ledger
    self.parent = parent
    Disk.removeFlat(ledger.worktree.stagingFolder)
    try Disk.makeFolder(ledger.worktree.stagingFolder)
    pack = try PackStream(in: ledger.repository.packFolder)
    names = Names()
    drafts = ledger.worktree.stagingFolder
    lanes = (0..<2).map { Lane(label: "tend.pack.\($0)") }
  }

  deinit { drain() }

  /// Whether the commit would change nothing.
  public var isEmpty: Bool { pending.isEmpty }

  /// How many files differ from the parent so far.
  public var count: Int { pending.count }

  /// Puts a file; content equal to the parent's is no change.
  ///
  /// - Throws: `ledger.bad-path` for a path that is not of letters, digits, `.`, `_`, `-` and `/`; `system.…`.
  public func write(_ path: String, _ content: [UInt8]) throws(Diagnostic) {
    try requireOpen(path)
    var known: ObjectID?
    if let old = try parentBlob(path) {
      let id = ObjectID.ofBlob(content)
      if id == old {
        pending[path] = nil
        return
      }
      known = id
    }
    if let failure = pack.failure ?? names.failure { throw failure }
    let slot = number
    number += 1
    try ledger.reach(.stage)
    pending[path] = .write(slot)
    room.wait()
    lanes[slot % lanes.count].run { [pack, names, room, known, drafts] deflater in
      let id = known ?? ObjectID.ofBlob(content)
      pack.add(.blob, content, id: id, with: &deflater)
      names.set(slot, id) { () throws(Diagnostic) in try Disk.put(content, at: "\(drafts)/\(slot)") }
      room.signal()
    }
  }

  /// Takes a file away; one that is not there is no change.
  ///
  /// - Throws: `ledger.bad-path`.
  public func delete(_ path: String) throws(Diagnostic) {
    try requireOpen(path)
    pending[path] = try parentBlob(path) == nil ? nil : .delete
  }

  /// Makes the commit: after it returns the snapshot is durable and the worktree shows it.
  ///
  /// An error before the branch moves leaves everything as it was; one after it is finished by ``Ledger/recover()``.
  ///
  /// - Parameters:
  ///   - message: with at least one trailer whose key begins with `Tend-`, by which we know our commits.
  ///   - time: author's and committer's time, written in UTC.
  /// - Throws: `ledger.foreign-edit`, `ledger.moved`, `ledger.path-conflict`, `system.disk-full`, ….
  public func finish(message: CommitMessage, author: Author, at time: Instant) throws(Diagnostic) -> Commit {
    try requireOpen("commit")
    guard message.isOurs else {
      throw Diagnostic(.fault, code: "ledger.no-trailer", "a commit was made without a trailer of ours")
    }
    if parent == nil, pending[".gitattributes"] == nil { try write(".gitattributes", Array("* -text\n".utf8)) }
    drain()
    ended = true
    let writing = CommitWriting(ledger: ledger, pack: pack, parent: parent)
    do throws(Diagnostic) {
      if let failure = pack.failure ?? names.failure { throw failure }
      return try writing.run(try items(), message: message, author: author, at: time)
    } catch {
      if error != Ledger.killed, !writing.published { discard() }
      throw error
    }
  }

  /// Gives up: nothing was changed.
  public func abandon() {
    guard !ended else { return }
    ended = true
    drain()
    discard()
  }

  private func discard() {
    pack.discard()
    Disk.removeFlat(ledger.worktree.stagingFolder)
  }

  private func drain() {
    for lane in lanes { lane.wait() }
  }

  private func items() throws(Diagnostic) -> [(item: Worktree.Item, old: ObjectID?)] {
    var items: [(item: Worktree.Item, old: ObjectID?)] = []
    items.reserveCapacity(pending.count)
    for (path, change) in pending {
      let old = try parentBlob(path)
      switch change {
      case .delete: items.append((Worktree.Item(path: path), old))
      case .write(let slot): items.append((Worktree.Item(path: path, id: names[slot], staged: String(slot)), old))
      }
    }
    return items.sorted { precedes($0.item.path, $1.item.path) }
  }

  private func requireOpen(_ path: String) throws(Diagnostic) {
    if ended { throw Diagnostic(.fault, code: "ledger.commit-ended", "a commit that has ended was written to") }
    if path != "commit", !LedgerPath.isSafe(path) {
      throw Diagnostic(.fault, code: "ledger.bad-path", "a path is not one the ledger may hold", location: path)
    }
  }

  private func parentBlob(_ path: String) throws(Diagnostic) -> ObjectID? {
    guard parent != nil else { return nil }
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    let folder = name.startIndex == path.startIndex ? "" : Disk.folder(of: path)
    guard let entry = try entries(of: folder)[ArraySlice(name.utf8)], !entry.isFolder else { return nil }
    return entry.id
  }

  /// The parent's entries of a folder, each folder read once.
  private func entries(of folder: String) throws(Diagnostic) -> [ArraySlice<UInt8>: TreeEntry] {
    if let known = folders[folder] { return known }
    var tree: ObjectID?
    if folder.isEmpty {
      tree = parent?.tree
    } else {
      let above = folder.utf8.contains(UInt8(ascii: "/")) ? Disk.folder(of: folder) : ""
      let name = above.isEmpty ? folder[...] : folder.dropFirst(above.count + 1)
      if let entry = try entries(of: above)[ArraySlice(name.utf8)], entry.isFolder { tree = entry.id }
    }
    var found: [ArraySlice<UInt8>: TreeEntry] = [:]
    if let tree { for entry in try ledger.repository.tree(tree) { found[entry.name] = entry } }
    folders[folder] = found
    return found
  }
}

/// What paths may be: plain names of ASCII, nothing that git or a file system takes for something else.
enum LedgerPath {
  static func isSafe(_ path: String) -> Bool {
    guard !path.isEmpty, path.utf8.count < 1024 else { return false }
    return path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { name in
      guard !name.isEmpty, name.count < 256, name.allSatisfy(isPlain) else { return false }
      let text = String(Substring(name)).lowercased()
      // A name may begin with a dot, but not be `.`, `..` or one that git gives a meaning.
      return text != "." && text != ".." && !text.hasSuffix(".")
        && (!text.hasPrefix(".git") || text == ".gitattributes")
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// Object ids as the background finds them, and the first thing that went wrong there.
private final class Names: Sendable {
  private let ids = Mutex<[ObjectID?]>([])
  private let trouble = Mutex<Diagnostic?>(nil)

  var failure: Diagnostic? { trouble.withLock { $0 } }

  /// Notes an id, and what goes wrong with writing its content.
  func set(_ slot: Int, _ id: ObjectID, _ write: () throws(Diagnostic) -> Void) {
    do throws(Diagnostic) { try write() } catch { trouble.withLock { $0 = $0 ?? error } }
    ids.withLock { ids in
      while ids.count <= slot { ids.append(nil) }
      ids[slot] = id
    }
  }

  subscript(slot: Int) -> ObjectID? { ids.withLock { slot < $0.count ? $0[slot] : nil } }
}

/// One background thread with its own compressor.
private final class Lane: Sendable {
  private let queue: DispatchQueue
  private let deflater = Mutex(Deflater())

  init(label: String) { queue = DispatchQueue(label: label) }

  func run(_ work: @escaping @Sendable (inout Deflater) -> Void) {
    queue.async { [self] in deflater.withLock { work(&$0) } }
  }

  func wait() { queue.sync {} }
}

extension Ledger {
  /// Begins a commit on top of `parent`, which must be HEAD when it is finished.
  ///
  /// - Throws: `ledger.interrupted` while an earlier commit waits for ``recover()``; `system.…` when the drafts can't be
  ///   made.
  public func beginCommit(on parent: Commit?) throws(Diagnostic) -> CommitBuilder {
    if isInterrupted {
      throw Diagnostic(
        .fault, code: "ledger.interrupted", "an earlier commit is not finished",
        reason: "it was cut short after this command began", hints: ["Run the command again: it is finished first."])
    }
    return try CommitBuilder(ledger: self, parent: parent)
  }
}
