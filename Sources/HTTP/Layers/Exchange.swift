/// One request that was sent and how it ended: a line of the debug log, and what receipts count.
public struct Exchange: Sendable, CustomStringConvertible {
  /// How it ended.
  public enum Outcome: Hashable, Sendable {
    /// With an answer of that status.
    case answered(Int)
    /// Without one, or with one that broke off.
    case failed(Cause)
  }

  /// The method and URL with secrets masked.
  public var request: String
  /// What it does to the system.
  public var effect: Effect
  /// Which time it was sent, from 1.
  public var attempt: Int
  /// How it ended.
  public var outcome: Outcome
  /// The size of what was sent, without the header.
  public var sent: Int
  /// The size of what arrived, without the header, unpacked.
  public var received: Int
  /// From sending to the last byte.
  public var duration: Duration

  /// `GET https://api.example.com/orders: 200, 5120 bytes, 84 ms, attempt 2`.
  public var description: String {
    let end =
      switch outcome {
      case .answered(let status): "\(status)"
      case .failed(let cause): "\(cause)"
      }
    let milliseconds = Int(duration / .milliseconds(1))
    return "\(request): \(end), \(received) bytes, \(milliseconds) ms" + (attempt > 1 ? ", attempt \(attempt)" : "")
  }
}
