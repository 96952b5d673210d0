import HTTP
import Synchronization

/// Time that passes only by waiting for it: a wait is over at once and moves the clock.
final class FakeTime: Sendable {
  private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))
  let chance: Double

  init(chance: Double = 0) {
    self.chance = chance
  }

  /// What was waited for, in order.
  var waits: [Duration] { state.withLock { $0.waits } }
  var now: Duration { state.withLock { $0.now } }

  func pass(_ length: Duration) { state.withLock { $0.now += length } }

  var timing: Timing {
    Timing(
      now: { self.now },
      sleep: { length in
        try Task.checkCancellation()
        self.state.withLock {
          $0.now += length
          $0.waits.append(length)
        }
      }, random: { self.chance })
  }
}
