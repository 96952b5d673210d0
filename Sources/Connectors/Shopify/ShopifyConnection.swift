import HTTP
public import Records

/// Reads a Shopify shop through its Admin API, which is GraphQL.
public struct ShopifyConnection: Connector {
  private let context: ServiceContext
  private let lists: ShopifyListSizes

  /// A connection to the shop of a context.
  public init(_ context: ServiceContext) {
    self.init(context, lists: ShopifyListSizes())
  }

  /// A connection that asks for other lengths of lists than usual.
  init(_ context: ServiceContext, lists: ShopifyListSizes) {
    self.context = context
    self.lists = lists
  }

  /// Orders, and what hangs on them: refunds and shipments; customers, disputes, checkouts, and draft orders as leads.
  public var streams: [RecordStream] {
    Self.sources.map { RecordStream($0.kind) }
  }

  static let sources: [any ShopifySource.Type] = [
    ShopifyOrder.self, ShopifyRefund.self, ShopifyShipment.self, ShopifyDispute.self, ShopifyCustomer.self,
    ShopifyCheckout.self, ShopifyDraft.self,
  ]

  /// Asks who the shop is and what it lets us read.
  public func check() async -> ConnectionReport {
    await ShopifyCheck(client: client { _ in }, account: context.account, asOf: context.asOf).report()
  }

  /// Reads what was updated since the cursor; without one, everything that is shown.
  public func read(
    _ stream: RecordStream, from cursor: Cursor?, into sink: any RecordSink
  ) async throws(SyncError) -> Coverage {
    guard let source = Self.sources.first(where: { $0.kind == stream.kind }) else {
      throw .configuration(
        Diagnostic(
          .configuration, code: "shopify.stream", "Shopify has no stream \(stream.name)",
          hints: ["Look for a newer version of Tend"]))
    }
    sink.begin(stream.name)
    let client = client { sink.tell($0) }
    let start = ShopifyCursor.read(cursor, asOf: context.asOf)
    if start == nil { sink.tell(.unusableCursor(stream.name)) }
    let horizon = source.root == "orders" ? try await horizon(client) : nil
    let shop = ShopifyShop(account: context.account, horizon: horizon)
    return try await source.read(
      ShopifyRead(
        client: client, shop: shop, asOf: context.asOf, sink: sink, timing: context.timing, lists: lists),
      from: start ?? ShopifyCursor())
  }

  private func client(_ tell: @escaping @Sendable (Diagnostic) -> Void) -> ShopifyClient {
    ShopifyClient(
      http: context.http, url: context.address.appending(path: "graphql.json"),
      version: context.options["api_version"] ?? Self.standardVersion, tell: tell)
  }

  /// What actions are sent through.
  var writer: ShopifyWriter {
    ShopifyWriter(http: context.http, url: context.address.appending(path: "graphql.json"))
  }

  /// Orders created before this are not shown; nil where all are.
  private func horizon(_ client: ShopifyClient) async throws(SyncError) -> Instant? {
    let scopes = try await ShopifyCheck.scopes(client)
    return scopes?.contains("read_all_orders") == true ? nil : context.asOf - .days(Self.visibleDays - 1)
  }
}

/// What mapping knows of the shop.
struct ShopifyShop: Sendable {
  /// The name within the admin's addresses: `larkspur`.
  var handle: String
  /// Orders created before this are not shown; nil where all are.
  var horizon: Instant?

  init(account: String, horizon: Instant? = nil) {
    handle = String(account.prefix { $0 != "." })
    self.horizon = horizon
  }

  /// An address within the admin; nil where the shop's name is none.
  func link(_ path: String) -> String? {
    let isPlain = handle.utf8.allSatisfy { isDigit($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    return isPlain && !handle.isEmpty ? "https://admin.shopify.com/store/\(handle)/\(path)" : nil
  }
}
