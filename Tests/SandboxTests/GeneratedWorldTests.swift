import Records
import Testing

@testable import Sandbox

/// The arithmetic of the generated world against looking at all of it.
@Suite struct GeneratedWorldTests {
  static let sizes = [100, 163, 900, 2500]
  static let first = Day(number: 20_600)

  static func world(_ orders: Int, seed: UInt64 = 3, tied: Int = 40) -> GeneratedWorld {
    GeneratedWorld(seed: seed, orders: orders, from: first, days: 60, tied: tied)
  }

  /// Some moments before, in and after the world, also those of an order.
  static func moments(_ world: GeneratedWorld) -> [Instant] {
    let order = world.life(world.count / 2)
    return [world.start - .days(1), world.start, world.placed(0), order.placed, order.placed + OrderLife.packing]
      + (1...9).map { world.start + .days(Int64($0 * 12)) }
  }

  static func ranges(_ world: GeneratedWorld, _ now: Instant) -> [ClosedRange<Instant>] {
    [
      min(world.start, now)...now, now - .days(3)...now, now - .days(30)...now - .days(20), now...now + .days(9),
      world.placed(0)...world.placed(0), Instant(seconds: 0)...Instant(seconds: 1),
    ]
  }

  @Test(arguments: sizes) func `orders, parcels, invoices and customers begin in the order of their index`(_ size: Int)
  {
    let world = Self.world(size)
    let late = world.end + .days(60)
    let orders = (0..<size).map { world.placed($0) }
    #expect(orders == orders.sorted())
    #expect(orders.allSatisfy { (world.start..<world.end).contains($0) })
    let parcels = (0..<world.parcelCount(at: late)).map { world.parcel($0, at: late).state.labelled }
    #expect(parcels == parcels.sorted())
    let customers = (0..<world.customerCount(at: late)).map { world.customer($0, at: late).state.created }
    #expect(customers == customers.sorted())
    #expect((0.12...0.2).contains(Double(customers.count) / Double(size)))
    let invoices = (0..<world.invoiceCount(at: late)).map { world.invoice($0, at: late).state.issued }
    #expect(invoices == invoices.sorted())
    #expect(invoices.count == size / 16)
  }

  @Test(arguments: sizes) func `counts are those of what has begun`(_ size: Int) {
    let world = Self.world(size)
    let late = world.end + .days(60)
    let parcels = (0..<world.parcelCount(at: late)).map { world.parcel($0, at: late).state.labelled }
    let people = (0..<world.customerCount(at: late)).map { world.customer($0, at: late).state.created }
    for now in Self.moments(world) {
      #expect(world.orderCount(at: now) == (0..<size).filter { world.placed($0) <= now }.count)
      #expect(world.parcelCount(at: now) == parcels.filter { $0 <= now }.count)
      #expect(world.customerCount(at: now) == people.filter { $0 <= now }.count)
      let booked = (0..<size).filter { $0 % 16 == 15 && world.placed($0) + Span(seconds: 60) <= now }
      #expect(world.invoiceCount(at: now) == booked.count)
    }
  }

