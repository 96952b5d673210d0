import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// What Tend can do in a BigCommerce store.
@Suite(.timeLimit(.minutes(5)))
struct BigCommerceActionTests {
  private static func connection(_ http: any HTTPTransport, _ now: Instant) -> BigCommerceConnection {
    BigCommerceConnection(.bigCommerce(over: http, at: now))
  }

  private static var order: SystemAction.Target { .init(.order, "\(ShopNumber.firstOrder + ActionShop.waiting)") }
  private static let id = SimulatedBigCommerce.customerID(3)
  private static let customer = SystemAction.Target(.customer, "\(id)")

  private static func action(_ content: SystemAction.Content, on target: SystemAction.Target) throws -> SystemAction {
    SystemAction(try actionKey(), content, on: target, by: .rule)
  }

  // MARK: What all actions promise

  private static func tagged(_ content: SystemAction.Content, isOn: Bool) throws -> ActionTest {
    ActionTest(
      action: try action(content, on: customer), missing: try action(content, on: .init(.customer, "999999")),
      trace: { twin, _ in
        guard let kept = (twin as? SimulatedBigCommerce)?.attributes else { return .init(times: -1, rest: "") }
        let ids = Set(kept.definitions.filter { $0.name.isSameTag(as: "late") }.map(\.id))
        let count = kept.values(of: id).count { ids.contains($0.attribute) && !$0.text.isEmpty }
        // An attribute without a value is no tag, but there may never be two of one name.
        return .init(
          times: ids.count > 1 ? ids.count : isOn ? count : 1 - count,
          rest: kept.values.filter { !ids.contains($0.attribute) }.map { "\($0)" }.joined())
      },
      prepare: { twin, now in
        guard let kept = (twin as? SimulatedBigCommerce)?.attributes else { return }
        _ = kept.put(1, id, "1990-01-01", at: now)
        if !isOn, let late = kept.define("late", "string", at: now) { _ = kept.put(late.id, id, "yes", at: now) }
      })
  }

  private static func tests() throws -> [ActionTest] {
    [
      try tagged(.tag("Late"), isOn: true), try tagged(.untag("LATE"), isOn: false),
      ActionTest(
        action: try action(.note("Call \(Scene.somebody)"), on: order),
        missing: try action(.note("Call"), on: .init(.order, "999999")),
        trace: { twin, now in
          let lines = (twin as? SimulatedBigCommerce)?.world.order(ActionShop.waiting, at: now).state.note
            .split(separator: "\n").map(String.init)
          return .init(
            times: lines?.count { $0.contains("[tend:") } ?? -1,
            rest: lines?.filter { !$0.contains("[tend:") }.joined(separator: "\n") ?? "")
        },
        prepare: { twin, now in
          (twin as? SimulatedBigCommerce)?.written.write(order: ActionShop.waiting, at: now) { $0.note = "BIN-45" }
        }),
    ]
  }

  static func subject() throws -> ConformanceSubject {
    ConformanceSubject(
      name: "bigcommerce", connector: { connection($0, $1) }, twin: { SimulatedBigCommerce(world: $0) },
      policy: .bigCommerce, secrets: [SimulatedBigCommerce.token], actions: try tests())
  }

  @Test func `actions keep what all actions promise`() async throws {
    try await conformance(ofActions: Self.subject())
  }

  // MARK: Its own

  private let store = SimulatedBigCommerce(world: ActionShop.world)

  private func begin(_ store: SimulatedBigCommerce? = nil) -> (place: ActionPlace, store: BigCommerceConnection) {
    let place = ActionPlace(store ?? self.store, policy: .bigCommerce)
    return (place, Self.connection(place.client, ActionShop.now))
  }

  @Test func `a tag is an attribute and never the group`() async throws {
    let (place, connection) = begin()
    _ = try await connection.perform(Self.action(.tag("Late"), on: Self.customer))
    _ = try await connection.perform(
      Self.action(.tag("late"), on: .init(.customer, "\(SimulatedBigCommerce.customerID(4))")))
    #expect(
      place.bodies == [
        #"[{"name":"Late","type":"string"}]"#, #"[{"attribute_id":2,"customer_id":\#(Self.id),"value":"yes"}]"#,
        #"[{"attribute_id":2,"customer_id":\#(SimulatedBigCommerce.customerID(4)),"value":"yes"}]"#,
      ])
  }

  @Test func `what staff wrote into an attribute counts and stays`() async throws {
    let late = try #require(store.attributes.define("late", "string", at: ActionShop.now))
    _ = store.attributes.put(late.id, Self.id, "since May", at: ActionShop.now)
    let (place, connection) = begin()
    #expect(try await connection.perform(Self.action(.tag("late"), on: Self.customer)).wasThere)
    #expect(place.writes.isEmpty)
  }

  @Test func `an attribute that holds dates is no tag`() async throws {
    let (place, connection) = begin()
    let error = await connection.failure(try Self.action(.tag("birthday"), on: Self.customer))
    #expect(error?.diagnostic.code == "action.attribute-type" && place.writes.isEmpty)
  }

  @Test func `a store takes no more than fifty attributes`() async throws {
    for number in 2...50 { _ = store.attributes.define("A\(number)", "string", at: ActionShop.now) }
    let (_, connection) = begin()
    #expect(await connection.failure(try Self.action(.tag("late"), on: Self.customer))?.family == .refused)
  }

  @Test func `nothing of an order is sent but the notes, and an increment sees them`() async throws {
    let (_, first) = begin()
    let (_, orders) = try await records(first, .order)
    let later = ActionPlace(store, policy: .bigCommerce, at: ActionShop.later)
    let connection = Self.connection(later.client, ActionShop.later)
    let shipped = ShopNumber.firstOrder + ActionShop.shipped
    _ = try await connection.perform(Self.action(.note("Call"), on: .init(.order, "\(shipped)")))
    #expect(later.bodies == [#"{"staff_notes":"Call [tend:7K3M9QX2TA7K3M9QX2TA7K3M9Q]"}"#])
    // What changed in the last minute is left to the next read.
    let read = ActionPlace(store, policy: .bigCommerce, at: ActionShop.later + .hours(1))
    let (changed, _) = try await records(
      Self.connection(read.client, ActionShop.later + .hours(1)), .order, from: orders)
    let order = try #require(changed.last { $0.id == "\(shipped)" })
    #expect(order.personal["note"]?.contains("Call [tend:") == true)
  }

  @Test(
    arguments: [(.tag("late"), .customer, "store_v2_customers"), (.note("Call"), .order, "store_v2_orders")]
      as [(SystemAction.Content, Kind, String)])
  func `a missing scope is named`(_ content: SystemAction.Content, _ kind: Kind, _ scope: String) async throws {
    let (_, connection) = begin(SimulatedBigCommerce(world: ActionShop.world, scopes: []))
    let error = await connection.failure(
      try Self.action(content, on: kind == .order ? Self.order : Self.customer))
    guard case .forbidden(let diagnostic, let missing)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(missing == scope && diagnostic.summary.contains(scope))
  }

  @Test(arguments: ["", "-1", "12x", "0", "1234567890123456"])
  func `what is no id is not asked for`(_ id: String) async throws {
    let (place, connection) = begin()
    let error = await connection.failure(try Self.action(.note("Call"), on: .init(.order, id)))
    #expect(error?.diagnostic.code == "action.unfit" && place.transport.requests.isEmpty)
  }
}
