import Records

@testable import Sandbox

/// A world in which an order is placed and paid every four minutes of one night, after those of another world.
struct Nightly: ShopWorld {
  let base: SampleWorld
  let from: Instant
  /// How long ago the times are that an order comes with.
  let late: Span
  private let earlier: Int

  init(base: SampleWorld, from: Instant, late: Span = .minutes(0)) {
    self.base = base
    self.from = from
    self.late = late
    earlier = base.orderCount(at: from)
  }

  private func start(_ index: Int) -> Instant {
    let minutes = 4 * (index - earlier) + 1
    return from + .minutes(Int64(minutes))
  }

  func orderCount(at now: Instant) -> Int {
    let begun = from + .minutes(1)
    guard now >= begun else { return min(earlier, base.orderCount(at: now)) }
    let more = Int((now - begun).seconds) / 240 + 1
    return earlier + more
  }

  func order(_ index: Int, at now: Instant) -> WorldOrder {
    if index < earlier { return base.order(index, at: min(now, from)) }
    var order = base.order(0, at: from)
    order.index = index
    order.state.placed = start(index) - late
    if late > .minutes(0) {
      order.changed = order.state.placed
      return order
    }
    let paid = start(index) + .minutes(90)
    order.state.paidAt = paid <= now ? paid : nil
    order.state.fulfilledAt = nil
    order.changed = paid <= now ? paid : start(index)
    return order
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    var found: [(Instant, Int)] = []
    for index in 0..<orderCount(at: now) {
      let changed = order(index, at: now).changed
      if range.contains(changed) { found.append((changed, index)) }
    }
    return found.sorted { $0 < $1 }.map(\.1)
  }

  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer { base.customer(index, at: now) }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] { [] }
  func parcelCount(at now: Instant) -> Int { 0 }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel { base.parcel(index, at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { [] }
  func invoiceCount(at now: Instant) -> Int { 0 }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}

/// Another world, but that one of its parcels is voided at some moment.
struct LateVoid: ShopWorld {
  let base: SampleWorld
  let parcel: Int
  let voided: Instant

  func parcel(_ index: Int, at now: Instant) -> WorldParcel {
    var found = base.parcel(index, at: now)
    if index == parcel { found.state.voided = voided }
    return found
  }

  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer { base.customer(index, at: now) }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    base.customers(changedIn: range, at: now)
  }
  func orderCount(at now: Instant) -> Int { base.orderCount(at: now) }
  func order(_ index: Int, at now: Instant) -> WorldOrder { base.order(index, at: now) }
  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    base.orders(changedIn: range, at: now)
  }
  func parcelCount(at now: Instant) -> Int { base.parcelCount(at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { base.parcels(ofOrder: order, at: now) }
  func invoiceCount(at now: Instant) -> Int { base.invoiceCount(at: now) }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}

/// Another world, in which somebody tags all orders of before in one second.
struct Bulk: ShopWorld {
  let base: SampleWorld
  let at: Instant

  func order(_ index: Int, at now: Instant) -> WorldOrder {
    var order = base.order(index, at: now)
    guard now >= at, order.state.placed < at else { return order }
    order.state.tags.append("backorder")
    order.changed = max(order.changed, at)
    return order
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    var found: [(Instant, Int)] = []
    for index in 0..<orderCount(at: now) {
      let changed = order(index, at: now).changed
      if range.contains(changed) { found.append((changed, index)) }
    }
    return found.sorted { $0 < $1 }.map(\.1)
  }

  func parcel(_ index: Int, at now: Instant) -> WorldParcel { base.parcel(index, at: now) }
  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer { base.customer(index, at: now) }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] { [] }
  func orderCount(at now: Instant) -> Int { base.orderCount(at: now) }
  func parcelCount(at now: Instant) -> Int { base.parcelCount(at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { base.parcels(ofOrder: order, at: now) }
  func invoiceCount(at now: Instant) -> Int { 0 }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}
