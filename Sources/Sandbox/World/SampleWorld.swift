import Records

/// The sample shop with its six weeks of stories, as a world.
struct SampleWorld: ShopWorld {
  private let customers: [ShopCustomer]
  private let orders: [Timeline<ShopOrder>]
  private let parcels: [Timeline<Parcel>]
  private let invoices: [Timeline<BookInvoice>]
  private let parcelsOfOrder: [Int: [Int]]
  private let ordersOfCustomer: [Int: [Int]]

  /// The world of a shop: everything in the order of its beginning.
  init(_ shop: SampleShop) {
    let people = Self.sequence(shop.customers) { $0.created }
    customers = people.map { shop.customers[$0] }
    let places = Self.places(people)
    orders = shop.orderSequence.map { index in
      var order = shop.orders[index]
      order.change(at: order.start) { $0.customer = places[$0.customer] }
      return order
    }
    let orderPlaces = Self.places(shop.orderSequence)
    parcels = Self.sequence(shop.parcels) { $0.start }.map { index in
      var parcel = shop.parcels[index]
      parcel.change(at: parcel.start) { $0.order = orderPlaces[$0.order] }
      return parcel
    }
    invoices = Self.sequence(shop.invoices) { $0.start }.map { shop.invoices[$0] }
    parcelsOfOrder = Dictionary(grouping: parcels.indices) { [parcels] in orderPlaces[parcels[$0].first.order] }
    ordersOfCustomer = Dictionary(grouping: orders.indices) { [orders] in places[orders[$0].first.customer] }
  }

  private static func sequence<Value>(_ list: [Value], _ start: (Value) -> Instant) -> [Int] {
    list.indices.sorted { (start(list[$0]), $0) < (start(list[$1]), $1) }
  }

  /// Where each index of the shop stands in a sequence.
  private static func places(_ sequence: [Int]) -> [Int] {
    var places = Array(repeating: 0, count: sequence.count)
    for (place, index) in sequence.enumerated() { places[index] = place }
    return places
  }

  private static func count<Value>(_ list: [Timeline<Value>], at now: Instant) -> Int {
    list.firstIndex { $0.start > now } ?? list.count
  }

  private static func changed<Value>(_ timeline: Timeline<Value>, at now: Instant) -> Instant {
    timeline.moments(upTo: now).last ?? timeline.start
  }

  private static func state<Value>(_ timeline: Timeline<Value>, at now: Instant) -> Value {
    timeline.state(at: now) ?? timeline.first
  }

  // MARK: Customers

  func customerCount(at now: Instant) -> Int { customers.firstIndex { $0.created > now } ?? customers.count }

  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    var customer = WorldCustomer(
      index: index, changed: customers[index].created, state: customers[index], orders: 0, spent: 0)
    for order in ordersOfCustomer[index] ?? [] {
      guard let state = orders[order].state(at: now) else { continue }
      customer.changed = max(customer.changed, Self.changed(orders[order], at: now))
      guard state.cancelledAt == nil else { continue }
      customer.orders += 1
      customer.spent += ShopMoney.total(state) - state.refunded
    }
    return customer
  }

  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    (0..<customerCount(at: now)).map { (customer($0, at: now).changed, $0) }.filter { range.contains($0.0) }
      .sorted { $0 < $1 }.map(\.1)
  }

  // MARK: Orders

  func orderCount(at now: Instant) -> Int { Self.count(orders, at: now) }

  func order(_ index: Int, at now: Instant) -> WorldOrder {
    let timeline = orders[index]
    var refunds: [WorldRefund] = []
    var refunded = 0
    for moment in timeline.moments(upTo: now) {
      let total = timeline.state(at: moment)?.refunded ?? 0
      if total > refunded { refunds.append(WorldRefund(at: moment, amount: total - refunded)) }
      refunded = total
    }
    return WorldOrder(
      index: index, changed: Self.changed(timeline, at: now), state: Self.state(timeline, at: now), refunds: refunds)
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    (0..<orderCount(at: now)).map { (Self.changed(orders[$0], at: now), $0) }.filter { range.contains($0.0) }
      .sorted { $0 < $1 }.map(\.1)
  }

  // MARK: Parcels and books

  func parcelCount(at now: Instant) -> Int { Self.count(parcels, at: now) }

  func parcel(_ index: Int, at now: Instant) -> WorldParcel {
    WorldParcel(
      index: index, changed: Self.changed(parcels[index], at: now), state: Self.state(parcels[index], at: now))
  }

  func parcels(ofOrder order: Int, at now: Instant) -> [Int] {
    (parcelsOfOrder[order] ?? []).filter { parcels[$0].start <= now }
  }

  func invoiceCount(at now: Instant) -> Int { Self.count(invoices, at: now) }

  func invoice(_ index: Int, at now: Instant) -> WorldInvoice {
    WorldInvoice(
      index: index, changed: Self.changed(invoices[index], at: now), state: Self.state(invoices[index], at: now))
  }
}
