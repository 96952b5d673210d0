public import HTTP

/// The systems this version reads: a line each.
public enum Registry {
  /// One system that is read over HTTP.
  private struct Entry: Sendable {
    var system: SystemDescriptor
    var policy: Policy
    var connection: @Sendable (ServiceContext) -> any Connector
  }

  private static let services: [Entry] = [
    Entry(system: ShopifyConnection.descriptor, policy: .shopify) { ShopifyConnection($0) },
    Entry(system: BigCommerceConnection.descriptor, policy: .bigCommerce) { BigCommerceConnection($0) },
    Entry(system: ShipStationConnection.descriptor, policy: .shipStation) { ShipStationConnection($0) },
    Entry(system: QuickBooksConnection.descriptor, policy: .quickBooks) { QuickBooksConnection($0) },
  ]

  /// All systems, in the order of the documentation.
  public static let systems: [SystemDescriptor] = [CSVConnection.descriptor] + services.map(\.system)

  /// The system of that name; nil when this version does not know it.
  public static func system(named name: String) -> SystemDescriptor? { systems.first { $0.name == name } }

  /// How the answers of a system are read.
  public static func policy(of system: String) -> Policy {
    services.first { $0.system.name == system }?.policy ?? Policy()
  }

  /// A connection to a system that is read over HTTP; nil for another.
  public static func connection(to system: String, _ context: ServiceContext) -> (any Connector)? {
    services.first { $0.system.name == system }?.connection(context)
  }

  /// A connection that can be acted on; nil for a system that Tend only reads.
  public static func actionTarget(of system: String, _ context: ServiceContext) -> (any ActionTarget)? {
    connection(to: system, context) as? any ActionTarget
  }
}
