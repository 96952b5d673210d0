import HTTP
import Records

@testable import Connectors
@testable import Sandbox

/// What connections to the simulated systems stand on, with requests signed as a run signs them.
extension ServiceContext {
  static func shopify(over http: any HTTPTransport, at now: Instant) -> ServiceContext {
    signed(
      "https://\(SimulatedShopify.shop)/admin/api/\(SimulatedShopify.version)", account: SimulatedShopify.shop,
      over: http,
      at: now, "X-Shopify-Access-Token", MaskedText(Secret(SimulatedShopify.token)))
  }

  static func bigCommerce(over http: any HTTPTransport, at now: Instant) -> ServiceContext {
    signed(
      "https://api.bigcommerce.com/stores/\(SimulatedBigCommerce.storeHash)", account: SimulatedBigCommerce.storeHash,
      over: http, at: now, "X-Auth-Token", MaskedText(Secret(SimulatedBigCommerce.token)))
  }

  static func shipStation(over http: any HTTPTransport, at now: Instant) -> ServiceContext {
    signed(
      "https://ssapi.shipstation.com", account: "", over: http, at: now, "Authorization",
      "Basic \(Secret(shipStationWord))")
  }

  /// The key and the secret as they are sent.
  static let shipStationWord = String(SimulatedShipStation.authorization.dropFirst("Basic ".count))

  private static func signed(
    _ address: String, account: String, over http: any HTTPTransport, at now: Instant, _ header: String,
    _ value: MaskedText
  ) -> ServiceContext {
    guard let url = HTTPURL(address) else { preconditionFailure("\(address) is no URL") }
    return ServiceContext(
      account: account, address: url, http: SignedTransport(base: http, header: header, value: value), asOf: now,
      zone: newYork, currency: "USD")
  }
}
