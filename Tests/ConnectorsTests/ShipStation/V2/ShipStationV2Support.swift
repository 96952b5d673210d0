import HTTP
import Records

@testable import Connectors
@testable import Sandbox

/// What a connection to the second interface is made of.
func shipStationV2Context(
  _ http: any HTTPTransport, _ now: Instant, _ options: [String: String] = [:],
  address: String = "https://api.shipstation.com/v2"
) -> ServiceContext {
  guard let url = HTTPURL(address) else { preconditionFailure("no URL") }
  return ServiceContext(
    account: "", address: url, http: http, asOf: now, zone: newYork, currency: "USD",
    options: ["version": "2"].merging(options) { $1 })
}

/// A simulated account asked by its second interface, under all layers.
struct ShipStationV2Place {
  let twin: SimulatedShipStationV2
  let place: ActionPlace
  private let now: Instant

  init(
    _ twin: SimulatedShipStationV2 = SimulatedShipStationV2(of: larkspur(), requestsAMinute: .max), at now: Instant,
    tamper: @escaping SandboxTransport.Tamper = { _, _, response throws(HTTPError) in response }
  ) {
    self.twin = twin
    self.now = now
    place = ActionPlace(twin, policy: .shipStationV2, at: now, tamper: tamper)
  }

  /// What was asked, as paths with queries.
  var asked: [String] {
    place.transport.requests.map { "\($0.url)".replacing("https://api.shipstation.com/v2/", with: "") }
  }

  func connection(
    _ options: [String: String] = [:], key: String = SimulatedShipStationV2.key, asOf: Instant? = nil
  ) -> ShipStationV2Connection {
    ShipStationV2Connection(
      shipStationV2Context(
        SignedTransport(base: place.client, header: "api-key", value: "\(Secret(key))"), asOf ?? now, options))
  }
}
