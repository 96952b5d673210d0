import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension BackOfficeConformance {
  /// ShipStation held to what every connector promises, with pages and windows so small that there are several of them.
  @Suite(.timeLimit(.minutes(5)))
  struct ShipStationConformanceTests {
    private static func connection(_ http: any HTTPTransport, _ now: Instant) -> ShipStationConnection {
      ShipStationConnection(
        .shipStation(over: http, at: now),
        limits: .init(page: 100, window: 200))
    }

    private static func subject(_ stream: String) -> ConformanceSubject {
      ConformanceSubject(
        name: "shipstation", connector: { connection($0, $1) },
        // The suite's clock stands still, and so would the minute of the limit.
        twin: { SimulatedShipStation(world: $0, requestsAMinute: .max) }, policy: .shipStation,
        secrets: [
          SimulatedShipStation.secret, ServiceContext.shipStationWord,
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
}
