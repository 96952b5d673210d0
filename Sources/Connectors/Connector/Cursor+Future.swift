import Records

extension Cursor {
  /// How far ahead of the run's clock a moment in a cursor may lie.
  ///
  /// A cursor holds what the system's clock said, so one that is ahead tells that ours is behind, and going on from it is right.
  /// Only what no clock is wrong by is taken for damage, since that costs reading everything again.
  static let tolerance = Span.days(1)

  /// Whether a moment in a cursor can't have come yet.
  static func isAhead(_ moment: Instant, of now: Instant) -> Bool { moment > now + tolerance }
}
