import Records

/// An order of the store: one of the shop's, or one that somebody left at the payment page.
struct StoreOrder {
  var id: Int
  var created: Instant
  var changed: Instant
  var status: Int
  var order: WorldOrder
  var isAbandoned: Bool

  var state: ShopOrder { order.state }
  /// Whether nobody is signed in: guests, and everyone at the till.
  var isGuest: Bool { order.index % 10 == 3 || state.isPointOfSale }
}

extension SimulatedBigCommerce {
  private static let firstAbandoned = 5_000_001
  private static let abandonedEach = 20
  private static let slowFor = Span.minutes(10)

  /// The order with that id, if there is one yet.
  func storeOrder(_ id: Int, _ now: Instant) -> StoreOrder? {
    if id >= Self.firstAbandoned { return abandoned(id - Self.firstAbandoned, now) }
    let index = id - ShopNumber.firstOrder
    return index >= 0 && index < world.orderCount(at: now) ? placed(index, now) : nil
  }

  private func placed(_ index: Int, _ now: Instant) -> StoreOrder {
    let order = world.order(index, at: now)
    var changed = order.changed
    var status = Self.status(order.state)
    if Self.isSlow(order) {
      let paid = order.state.placed + Self.slowFor
      if now < paid { status = 0 } else { changed = max(changed, paid) }
    }
    return StoreOrder(
      id: order.number, created: order.state.placed, changed: changed, status: status, order: order, isAbandoned: false)
  }

  private static func isSlow(_ order: WorldOrder) -> Bool { order.index % 40 == 7 && !order.state.isPointOfSale }

  private func abandoned(_ place: Int, _ now: Instant) -> StoreOrder? {
    let index = place * Self.abandonedEach + Self.abandonedEach - 1
    guard index < world.orderCount(at: now) else { return nil }
    let order = world.order(index, at: now)
    let created = order.state.placed + Span(seconds: 90)
    guard created <= now else { return nil }
    return StoreOrder(
      id: Self.firstAbandoned + place, created: created, changed: created, status: 0, order: order, isAbandoned: true)
  }

  private static func status(_ order: ShopOrder) -> Int {
    if order.cancelledAt != nil { return 5 }
    switch order.payment {
    case "refunded": return 4
    case "partially_refunded": return 14
    default: break
    }
    switch order.fulfillment {
    case "on_hold": return 12
    case "fulfilled": return order.shippable ? 2 : 10
    default: return order.payment == "pending" ? 7 : 11
    }
  }

  // MARK: Finding

  /// The ids from `first` on that exist, in order.
  func ids(from first: Int, _ now: Instant) -> some Sequence<Int> {
    let count = world.orderCount(at: now)
    let orders = max(first, ShopNumber.firstOrder)..<max(first, ShopNumber.firstOrder + count, ShopNumber.firstOrder)
    let left = max(first, Self.firstAbandoned)..<max(first, Self.firstAbandoned + count / Self.abandonedEach)
    let end = max(left.lowerBound, left.upperBound)
    return [orders.clamped(to: 0..<ShopNumber.firstOrder + count), left.lowerBound..<end].joined()
  }

  /// Ids of what may have last changed in a range, in order; each has to be looked at.
  func ids(changedIn range: ClosedRange<Instant>, _ now: Instant) -> [Int] {
    let early = (range.lowerBound - Self.slowFor)...range.upperBound
    var ids = world.orders(changedIn: early, at: now).map { ShopNumber.firstOrder + $0 }
    let count = world.orderCount(at: now) / Self.abandonedEach
    let created = { (place: Int) -> Instant in
      let index = place * Self.abandonedEach + Self.abandonedEach - 1
      return world.order(index, at: now).state.placed + Span(seconds: 90)
    }
    var place = firstPlace(below: count) { created($0) >= range.lowerBound }
    while place < count, created(place) <= range.upperBound {
      ids.append(Self.firstAbandoned + place)
      place += 1
    }
    return ids.sorted()
  }

  /// Ids of what may be incomplete now, in order.
  func incompleteIDs(_ now: Instant) -> [Int] {
    var recent: [Int] = []
    var index = world.orderCount(at: now) - 1
    while index >= 0, world.order(index, at: now).state.placed > now - Self.slowFor - search.lag {
      recent.append(ShopNumber.firstOrder + index)
      index -= 1
    }
    let left = world.orderCount(at: now) / Self.abandonedEach
    return recent.reversed() + (0..<left).map { Self.firstAbandoned + $0 }
  }

  /// The first place that passes a test which all behind it pass too.
  func firstPlace(below count: Int, _ passes: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if passes(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
