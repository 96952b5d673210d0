import Records
import Synchronization

/// What the index behind a system's lists knows of a world: of every other thing it trails by some seconds.
///
/// Lists are therefore out of step with the records, and with each other: a thing that changed a moment ago may be missing
/// where one that changed later is there.
final class SearchIndex: Sendable {
  /// As long as such an index takes to catch up.
  static let usual = Span(seconds: 8)

  private struct Late {
    var now: Instant
    var indices: [Int]
  }

  let lag: Span
  /// What changed lately, by what it is: worked out once for all requests of a second.
  private let late = Mutex<[String: Late]>([:])

  init(lag: Span = SearchIndex.usual) {
    self.lag = lag
  }

  /// The moment whose state it has of a thing.
  func moment(of index: Int, at now: Instant) -> Instant { index % 2 == 0 ? now : now - lag }

  /// What it may not have as it is: all that changed since the lag began.
  ///
  /// - Parameter changed: Finds what last changed in a range.
  func late(_ name: String, at now: Instant, _ changed: (ClosedRange<Instant>) -> [Int]) -> [Int] {
    if lag <= Span(seconds: 0) { return [] }
    if let known = late.withLock({ $0[name] }), known.now == now { return known.indices }
    let found = changed((now - lag)...now)
    late.withLock { $0[name] = Late(now: now, indices: found) }
    return found
  }
}
