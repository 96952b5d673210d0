import Dispatch
import Records
import Synchronization

/// Looks at every file of the worktree on a thread of its own while a run goes on; whoever waits for it helps.
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

  private struct State {
    /// Nil until it is read, and where it does not agree with the commit.
    var index: IndexFile?
    /// The first entry that nobody looks at yet.
    var next = 0
    var isDoubtful = false
  }

  /// Entries that are looked at in one go.
  private static let portion = 2_000

  private let files: WorktreeFiles
  private let state = Mutex(State())
  private let read = DispatchSemaphore(value: 0)
  private let done = DispatchGroup()

  init(_ files: WorktreeFiles, head: ObjectID) {
    self.files = files
    DispatchQueue.global(qos: .userInitiated).async(group: done) { [self] in
      // Whatever goes wrong here goes wrong again in the closer look, which tells of it.
      let index = (try? files.agreedIndex(head)) ?? nil
      state.withLock { $0.index = index }
      read.signal()
      work()
    }
  }

  private func work() {
    guard let index = state.withLock({ $0.index }) else { return }
    while let entries = portion(of: index) {
      if let found = try? files.unvouched(index, entries), found.isEmpty { continue }
      state.withLock { $0.isDoubtful = true }
    }
  }

  private func portion(of index: IndexFile) -> Range<Int>? {
    state.withLock { state in
      guard !state.isDoubtful, state.next < index.count else { return nil }
      let entries = state.next..<min(state.next + Self.portion, index.count)
      state.next = entries.upperBound
      return entries
    }
  }

  /// Helps until the end.
  func finish() -> Outcome {
    read.wait()
    work()
    done.wait()
    return state.withLock { state in
      guard let index = state.index, !state.isDoubtful else { return .doubtful }
      return .untouched(index)
    }
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
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      do throws(Diagnostic) {
        let own = try unvouched(index, (index.count * lane / lanes)..<(index.count * (lane + 1) / lanes))
        found.withLock { $0[lane] = own }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return found.withLock { $0.flatMap { $0 } }
  }

  /// The same of some entries.
  func unvouched(
    _ index: IndexFile, _ entries: Range<Int>
  ) throws(Diagnostic) -> [(entry: Int, facts: FileFacts?)] {
    var looker = Looker(root: folder)
    var own: [(entry: Int, facts: FileFacts?)] = []
    var failure: Diagnostic?
    index.raw.withUnsafeBufferPointer { raw in
      do throws(Diagnostic) {
        for entry in entries {
          // The index is parsed: every path lies in it, and ends with a NUL.
          let facts = try looker.facts(terminated: raw, index.pathRange(entry))
          if let facts, index.vouches(entry, for: facts, in: raw) { continue }
          own.append((entry, facts))
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return own
  }
}
