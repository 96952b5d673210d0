import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The steps that make a commit durable. Their order is what a kill at any moment relies on:
/// objects, marker, branch (the moment of truth), files, git's index, marker away.
final class CommitWriting {
  private let ledger: Ledger
  private let pack: PackStream
  private let parent: Commit?
  /// Whether the branch has moved, or may have.
  private(set) var published = false

  init(ledger: Ledger, pack: PackStream, parent: Commit?) {
    self.ledger = ledger
    self.pack = pack
    self.parent = parent
  }

  func run(
    _ items: [(item: Worktree.Item, old: ObjectID?)], message: CommitMessage, author: Author, at time: Instant
  ) throws(Diagnostic) -> Commit {
    let (repository, worktree) = (ledger.repository, ledger.worktree)
    guard try repository.head() == parent?.id else { throw Repository.moved(ledger.data) }
    let index = try worktree.readIndex()
    try worktree.requireUntouched(
      items.map { PathChange(path: $0.item.path, old: $0.old, new: $0.item.id) }, index: index)

    var deflater = Deflater()
    let tree = try trees(items, &deflater)
    let raw = Self.commitContent(tree: tree, parent: parent?.id, message: message, author: author, at: time)
    let id = ObjectID.of(.commit, raw)
    guard let commit = Commit(id: id, raw: raw) else { throw Trouble.damaged("the new commit", ledger.data) }
    pack.add(.commit, raw, id: id, with: &deflater)

    try ledger.reach(.seal)
    let sealed = try pack.seal()
    try ledger.reach(.mark)
    let marker = CheckoutMarker(old: parent?.id, new: id, pack: sealed.name)
    try marker.write(to: ledger.markerPath)
    try ledger.reach(.pack)
    do throws(Diagnostic) {
      try pack.publish(sealed.name, index: sealed.index) { () throws(Diagnostic) in try ledger.reach(.packIndex) }
      repository.refresh()
      try ledger.reach(.branch)
      try repository.move(from: parent?.id, to: id, by: author, subject: CommitMessage.line(message.subject))
    } catch {
      if error != Ledger.killed, (try? repository.head()) == parent?.id { unlink(ledger.markerPath) }
      throw error
    }
    published = true

    let changes = try worktree.apply(items.map(\.item)) { () throws(Diagnostic) in try ledger.reach(.rename) }
    try ledger.reach(.sync)
    try Disk.syncAll(ledger.data)
    try ledger.reach(.index)
    if let index = index ?? (parent == nil ? IndexFile() : nil) {
      try worktree.writeIndex(index.updated(changes), head: id)
    } else {
      _ = try worktree.requireClean(commit)
    }
    try ledger.reach(.unmark)
    unlink(ledger.markerPath)
    Disk.removeFlat(worktree.stagingFolder)
    return commit
  }

  private func trees(
    _ items: [(item: Worktree.Item, old: ObjectID?)], _ deflater: inout Deflater
  ) throws(Diagnostic) -> ObjectID {
    // Gathered first, since a closure can't hold the compressor.
    var made: [(ObjectID, [UInt8])] = []
    let merge = TreeMerge(repository: ledger.repository) { tree in
      let id = ObjectID.of(.tree, tree)
      made.append((id, tree))
      return id
    }
    let changes = items.map { TreeMerge.Change(path: Array($0.item.path.utf8), blob: $0.item.id) }
    var root = try merge.merge(parent?.tree, changes[...], depth: 0)
    if root == nil {
      root = ObjectID.of(.tree, [])
      made.append((ObjectID.of(.tree, []), []))
    }
    for (id, tree) in made { pack.add(.tree, tree, id: id, with: &deflater) }
    guard let root else { throw Trouble.damaged("the new tree", ledger.data) }
    return root
  }

  static func commitContent(
    tree: ObjectID, parent: ObjectID?, message: CommitMessage, author: Author, at time: Instant
  ) -> [UInt8] {
    var text = "tree \(tree)\n"
    if let parent { text += "parent \(parent)\n" }
    text += "author \(author.text) \(time.seconds) +0000\ncommitter \(author.text) \(time.seconds) +0000\n\n"
    return Array((text + message.text).utf8)
  }
}

/// `.tend/checkout`: a commit whose files may not all be in the worktree yet.
struct CheckoutMarker: Equatable {
  var old: ObjectID?
  var new: ObjectID
  /// The pack's name, since one without an index is a leftover only when we know that it is ours.
  var pack: String

  init(old: ObjectID?, new: ObjectID, pack: String) {
    self.old = old
    self.new = new
    self.pack = pack
  }

  /// Nil when there is no marker.
  init?(at path: String) throws(Diagnostic) {
    guard let bytes = try Disk.read(path) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map { $0.filter { $0 != "\n" } }
    guard words.count == 3, let new = ObjectID(words[1]), words[0] == "none" || ObjectID(words[0]) != nil else {
      throw Trouble.damaged("the marker of an unfinished commit", path)
    }
    self.init(old: ObjectID(words[0]), new: new, pack: words[2])
  }

  func write(to path: String) throws(Diagnostic) {
    try Disk.replace(path, with: Array("\(old.map(\.description) ?? "none") \(new) \(pack)\n".utf8))
  }
}

extension Ledger {
  var markerPath: String { privateFolder + "/checkout" }
}
