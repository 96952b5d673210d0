import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP
@testable import Sandbox

/// What Tend can do at Shopify.
@Suite(.timeLimit(.minutes(5)))
struct ShopifyActionTests {
  private static func connection(_ http: any HTTPTransport, _ now: Instant) -> ShopifyConnection {
    ShopifyConnection(.shopify(over: http, at: now))
  }

  private static func order(_ index: Int) -> SystemAction.Target { .init(.order, "\(ShopifyID.order + index)") }
  private static let customer = SystemAction.Target(.customer, "\(ShopifyID.customer + 3)")

  private static func action(
    _ content: SystemAction.Content, on target: SystemAction.Target? = nil
  ) throws -> SystemAction {
    SystemAction(try actionKey(), content, on: target, by: .person)
  }

  // MARK: What all actions promise

  private static func tagged(
    _ content: SystemAction.Content, _ target: SystemAction.Target, isOn: Bool
  ) throws -> ActionTest {
    let isOrder = target.kind == .order
    return ActionTest(
      action: try action(content, on: target), missing: try action(content, on: .init(target.kind, "99")),
      trace: { twin, now in
        guard let world = (twin as? SimulatedShopify)?.world else { return .init(times: -1, rest: "") }
        let tags =
          isOrder
          ? world.order(ActionShop.waiting, at: now).state.tags : world.customer(3, at: now).state.tags
        let count = tags.count { $0.isSameTag(as: "Late 2026") }
        return .init(
          times: isOn ? count : 1 - count, rest: tags.filter { !$0.isSameTag(as: "Late 2026") }.joined(separator: ","))
      },
      prepare: { twin, now in
        guard let written = (twin as? SimulatedShopify)?.written else { return }
        let tags = isOn ? ["kept"] : ["kept", "late 2026"]
        if isOrder {
          written.tag(order: ActionShop.waiting, at: now, adding: tags)
        } else {
          written.tag(customer: 3, at: now, adding: tags)
        }
      })
  }

  private static func tests() throws -> [ActionTest] {
    let waiting = order(ActionShop.waiting)
    let segment = SystemAction.Content.segment(
      name: "Quiet", query: "number_of_orders >= 2 AND last_order_date < -90d", id: nil)
    return [
      try tagged(.tag("Late 2026"), waiting, isOn: true), try tagged(.tag(" late 2026 "), customer, isOn: true),
      try tagged(.untag("LATE 2026"), waiting, isOn: false), try tagged(.untag("late 2026"), customer, isOn: false),
      ActionTest(
        action: try action(.note("Call \(Scene.somebody)"), on: waiting),
        missing: try action(.note("Call"), on: .init(.order, "99")),
        trace: { twin, now in
          let lines = (twin as? SimulatedShopify)?.world.order(ActionShop.waiting, at: now).state.note
            .split(separator: "\n").map(String.init)
          return .init(
            times: lines?.count { $0.contains("[tend:") } ?? -1,
            rest: lines?.filter { !$0.contains("[tend:") }.joined(separator: "\n") ?? "")
        },
        prepare: { twin, now in
          (twin as? SimulatedShopify)?.written.write(order: ActionShop.waiting, at: now) { $0.note = "Ring twice\n" }
        }),
      ActionTest(
        action: try action(segment), missing: try action(.segment(name: "Quiet", query: "a = b", id: "99")),
        trace: { twin, now in
          let all = (twin as? SimulatedShopify)?.segments.all(at: now) ?? []
          return .init(
            times: all.count { $0.name.hasPrefix("Quiet") },
            rest: all.filter { !$0.name.hasPrefix("Quiet") }.map { $0.name + $0.query }.joined())
        }),
      ActionTest(
        action: try action(.hold(.address, until: nil), on: waiting),
        missing: try action(.hold(.other, until: nil), on: .init(.order, "99")),
        trace: { twin, now in
          let shop = twin as? SimulatedShopify
          let holds = shop?.written.writes(toOrder: ActionShop.waiting, at: now)?.holds ?? []
          return .init(times: holds.count, rest: "")
        }),
    ]
  }

  static func subject() throws -> ConformanceSubject {
    ConformanceSubject(
      name: "shopify", connector: { connection($0, $1) }, twin: { SimulatedShopify(world: $0) }, policy: .shopify,
      secrets: [SimulatedShopify.token], actions: try tests())
  }

  @Test func `actions keep what all actions promise`() async throws {
    try await conformance(ofActions: Self.subject())
  }

  // MARK: Its own

