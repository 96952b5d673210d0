internal import Dispatch
internal import Records
internal import Synchronization

/// Work that goes on beside a run, one piece after the other on a thread of its own, and is waited for before the commit.
final class Aside: Sendable {
  private let queue = DispatchQueue(label: "tend.aside")
  private let failure = Mutex<(any Error)?>(nil)

  /// Begins a piece of work; after one has failed, none is begun.
  func run(_ work: @escaping @Sendable () throws -> Void) {
    queue.async { [self] in
      if failure.withLock({ $0 != nil }) { return }
      do { try work() } catch { failure.withLock { $0 = error } }
    }
  }

  /// Waits for all of it, whatever became of it.
  func wait() { queue.sync {} }

  /// Waits for all of it.
  ///
  /// - Throws: the first thing that went wrong.
  func finish() throws {
    wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
