import Synchronization

/// So many requests in each span of time, which begins with the first request after the one before has ended.
final class RateWindow: Sendable {
  private struct State {
    var began: Int?
    var used = 0
  }

  /// Requests in a window.
  let quota: Int
  /// Its length in milliseconds.
  let length: Int
  private let state = Mutex(State())

  init(quota: Int, length: Int) {
    self.quota = quota
    self.length = length
  }

  /// Takes one request at `now`, in milliseconds.
  /// - Returns: whether it fits, how many are left after it, and in how many milliseconds the next window begins.
  func take(at now: Int) -> (fits: Bool, left: Int, resetsIn: Int) {
    state.withLock { state in
      let began = state.began.flatMap { now - $0 < length ? $0 : nil }
      if began == nil { state.used = 0 }
      let start = began ?? now
      state.began = start
      let fits = state.used < quota
      if fits { state.used += 1 }
      return (fits, quota - state.used, start + length - now)
    }
  }
}
