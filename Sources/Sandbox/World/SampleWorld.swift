import Records

/// The sample shop with its six weeks of stories, as a world.
struct SampleWorld: ShopWorld {
  private let customers: [ShopCustomer]
  private let orders: [Timeline<ShopOrder>]
  private let parcels: [Timeline<Parcel>]
  private let invoices: [Timeline<BookInvoice>]
  private let parcelsOfOrder: [Int: [Int]]
  private let ordersOfCustomer: [Int: [Int]]
  private let orderChanges: ChangeIndex
  private let customerChanges: ChangeIndex

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
    let moments = orders.map(\.moments)
    orderChanges = ChangeIndex(moments)
    customerChanges = ChangeIndex(
      customers.indices.map { [customers, ordersOfCustomer] index in
        [customers[index].created] + (ordersOfCustomer[index] ?? []).flatMap { moments[$0] }
      })
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

  /// How many of a list in the order of their beginning had begun by `now`.
  private static func count<Value>(_ list: [Value], at now: Instant, _ start: (Value) -> Instant) -> Int {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if start(list[middle]) <= now { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func changed<Value>(_ timeline: Timeline<Value>, at now: Instant) -> Instant {
    timeline.moments(upTo: now).last ?? timeline.start
  }

  private static func state<Value>(_ timeline: Timeline<Value>, at now: Instant) -> Value {
    timeline.state(at: now) ?? timeline.first
  }

  // MARK: Customers

  func customerCount(at now: Instant) -> Int { Self.count(customers, at: now) { $0.created } }

  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    var customer = WorldCustomer(
      index: index, changed: customerChanges.last(index, at: now), state: customers[index], orders: 0, spent: 0)
    for order in ordersOfCustomer[index] ?? [] {
      guard let state = orders[order].state(at: now), state.cancelledAt == nil else { continue }
      customer.orders += 1
      customer.spent += ShopMoney.total(state) - state.refunded
    }
    return customer
  }

  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    customerChanges.changed(in: range, at: now)
  }

  // MARK: Orders

  func orderCount(at now: Instant) -> Int { Self.count(orders, at: now) { $0.start } }

  func order(_ index: Int, at now: Instant) -> WorldOrder {
    let timeline = orders[index]
    let state = Self.state(timeline, at: now)
    var refunds: [WorldRefund] = []
    var refunded = 0
    for moment in state.refunded > 0 ? timeline.moments(upTo: now) : [] {
      let total = timeline.state(at: moment)?.refunded ?? 0
      if total > refunded { refunds.append(WorldRefund(at: moment, amount: total - refunded)) }
      refunded = total
    }
    return WorldOrder(
      index: index, changed: orderChanges.last(index, at: now), state: state, refunds: refunds)
  }

  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    orderChanges.changed(in: range, at: now)
  }

  // MARK: Parcels and books

  func parcelCount(at now: Instant) -> Int { Self.count(parcels, at: now) { $0.start } }

  func parcel(_ index: Int, at now: Instant) -> WorldParcel {
    WorldParcel(
      index: index, changed: Self.changed(parcels[index], at: now), state: Self.state(parcels[index], at: now))
  }

  func parcels(ofOrder order: Int, at now: Instant) -> [Int] {
    (parcelsOfOrder[order] ?? []).filter { parcels[$0].start <= now }
  }

  func invoiceCount(at now: Instant) -> Int { Self.count(invoices, at: now) { $0.start } }

  func invoice(_ index: Int, at now: Instant) -> WorldInvoice {
    let timeline = invoices[index]
    var payments: [WorldPayment] = []
    var owed = timeline.first.balance
    for moment in timeline.moments(upTo: now) {
      let balance = timeline.state(at: moment)?.balance ?? owed
      if balance < owed { payments.append(WorldPayment(at: moment, amount: owed - balance)) }
      owed = balance
    }
    return WorldInvoice(
      index: index, changed: Self.changed(timeline, at: now), state: Self.state(timeline, at: now), payments: payments)
  }
}
