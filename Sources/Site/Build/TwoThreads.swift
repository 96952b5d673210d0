import Dispatch
import Synchronization

/// Work that this thread and one other share: what is added is done by the other, and by this one as well where there is
/// more than the other gets done. Not more threads than that: Tend is written for machines of two cores.
final class TwoThreads: Sendable {
  typealias Work = @Sendable () -> Void

  private struct State {
    var waiting: [Work] = []
    var isWorking = false
  }

  private let state = Mutex(State())
  private let other = DispatchQueue(label: "tend.pages")
  /// So much may wait before this thread helps.
  private let most: Int

  init(most: Int = 8) { self.most = most }

  /// Has work done, by the other thread or right here.
  func take(_ work: @escaping Work) {
    if state.withLock({ $0.waiting.count >= most }) { work() } else { add(work) }
  }

  /// Has work done by whoever is free; for what turns up while other work is done.
  func add(_ work: @escaping Work) {
    let starts = state.withLock { state in
      state.waiting.append(work)
      defer { state.isWorking = true }
      return !state.isWorking
    }
    if starts {
      other.async { [self] in
        while let work = next(orStops: true) { work() }
      }
    }
  }

  /// Helps until all is done.
  func finish() {
    repeat {
      while let work = next(orStops: false) { work() }
      // What the other thread is doing may add more.
      other.sync {}
    } while state.withLock { !$0.waiting.isEmpty || $0.isWorking }
  }

  private func next(orStops: Bool) -> Work? {
    state.withLock { state in
      if state.waiting.isEmpty {
        if orStops { state.isWorking = false }
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
