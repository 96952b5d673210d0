public import Records

/// The shop that a set of simulated systems tells of, and the systems over it.
public struct SandboxWorld: Sendable {
  /// How many orders a generated shop can have.
  public static let sizes = 100...1_000_000

  let world: any ShopWorld
  /// What BigCommerce tells of: the same shop, or a second store of its owners.
  private let outlet: any ShopWorld
  /// The moment at which its last day is over.
  public let end: Instant

  /// A sample with its stories, whose owners have a small outlet at BigCommerce besides, with orders of its own.
  public init(_ shop: SampleShop) {
    world = SampleWorld(shop)
    outlet = GeneratedWorld(seed: 8, orders: 3 * shop.days, from: shop.firstDay, days: shop.days)
    end = ShopTime.zone.instant(shop.firstDay + shop.days)
  }

  /// A generated shop, of which nothing is held.
  /// - Parameters:
  ///   - orders: how many orders it has, in ``sizes``.
  ///   - seed: what its figures follow from.
  ///   - firstDay: the day of the first order, on the shop's wall.
  ///   - days: over how many days its orders are spread.
  public init(orders: Int, seed: UInt64, firstDay: Day, days: Int) {
    let generated = GeneratedWorld(seed: seed, orders: orders, from: firstDay, days: days)
    world = RememberingWorld(generated)
    outlet = world
    end = generated.end
  }

  /// The systems by their words in `tend.yml`.
  /// - Parameter throttle: a clock in milliseconds that never goes back, by which each system takes no more requests
  ///   than the vendor's does; nil for as many as come.
  public func systems(throttle: (@Sendable () -> Int)? = nil) -> [String: any SimulatedSystem] {
    let shopify = LayeredSystem(SimulatedShopify(world: world), ShopifyPeerPaths(world: world))
    let bigCommerce = LayeredSystem(SimulatedBigCommerce(world: outlet), BigCommercePeerPaths())
    // Its own count goes by the shop's clock, which may stand still.
    let account = SimulatedShipStation(world: world, requestsAMinute: .max)
    let shipStation = ShipStationAccountTwin(
      first: account, second: SimulatedShipStationV2(of: account, requestsAMinute: .max))
    let quickBooks = LayeredSystem(SimulatedQuickBooks(world: world), QuickBooksPeerPaths())
    guard let throttle else {
      return [
        SimulatedShopify.name: LayeredSystem(shopify, ShopifyPlenty()), SimulatedBigCommerce.name: bigCommerce,
        SimulatedShipStation.name: shipStation,
        SimulatedQuickBooks.name: quickBooks,
      ]
    }
    return [
      SimulatedShopify.name: LayeredSystem(shopify, ShopifyLimit(throttle)),
      SimulatedBigCommerce.name: LayeredSystem(bigCommerce, BigCommerceLimit(throttle)),
      SimulatedShipStation.name: LayeredSystem(shipStation, ShipStationLimit(throttle)),
      SimulatedQuickBooks.name: LayeredSystem(quickBooks, QuickBooksLimit(throttle)),
    ]
  }
}
