import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import Sandbox

extension ShopConformance {
  /// Shopify keeps what every connector promises where its lists are read in bulk, however short they are.
  @Suite(.timeLimit(.minutes(5)))
  struct ShopifyBulkConformanceTests {
    @Test(arguments: [(.order, 260), (.customer, 430)] as [(Kind, Int)])
    func `a list that is read in bulk keeps what every connector promises`(_ kind: Kind, _ orders: Int) async throws {
      let stores = Stores()
      var subject = ShopConformance.ShopifyConformanceTests.subject(kind, orders: orders, bulkFrom: 0)
      subject.twin = { SimulatedShopify(world: $0, operations: stores.store(of: $0)) }
      try await conformance(of: subject)
    }
  }
}

/// The operations of each shop: a run finds those that another one of the same shop began.
private final class Stores: Sendable {
  private let all = Mutex<[String: ShopifyOperations]>([:])

  func store(of world: any ShopWorld) -> ShopifyOperations {
    guard let world = world as? GeneratedWorld else { return ShopifyOperations() }
    return all.withLock { all in
      let key = "\(world.seed) \(world.count)"
      let store = all[key] ?? ShopifyOperations()
      all[key] = store
      return store
    }
  }
}
