public import HTTP

/// The systems this version reads: a line each.
public enum Registry {
  /// One system that is read over HTTP.
  private struct Entry: Sendable {
    var system: SystemDescriptor
    var policy: Policy
    /// The policies of other editions, by the value that chooses them.
    var others: [String: Policy] = [:]
    var connection: @Sendable (ServiceContext) -> any Connector
  }

  private static let services: [Entry] = [
    Entry(system: ShopifyConnection.descriptor, policy: .shopify) { ShopifyConnection($0) },
    Entry(system: BigCommerceConnection.descriptor, policy: .bigCommerce) { BigCommerceConnection($0) },
    Entry(system: ShipStationConnection.descriptor, policy: .shipStation, others: ["2": .shipStationV2]) { context in
      let isSecond = context.options["version"] == ShipStationVersion.two.rawValue
      return isSecond ? ShipStationV2Connection(context) as any Connector : ShipStationConnection(context)
    },
    Entry(system: QuickBooksConnection.descriptor, policy: .quickBooks) { QuickBooksConnection($0) },
  ]

  /// All systems, in the order of the documentation.
  public static let systems: [SystemDescriptor] = [CSVConnection.descriptor] + services.map(\.system)

  /// The system of that name; nil when this version does not know it.
  public static func system(named name: String) -> SystemDescriptor? { systems.first { $0.name == name } }

  /// How the answers of a system are read, of the edition that a connection's settings choose.
  public static func policy(of system: String, _ options: [String: String] = [:]) -> Policy {
    guard let entry = services.first(where: { $0.system.name == system }) else { return Policy() }
    let edition = entry.system.service?.edition(chosenBy: options)
    return edition.flatMap { entry.others[$0.value] } ?? entry.policy
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
