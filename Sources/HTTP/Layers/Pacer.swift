import Synchronization

/// What is known of one host's patience.
final class Pacer: Sendable {
  private struct State {
    var allowance: Allowance?
    var readAt = Duration.zero
    var underway = 0.0
    var restsUntil = Duration.zero
  }

  private let state: Mutex<State>

  init(rate: Allowance?) {
    state = Mutex(State(allowance: rate))
  }

  /// Nil where something of that cost may be sent now, and it counts as under way from then on; else how long to wait
  /// before asking again.
  func admit(_ cost: Double, at now: Duration) -> Duration? {
    state.withLock { state in
      if now < state.restsUntil { return state.restsUntil - now }
      let wait = state.allowance?.wait(for: cost, underway: state.underway, elapsed: now - state.readAt)
      if wait == nil { state.underway += cost }
      return wait
    }
  }

  /// Takes the answer to something that was admitted: what it allows, and how long the host wants to be left alone.
  func settle(_ cost: Double, allowance: Allowance?, rest: Duration?, at now: Duration) {
    state.withLock { state in
      state.underway = max(0, state.underway - cost)
      state.allowance = allowance ?? state.allowance?.spending(cost, elapsed: now - state.readAt)
      state.readAt = now
      if let rest { state.restsUntil = max(state.restsUntil, now + rest) }
    }
  }
}
