import Synchronization

/// A number of places, given out first come, first served.
final class Turnstile: Sendable {
  private final class Ticket: Sendable {
    let isCancelled = Atomic(false)
  }

  private struct Waiter {
    var ticket: Ticket
    var continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var free: Int
    var waiters: [Waiter] = []
  }

  private let state: Mutex<State>

  init(places: Int) {
    state = Mutex(State(free: max(1, places)))
  }

  /// How many wait.
  var waiting: Int { state.withLock { $0.waiters.count } }

  /// Waits for a place; false where the task was cancelled before there was one.
  func enter() async -> Bool {
    let ticket = Ticket()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isAdmitted: Bool? = state.withLock { state in
          // Under the lock, so that a cancellation is seen either here or in `cancel`.
          if ticket.isCancelled.load(ordering: .relaxed) { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiters.append(Waiter(ticket: ticket, continuation: continuation))
          return nil
        }
        if let isAdmitted { continuation.resume(returning: isAdmitted) }
      }
    } onCancel: {
      cancel(ticket)
    }
  }

  /// Gives a place back.
  func leave() {
    let next: Waiter? = state.withLock { state in
      if state.waiters.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.continuation.resume(returning: true)
  }

  private func cancel(_ ticket: Ticket) {
    let waiter: Waiter? = state.withLock { state in
      ticket.isCancelled.store(true, ordering: .relaxed)
      return state.waiters.firstIndex { $0.ticket === ticket }.map { state.waiters.remove(at: $0) }
    }
    waiter?.continuation.resume(returning: false)
  }
}
