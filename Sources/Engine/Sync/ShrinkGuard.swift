internal import Records

/// Stops at the implausible: a stream that was not empty never becomes empty, nor loses much, without a person's word.
struct ShrinkGuard: Sendable {
  /// The share of its recent maximum that a stream may lose, in percent.
  var share = 20
  /// A loss of at most this many records is never held.
  var records = 10
  /// How many days the maximum reaches back.
  var days = 7

  /// Whether going from `peaks` to `offered` records must be held back.
  func holds(offered: Int, stored: Int, peaks: [SourceState.Peak], accepted: Int?, today: Day) -> Bool {
    if let accepted, offered >= accepted { return false }
    let recent = peaks.filter { today - $0.day <= days }.map(\.records)
    let maximum = max(recent.max() ?? 0, stored)
    guard maximum > 0 else { return false }
    if offered == 0 { return true }
    return (maximum - offered) * 100 > share * maximum && maximum - offered > records
  }

  /// Whether too many of `standing` records would go, though as many others come: an export of another shop, or another
  /// column of ids.
  ///
  /// - Parameter offered: how many there would be afterwards; down to what a person accepted, it is believed.
  func holds(kept: Int, of standing: Int, offered: Int, accepted: Int?) -> Bool {
    if let accepted, offered >= accepted { return false }
    return (standing - kept) * 100 > share * standing && standing - kept > records
  }

  /// The peaks after a day with `records` stored: one a day, those within the window.
  func peaks(_ peaks: [SourceState.Peak], adding records: Int, on today: Day) -> [SourceState.Peak] {
    var kept = peaks.filter { today - $0.day <= days && $0.day < today }
    let sameDay = peaks.last { $0.day == today }?.records ?? 0
    kept.append(SourceState.Peak(day: today, records: max(sameDay, records)))
    // Only a peak that a later, higher one does not outlive can matter.
    var useful: [SourceState.Peak] = []
    for peak in kept {
      useful.removeAll { $0.records <= peak.records }
      useful.append(peak)
    }
    return useful
  }
}
