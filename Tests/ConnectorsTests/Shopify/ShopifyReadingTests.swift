import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// Reading the simulated shop as a run does.
@Suite struct ShopifyReadingTests {
  private static let kinds: [Kind] = [.order, .refund, .shipment, .dispute, .customer, .checkout, .lead]

  @Test func `reads every order of the shop once`() async throws {
    let outcome = try await ShopifyBench().read(.order)
    let count = ShopifyBench.world.orderCount(at: ShopifyBench.late)
    #expect(outcome.byID.count == count && outcome.records.count == count && count > 500)
    #expect(outcome.quarantined.isEmpty && outcome.told.isEmpty)
    #expect(outcome.coverage.verdict == .complete && outcome.coverage.createdSince == nil)
  }

  @Test func `maps an order as the shop has it`() async throws {
    let orders = try await ShopifyBench().read(.order).byID
    for index in stride(from: 0, to: 1000, by: 37) {
      let order = ShopifyBench.world.order(index, at: ShopifyBench.late)
      let fields = try #require(orders[String(ShopifyID.order + index)]?.fields)
      #expect(fields["number"] == .string(String(order.number)))
      #expect(fields["placed"]?.instant == order.state.placed)
      #expect(fields["updated"]?.instant == order.changed)
      #expect(fields["total"]?.integer == ShopMoney.total(order.state))
      #expect(fields["refunded"]?.integer == order.state.refunded)
      #expect(fields["payment"]?.string == order.state.payment)
      let cards = order.state.lines.filter(\.product.giftCard).reduce(0) { $0 + $1.product.price * $1.quantity }
      if order.state.discount == 0 { #expect(fields["net"]?.integer == order.state.subtotal - cards) }
      let quantity = fields["items"]?.array?.reduce(0) { $0 + ($1.object?["quantity"]?.integer ?? 0) }
      #expect(quantity == order.state.lines.reduce(0) { $0 + $1.quantity })
    }
  }

  @Test func `reads lines beyond the first page of an order`() async throws {
    let bench = ShopifyBench()
    let orders = try await bench.read(.order)
    let long = orders.records.filter { ($0.fields["items"]?.array?.count ?? 0) > 20 }
    #expect(!long.isEmpty)
    #expect(bench.transport.requests.count { $0.asks("TendMore") } == long.count)
  }

  @Test func `finds refunds, returns and shipments of all orders`() async throws {
    let world = ShopifyBench.world
    let orders = (0..<world.orderCount(at: ShopifyBench.late)).map { world.order($0, at: ShopifyBench.late) }
    let refunds = try await ShopifyBench().read(.refund).byID
    let money = refunds.values.filter { !$0.id.hasPrefix("return-") }
    #expect(money.count == orders.reduce(0) { $0 + $1.refunds.count })
    #expect(
      money.reduce(0) { $0 + ($1.fields["amount"]?.integer ?? 0) } == orders.reduce(0) { $0 + $1.state.refunded })
    #expect(refunds.values.contains { $0.fields["state"] == "requested" })
    let shipments = try await ShopifyBench().read(.shipment).byID
    let shipped = orders.filter { $0.state.fulfilledAt != nil && $0.state.shippable && !$0.state.isPointOfSale }
    #expect(shipments.count == shipped.count)
  }

