import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

/// Shopify keeps what every connector promises.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ShopifyConformanceTests {
  private static let address: HTTPURL = {
    guard let url = HTTPURL("https://\(SimulatedShopify.shop)/admin/api/\(SimulatedShopify.version)") else {
      preconditionFailure("no URL")
    }
    return url
  }()

  static func subject(_ kind: Kind, orders: Int = 430, bulkFrom: Int? = nil) -> ConformanceSubject {
    ConformanceSubject(
      name: "shopify",
      connector: { http, now in
        ShopifyConnection(
          ServiceContext(
            account: SimulatedShopify.shop, address: address,
            http: SignedTransport(
              base: http, header: "X-Shopify-Access-Token", value: MaskedText(Secret(SimulatedShopify.token))),
            asOf: now, zone: newYork, currency: "USD"), bulkFrom: bulkFrom)
      }, twin: { SimulatedShopify(world: $0, lag: Span(seconds: 0)) },
      trailing: { SimulatedShopify(world: $0, lag: $1) }, policy: .shopify, secrets: [SimulatedShopify.token],
      streams: [kind.stream], orders: orders, overlap: 400, exemptions: [nowhere])
  }

  private static let nowhere = ConformanceSubject.Exemption(
    .status, "404",
    because: "the one address is that of the shop, so a 404 is a wrong shop in tend.yml: configuration")

  /// As few as make more than a page of orders, and none so few that nothing happens between the suite's two moments.
  @Test(
    arguments: [
      (.order, 260), (.refund, 260), (.shipment, 260), (.customer, 430), (.checkout, 430), (.lead, 430),
    ] as [(Kind, Int)])
  func `a stream by time keeps what every connector promises`(_ kind: Kind, _ orders: Int) async throws {
    try await conformance(of: Self.subject(kind, orders: orders))
  }

  @Test func `disputes keep what every connector promises`() async throws {
    try await conformance(of: Self.subject(.dispute))
  }
}
