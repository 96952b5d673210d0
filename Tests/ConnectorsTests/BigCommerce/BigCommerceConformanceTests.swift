import HTTP
import Records
import Testing

@testable import Connectors
@testable import Sandbox

extension ShopConformance {
  /// BigCommerce keeps what every connector promises.
  @Suite(.timeLimit(.minutes(5)))
  struct BigCommerceConformanceTests {
    private static func subject(_ kind: Kind) -> ConformanceSubject {
      ConformanceSubject(
        name: "bigcommerce",
        connector: { http, now in
          BigCommerceConnection(
            .bigCommerce(over: http, at: now),
            sizes: .init(orders: 60, shipped: 25, others: 30))
        }, twin: { SimulatedBigCommerce(world: $0, lag: Span(seconds: 0)) },
        trailing: { SimulatedBigCommerce(world: $0, lag: $1) }, policy: .bigCommerce,
        secrets: [SimulatedBigCommerce.token],
        streams: [kind.stream], unprovable: ["checkouts"], orders: [Kind.order: 260, .shipment: 100][kind] ?? 430,
        count: count,
        exemptions: kind == .order ? [closed] : [])
    }

    private static let closed = ConformanceSubject.Exemption(
      .fault, "403@2",
      because: "the store's settings may be closed to an account: orders without links, as coverage says"
    )

    /// Who buys at the till has no account, and every order of which something left has one shipment.
    private static func count(_ stream: RecordStream, _ world: any ShopWorld, _ now: Instant) -> Int? {
      switch stream.kind {
      case .order: world.orderCount(at: now)
      case .customer:
        (0..<world.customerCount(at: now)).count { !world.customer($0, at: now).state.email.isEmpty }
      case .shipment:
        (0..<world.orderCount(at: now)).count { index in
          world.order(index, at: now).state.lines.contains { $0.fulfilled && !$0.product.giftCard }
        }
      default: nil
      }
    }

    @Test(arguments: BigCommerceConnection.descriptor.kinds)
    func `a stream keeps what every connector promises`(_ kind: Kind) async throws {
      try await conformance(of: Self.subject(kind))
    }
  }
}
