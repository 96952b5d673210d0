import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// What Tend can do at ShipStation.
@Suite(.timeLimit(.minutes(5)))
struct ShipStationActionTests {
  private static func connection(_ http: any HTTPTransport, _ now: Instant) -> ShipStationConnection {
    ShipStationConnection(.shipStation(over: http, at: now))
  }

  private static func twin(_ world: any ShopWorld) -> SimulatedShipStation {
    SimulatedShipStation(world: world, requestsAMinute: .max)
  }

  private static var order: SystemAction.Target {
    .init(.order, "\(SimulatedShipStation.firstOrder + ActionShop.waiting)")
  }
  private static let today = PacificTime.zone.day(of: ActionShop.now)
  private static let backorder = SimulatedShipStation.firstTag + 3

  private static func action(
    _ content: SystemAction.Content, on target: SystemAction.Target = order
  ) throws -> SystemAction {
    SystemAction(try actionKey(), content, on: target, by: .person)
  }

  // MARK: What all actions promise

  private static func tagged(_ content: SystemAction.Content, isOn: Bool) throws -> ActionTest {
    ActionTest(
      action: try action(content), missing: try action(content, on: .init(.order, "99")),
      trace: { twin, now in
        let tags = (twin as? SimulatedShipStation)?.order(ActionShop.waiting, at: now).tags ?? []
        let count = tags.count { $0 == backorder }
        return .init(times: isOn ? count : 1 - count, rest: "\(tags.filter { $0 != backorder })")
      },
      prepare: { twin, now in
        (twin as? SimulatedShipStation)?.write(order: ActionShop.waiting, at: now) { writes in
          writes.added = isOn ? [SimulatedShipStation.firstTag] : [SimulatedShipStation.firstTag, backorder]
        }
      })
  }

  private static func tests() throws -> [ActionTest] {
    [
      try tagged(.tag("Backorder"), isOn: true), try tagged(.untag("backorder "), isOn: false),
      ActionTest(
        action: try action(.hold(.stock, until: today + 3)),
        missing: try action(.hold(.stock, until: today + 3), on: .init(.order, "99")),
        trace: { twin, now in
          let order = (twin as? SimulatedShipStation)?.order(ActionShop.waiting, at: now)
          return .init(times: order?.heldUntil == today + 3 && order?.status == "on_hold" ? 1 : 0, rest: "")
        }),
    ]
  }

  static func subject() throws -> ConformanceSubject {
    ConformanceSubject(
      name: "shipstation", connector: { connection($0, $1) }, twin: { twin($0) }, policy: .shipStation,
      secrets: [SimulatedShipStation.secret, ServiceContext.shipStationWord], actions: try tests())
  }

  @Test func `actions keep what all actions promise`() async throws {
    try await conformance(ofActions: Self.subject())
  }

  // MARK: Its own

  private let twin = Self.twin(ActionShop.world)

  private func begin(at now: Instant = ActionShop.now) -> (place: ActionPlace, connection: ShipStationConnection) {
    let place = ActionPlace(twin, policy: .shipStation, at: now)
    return (place, Self.connection(place.client, now))
  }

  @Test func `a tag that the account does not have is somebody's work`() async throws {
    let (place, connection) = begin()
    let error = await connection.failure(try Self.action(.tag("no such tag")))
    #expect(error?.diagnostic.code == "action.no-tag" && place.writes.isEmpty)
    #expect(try await connection.find(Self.action(.tag("no such tag"))) == nil)
    #expect(try await connection.perform(Self.action(.untag("no such tag"))).wasThere)
  }

  @Test func `an increment sees a tag and a hold`() async throws {
    let (_, first) = begin()
    let (_, orders) = try await records(first, .order)
    let now = ActionShop.now + .hours(2)
    let (place, connection) = begin(at: now)
    _ = try await connection.perform(Self.action(.tag("backorder")))
    _ = try await connection.perform(Self.action(.hold(.stock, until: Self.today + 2)))
    #expect(
      place.bodies == [
        #"{"orderId":\#(Self.order.id),"tagId":\#(Self.backorder)}"#,
        #"{"holdUntilDate":"\#(Self.today + 2)","orderId":\#(Self.order.id)}"#,
      ])
    let (changed, _) = try await records(connection, .order, from: orders)
    let order = try #require(changed.last { $0.id == Self.order.id })
    #expect(order.fields["tags"]?.array?.contains("backorder") == true)
    #expect(order.fields["fulfillment"] == "on_hold" && order.fields["updated"] == .string("\(now)"))
  }

  @Test func `a longer hold stays, a shorter one grows`() async throws {
    let (place, connection) = begin()
    _ = try await connection.perform(Self.action(.hold(.stock, until: Self.today + 5)))
    #expect(try await connection.perform(Self.action(.hold(.stock, until: Self.today + 3))).wasThere)
    #expect(try await !connection.perform(Self.action(.hold(.stock, until: Self.today + 8))).wasThere)
    #expect(twin.order(ActionShop.waiting, at: ActionShop.now).heldUntil == Self.today + 8)
    #expect(place.writes.count == 2)
  }

  @Test func `what was shipped can't be held, nor until a day that has come, nor without a day`() async throws {
    let (place, connection) = begin()
    let shipped = SystemAction.Target(.order, "\(SimulatedShipStation.firstOrder + ActionShop.shipped)")
    let late = await connection.failure(try Self.action(.hold(.other, until: Self.today + 2), on: shipped))
    #expect(late?.diagnostic.code == "action.too-late")
    let past = await connection.failure(try Self.action(.hold(.other, until: Self.today)))
    #expect(past?.diagnostic.code == "action.unfit")
    let open = await connection.failure(try Self.action(.hold(.other, until: nil)))
    #expect(open?.diagnostic.code == "action.unfit")
    #expect(place.writes.isEmpty)
  }

  @Test func `success false is a refusal and leaves nothing open`() async throws {
    let place = ActionPlace(twin, policy: .shipStation) { request, _, response throws(HTTPError) in
      guard request.method == .post else { return response }
      return HTTPResponse(
        status: 200, headers: response.headers, body: .held(Array(#"{"success":false,"message":"No"}"#.utf8)))
    }
    let connection = Self.connection(place.client, ActionShop.now)
    let error = await connection.failure(try Self.action(.tag("backorder")))
    #expect(error?.family == .refused && error?.diagnostic.code == "action.refused")
  }
}
