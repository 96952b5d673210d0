import Dispatch
import Records
import Synchronization

/// Looks at every file of the worktree on a thread of its own; whoever asks for the result helps.
///
/// A million records are tens of thousands of files, looked at in every run. Beside a run that goes on it only finds out
/// whether there is anything to look at closely: a file that a commit of our own writes meanwhile is doubtful too, so
/// whoever ends the check under the lock looks again; see ``Ledger/finishCheck()``.
final class WorktreeCheck: Sendable {
  /// An entry whose file is not surely as the index says, with what is known of the file; nil when there is none.
  typealias Doubt = (entry: Int, facts: FileFacts?)

  private struct State {
    /// Nil until it is read, and where it does not agree with the commit.
    var index: IndexFile?
    /// The first entry that nobody looks at yet.
    var next = 0
    var doubts: [Doubt] = []
    var failure: Diagnostic?
  }

  /// Entries that are looked at in one go.
  private static let portion = 2_000

  private let files: WorktreeFiles
  private let state = Mutex(State())
  private let read = DispatchSemaphore(value: 0)
  private let done = DispatchGroup()

  /// Begins with git's index, where that agrees with a commit.
  init(_ files: WorktreeFiles, head: ObjectID) {
    self.files = files
    begin { () throws(Diagnostic) in try files.agreedIndex(head) }
  }

  /// Begins with an index that was read already.
  init(_ files: WorktreeFiles, _ index: IndexFile) {
    self.files = files
    begin { () throws(Diagnostic) in index }
  }

  private func begin(_ find: @escaping @Sendable () throws(Diagnostic) -> IndexFile?) {
    DispatchQueue.global(qos: .userInitiated).async(group: done) { [self] in
      do throws(Diagnostic) {
        let index = try find()
        state.withLock { $0.index = index }
      } catch {
        state.withLock { $0.failure = error }
      }
      read.signal()
      work()
    }
  }

  private func work() {
    guard let index = state.withLock({ $0.index }) else { return }
    while let entries = portion(of: index) {
      do throws(Diagnostic) {
        let doubts = try files.doubts(in: index, entries)
        state.withLock { $0.doubts += doubts }
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }

  private func portion(of index: IndexFile) -> Range<Int>? {
    state.withLock { state in
      guard state.failure == nil, state.next < index.count else { return nil }
      let entries = state.next..<min(state.next + Self.portion, index.count)
      state.next = entries.upperBound
      return entries
    }
  }

  private func finish() throws(Diagnostic) -> State {
    read.wait()
    work()
    done.wait()
    let end = state.withLock { $0 }
    // Whoever asks next needs not wait for the reading.
    read.signal()
    if let failure = end.failure { throw failure }
    return end
  }

  /// The index, where it agrees with the commit and every file is surely as it says; nil otherwise.
  func untouchedIndex() throws(Diagnostic) -> IndexFile? {
    let end = try finish()
    return end.doubts.isEmpty ? end.index : nil
  }

  /// What has to be looked at closely, in the order of the index.
  func doubtful() throws(Diagnostic) -> [Doubt] { try finish().doubts.sorted { $0.entry < $1.entry } }
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

  /// Those of some entries whose files are not surely as the index says.
  func doubts(in index: IndexFile, _ entries: Range<Int>) throws(Diagnostic) -> [WorktreeCheck.Doubt] {
    var looker = Looker(root: folder)
    var doubts: [WorktreeCheck.Doubt] = []
    var failure: Diagnostic?
    index.raw.withUnsafeBufferPointer { raw in
      do throws(Diagnostic) {
        for entry in entries {
          // The index is parsed: every path lies in it, and ends with a NUL.
          let facts = try looker.facts(terminated: raw, index.pathRange(entry))
          if let facts, index.vouches(entry, for: facts, in: raw) { continue }
          doubts.append((entry, facts))
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return doubts
  }
}
