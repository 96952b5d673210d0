import Records

/// A made-up shop of any size, of which nothing is held: whatever is asked for is worked out from the seed and an index.
///
/// Orders are placed evenly over the days. Of every 400 the first 40 share every moment of their lives, as runs of
/// subscriptions do, so that cursors meet ties. An order's parcel has its label 20 hours after placing, so parcels and orders
/// are found from each other; every 16th order is wholesale and has an invoice a minute after placing. What changes a thing
/// happens within 45 days of placing, so that only orders of those days are looked at for changes.
struct GeneratedWorld: ShopWorld {
  let seed: UInt64
  let count: Int
  let start: Instant
  /// In seconds.
  let length: Int
  /// How many of every 400 orders share their moments.
  let tied: Int
  /// Groups of orders in a week, at least one.
  let weekly: Int

  /// A world of `orders` orders from the first second of `firstDay` on the shop's wall, over `days` days.
  init(seed: UInt64, orders: Int, from firstDay: Day, days: Int, tied: Int = 40) {
    self.seed = seed
    count = max(1, orders)
    start = ShopTime.at(firstDay, 0)
    length = max(1, days) * 86_400
    self.tied = tied
    weekly = max(1, count / WorldPattern.orders * 7 / max(1, days))
  }

  /// The moment after the last order was placed.
  var end: Instant { start + Span(seconds: Int64(length)) }

  func random(_ index: Int, _ lane: Lane) -> SplitMix { SplitMix(seed: seed, index: index, lane: lane.rawValue) }

  /// What numbers are drawn for.
  enum Lane: UInt64 {
    case placing = 1, times, fate, goods, person, parcel
  }

  // MARK: Placing

  /// The order whose moments this one has.
  private func leader(_ index: Int) -> Int { index % 400 < tied ? index - index % 400 : index }

  /// When an order is placed: it grows with the index.
  func placed(_ index: Int) -> Instant {
    let leader = leader(index)
    var random = random(leader, .placing)
    return start + Span(seconds: Int64(leader * length / count + random.below(length / count)))
  }

  /// How many orders were placed before `moment`, or by it.
  func orders(placedBy moment: Instant, including: Bool = true) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let placed = placed(middle)
      if placed < moment || including && placed == moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func role(_ index: Int) -> WorldPattern.Role { WorldPattern.roles[index % WorldPattern.orders] }

  func life(_ index: Int) -> OrderLife {
    OrderLife(
      role(index), placed: placed(index), times: random(leader(index), .times), fate: random(index, .fate))
  }

  // MARK: Orders

  func orderCount(at now: Instant) -> Int { orders(placedBy: now) }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    changes(in: range, at: now).map(\.index)
  }

  /// The moments and indices of orders that last changed in a range, in order.
  func changes(in range: ClosedRange<Instant>, at now: Instant) -> [(changed: Instant, index: Int)] {
    var found: [(changed: Instant, index: Int)] = []
    for index in placedIndices(before: min(range.upperBound, now), since: range.lowerBound, or: OrderLife.length) {
      let changed = life(index).orderChanged(by: now)
      if range.contains(changed) { found.append((changed, index)) }
    }
    return found.sorted { ($0.changed, $0.index) < ($1.changed, $1.index) }
  }

  /// The orders placed by `last`, and since `first` or up to `earlier` before it.
  func placedIndices(before last: Instant, since first: Instant, or earlier: Span) -> Range<Int> {
    guard last >= start else { return 0..<0 }
    let since = max(first, start) - earlier
    let upper = orders(placedBy: last)
    return min(orders(placedBy: since, including: false), upper)..<upper
  }
}
