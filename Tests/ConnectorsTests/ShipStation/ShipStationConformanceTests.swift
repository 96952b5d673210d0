import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// ShipStation held to what every connector promises, with pages and windows so small that there are several of them.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ShipStationConformanceTests {
  private static let address: HTTPURL = {
    guard let url = HTTPURL("https://ssapi.shipstation.com") else { preconditionFailure("no URL") }
    return url
  }()

  private static func connection(_ http: any HTTPTransport, _ now: Instant) -> ShipStationConnection {
    ShipStationConnection(
      ServiceContext(
        account: "", address: address,
        http: SignedTransport(
          base: http, header: "Authorization",
          value: "Basic \(Secret(String(SimulatedShipStation.authorization.dropFirst("Basic ".count))))"),
        asOf: now, zone: newYork, currency: "USD"),
      limits: .init(page: 100, window: 200))
  }

  private static func subject(_ stream: String) -> ConformanceSubject {
    ConformanceSubject(
      name: "shipstation", connector: { connection($0, $1) },
      // The suite's clock stands still, and so would the minute of the limit.
      twin: { SimulatedShipStation(world: $0, requestsAMinute: .max) }, policy: .shipStation,
      secrets: [
        SimulatedShipStation.secret, String(SimulatedShipStation.authorization.dropFirst("Basic ".count)),
      ],
      streams: [stream], orders: 450,
      count: { stream, world, now in
        // Orders are imported some minutes after they were placed.
        stream.kind == .order ? world.orderCount(at: now - SimulatedShipStation.lag) : world.parcelCount(at: now)
      })
  }

  @Test(arguments: ["orders", "shipments"])
  func `ShipStation keeps what every connector promises`(_ stream: String) async throws {
    try await conformance(of: Self.subject(stream))
  }
}
