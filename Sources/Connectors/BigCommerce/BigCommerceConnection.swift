public import Records

/// A BigCommerce store, read through its Management API: orders and shipments of V2, refunds and customers of V3.
public struct BigCommerceConnection: Connector {
  /// How many rows are asked for at a time.
  struct PageSizes: Sendable {
    /// Orders with their lines, some ten kilobytes each.
    var orders = 100
    /// Orders whose shipments are asked for one by one, so that little is asked twice after an interruption.
    var shipped = 50
    /// Everything else; the most BigCommerce gives.
    var others = 250
  }

  let context: ServiceContext
  let api: BigCommerceAPI
  let sizes: PageSizes

  /// A connection of what the run knows.
  public init(_ context: ServiceContext) {
    self.init(context, sizes: PageSizes())
  }

  init(_ context: ServiceContext, sizes: PageSizes) {
    self.context = context
    self.sizes = sizes
    api = BigCommerceAPI(http: context.http, address: context.address)
  }

  /// What it is and offers.
  public static let descriptor = SystemDescriptor(
    name: "bigcommerce", title: "BigCommerce",
    summary: "Orders, shipments, refunds, customers and incomplete checkouts of a store.",
    kinds: [.order, .shipment, .refund, .customer, .checkout],
    service: Service(
      account: Service.Setting(
        "store_hash", "The store's hash: what stands behind `store-` in the address of its control panel.",
        example: "abc123"),
      address: "https://api.bigcommerce.com/stores/{store_hash}", entry: .token(header: "X-Auth-Token"),
      scopes: scopes),
    actions: actions)

  static let scopes = [
    Service.Scope(
      BigCommerceAPI.Area.information.scope, [.order, .shipment, .refund, .customer, .checkout],
      without: "The store's clock can't be read, so no stream is; orders would have no links."),
    Service.Scope(
      BigCommerceAPI.Area.orders.scope, [.order, .shipment, .refund, .checkout],
      without: "No orders, shipments, refunds and incomplete checkouts."),
    Service.Scope(
      BigCommerceAPI.Area.refunds.scope, [.refund],
      without: "Nothing as a rule, since the scope for orders opens refunds too; some older accounts need it."),
    Service.Scope(BigCommerceAPI.Area.customers.scope, [.customer], without: "No customers."),
  ]

  /// Its five streams.
  public var streams: [RecordStream] { Self.descriptor.kinds.map { RecordStream($0) } }

  /// Reads what is new in a stream.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    var read = try await begin(stream, from: cursor, into: sink)
    switch stream.kind {
    case .order: return try await orders(&read)
    case .shipment: return try await shipments(&read)
    case .refund: return try await refunds(&read)
    case .customer: return try await customers(&read)
    case .checkout: return try await checkouts(&read)
    default: throw .configuration(BigCommerceDiagnostics.noStream(stream.name))
    }
  }
}
