public import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What ``Ledger/verify()`` looked at and found.
public struct Verification: Sendable {
  /// Commits from HEAD to the first.
  public var commits = 0
  /// Objects read and hashed.
  public var objects = 0
  /// Everything that is wrong; empty when all is well.
  public var problems: [Diagnostic] = []
}

extension Ledger {
  /// Checks the whole history: each object's hash, that nothing it refers to is missing, that every commit is one of
  /// ours and none goes back in time.
  ///
  /// Writes nothing and needs no lock. Takes as long as reading the whole history.
  public func verify() throws(Diagnostic) -> Verification {
    var found = Verification()
    var seen: Set<ObjectID> = []
    var next = try repository.head()
    var later: Commit?
    while let id = next {
      next = nil
      found.commits += 1
      guard let raw = check(id, .commit, &seen, &found), let commit = Commit(id: id, raw: raw) else { break }
      if !commit.isOurs { found.problems.append(problem("ledger.foreign-commit", "a commit was not made by Tend", id)) }
      if !commit.author.hasSuffix("@localhost>") {
        found.problems.append(problem("ledger.foreign-author", "a commit bears the name of somebody else", id))
      }
      if let later, later.time < commit.time {
        found.problems.append(problem("ledger.clock-went-back", "a commit is older than the one before it", later.id))
      }
      checkTree(commit.tree, &seen, &found)
      later = commit
      next = commit.parent
    }
    return found
  }

  /// What in the worktree is not as a commit says. Needs the lock: a commit under way would look like an edit by hand.
  public func verifyWorktree(_ head: Commit) throws(Diagnostic) -> [Diagnostic] {
    var known: Set<String> = []
    var problems: [Diagnostic] = []
    let worktree = worktree
    try forEachFile(in: head.tree) { path, id throws(Diagnostic) in
      known.insert(path)
      guard let content = try Disk.read(data + "/" + path) else {
        problems.append(worktree.foreignEdit(path, missing: true))
        return
      }
      if ObjectID.ofBlob(content) != id { problems.append(worktree.foreignEdit(path, content, expected: id)) }
    }
    for path in strangers(in: "", known: known) { problems.append(worktree.foreignEdit(path)) }
    return problems
  }

  private func problem(_ code: String, _ summary: String, _ id: ObjectID) -> Diagnostic {
    Diagnostic(.ledger, code: code, summary, location: id.description)
  }

  private func check(
    _ id: ObjectID, _ kind: ObjectKind, _ seen: inout Set<ObjectID>, _ found: inout Verification
  ) -> [UInt8]? {
    seen.insert(id)
    found.objects += 1
    guard let (actual, content) = repository.object(id), actual == kind else {
      found.problems.append(Trouble.missingObject(id, data))
      return nil
    }
    if ObjectID.of(kind, content) != id {
      found.problems.append(problem("ledger.damaged", "an object's content does not match its name", id))
      return nil
    }
    return content
  }

  private func checkTree(_ id: ObjectID, _ seen: inout Set<ObjectID>, _ found: inout Verification) {
    if seen.contains(id) { return }
    guard let raw = check(id, .tree, &seen, &found), let entries = Tree.parse(raw) else { return }
    for entry in entries {
      if entry.isFolder {
        checkTree(entry.id, &seen, &found)
      } else if !seen.contains(entry.id) {
        _ = check(entry.id, .blob, &seen, &found)
      }
    }
  }

  /// Files that HEAD does not know.
  private func strangers(in folder: String, known: Set<String>) -> [String] {
    var found: [String] = []
    for name in Disk.names(in: data + "/" + folder).sorted(by: precedes) where !(folder.isEmpty && name == ".git") {
      let path = folder.isEmpty ? name : folder + "/" + name
      var facts = stat()
      if lstat(data + "/" + path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
        found += strangers(in: path, known: known)
      } else if !known.contains(path) {
        found.append(path)
      }
    }
    return found
  }
}
