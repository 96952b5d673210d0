import Records

/// A token that says when it ends, by the system's clock, so that a simulated system knows it also after a restart.
enum DatedToken {
  static func text(_ name: String, for life: Span, at now: Instant) -> String { "\(name)-\((now + life).seconds)" }

  /// Whether it is one of that name and has not ended.
  static func isGood(_ token: String, named name: String, at now: Instant) -> Bool {
    guard token.hasPrefix(name + "-"), let end = Int64(token.dropFirst(name.count + 1)) else { return false }
    return now < Instant(seconds: end)
  }
}
