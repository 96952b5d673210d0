import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files beside `.git`: what people and tools read. Derived from HEAD, and only ever changed by the ledger.
struct Worktree {
  let repository: Repository
  /// Where it is noted which index and HEAD were last seen to agree.
  let notePath: String

  var folder: String { repository.folder }
  var indexPath: String { repository.gitFolder + "/index" }
  var files: WorktreeFiles { WorktreeFiles(folder: folder, indexPath: indexPath, notePath: notePath) }
  /// Files on their way into the worktree; on the same file system, so that a rename brings them there.
  var stagingFolder: String { repository.gitFolder + "/tend-staging" }

  /// One file to bring into the worktree, or to take away.
  struct Item {
    var path: String
    var id: ObjectID?
    /// Name in the staging folder.
    var staged: String?
  }

  enum Found {
    case nothing
    case file(FileFacts)
    case folder
    /// A link, a pipe: nothing that Tend makes.
    case other
  }

  func find(_ path: String) throws(Diagnostic) -> Found {
    var facts = stat()
    if lstat(folder + "/" + path, &facts) != 0 {
      if errno == ENOENT || errno == ENOTDIR { return .nothing }
      throw Trouble.os(errno, "look at a file", folder + "/" + path)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return .file(FileFacts(facts))
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Refuses to write over what someone changed by hand: each file is as `old` says, or already as it shall be.
  func requireUntouched(_ changes: [PathChange], index: IndexFile?) throws(Diagnostic) {
    for change in changes {
      let found = try find(change.path)
      switch found {
      case .nothing:
        if change.old != nil, change.new != nil { throw foreignEdit(change.path, missing: true) }
      case .folder:
        // Its files may be what this very commit deletes; a rename over one that stays fails.
        continue
      case .other: throw foreignEdit(change.path)
      case .file(let facts):
        if let index, let entry = index.find(change.path.utf8), index.id(entry) == change.old,
          index.vouches(entry, for: facts)
        {
          continue
        }
        let content = try Disk.read(folder + "/" + change.path) ?? []
        let id = ObjectID.ofBlob(content)
        if id != change.old, id != change.new { throw foreignEdit(change.path, content, expected: change.old) }
      }
    }
  }

  func foreignEdit(
    _ path: String, _ content: [UInt8] = [], expected: ObjectID? = nil, missing: Bool = false
  ) -> Diagnostic {
    var hints = ["Put it back with `git checkout -- \(path)` in the data folder, then run again."]
    if expected == nil, !missing { hints = ["Move the file out of the data folder, then run again."] }
    if let expected, ObjectID.ofBlob(withoutCarriageReturns(content)) == expected {
      hints.insert("Its line ends were turned into CRLF: set core.autocrlf to false for this folder.", at: 0)
    }
    return Diagnostic(
      .ledger, code: "ledger.foreign-edit",
      missing ? "a file of the ledger was deleted by hand" : "a file of the ledger was changed by hand",
      reason: "Tend alone writes the data folder and will not overwrite the change", hints: hints, location: path)
  }

  private func withoutCarriageReturns(_ content: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(content.count)
    for (place, byte) in content.enumerated() {
      if byte == 0x0d, place + 1 < content.count, content[place + 1] == 0x0a { continue }
      kept.append(byte)
    }
    return kept
  }

  // MARK: Writing

  /// Brings the files into place, deletions first; again after an interruption is fine.
  ///
  /// - Returns: what the index must learn, sorted by path.
  func apply(_ items: [Item], step: () throws(Diagnostic) -> Void) throws(Diagnostic) -> [IndexFile.Change] {
    for item in items.reversed() where item.id == nil {
      try step()
      let path = folder + "/" + item.path
      if unlink(path) != 0, errno != ENOENT, errno != ENOTDIR, errno != EISDIR, errno != EPERM {
        throw Trouble.os(errno, "delete a file", path)
      }
      removeEmptyFolders(above: item.path)
    }
    var changes: [IndexFile.Change] = []
    changes.reserveCapacity(items.count)
    var made: String?
    for item in items {
      guard let id = item.id else {
        changes.append(IndexFile.Change(path: Array(item.path.utf8), file: nil))
        continue
      }
      let path = folder + "/" + item.path
      if let staged = item.staged {
        try step()
        let parent = Disk.folder(of: path)
        if parent != made { try Disk.makeFolder(parent) }
        made = parent
        try Disk.rename(stagingFolder + "/" + staged, path)
      }
      guard case .file(let facts) = try find(item.path) else { throw foreignEdit(item.path, missing: true) }
      changes.append(IndexFile.Change(path: Array(item.path.utf8), file: (facts, id)))
    }
    return changes
  }

  private func removeEmptyFolders(above path: String) {
    var parent = Disk.folder(of: path)
    while parent != "." {
      if rmdir(folder + "/" + parent) != 0 { return }
      parent = Disk.folder(of: parent)
    }
  }

  /// Git's index; nil when there is none that can be read.
  func readIndex() throws(Diagnostic) -> IndexFile? {
    let index = try IndexFile.read(indexPath, last: repository.lastIndex)
    repository.lastIndex = index
    return index
  }

  /// Writes git's index and notes that it agrees with `head`.
  func writeIndex(_ bytes: [UInt8], head: ObjectID) throws(Diagnostic) {
    let draft = indexPath + ".tend"
    try Disk.put(bytes, at: draft)
    try Disk.rename(draft, indexPath)
    try writeNote(checksum: bytes.suffix(20), head: head)
  }

  // MARK: Checking

  /// Requires every file to be as HEAD says, by the index's facts where these suffice and by content elsewhere.
  ///
  /// An index that is missing, unreadable or not of this HEAD is rebuilt.
  ///
  /// - Returns: whether the index was rebuilt.
  func requireClean(_ head: Commit) throws(Diagnostic) -> Bool {
    if let index = try agreedIndex(head) {
      let stale = try requireUnedited(index)
      if !stale.isEmpty { try writeIndex(index.updated(stale), head: head.id) }
      return false
    }
    let index = try readIndex()
    try rebuild(index ?? IndexFile(), head: head)
    return index == nil
  }

  /// Git's index where it is known to agree with a commit; nil otherwise.
  func agreedIndex(_ head: Commit) throws(Diagnostic) -> IndexFile? {
    let index = try files.agreedIndex(head.id, last: repository.lastIndex)
    if let index { repository.lastIndex = index }
    return index
  }

  /// Requires every file to be as the index says.
  ///
  /// - Returns: the entries whose facts are out of date although the content is right.
  @discardableResult
  func requireUnedited(_ index: IndexFile) throws(Diagnostic) -> [IndexFile.Change] {
    var stale: [IndexFile.Change] = []
    for (entry, found) in try WorktreeCheck(files, index).doubtful() {
      let path = index.path(entry)
      guard let facts = found else { throw foreignEdit(text(path), missing: true) }
      let content = try Disk.read(folder + "/" + text(path)) ?? []
      if ObjectID.ofBlob(content) != index.id(entry) {
        throw foreignEdit(text(path), content, expected: index.id(entry))
      }
      stale.append(IndexFile.Change(path: Array(path), file: (facts, index.id(entry))))
    }
    return stale
  }

  private func rebuild(_ index: IndexFile, head: Commit) throws(Diagnostic) {
    var changes: [IndexFile.Change] = []
    var next = 0
    var looker = Looker(root: folder)
    func dropEntries(before path: [UInt8]?) throws(Diagnostic) {
      while next < index.count, path.map({ index.path(next).lexicographicallyPrecedes($0) }) ?? true {
        let name = text(index.path(next))
        // Added to the index by hand: HEAD does not know it.
        if try looker.facts(index.path(next)) != nil { throw foreignEdit(name) }
        changes.append(IndexFile.Change(path: Array(index.path(next)), file: nil))
        next += 1
      }
    }
    try TreeWalk(repository: repository).files(of: head.tree, under: []) { path, id throws(Diagnostic) in
      try dropEntries(before: path)
      let known = next < index.count && index.path(next).elementsEqual(path) ? next : nil
      if known != nil { next += 1 }
      guard let facts = try looker.facts(path[...]) else { throw foreignEdit(text(path[...]), missing: true) }
      if let known, index.id(known) == id, index.vouches(known, for: facts) { return }
      let content = try Disk.read(folder + "/" + text(path[...])) ?? []
      if ObjectID.ofBlob(content) != id { throw foreignEdit(text(path[...]), content, expected: id) }
      changes.append(IndexFile.Change(path: path, file: (facts, id)))
    }
    try dropEntries(before: nil)
    if changes.isEmpty, index.count > 0 {
      try writeNote(checksum: index.checksum, head: head.id)
    } else {
      try writeIndex(index.updated(changes), head: head.id)
    }
  }

  private func text(_ path: ArraySlice<UInt8>) -> String { String(decoding: path, as: UTF8.self) }

  // Not synced: a lost or torn note only costs a slower check.
  private func writeNote(checksum: some Sequence<UInt8>, head: ObjectID) throws(Diagnostic) {
    try Disk.put(Array("\(hexText(checksum)) \(head)\n".utf8), at: notePath, mode: 0o600)
  }
}
