import Records
import Synchronization

/// A moment that is moved while somebody looks at it.
final class MovingClock: Sendable {
  private let moment: Mutex<Instant>

  init(_ moment: Instant) {
    self.moment = Mutex(moment)
  }

  var value: Instant { moment.withLock { $0 } }

  /// The moment as it stands, which then moves on.
  func advance(_ step: Span) -> Instant {
    moment.withLock { moment in
      defer { moment = moment + step }
      return moment
    }
  }
}