  @Test(arguments: [true, false])
  func `asks when goods came back whose money is waited for`(_ isShown: Bool) async throws {
    let bench = ShopifyBench { request, _, response throws(HTTPError) in
      if request.asks("TendArrivals"), !isShown {
        return response.saying(
          #"{"errors":[{"message":"No","extensions":{"code":"ACCESS_DENIED"}}],"data":{"nodes":null}}"#)
      }
      return response.replacing(#""status":"REQUESTED""#, with: #""status":"OPEN""#)
        .replacing(#""processedQuantity":0"#, with: #""processedQuantity":1"#)
    }
    let waiting = try await bench.read(.refund).byID.values.filter { $0.fields["state"] == "received" }
    #expect(waiting.count > 2)
    for record in waiting {
      let number = try #require(record.fields["order"]?.string.flatMap { Int($0) })
      let order = ShopifyBench.world.order(number - ShopNumber.firstOrder, at: ShopifyBench.late)
      let arrived = try #require(order.state.fulfilledAt) + .days(4)
      let isTold = isShown && arrived <= ShopifyBench.late
      #expect(record.fields["updated"]?.instant == (isTold ? arrived : order.changed))
    }
  }

  @Test(arguments: kinds)
  func `reads as much in two steps as in one`(_ kind: Kind) async throws {
    let bench = ShopifyBench(at: ShopifyBench.early)
    let first = try await bench.read(kind)
    bench.transport.now = ShopifyBench.late
    let second = try await bench.read(kind, from: first.cursor)
    let whole = try await bench.read(kind)
    #expect(first.byID.merging(second.byID) { $1 } == whole.byID)
    #expect(whole.byID.count > 2)
    #expect(second.coverage.verdict == (kind == .dispute ? .complete : .incremental))
    if kind != .dispute { #expect(second.records.count < whole.records.count) }
  }

  @Test(arguments: kinds)
  func `reads nearly nothing where nothing happened`(_ kind: Kind) async throws {
    let bench = ShopifyBench()
    let first = try await bench.read(kind)
    let second = try await bench.read(kind, from: first.cursor)
    if kind != .dispute { #expect(second.records.count < 260) }
    #expect(first.byID.merging(second.byID) { $1 } == first.byID)
    #expect(second.cursor == first.cursor)
  }

  @Test(arguments: [Kind.order, .shipment, .customer, .checkout, .lead])
  func `goes on after a kill behind every page and loses nothing`(_ kind: Kind) async throws {
    let bench = ShopifyBench()
    let whole = try await bench.read(kind)
    var records: [String: MappedRecord] = [:]
    var cursor: Cursor?
    var read = 0
    for _ in 0..<100 {
      let sink = Collector(limit: 1)
      let coverage = try? await bench.connection().read(RecordStream(kind), from: cursor, into: sink)
      for record in await sink.records { records[record.id] = record }
      read += await sink.records.count
      cursor = await sink.batches.last?.cursor
      if coverage != nil { break }
    }
    #expect(records == whole.byID)
    #expect(read <= whole.records.count + 40 * whole.batches)
    #expect(cursor == whole.cursor)
  }

  @Test(arguments: [Kind.order, .shipment])
  func `goes on with a first read from before its place, since the search trails`(_ kind: Kind) async throws {
    let bench = ShopifyBench()
    let sink = Collector(limit: 1)
    _ = try? await bench.connection().read(RecordStream(kind), from: nil, into: sink)
    let cursor = try #require(await sink.batches.last?.cursor)
    let start = bench.transport.requests.count
    _ = try await bench.read(kind, from: cursor)
    #expect(cursor.json["began"] != nil)
    let updated = try #require(cursor.json["updated"]?.instant)
    let pages = bench.transport.requests.dropFirst(start).filter { $0.asks("TendPage") }
    #expect(!pages.isEmpty && pages.allSatisfy { $0.asks("updated_at:>='\(updated - .minutes(5))'") })
  }

  @Test func `loses no row that moves while pages are read`() async throws {
    let bench = ShopifyBench(at: ShopifyBench.early)
    let moving = ShopifyBench(at: ShopifyBench.early)
    var records: [String: MappedRecord] = [:]
    let sink = MovingSink(moving.transport, at: 3, to: ShopifyBench.late)
    _ = try await moving.connection().read(RecordStream(.order), from: nil, into: sink)
    for record in await sink.inner.records { records[record.id] = record }
    #expect(Set(try await bench.read(.order).byID.keys).isSubset(of: records.keys))
    let rest = try await moving.read(.order, from: await sink.inner.batches.last?.cursor)
    #expect(records.merging(rest.byID) { $1 } == (try await moving.read(.order).byID))
  }

  @Test func `loses no row of many with one time`() async throws {
    let bench = ShopifyBench(TiedWorld(base: ShopifyBench.world))
    let whole = try await bench.read(.order)
    #expect(whole.byID.count == ShopifyBench.world.orderCount(at: ShopifyBench.late))
    let part = Collector(limit: 3)
    _ = try? await bench.connection().read(RecordStream(.order), from: nil, into: part)
    let rest = try await bench.read(.order, from: await part.batches.last?.cursor)
    var all = rest.byID
    for record in await part.records { all[record.id] = record }
    #expect(all == whole.byID)
  }

  @Test func `asks with nothing but reads at one address`() async throws {
    let bench = ShopifyBench()
    for kind in Self.kinds { _ = try await bench.read(kind) }
    #expect(bench.transport.requests.allSatisfy { $0.effect == .read && $0.method == .post })
    #expect(
      Set(bench.transport.requests.map(\.url.description))
        == ["https://larkspur.myshopify.com/admin/api/2026-07/graphql.json"])
    #expect(!bench.transport.requests.contains { $0.asks("abandonedCheckoutUrl") })
  }

  @Test func `keeps people out of fields and cursors`() async throws {
    let bench = ShopifyBench()
    for kind in Self.kinds {
      let outcome = try await bench.read(kind)
      for record in outcome.records {
        let text = String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self)
        #expect(!text.contains("@") && !text.contains("+1"))
      }
      let cursor = try #require(outcome.cursor)
      #expect(!String(decoding: CanonicalJSON.bytes(cursor.json), as: UTF8.self).contains("@"))
    }
  }
}

/// Lets the shop's clock move once so many batches were taken.
private struct MovingSink: RecordSink {
  let inner = Collector()
  let transport: SandboxTransport
  let batch: Int
  let moment: Instant

  init(_ transport: SandboxTransport, at batch: Int, to moment: Instant) {
    self.transport = transport
    self.batch = batch
    self.moment = moment
  }

  func take(_ batch: RecordBatch) async throws(SyncError) {
    try await inner.take(batch)
    if await inner.batches.count == self.batch { transport.now = moment }
  }
}

/// A shop whose orders were all changed at one moment, as by a mass edit.
private struct TiedWorld: ShopWorld {
  let base: SampleWorld
  private let moment = ShopifyBench.early

  func customerCount(at now: Instant) -> Int { base.customerCount(at: now) }
  func customer(_ index: Int, at now: Instant) -> WorldCustomer { base.customer(index, at: now) }
  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    base.customers(changedIn: range, at: now)
  }
  func orderCount(at now: Instant) -> Int { base.orderCount(at: now) }
  func order(_ index: Int, at now: Instant) -> WorldOrder {
    var order = base.order(index, at: now)
    order.changed = moment
    return order
  }
  func orders(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    range.contains(moment) ? Array(0..<orderCount(at: now)) : []
  }
  func parcelCount(at now: Instant) -> Int { base.parcelCount(at: now) }
  func parcel(_ index: Int, at now: Instant) -> WorldParcel { base.parcel(index, at: now) }
  func parcels(ofOrder order: Int, at now: Instant) -> [Int] { base.parcels(ofOrder: order, at: now) }
  func invoiceCount(at now: Instant) -> Int { base.invoiceCount(at: now) }
  func invoice(_ index: Int, at now: Instant) -> WorldInvoice { base.invoice(index, at: now) }
}