  @Test(arguments: sizes) func `what changed in a range is what a look at all finds`(_ size: Int) {
    let world = Self.world(size)
    for now in Self.moments(world) {
      let orders = (0..<world.orderCount(at: now)).map { (world.order($0, at: now).changed, $0) }.sorted { $0 < $1 }
      let people = (0..<world.customerCount(at: now)).map { (world.customer($0, at: now).changed, $0) }
        .sorted { $0 < $1 }
      for range in Self.ranges(world, now) {
        #expect(
          world.orders(changedIn: range, at: now) == orders.filter { range.contains($0.0) }.map(\.1))
        #expect(
          world.customers(changedIn: range, at: now) == people.filter { range.contains($0.0) }.map(\.1))
      }
    }
  }

  @Test(arguments: sizes) func `parcels, orders and customers find each other`(_ size: Int) {
    let world = Self.world(size)
    let late = world.end + .days(60)
    var parcels = 0
    var placed: [Int: [Int]] = [:]
    for order in 0..<size {
      placed[world.customer(ofOrder: order), default: []].append(order)
      for parcel in world.parcels(ofOrder: order, at: late) {
        #expect(world.parcel(parcel, at: late).order == order)
        parcels += 1
      }
      #expect(world.order(order, at: late).state.customer == world.customer(ofOrder: order))
    }
    #expect(parcels == world.parcelCount(at: late))
    for customer in 0..<world.customerCount(at: late) {
      #expect(world.orders(ofCustomer: customer) == placed[customer] ?? [])
      let created = world.customer(customer, at: late).state.created
      #expect((placed[customer] ?? []).allSatisfy { world.placed($0) >= created })
      #expect((placed[customer] ?? []).count <= 48)
    }
    #expect(placed.keys.allSatisfy { $0 < world.customerCount(at: late) })
  }

  @Test func `what is known of an order only grows`() {
    let world = Self.world(500)
    for index in 0..<500 {
      var last = world.order(index, at: world.placed(index))
      #expect(last.changed >= last.state.placed)
      for step in 1...50 {
        let now = world.placed(index) + .days(Int64(step))
        let next = world.order(index, at: now)
        #expect(last.changed <= next.changed && next.changed <= now)
        #expect(last.state.paidAt == nil || last.state.paidAt == next.state.paidAt)
        #expect(last.state.fulfilledAt == nil || last.state.fulfilledAt == next.state.fulfilledAt)
        #expect(last.state.cancelledAt == nil || last.state.cancelledAt == next.state.cancelledAt)
        #expect(last.state.refunded <= next.state.refunded)
        #expect(next.refunds.reduce(0) { $0 + $1.amount } == next.state.refunded)
        last = next
      }
      #expect(last.changed <= world.placed(index) + OrderLife.length)
      #expect(world.order(index, at: world.placed(index) + .days(4000)).changed == last.changed)
    }
  }

  @Test func `changes show in the state at the moment they are dated`() {
    let world = Self.world(300)
    for index in 0..<300 {
      let life = world.life(index)
      let moments = [life.paid, life.fulfilled, life.cancelled, life.refunded].compactMap(\.self)
      for moment in moments where moment > life.placed {
        let (before, after) = (world.order(index, at: moment - Span(seconds: 1)), world.order(index, at: moment))
        #expect(before.changed < moment && after.changed == moment)
        let same =
          before.state.payment == after.state.payment && before.state.fulfillment == after.state.fulfillment
          && before.state.cancelledAt == after.state.cancelledAt
        #expect(!same)
      }
    }
  }

  @Test func `customers' sums are those of their orders`() {
    let world = Self.world(900)
    for now in Self.moments(world) {
      for index in 0..<world.customerCount(at: now) {
        let orders = (0..<world.orderCount(at: now)).lazy.filter { world.customer(ofOrder: $0) == index }
          .map { world.order($0, at: now).state }.filter { $0.cancelledAt == nil }
        let customer = world.customer(index, at: now)
        #expect(customer.orders == orders.count)
        #expect(customer.spent == orders.reduce(0) { $0 + ShopMoney.total($1) - $1.refunded })
      }
    }
  }

  @Test func `a seed gives the same world, another one another`() {
    let late = Self.world(400).end + .days(60)
    func text(_ seed: UInt64) -> String {
      let world = Self.world(400, seed: seed)
      return (0..<400).map { "\(world.order($0, at: late))" }.joined()
        + (0..<60).map { "\(world.customer($0, at: late))\(world.parcel($0, at: late))" }.joined()
    }
    #expect(text(5) == text(5))
    #expect(text(5) != text(6))
  }

  @Test func `some orders share every moment, and all where asked`() {
    let some = Self.world(800)
    #expect(Set((400..<440).map { some.placed($0) }).count == 1)
    #expect(some.placed(440) > some.placed(439))
    let all = Self.world(800, tied: 400)
    #expect(Set((0..<800).map { all.placed($0) }).count == 2)
  }

  @Test func `there is something of everything`() {
    let world = Self.world(2500)
    let late = world.end + .days(60)
    let orders = (0..<2500).map { world.order($0, at: late).state }
    #expect(Set(orders.map(\.payment)) == ["paid", "pending", "voided", "refunded", "partially_refunded"])
    #expect(Set(orders.map(\.source)) == ["web", "pos", "shopify_draft_order", "subscription_contract"])
    let parcels = (0..<world.parcelCount(at: late)).map { world.parcel($0, at: late).state }
    #expect(Set(parcels.map(\.status)) == ["Label created", "In transit", "Delivered"])
    #expect(parcels.contains { $0.voided != nil })
    let people = (0..<world.customerCount(at: late)).map { world.customer($0, at: late) }
    #expect(people.contains { $0.orders >= 10 } && people.contains { $0.orders == 1 })
    let addresses = people.map(\.state.email).filter { !$0.isEmpty }
    #expect(Set(addresses).count < addresses.count)
    #expect(addresses.allSatisfy { $0.hasSuffix("@example.com") })
    #expect((0..<world.invoiceCount(at: late)).contains { world.invoice($0, at: late).state.balance > 0 })
  }
}
