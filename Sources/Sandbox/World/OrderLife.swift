import Records

/// What happens to an order of a generated world and when, all of it within 45 days of placing.
struct OrderLife {
  var placed: Instant
  var paid: Instant?
  var label: Instant?
  var fulfilled: Instant?
  var cancelled: Instant?
  var refunded: Instant?
  /// In hundredths of the total, where money goes back.
  var refund = 0
  var scanned: Instant?
  var delivered: Instant?
  var voided: Instant?

  /// The longest time from placing to the last thing that happens.
  static let length = Span.days(45)
  /// From placing to the label, always: so labels are made in the order of placing.
  static let packing = Span.hours(20)

  /// The moments are drawn from `times`, which orders of one moment share; what happens at all from `fate`.
  init(_ role: WorldPattern.Role, placed: Instant, times: SplitMix, fate: SplitMix) {
    var (times, fate) = (times, fate)
    self.placed = placed
    let charged = placed + Span(seconds: Int64(times.within(5...40)))
    switch role {
    case .everyday:
      paid = charged
      ship(&times, &fate)
      giveBack(&times, &fate)
    case .giftCard:
      paid = charged
      fulfilled = charged + Span(seconds: 30)
    case .pointOfSale:
      paid = placed
      fulfilled = placed
    case .wholesale:
      ship(&times, &fate)
      let settled = placed + Span(seconds: Int64(times.within(14 * 86_400...29 * 86_400)))
      if fate.chance(90) { paid = settled }
    case .calledOff:
      cancelled = placed + Span(seconds: Int64(times.within(3600...10_800)))
      if fate.chance(50) { (paid, refunded, refund) = (charged, cancelled, 100) }
    case .unpaid: break
    }
  }

  private mutating func ship(_ times: inout SplitMix, _ fate: inout SplitMix) {
    let label = placed + OrderLife.packing
    let scan = label + Span(seconds: Int64(times.within(4 * 3600...10 * 3600)))
    let arrival = scan + Span(seconds: Int64(times.within(86_400...5 * 86_400)))
    (self.label, fulfilled) = (label, label)
    switch fate.below(100) {
    case 0: voided = label + .hours(2)
    case 1: break
    case 2: scanned = scan
    default: (scanned, delivered) = (scan, arrival)
    }
  }

  private mutating func giveBack(_ times: inout SplitMix, _ fate: inout SplitMix) {
    let days = times.within(8...26)
    switch fate.below(100) {
    case 0: refund = 100
    case 1, 2: refund = fate.within(5...40)
    default: return
    }
    refunded = placed + .days(Int64(days)) + Span(seconds: Int64(times.below(86_400)))
  }

  /// When the order last changed by `now`.
  func orderChanged(by now: Instant) -> Instant {
    last(of: paid, fulfilled, cancelled, refunded, by: now, from: placed)
  }

  /// When its parcel last changed by `now`.
  func parcelChanged(by now: Instant) -> Instant {
    last(of: scanned, delivered, voided, nil, by: now, from: placed + OrderLife.packing)
  }

  private func last(
    of first: Instant?, _ second: Instant?, _ third: Instant?, _ fourth: Instant?, by now: Instant, from start: Instant
  ) -> Instant {
    var last = start
    if let first, first <= now { last = max(last, first) }
    if let second, second <= now { last = max(last, second) }
    if let third, third <= now { last = max(last, third) }
    if let fourth, fourth <= now { last = max(last, fourth) }
    return last
  }
}

extension Optional where Wrapped == Instant {
  /// Whether it has happened by `now`.
  func hasPassed(by now: Instant) -> Bool { map { $0 <= now } ?? false }
  /// The moment, where it has come by `now`.
  func known(by now: Instant) -> Instant? { hasPassed(by: now) ? self : nil }
}
