/// How often and after which waits a request is sent again.
public struct Backoff: Hashable, Sendable {
  /// How often it is sent at most.
  public var attempts: Int
  /// The wait before the second attempt; it doubles with each.
  public var first: Duration
  /// The longest wait of one's own choice.
  public var ceiling: Duration
  /// The longest wait that a system may ask for; for a longer one the next run is the better time.
  public var patience: Duration

  /// A backoff of its parts.
  public init(
    attempts: Int = 5, first: Duration = .seconds(1), ceiling: Duration = .seconds(60),
    patience: Duration = .seconds(180)
  ) {
    self.attempts = attempts
    self.first = first
    self.ceiling = ceiling
    self.patience = patience
  }

  /// How long to wait after the given attempt failed; nil when it was the last.
  ///
  /// `chance` from 0 to 1 spreads the waits: one's own over the upper half, a system's by up to a second beyond it.
  func wait(after decision: Decision, attempt: Int, chance: Double) -> Duration? {
    guard attempt < attempts else { return nil }
    switch decision {
    case .retry: return min(first * (1 << min(attempt - 1, 20)), ceiling) * (0.5 + chance / 2)
    case .retryAfter(let asked): return asked <= patience ? asked + .seconds(1) * chance : nil
    case .accept, .reconnect, .forbidden, .contractChanged, .refused: return nil
    }
  }
}
