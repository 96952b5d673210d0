public import HTTP
import Synchronization

/// Time that passes only by waiting for it: a wait is over at once and moves the clock.
public final class FakeTime: Sendable {
  private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))
  private let chance: Double

  /// A clock that starts at nought; every random number is `chance`.
  public init(chance: Double = 0) {
    self.chance = chance
  }

  /// What was waited for, in order.
  public var waits: [Duration] { state.withLock { $0.waits } }
  /// The time now.
  public var now: Duration { state.withLock { $0.now } }

  /// Lets time pass without a wait.
  public func pass(_ length: Duration) { state.withLock { $0.now += length } }

  /// What layers are given.
  public var timing: Timing {
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
