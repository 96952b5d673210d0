import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// Whole and partial reads of the simulated store.
@Suite struct BigCommerceReadTests {
  static let kinds: [Kind] = [.order, .shipment, .refund, .customer, .checkout]

  /// The shop's orders at a moment, without those that still stand at the payment page.
  private func orders(at now: Instant) -> [WorldOrder] {
    let world = BigStore.sample.world
    return (0..<world.orderCount(at: now)).map { world.order($0, at: now) }.filter {
      $0.index % 40 != 7 || $0.state.isPointOfSale || $0.state.placed + .minutes(10) <= now
    }
  }

  @Test func `reads exactly the orders of the shop`() async throws {
    let reading = try await BigStore().read(.order, at: BigStore.late)
    let orders = orders(at: BigStore.late)
    #expect(orders.count > 300)
    #expect(reading.records.map(\.id) == orders.map { String($0.number) })
    #expect(reading.quarantined.isEmpty)
    #expect(reading.coverage?.verdict == .complete)
    #expect(reading.coverage?.createdSince == nil)
    #expect(reading.told.isEmpty)
    for order in orders { check(try #require(reading.byID[String(order.number)]), order) }
  }

  private func check(_ record: MappedRecord, _ order: WorldOrder) {
    let state = order.state
    let cards = state.lines.filter(\.product.giftCard).reduce(0) { $0 + $1.product.price * $1.quantity }
    let fields = record.fields
    #expect(fields["placed"]?.instant == state.placed)
    #expect(fields["total"]?.integer == ShopMoney.total(state))
    #expect(fields["net"]?.integer == state.subtotal - cards)
    #expect(fields["discount"]?.integer == state.discount)
    #expect(fields["tax"]?.integer == state.tax)
    #expect(fields["currency"] == "USD")
    #expect(fields["payment"]?.string == state.payment)
    #expect(fields["items"]?.array?.count == state.lines.count)
    let isCancelled = state.cancelledAt != nil
    let isDone = state.payment == "refunded" || state.fulfillment == "fulfilled"
    #expect(fields["fulfillment"]?.string == (isCancelled ? "cancelled" : isDone ? "fulfilled" : state.fulfillment))
    #expect((fields["channel"] == "pos") == state.isPointOfSale)
    #expect((record.identifiers.customer == nil) == (order.index % 10 == 3 || state.isPointOfSale))
  }

  @Test func `asks for orders together with their lines`() async throws {
    let reading = try await BigStore().read(.order, at: BigStore.late)
    let pages = (orders(at: BigStore.late).count + 30) / 60
    #expect(reading.paths.filter { $0 == "v2/orders" }.count < pages + 5)
    #expect(!reading.paths.contains { $0.hasSuffix("products") })
  }

  @Test func `asks for the lines of an order that comes without`() async throws {
    var store = BigStore()
    store.tamper = { request, _, response throws(HTTPError) in
      asks(request, "/orders") ? replacing("\"line_items\"", with: "\"other\"", in: response) : response
    }
    let plain = try await BigStore().read(.order, at: BigStore.early)
    let other = try await store.read(.order, at: BigStore.early)
    #expect(other.records == plain.records)
    #expect(other.paths.count { $0.hasSuffix("/products") } >= plain.records.count)
  }

  @Test func `reads a shipment of every order that left`() async throws {
    let reading = try await BigStore().read(.shipment, at: BigStore.late)
    let left = orders(at: BigStore.late).filter { $0.state.fulfillment == "fulfilled" && $0.state.shippable }
    #expect(reading.records.map { $0.fields["order"]?.string } == left.map { String($0.number) })
    #expect(reading.coverage?.verdict == .complete)
    #expect(reading.records.map { $0.fields["shipped"]?.instant } == left.map(\.state.fulfilledAt))
  }

  @Test func `reads every refund, and a declined one as failed`() async throws {
    let reading = try await BigStore().read(.refund, at: BigStore.late)
    let given = orders(at: BigStore.late).flatMap { order in order.refunds.map { (order.number, $0.amount) } }
    let paid = reading.records.filter { $0.fields["state"] == "paid" }
    #expect(given.count > 5)
    #expect(
      paid.map { "\($0.fields["order"]?.string ?? "") \($0.fields["amount"]?.integer ?? 0)" }.sorted()
        == given.map { "\($0.0) \($0.1)" }.sorted())
    #expect(reading.records.count - paid.count == given.count { ($0.0 - 1001) % 5 == 2 })
    #expect(reading.coverage?.verdict == .complete)
  }

  @Test func `reads every customer with an account`() async throws {
    let reading = try await BigStore().read(.customer, at: BigStore.late)
    let world = BigStore.sample.world
    let people = (0..<world.customerCount(at: BigStore.late)).filter {
      !world.customer($0, at: BigStore.late).state.email.isEmpty
    }
    #expect(reading.records.map(\.id) == people.map { String($0 + 11) })
    #expect(reading.coverage?.verdict == .complete)
    #expect(reading.coverage?.fields == BigCommerceCustomer.fields)
  }

  @Test func `reads what was left at the payment page`() async throws {
    let reading = try await BigStore().read(.checkout, at: BigStore.late)
    #expect(reading.records.count >= orders(at: BigStore.late).count / 20 - 1)
    #expect(reading.records.allSatisfy { $0.fields["recovered"] == false })
    // One that was recovered is not among them, and not deleted.
    #expect(reading.coverage?.verdict == .incremental)
  }

  @Test(arguments: kinds)
  func `gives the same at once and in two steps`(_ kind: Kind) async throws {
    let store = BigStore()
    let first = try await store.read(kind, at: BigStore.early)
    let second = try await store.read(kind, from: first.cursor, at: BigStore.soon)
    let whole = try await store.read(kind, at: BigStore.soon)
    #expect(second.coverage?.verdict == .incremental)
    #expect(second.records.count < whole.records.count)
    let joined = first.byID.merging(second.byID) { _, new in new }
    // A checkout that became an order is told by the increment alone.
    #expect(joined.filter { $0.value.fields["recovered"] != true } == whole.byID)
  }

  @Test(arguments: [Kind.order, .customer])
  func `reads everything after a week, and so shows what is gone`(_ kind: Kind) async throws {
    var world = HandWorld()
    let placed = instant("2026-10-19T10:00:00Z")
    for _ in 0..<3 { world.add(placed) }
    world.people.append(
      ShopCustomer(first: "Bo", last: "Birch", email: "bo@example.com", created: placed, state: "NY"))
    var store = BigStore(system: SimulatedBigCommerce(world: world))
    let first = try await store.read(kind, at: BigStore.early)
    world.orders.removeLast()
    world.people.removeLast()
    store.system = SimulatedBigCommerce(world: world)
    let soon = try await store.read(kind, from: first.cursor, at: BigStore.soon)
    #expect(soon.coverage?.verdict == .incremental)
    let week = BigStore.early + .days(7)
    let late = try await store.read(kind, from: soon.cursor ?? first.cursor, at: week)
    #expect(late.coverage?.verdict == .complete && late.byID.count == first.byID.count - 1)
    let next = try await store.read(kind, from: late.cursor, at: week + .hours(1))
    #expect(next.coverage?.verdict == .incremental)
  }

  @Test func `a cursor that does not tell when everything was read begins to count`() async throws {
    let first = try await BigStore().read(.order, at: BigStore.early)
    var older = try #require(first.cursor)
    older.json["swept"] = nil
    let second = try await BigStore().read(.order, from: older, at: BigStore.late)
    #expect(second.coverage?.verdict == .incremental)
    #expect(second.cursor?.json["swept"]?.instant == BigStore.late - .minutes(1))
  }

  @Test(arguments: kinds)
  func `reads nothing and moves nothing when nothing happened`(_ kind: Kind) async throws {
    let store = BigStore()
    let first = try await store.read(kind, at: BigStore.early)
    let again = try await store.read(kind, from: first.cursor, at: BigStore.early)
    #expect(again.batches.isEmpty)
    #expect(again.coverage?.verdict == .incremental)
    #expect(again.coverage?.fields.isEmpty == false)
  }

  @Test(arguments: kinds)
  func `gives no more than a page in one batch, and only reads`(_ kind: Kind) async throws {
    let reading = try await BigStore().read(kind, at: BigStore.late)
    #expect(reading.batches.allSatisfy { $0.records.count <= 61 })
    #expect(reading.requests.allSatisfy { $0.effect == .read && $0.method == .get })
    #expect(reading.batches.count > 1)
  }

  @Test(arguments: kinds)
  func `goes on from every batch without losing or doubling one`(_ kind: Kind) async throws {
    let store = BigStore()
    let whole = try await store.read(kind, at: BigStore.late)
    for limit in 1..<whole.batches.count {
      let cut = try await store.read(kind, at: BigStore.late, limit: limit)
      #expect(cut.error != nil)
      let rest = try await store.read(kind, from: cut.cursor, at: BigStore.late)
      #expect(cut.records + rest.records == whole.records)
      #expect(rest.coverage == whole.coverage)
    }
  }

  @Test(arguments: kinds)
  func `goes on from every batch of an increment`(_ kind: Kind) async throws {
    let store = BigStore()
    let first = try await store.read(kind, at: BigStore.early)
    let second = try await store.read(kind, from: first.cursor, at: BigStore.soon)
    for limit in 1..<max(2, second.batches.count) {
      let cut = try await store.read(kind, from: first.cursor, at: BigStore.soon, limit: limit)
      let rest = try await store.read(kind, from: cut.cursor ?? first.cursor, at: BigStore.soon)
      #expect(first.byID.merging(cut.byID) { $1 }.merging(rest.byID) { $1 } == first.byID.merging(second.byID) { $1 })
    }
  }

  @Test(arguments: kinds)
  func `loses nothing that moves while it reads`(_ kind: Kind) async throws {
    var store = BigStore()
    let clock = MovingClock(BigStore.early)
    store.system = BigStore.sample
    let moving = MovingStore(base: store.system, clock: clock, step: .hours(3))
    let sink = Collector()
    let connection = try store.connection(over: SandboxTransport(moving, at: BigStore.early), asOf: BigStore.early)
    _ = try await connection.read(RecordStream(kind), from: nil, into: sink)
    let first = await sink.batches
    #expect(clock.value > BigStore.early + .hours(8))
    let later = clock.value + .days(2)
    let second = try await store.read(kind, from: first.last?.cursor, at: later)
    let whole = try await store.read(kind, at: later)
    let joined = Dictionary(first.flatMap(\.records).map { ($0.id, $0) }) { $1 }.merging(second.byID) { $1 }
    for (id, record) in whole.byID { #expect(joined[id] == record) }
  }

  @Test func `reads all of many orders that changed in one second`() async throws {
    var world = HandWorld()
    for _ in 0..<100 { world.add(instant("2026-10-19T10:00:00Z")) }
    var store = BigStore(system: SimulatedBigCommerce(world: world))
    store.sizes = BigCommerceConnection.PageSizes(orders: 7, shipped: 7, others: 7)
    let before = try await store.read(.order, at: instant("2026-10-19T09:00:00Z"))
    let reading = try await store.read(.order, from: before.cursor, at: BigStore.early)
    #expect(before.coverage?.verdict == .complete)
    #expect(reading.records.map(\.id) == (1001...1100).map(String.init))
  }

  @Test(arguments: [Span.hours(5), Span.hours(-5)])
  func `loses nothing to a clock that is wrong`(_ error: Span) async throws {
    let store = BigStore()
    let sink = Collector()
    let transport = store.transport(at: BigStore.early)
    _ = try await store.connection(over: transport, asOf: BigStore.early + error).read(
      RecordStream(.order), from: nil, into: sink)
    let cursor = await sink.batches.last?.cursor
    let since = try #require(cursor?.json["since"]?.instant)
    #expect(since <= BigStore.early - .minutes(1))
    let second = try await store.read(.order, from: cursor, at: BigStore.soon)
    let whole = try await store.read(.order, at: BigStore.soon)
    let first = Dictionary(await sink.records.map { ($0.id, $0) }) { $1 }
    #expect(first.merging(second.byID) { $1 } == whole.byID)
  }

  @Test func `tells that a checkout was recovered`() async throws {
    var world = HandWorld()
    for _ in 0..<8 { world.add(instant("2026-10-20T12:36:00Z")) }
    let store = BigStore(system: SimulatedBigCommerce(world: world))
    let first = try await store.read(.checkout, at: BigStore.early)
    #expect(first.byID["1008"]?.fields["recovered"] == false)
    #expect(first.cursor?.json["open"] == [1008])
    #expect(try await store.read(.order, at: BigStore.early).byID["1008"] == nil)
    let second = try await store.read(.checkout, from: first.cursor, at: BigStore.early + .hours(1))
    #expect(second.byID.mapValues { $0.fields["recovered"] } == ["1008": true])
    #expect(second.cursor?.json["open"] == nil)
    #expect(try await store.read(.order, at: BigStore.early + .hours(1)).byID["1008"] != nil)
  }
}

/// A store whose clock goes on with every request.
struct MovingStore: SimulatedSystem {
  static let name = "bigcommerce"
  let base: SimulatedBigCommerce
  let clock: MovingClock
  let step: Span

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    base.answer(request, at: clock.advance(step))
  }
}
