import Records

/// When the things of a list changed, so that those that changed in a range are found without a look at the others.
struct ChangeIndex: Sendable {
  /// The moments of each thing in order, its beginning first.
  private let moments: [[Instant]]
  /// All of them, in order.
  private let all: [(at: Instant, index: Int)]

  /// An index of things by the moments of their beginnings and changes, in any order.
  init(_ moments: [[Instant]]) {
    self.moments = moments.map { $0.sorted() }
    all = moments.enumerated().flatMap { index, list in Set(list).map { (at: $0, index: index) } }
      .sorted { ($0.at, $0.index) < ($1.at, $1.index) }
  }

  /// When a thing last changed by `now`; its beginning where it has not begun.
  func last(_ index: Int, at now: Instant) -> Instant {
    moments[index].last { $0 <= now } ?? moments[index][0]
  }

  /// The things that last changed in a range, by that moment, then by index.
  func changed(in range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    let end = min(range.upperBound, now)
    var place = firstPlace(from: range.lowerBound)
    var found: [Int] = []
    while place < all.count, all[place].at <= end {
      if last(all[place].index, at: now) == all[place].at { found.append(all[place].index) }
      place += 1
    }
    return found
  }

  private func firstPlace(from moment: Instant) -> Int {
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].at < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
