import Records
import Synchronization

/// A world with what was written into one of its systems on top: later looks see it, earlier ones do not.
///
/// A world is worked out from a seed and a moment and can't be changed; so what is written is kept beside it.
final class WrittenWorld: ShopWorld {
  /// A hold on an order that somebody asked for.
  struct Hold: Sendable {
    var number: Int
    var handle: String
    var reason: String
  }

  /// What was written to an order or a customer.
  struct Writes: Sendable {
    /// The last time that something changed.
    var changed: Instant
    fileprivate(set) var added: [String] = []
    fileprivate(set) var removed: Set<String> = []
    var note: String?
    var holds: [Hold] = []

    func tags(_ tags: [String]) -> [String] {
      tags.filter { !removed.contains($0.lowercased()) } + added
    }
  }

  private struct State {
    var orders: [Int: Writes] = [:]
    var customers: [Int: Writes] = [:]
  }

  private let base: any ShopWorld
  private let state = Mutex(State())

  init(_ base: any ShopWorld) {
    self.base = base
  }

  // MARK: Writing

  /// What was written to an order by a moment.
  func writes(toOrder index: Int, at now: Instant) -> Writes? {
    state.withLock { $0.orders[index] }.flatMap { $0.changed <= now ? $0 : nil }
  }

  /// Writes to an order.
  func write(order index: Int, at now: Instant, _ change: (inout Writes) -> Void) {
    state.withLock { Self.write(&$0.orders[index], now, change) }
  }

  /// Puts tags on an order and takes others off; its time moves only where that changes something.
  func tag(order index: Int, at now: Instant, adding: [String] = [], removing: [String] = []) {
    let tags = order(index, at: now).state.tags
    state.withLock { Self.tag(&$0.orders[index], tags, now, adding, removing) }
  }

  /// The same of a customer.
  func tag(customer index: Int, at now: Instant, adding: [String] = [], removing: [String] = []) {
    let tags = customer(index, at: now).state.tags
    state.withLock { Self.tag(&$0.customers[index], tags, now, adding, removing) }
  }

  private static func write(_ writes: inout Writes?, _ now: Instant, _ change: (inout Writes) -> Void) {
    var changed = writes ?? Writes(changed: now)
    changed.changed = max(changed.changed, now)
    change(&changed)
    writes = changed
  }

  private static func tag(
    _ writes: inout Writes?, _ tags: [String], _ now: Instant, _ adding: [String], _ removing: [String]
  ) {
    var there = Set(tags.map { $0.lowercased() })
    for tag in adding where there.insert(tag.lowercased()).inserted {
      write(&writes, now) { $0.added.append(tag) }
    }
    for tag in removing.map({ $0.lowercased() }) where there.remove(tag) != nil {
      write(&writes, now) { writes in
        writes.added.removeAll { $0.lowercased() == tag }
        writes.removed.insert(tag)
      }
    }
  }

  /// Whether an order is held by what was not written here.
  func isHeldAnyway(_ index: Int, at now: Instant) -> Bool {
    base.order(index, at: now).state.fulfillment == "on_hold"
  }

  // MARK: Orders

  func orderCount(at now: Instant) -> Int { base.orderCount(at: now) }

  func order(_ index: Int, at now: Instant) -> WorldOrder {
    var order = base.order(index, at: now)
    guard let writes = writes(toOrder: index, at: now) else { return order }
    order.changed = max(order.changed, writes.changed)
    order.state.tags = writes.tags(order.state.tags)
    order.state.note = writes.note ?? order.state.note
    if !writes.holds.isEmpty, order.state.fulfillment == "unfulfilled", order.state.cancelledAt == nil {
      order.state.fulfillment = "on_hold"
    }
    return order
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    let written = state.withLock { Self.indices($0.orders, at: now) }
    return merged(base.orders(changedIn: range, at: now), written, range) { order($0, at: now).changed }
  }

  // MARK: Customers

  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }

  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    var customer = base.customer(index, at: now)
    guard let writes = state.withLock({ $0.customers[index] }), writes.changed <= now else { return customer }
    customer.changed = max(customer.changed, writes.changed)
    customer.state.tags = writes.tags(customer.state.tags)
    return customer
  }

  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    let written = state.withLock { Self.indices($0.customers, at: now) }
    return merged(base.customers(changedIn: range, at: now), written, range) { customer($0, at: now).changed }
  }

  private static func indices(_ writes: [Int: Writes], at now: Instant) -> Set<Int> {
    Set(writes.filter { $0.value.changed <= now }.keys)
  }

  /// What the base found, with written ones where their own time now puts them.
  private func merged(
    _ found: [Int], _ written: Set<Int>, _ range: ClosedRange<Instant>, _ changed: (Int) -> Instant
  ) -> [Int] {
    if written.isEmpty { return found }
    let moved = written.filter { range.contains(changed($0)) }
    return (found.filter { !written.contains($0) } + moved).map { (changed($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }

  // MARK: Parcels and books

  func parcelCount(at now: Instant) -> Int { base.parcelCount(at: now) }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel { base.parcel(index, at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { base.parcels(ofOrder: order, at: now) }
  func invoiceCount(at now: Instant) -> Int { base.invoiceCount(at: now) }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}
