internal import HTTP
internal import Synchronization

/// Counts what is sent for one connection and how long it waits, by listening to its client.
final class RequestCounter: Sendable {
  private let count = Mutex(Receipt.Requests())

  /// What was counted so far.
  var requests: Receipt.Requests { count.withLock { $0 } }

  /// A log that counts what it is told and tells it on.
  func log(_ log: @escaping @Sendable (Exchange) -> Void) -> @Sendable (Exchange) -> Void {
    { exchange in
      self.count.withLock { count in
        count.sent += 1
        if exchange.attempt > 1 { count.retried += 1 }
      }
      log(exchange)
    }
  }

  /// The same time, whose waits are counted when they are over.
  func timing(_ timing: Timing) -> Timing {
    var counting = timing
    counting.sleep = { length in
      try await timing.sleep(length)
      self.count.withLock { $0.waited += Int(length / .milliseconds(1)) }
    }
    return counting
  }
}
