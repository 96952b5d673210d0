import Records

/// What can be asked for at the root of a query.
struct ShopifyRoot {
  let shop: SimulatedShopify
  let now: Instant
  /// Where results of bulk operations lie.
  let origin: String

  private var nodes: ShopifyNodes { ShopifyNodes(shop: shop, now: now) }
  private var lists: ShopifyListing { ShopifyListing(shop: shop, now: now) }

  var object: GraphQLObject {
    GraphQLObject("QueryRoot") { field, arguments in
      switch field {
      case "shop": .object(about)
      case "currentAppInstallation": .object(installation)
      case "node": .object(arguments.text("id").flatMap { operation($0) ?? nodes.node($0) })
      case "bulkOperation": .object(arguments.text("id").flatMap(operation))
      case "currentBulkOperation": .object(shop.operations.all.first.map { describe($0) })
      case "bulkOperations": .page(.of(shop.operations.all.map { describe($0) }, arguments))
      case "nodes": .list(arguments.texts("ids").map(nodes.node))
      default: list(field, arguments)
      }
    }
  }

  static let access = [
    "orders": "read_orders", "ordersCount": "read_orders", "customers": "read_customers",
    "customersCount": "read_customers", "abandonedCheckouts": "read_orders", "abandonedCheckoutsCount": "read_orders",
    "draftOrders": "read_draft_orders", "draftOrdersCount": "read_draft_orders", "segments": "read_customers",
    "disputes": "read_shopify_payments_disputes",
  ]

  /// Lists that are at hand as a whole.
  private static let whole: Set<String> = ["disputes", "segments"]

  private func list(_ field: String, _ arguments: GraphQLArguments) -> GraphQLResult {
    if let scope = Self.access[field], !shop.scopes.contains(scope) { return .denied(scope: scope) }
    if let after = arguments.text("after"), ShopifyPlace(after) == nil, !Self.whole.contains(field) {
      return .failed(GraphQLError(message: "Invalid cursor for current pagination sort.", code: "BAD_REQUEST"))
    }
    switch field {
    case "orders": return .page(lists.orders(arguments))
    case "customers": return .page(lists.customers(arguments))
    case "abandonedCheckouts": return .page(lists.checkouts(arguments))
    case "draftOrders": return .page(lists.drafts(arguments))
    case "disputes": return .page(.of(nodes.disputes, arguments))
    case "segments": return .page(.of(shop.segments.all(at: now).map { nodes.segment($0) }, arguments))
    default: return .object(count(field, arguments))
    }
  }

  private func count(_ field: String, _ arguments: GraphQLArguments) -> GraphQLObject {
    let count =
      switch field {
      case "ordersCount": lists.orderCount(arguments)
      case "customersCount": lists.customerCount(arguments)
      case "draftOrdersCount": lists.draftCount(arguments)
      default: lists.checkoutCount
      }
    let limit = arguments.integer("limit") ?? .max
    return GraphQLObject("Count") { name, _ in
      name == "count" ? .value(.integer(min(count, limit))) : .text(count > limit ? "AT_LEAST" : "EXACT")
    }
  }

  // MARK: The shop

  private var about: GraphQLObject {
    GraphQLObject("Shop") { field, _ in
      switch field {
      case "id": .value("gid://shopify/Shop/61200001")
      case "name": .text("Larkspur & Pine")
      case "myshopifyDomain": .text(SimulatedShopify.shop)
      case "currencyCode": .text("USD")
      case "ianaTimezone": .text("America/New_York")
      case "timezoneOffset": .text("-0500")
      default:
        .object(
          GraphQLObject("ShopPlan") { name, _ in
            name == "publicDisplayName" ? .text("Basic") : .value(false)
          })
      }
    }
  }

  private var installation: GraphQLObject {
    GraphQLObject("AppInstallation") { field, _ in
      if field == "id" { return .value("gid://shopify/AppInstallation/7001") }
      let scopes = shop.scopes.subtracting([SimulatedShopify.protected]).sorted()
      return .list(scopes.map { scope in GraphQLObject("AccessScope") { _, _ in .text(scope) } })
    }
  }

  // MARK: Warnings

  /// What is said of filters that do not exist.
  func warnings(_ selections: [GraphQLSelection], _ variables: [String: SandboxJSON]) -> [SandboxJSON] {
    var found: [SandboxJSON] = []
    for case .field(let field) in selections {
      guard let names = ShopifyListing.filters[field.name],
        let value = field.arguments.first(where: { $0.name == "query" })?.value,
        case .string(let text) = GraphQLExecutor.plain(value, variables)
      else { continue }
      let unknown = ShopifySearch(text, knows: names).unknown
      if unknown.isEmpty { continue }
      found.append([
        "path": [.string(field.key)], "query": .string(text),
        "warnings": .array(
          unknown.map {
            ["field": .string($0), "message": "Invalid search field for this query.", "code": "invalid_field"]
          }),
      ])
    }
    return found
  }
}
