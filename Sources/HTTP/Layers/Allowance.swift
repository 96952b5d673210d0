/// What a system says that one may still ask of it.
public enum Allowance: Hashable, Sendable {
  /// Points that come back steadily, up to `capacity`.
  case bucket(available: Double, capacity: Double, perSecond: Double)
  /// Requests left until the count begins anew.
  case window(left: Int, resetsIn: Duration)

  /// How long to wait before something of that cost may be sent, `elapsed` after this was read and with
  /// `underway` sent and not yet answered; nil for not at all.
  func wait(for cost: Double, underway: Double, elapsed: Duration) -> Duration? {
    switch self {
    case .bucket(let available, let capacity, let perSecond):
      // What costs more than the bucket holds waits until it is full.
      let needed = min(cost, max(capacity, 1))
      let filled = min(capacity, available + perSecond * (elapsed / .seconds(1))) - underway
      guard filled < needed else { return nil }
      // A day stands for whatever is longer, which nobody waits for.
      return perSecond > 0 ? .seconds(min(86_400, max(0.001, (needed - filled) / perSecond))) : .seconds(1)
    case .window(let left, let resetsIn):
      guard elapsed < resetsIn, Double(left) - underway < cost else { return nil }
      return resetsIn - elapsed
    }
  }
  /// What is left of it `elapsed` after it was read, when something of that cost was sent and the answer said nothing.
  func spending(_ cost: Double, elapsed: Duration) -> Allowance? {
    switch self {
    case .bucket(let available, let capacity, let perSecond):
      let filled = min(capacity, available + perSecond * (elapsed / .seconds(1)))
      return .bucket(available: filled - cost, capacity: capacity, perSecond: perSecond)
    case .window(let left, let resetsIn):
      return elapsed < resetsIn ? .window(left: left - Int(cost), resetsIn: resetsIn - elapsed) : nil
    }
  }
}