  private let shop = SimulatedShopify(world: ActionShop.world)
  private let waiting = Self.order(ActionShop.waiting)

  private func begin(
    _ shop: SimulatedShopify? = nil,
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) -> (place: ActionPlace, shop: ShopifyConnection) {
    let place = ActionPlace(shop ?? self.shop, policy: .shopify, tamper: tamper)
    return (place, Self.connection(place.client, ActionShop.now))
  }

  @Test func `a text is never part of a document`() async throws {
    let (place, connection) = begin()
    let tag = #"x"]) { node { id } } } mutation Other { tagsAdd(id: "1""#
    _ = try await connection.perform(Self.action(.tag(tag), on: waiting))
    #expect(shop.world.order(ActionShop.waiting, at: ActionShop.now).state.tags.contains(tag))
    for request in place.transport.requests {
      let body = try #require(try JSONReader.answer(Array((request.body?.masked ?? "").utf8)).object)
      #expect(body["query"]?.string?.contains("Other") == false)
    }
  }

  @Test func `an increment sees a tag, a note and a hold`() async throws {
    // Lists that trail would show them a minute later.
    let shop = SimulatedShopify(world: ActionShop.world, lag: Span(seconds: 0))
    let before = begin(shop)
    let (_, orders) = try await records(before.shop, .order)
    let (_, customers) = try await records(before.shop, .customer)
    let later = ActionPlace(shop, policy: .shopify, at: ActionShop.later)
    let connection = Self.connection(later.client, ActionShop.later)
    let shipped = ActionShop.shipped
    _ = try await connection.perform(Self.action(.tag("late"), on: Self.order(shipped)))
    _ = try await connection.perform(Self.action(.note("Call"), on: Self.order(shipped)))
    _ = try await connection.perform(Self.action(.tag("quiet"), on: Self.customer))
    let (changed, _) = try await records(connection, .order, from: orders)
    let order = try #require(changed.last { $0.id == "\(ShopifyID.order + shipped)" })
    #expect(order.fields["tags"]?.array?.contains("late") == true)
    #expect(order.personal["note"]?.hasSuffix("Call [tend:7K3M9QX2TA7K3M9QX2TA7K3M9Q]") == true)
    #expect(order.fields["updated"] == .string("\(ActionShop.later)"))
    let (people, _) = try await records(connection, .customer, from: customers)
    #expect(people.last { $0.id == Self.customer.id }?.fields["tags"]?.array?.contains("quiet") == true)

    let now = begin(shop)
    _ = try await now.shop.perform(Self.action(.hold(.fraud, until: nil), on: waiting))
    let (held, _) = try await records(now.shop, .order)
    let record = try #require(held.last { $0.id == waiting.id })
    #expect(record.fields["fulfillment"] == "on_hold" && record.fields["held_since"] == .string("\(ActionShop.now)"))
    #expect(record.fields["hold_reason"]?.string?.isEmpty == false)
  }

  @Test func `what staff writes between the looks is kept`() async throws {
    let (shop, now) = (shop, ActionShop.now)
    shop.written.write(order: ActionShop.waiting, at: now) { $0.note = "Gift" }
    // Right after the first look, somebody saves another note.
    let (place, connection) = begin { _, number, response throws(HTTPError) in
      if number == 1 { shop.written.write(order: ActionShop.waiting, at: now) { $0.note = "Gift, wrap it" } }
      return response
    }
    _ = try await connection.perform(Self.action(.note("Call back"), on: waiting))
    let note = shop.world.order(ActionShop.waiting, at: now).state.note
    #expect(note == "Gift, wrap it\nCall back [tend:7K3M9QX2TA7K3M9QX2TA7K3M9Q]")
    #expect(place.writes.count == 1)
  }

  @Test func `a note that changes with every look is left for the next run`() async throws {
    let (shop, now) = (shop, ActionShop.now)
    let (place, connection) = begin { _, number, response throws(HTTPError) in
      shop.written.write(order: ActionShop.waiting, at: now) { $0.note = "Version \(number)" }
      return response
    }
    let error = await connection.failure(try Self.action(.note("Call back"), on: waiting))
    #expect(error?.diagnostic.code == "action.note-busy" && error?.family == .retry)
    #expect(place.writes.isEmpty)
  }

  @Test func `a note can't pass for the line of another action`() async throws {
    let (_, connection) = begin()
    let other = "[tend:AAAAAAAAAAAAAAAAAAAAAAAAAA]"
    _ = try await connection.perform(Self.action(.note("She wrote \(other)"), on: waiting))
    #expect(!shop.world.order(ActionShop.waiting, at: ActionShop.now).state.note.contains(other))
  }

