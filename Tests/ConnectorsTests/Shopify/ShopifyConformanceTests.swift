import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension ShopConformance {
  /// Shopify keeps what every connector promises.
  @Suite(.timeLimit(.minutes(5)))
  struct ShopifyConformanceTests {
    static func subject(_ kind: Kind, orders: Int = 430, bulkFrom: Int? = nil) -> ConformanceSubject {
      ConformanceSubject(
        name: "shopify",
        connector: { http, now in
          ShopifyConnection(.shopify(over: http, at: now), lists: ShopifyListSizes(bulkFrom: bulkFrom))
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
}
