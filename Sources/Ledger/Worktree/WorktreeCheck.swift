import Dispatch
import Records
import Synchronization

/// Looks at every file of the worktree on threads of its own while a run goes on.
///
/// It only finds out whether there is anything to look at closely: a file that a commit of our own writes meanwhile is
/// doubtful too. So whoever ends the check under the lock looks again at what is in doubt; see ``Ledger/finishCheck()``.
final class WorktreeCheck: Sendable {
  enum Outcome {
    /// Every file is as the index says, which agrees with the commit.
    case untouched(IndexFile)
    /// Something is not, or can't be told from git's index.
    case doubtful
  }

  private let outcome = Mutex(Outcome.doubtful)
  private let done = DispatchGroup()

  init(_ files: WorktreeFiles, head: ObjectID) {
    DispatchQueue.global(qos: .userInitiated).async(group: done) { [self] in
      // Whatever goes wrong here goes wrong again in the closer look, which tells of it.
      guard let index = try? files.agreedIndex(head), let found = try? files.unvouched(index), found.isEmpty else {
        return
      }
      outcome.withLock { $0 = .untouched(index) }
    }
  }

  /// Waits for the end.
  func wait() -> Outcome {
    done.wait()
    return outcome.withLock { $0 }
  }
}

/// The files of a worktree and where it is noted how they stand, without the repository: for any thread.
struct WorktreeFiles: Sendable {
  let folder: String
  let indexPath: String
  /// Where it is noted which index and HEAD were last seen to agree.
  let notePath: String

  /// Git's index where it is known to agree with a commit; nil otherwise.
  ///
  /// - Parameter last: what was read lately; taken again when the file is still the same.
  func agreedIndex(_ head: ObjectID, last: IndexFile? = nil) throws(Diagnostic) -> IndexFile? {
    guard let index = try IndexFile.read(indexPath, last: last),
      try note() == "\(hexText(index.checksum)) \(head)\n"
    else { return nil }
    return index
  }

  private func note() throws(Diagnostic) -> String? {
    try Disk.read(notePath).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The entries whose files are not surely as the index says, in order, with the facts of those that are there.
  ///
  /// A million records are tens of thousands of files, looked at in every run: on two threads.
  func unvouched(_ index: IndexFile) throws(Diagnostic) -> [(entry: Int, facts: FileFacts?)] {
    let lanes = index.count > 2_000 ? 2 : 1
    let found = Mutex<[[(entry: Int, facts: FileFacts?)]]>(Array(repeating: [], count: lanes))
    let failure = Mutex<Diagnostic?>(nil)
    let root = folder
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      var looker = Looker(root: root)
      var own: [(entry: Int, facts: FileFacts?)] = []
      index.raw.withUnsafeBufferPointer { raw in
        do throws(Diagnostic) {
          for entry in (index.count * lane / lanes)..<(index.count * (lane + 1) / lanes) {
            // The index is parsed: every path lies in it, and ends with a NUL.
            let facts = try looker.facts(terminated: raw, index.pathRange(entry))
            if let facts, index.vouches(entry, for: facts, in: raw) { continue }
            own.append((entry, facts))
          }
        } catch {
          failure.withLock { $0 = error }
        }
      }
      found.withLock { [own] in $0[lane] = own }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return found.withLock { $0.flatMap { $0 } }
  }
}
