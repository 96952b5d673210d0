public import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What ``Ledger/recover()`` found and did.
public struct Recovery: Sendable, Equatable {
  /// A commit was durable but not all its files in place; now they are.
  public var finishedCommit: ObjectID?
  /// A commit had been begun and was undone.
  public var undidCommit = false
  /// Git's index was missing or unreadable and was made again.
  public var rebuiltIndex = false
  /// Files that killed runs had left.
  public var removedLeftovers = 0

  /// Whether everything was in order.
  public var isClean: Bool { self == Recovery() }
}

extension Ledger {
  /// Whether a commit was begun and neither finished nor undone. Under the lock: whoever made it was killed.
  public var isInterrupted: Bool { Disk.exists(markerPath) }

  /// What would keep ``recover()`` from succeeding, found without changing anything. Needs the lock.
  public func obstacle() -> Diagnostic? {
    do throws(Diagnostic) {
      guard let head = try head() else { return nil }
      if !head.isOurs { return foreignCommit(head) }
      if let marker = try CheckoutMarker(at: markerPath) {
        // A commit under way or cut short: what its files are is settled by recovery.
        return marker.new == head.id || marker.old == head.id ? nil : moved(marker, head)
      }
      guard let index = try worktree.agreedIndex(head) else { return try verifyWorktree(head).first }
      try worktree.requireUnedited(index)
      return nil
    } catch {
      return error
    }
  }

  /// Brings everything into the state of HEAD, or refuses where a person has to decide. Every run begins with it,
  /// under the lock.
  ///
  /// - Parameter checksBeside: Look at the files while the caller goes on, who must end that with ``finishCheck()`` under
  ///   the lock before it commits.
  /// - Throws: `ledger.foreign-edit`, `ledger.foreign-commit`, `ledger.detached-head`, `ledger.missing-object`,
  ///   `system.…`.
  public func recover(checksBeside: Bool = false) throws(Diagnostic) -> Recovery {
    var recovery = Recovery()
    let head = try head()
    if let head, !head.isOurs { throw foreignCommit(head) }
    let marker = try CheckoutMarker(at: markerPath)
    if let marker {
      if marker.new == head?.id, let head {
        try finishCheckout(marker, head)
        recovery.finishedCommit = head.id
      } else if marker.old == head?.id {
        let pack = "\(repository.packFolder)/\(marker.pack)"
        if !Disk.exists(pack + ".idx") { unlink(pack + ".pack") }
        recovery.undidCommit = true
      } else {
        throw moved(marker, head)
      }
    }
    try finishRollUp()
    recovery.removedLeftovers = removeLeftovers()
    if let head {
      if checksBeside, marker == nil {
        check = WorktreeCheck(worktree.files, head: head.id)
      } else {
        recovery.rebuiltIndex = try worktree.requireClean(head)
      }
    }
    if marker != nil { unlink(markerPath) }
    return recovery
  }

  /// Ends the look at the files that ``recover(checksBeside:)`` began: what is in doubt is looked at closely. Needs the lock.
  ///
  /// - Throws: `ledger.foreign-edit`, `system.…`.
  public func finishCheck() throws(Diagnostic) -> Recovery {
    var recovery = Recovery()
    guard let check else { return recovery }
    self.check = nil
    if let index = try check.untouchedIndex() {
      repository.lastIndex = index
    } else if let head = try head() {
      recovery.rebuiltIndex = try worktree.requireClean(head)
    }
    return recovery
  }

  private func foreignCommit(_ head: Commit) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.foreign-commit", "the newest commit was not made by Tend: \(head.id)",
      reason: "Tend alone writes the data folder, so that the history can be trusted",
      hints: [
        "Look at it with `git show \(head.id)` in the data folder.",
        "Take it away with `git reset --hard HEAD~1` there, then run again.",
      ])
  }

  private func moved(_ marker: CheckoutMarker, _ head: Commit?) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.foreign-commit", "the branch was moved while a commit was unfinished",
      reason: "it should be at \(marker.new), but is at \(head?.id.description ?? "no commit")",
      hints: ["Run `git reset --hard \(marker.new)` in the data folder, then run again."])
  }

  private func finishCheckout(_ marker: CheckoutMarker, _ head: Commit) throws(Diagnostic) {
    let old: ObjectID? = if let id = marker.old { try repository.commit(id).tree } else { nil }
    let changes = try changes(from: old, to: head.tree)
    let worktree = worktree
    Disk.removeFlat(worktree.stagingFolder)
    try Disk.makeFolder(worktree.stagingFolder)
    var items: [Worktree.Item] = []
    for (place, change) in changes.enumerated() {
      var item = Worktree.Item(path: change.path, id: change.new)
      if case .file = try worktree.find(change.path) {
        let content = try Disk.read(data + "/" + change.path) ?? []
        let id = ObjectID.ofBlob(content)
        // After a power cut a file may be there without its content.
        if id != change.old, id != change.new, !content.isEmpty {
          throw worktree.foreignEdit(change.path, content, expected: change.new)
        }
        if id == change.new {
          items.append(item)
          continue
        }
      }
      if let new = change.new {
        item.staged = String(place)
        try Disk.put(try repository.read(new, .blob), at: "\(worktree.stagingFolder)/\(place)")
      }
      items.append(item)
    }
    let facts = try worktree.apply(items) { () throws(Diagnostic) in try reach(.rename) }
    try reach(.sync)
    try Disk.syncAll(data)
    try reach(.index)
    if let index = try worktree.readIndex() ?? (marker.old == nil ? IndexFile() : nil) {
      try worktree.writeIndex(index.updated(facts), head: head.id)
    }
    try reach(.unmark)
  }

  /// Removes what killed runs left: drafts of packs and files, locks on refs. Only we write here, and we hold the lock.
  private func removeLeftovers() -> Int {
    var count = 0
    func remove(in folder: String, where isLeftover: (String) -> Bool) {
      for name in Disk.names(in: folder) where isLeftover(name) && unlink(folder + "/" + name) == 0 { count += 1 }
    }
    let git = repository.gitFolder
    remove(in: repository.packFolder) { $0.hasPrefix("tmp_") || $0.hasPrefix("pack_git2_") || $0.hasPrefix(".tmp-") }
    remove(in: git + "/objects") { $0.hasPrefix("tmp_") }
    remove(in: git + "/refs/heads") { $0.hasSuffix(".lock") }
    remove(in: git) { ["HEAD.lock", "packed-refs.lock", "index.tend", "config.lock"].contains($0) }
    remove(in: privateFolder) { $0 == "checkout.new" || $0 == "rolled-up.new" }
    if Disk.exists(worktree.stagingFolder) {
      count += Disk.names(in: worktree.stagingFolder).count
      Disk.removeFlat(worktree.stagingFolder)
    }
    return count
  }
}
