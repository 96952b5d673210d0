import Records
import Synchronization

/// The served shop's clock: it stands still, or gains so much in each second of the machine's, and can be set meanwhile.
final class ShopClock: Sendable {
  private struct State {
    var time: Instant
    /// The machine's milliseconds at which that was.
    var readAt: Int
  }

  /// What the shop's time gains in a second; nothing for a clock that stands still.
  let gain: Span
  private let state: Mutex<State>
  private let milliseconds: @Sendable () -> Int

  init(_ start: Instant, gain: Span, milliseconds: @escaping @Sendable () -> Int) {
    self.gain = gain
    self.milliseconds = milliseconds
    state = Mutex(State(time: start, readAt: milliseconds()))
  }

  var now: Instant { state.withLock { time($0, milliseconds()) } }

  /// Sets it.
  func set(_ time: Instant) {
    let read = milliseconds()
    state.withLock { $0 = State(time: time, readAt: read) }
  }

  /// Moves it on.
  func advance(_ span: Span) {
    let read = milliseconds()
    state.withLock { $0 = State(time: time($0, read) + span, readAt: read) }
  }

  private func time(_ state: State, _ read: Int) -> Instant {
    // A day a second for ten years is far from what an Int64 holds.
    state.time + Span(seconds: Int64(read - state.readAt) * gain.seconds / 1000)
  }
}

/// The clock's address at the server: `GET /clock` tells the time, `PUT /clock?at=TIME` sets it, `PUT /clock?by=SPAN`
/// moves it on.
struct ShopClockAddress {
  let clock: ShopClock

  /// The status and what is told.
  func answer(_ method: String, _ query: [(name: String, value: String)]) -> (status: Int, text: String) {
    guard method == "PUT" else {
      guard method == "GET" else { return (405, "The clock is read with GET and set with PUT.") }
      return (200, clock.now.description)
    }
    guard query.count == 1, let (name, value) = query.first, name == "at" || name == "by" else {
      return (400, "Say what to set: /clock?at=2026-11-01T09:00:00Z, or /clock?by=1d to move on.")
    }
    if name == "by" {
      guard let span = Span(value) else { return (400, "\(value) is no span of time such as 6h or 1d.") }
      clock.advance(span)
    } else {
      guard let time = Instant(value) else {
        return (400, "\(value) is not a time. Write it in UTC: 2026-11-01T09:00:00Z")
      }
      clock.set(time)
    }
    return (200, clock.now.description)
  }
}