  @Test func `a full note takes no more`() async throws {
    let full = String(repeating: "x", count: 4990)
    shop.written.write(order: ActionShop.waiting, at: ActionShop.now) { $0.note = full }
    let (place, connection) = begin()
    let error = await connection.failure(try Self.action(.note("Call"), on: waiting))
    #expect(error?.diagnostic.code == "action.note-full" && error?.family == .refused)
    #expect(place.writes.isEmpty)
  }

  @Test(
    arguments: [
      (.tag("late"), .order, "write_orders"), (.untag("kept"), .customer, "write_customers"),
      (.note("Call"), .order, "write_orders"), (.segment(name: "A", query: "a = 1", id: nil), nil, "write_customers"),
      (.hold(.stock, until: nil), .order, "write_merchant_managed_fulfillment_orders"),
    ] as [(SystemAction.Content, Kind?, String)])
  func `a missing scope is named`(_ content: SystemAction.Content, _ kind: Kind?, _ scope: String) async throws {
    let shop = SimulatedShopify(world: ActionShop.world, scopes: SimulatedShopify.reading)
    shop.written.tag(customer: 3, at: ActionShop.now, adding: ["kept"])
    let (_, connection) = begin(shop)
    let target = kind.map { $0 == .order ? waiting : Self.customer }
    let error = await connection.failure(try Self.action(content, on: target))
    guard case .forbidden(let diagnostic, let missing)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(missing == scope && diagnostic.hints.contains { $0.contains(scope) })
  }

  @Test func `a note that is hidden is not written over`() async throws {
    let hiding = SimulatedShopify.scopes.subtracting([SimulatedShopify.protected])
    let (place, connection) = begin(SimulatedShopify(world: ActionShop.world, scopes: hiding))
    let error = await connection.failure(try Self.action(.note("Call"), on: waiting))
    #expect(error?.family == .forbidden && place.writes.isEmpty)
  }

  @Test func `what was shipped can't be held`() async throws {
    let (place, connection) = begin()
    let action = try Self.action(.hold(.other, until: nil), on: Self.order(ActionShop.shipped))
    #expect(await connection.failure(action)?.diagnostic.code == "action.too-late")
    #expect(place.writes.isEmpty)
  }

  @Test func `a segment is made once, changed by its id, and nobody else's is touched`() async throws {
    let (place, connection) = begin()
    func segment(_ name: String, _ query: String, _ id: String? = nil) throws -> SystemAction {
      try Self.action(.segment(name: name, query: query, id: id))
    }
    let made = try await connection.perform(segment("Quiet", "number_of_orders >= 2"))
    #expect(!made.wasThere)
    #expect(try await connection.perform(segment("Quiet", " number_of_orders  >= 2")).wasThere)
    let other = await connection.failure(try segment("Quiet", "number_of_orders >= 3"))
    #expect(other?.diagnostic.code == "action.segment-taken")
    let changed = try await connection.perform(segment("Quiet", "number_of_orders >= 3", made.reference))
    #expect(changed.reference == made.reference && !changed.wasThere)
    let all = shop.segments.all(at: ActionShop.now)
    #expect(all.map(\.name) == ["Purchased at least once", "Quiet"] && all.last?.query == "number_of_orders >= 3")
    #expect(place.writes.count == 2)
    let gone = await connection.failure(try segment("Quiet", "a = 1", "501000000777"))
    #expect(gone?.family == .gone)
    let bad = await connection.failure(try segment("Bad", "nonsense"))
    #expect(bad?.family == .refused && bad?.diagnostic.reason?.contains("query") == true)
  }

  @Test(
    arguments: [
      .tag("a,b"), .tag("  "), .tag(String(repeating: "x", count: 256)), .tag("a\nb"), .note(""), .note("a\u{0}b"),
      .hold(.stock, until: Day(number: 20_000)), .segment(name: "A", query: "a = 1", id: nil),
    ] as [SystemAction.Content])
  func `what can't be sent is refused before anything is asked`(_ content: SystemAction.Content) async throws {
    let (place, connection) = begin()
    let error = await connection.failure(try Self.action(content, on: waiting))
    #expect(error?.family == .refused && place.transport.requests.isEmpty)
    let (other, strange) = begin()
    let target = SystemAction.Target(.order, "1; drop")
    #expect(await strange.failure(try Self.action(.tag("x"), on: target))?.family == .refused)
    #expect(other.transport.requests.isEmpty)
  }
}
