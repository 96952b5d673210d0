import Foundation

/// Blocks the thread; for the threads of servers only.
func pause(_ length: Duration) { Thread.sleep(forTimeInterval: length / .seconds(1)) }

/// Lets threads go on when so many have come.
final class DispatchGate: Sendable {
  private let condition = NSCondition()
  private let missing: Box<Int>

  init(_ count: Int) {
    missing = Box(count)
  }

  func arriveAndWait() {
    condition.lock()
    defer { condition.unlock() }
    missing.change { $0 -= 1 }
    condition.broadcast()
    while missing.value > 0 { condition.wait() }
  }
}
