import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension BackOfficeConformance {
  /// ShipStation's second interface held to what every connector promises, with pages and windows so small that there are
  /// several of them. Orders are looked up beside labels, so that it takes longer than most.
  @Suite(.timeLimit(.minutes(5)))
  struct ShipStationV2ConformanceTests {
    private static func connection(_ http: any HTTPTransport, _ now: Instant) -> ShipStationV2Connection {
      ShipStationV2Connection(
        shipStationV2Context(
          SignedTransport(base: http, header: "api-key", value: "\(Secret(SimulatedShipStationV2.key))"), now),
        limits: .init(page: 100, window: 200))
    }

    private static func twin(_ world: any ShopWorld) -> SimulatedShipStationV2 {
      // The suite's clock stands still, and so would the minute of the limit.
      SimulatedShipStationV2(
        of: SimulatedShipStation(world: world, requestsAMinute: .max), requestsAMinute: .max)
    }

    private static func subject(_ stream: String) -> ConformanceSubject {
      ConformanceSubject(
        name: "shipstation", connector: { connection($0, $1) }, twin: { twin($0) }, policy: .shipStationV2,
        secrets: [SimulatedShipStationV2.key], streams: [stream], orders: 450,
        count: { stream, world, now in
          // Orders are imported some minutes after they were placed; what was shipped elsewhere has no label.
          stream.kind == .order
            ? world.orderCount(at: now - SimulatedShipStation.lag)
            : (0..<world.parcelCount(at: now)).count { $0 % 23 != 5 }
        })
    }

    @Test(arguments: ["orders", "shipments"])
    func `ShipStation's second version keeps what every connector promises`(_ stream: String) async throws {
      try await conformance(of: Self.subject(stream))
    }

    // MARK: Actions

    private static func action(
      _ content: SystemAction.Content, on id: String = "\(SimulatedShipStation.firstOrder + ActionShop.waiting)"
    ) throws -> SystemAction {
      SystemAction(try actionKey(), content, on: .init(.order, id), by: .person)
    }

    private static let backorder = SimulatedShipStation.firstTag + 3

    private static func tagged(_ content: SystemAction.Content, isOn: Bool) throws -> ActionTest {
      ActionTest(
        action: try action(content), missing: try action(content, on: "99"),
        trace: { twin, now in
          let tags = (twin as? SimulatedShipStationV2)?.account.order(ActionShop.waiting, at: now).tags ?? []
          let count = tags.count { $0 == backorder }
          return .init(times: isOn ? count : 1 - count, rest: "\(tags.filter { $0 != backorder })")
        },
        prepare: { twin, now in
          (twin as? SimulatedShipStationV2)?.account.write(order: ActionShop.waiting, at: now) { writes in
            writes.added = isOn ? [SimulatedShipStation.firstTag] : [SimulatedShipStation.firstTag, backorder]
          }
        })
    }

    @Test func `its actions keep what all actions promise`() async throws {
      try await conformance(ofActions: Self.actor())
    }

    static func actor() throws -> ConformanceSubject {
      ConformanceSubject(
        name: "shipstation-v2", connector: { connection($0, $1) }, twin: { twin($0) }, policy: .shipStationV2,
        secrets: [SimulatedShipStationV2.key],
        actions: [try tagged(.tag("Backorder"), isOn: true), try tagged(.untag("backorder "), isOn: false)])
    }

    @Test func `a tag is made where there is none, and a hold is refused in plain words`() async throws {
      let twin = Self.twin(ActionShop.world)
      let place = ActionPlace(twin, policy: .shipStationV2)
      let connection = Self.connection(place.client, ActionShop.now)
      _ = try await connection.perform(try Self.action(.tag("Call first")))
      #expect(twin.account.tagNames.last == "Call first")
      #expect(try await connection.perform(try Self.action(.tag("call FIRST"))).wasThere)
      #expect(place.writes.map { "\($0.method) \($0.url)" }.count == 1)
      let (orders, _) = try await records(connection, .order)
      let order = orders.last { $0.id == "\(SimulatedShipStation.firstOrder + ActionShop.waiting)" }
      #expect(order?.fields["tags"]?.array?.contains("Call first") == true)
      let day = PacificTime.zone.day(of: ActionShop.now) + 3
      let held = await connection.failure(try Self.action(.hold(.stock, until: day)))
      #expect(held?.diagnostic.code == "action.unsupported")
      let odd = await connection.failure(try Self.action(.tag("late"), on: "../orders"))
      #expect(odd?.diagnostic.code == "action.unfit")
      #expect(place.writes.count == 1)
    }

    @Test func `a tag that a repeated request finds gone is off`() async throws {
      let twin = Self.twin(ActionShop.world)
      twin.account.write(order: ActionShop.waiting, at: ActionShop.now) { $0.added = [Self.backorder] }
      let place = ActionPlace(twin, policy: .shipStationV2) { request, _, response throws(HTTPError) in
        // Carried out, and told of as if it had been before.
        request.method == .delete ? HTTPResponse(status: 404) : response
      }
      let connection = Self.connection(place.client, ActionShop.now)
      #expect(try await !connection.perform(try Self.action(.untag("backorder"))).wasThere)
    }
  }
}
