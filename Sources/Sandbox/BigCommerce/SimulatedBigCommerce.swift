public import Records

/// The made-up shop as a BigCommerce store: the parts of its V2 and V3 APIs that tell of orders, shipments, refunds and
/// customers, and take staff's notes and attributes.
///
/// The shop's numbers are the orders' ids. What the shop does not have is made from an order's place: every 40th order
/// stands at the payment page for ten minutes, behind every 20th somebody leaves there, every 10th is a guest's. Lists and
/// counts tell of some things as they were some seconds ago; what is asked for by itself is as it is.
public struct SimulatedBigCommerce: SimulatedSystem {
  /// The system's word in `tend.yml`.
  public static let name = "bigcommerce"
  /// The token that lets one in.
  public static let token = "sandbox-bigcommerce-token"
  /// The store's hash.
  public static let storeHash = "abc123"

  /// What the token may change, unless told otherwise. All may be read.
  public static let scopes: Set<String> = ["store_v2_orders", "store_v2_customers"]

  /// The world with what was written here.
  let written: WrittenWorld
  let attributes = StoreAttributes()
  let scopes: Set<String>
  /// What lists and counts are read from.
  let search: SearchIndex

  var world: any ShopWorld { written }

  init(
    world: any ShopWorld, scopes: Set<String> = Self.scopes, lag: Span = SearchIndex.usual
  ) {
    written = WrittenWorld(world)
    self.scopes = scopes
    search = SearchIndex(lag: lag)
  }

  /// The sample shop as a store.
  public init(shop: SampleShop, scopes: Set<String> = Self.scopes) {
    self.init(world: SampleWorld(shop), scopes: scopes)
  }

  /// Answers one request.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    var response = routed(request, now)
    response.headers += [
      ("x-rate-limit-requests-left", "148"), ("x-rate-limit-requests-quota", "150"),
      ("x-rate-limit-time-reset-ms", "15000"), ("x-rate-limit-time-window-ms", "30000"),
    ]
    return response
  }

  private func routed(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    var path = request.segments
    var asked = Self.storeHash
    if path.first == "stores", path.count > 1 {
      asked = path[1]
      path.removeFirst(2)
    }
    let isV3 = path.first == "v3"
    guard request.headers["x-auth-token"] == Self.token, asked == Self.storeHash else {
      return isV3 ? .v3(401, Self.unauthorized) : SandboxResponse(status: 401)
    }
    let query = StoreQuery(request.query)
    do throws(StoreRefusal) {
      guard request.method == "GET" else { return try answerWrite(request, path, query, now) }
      switch path.count {
      case 2: return try top(path, query, now)
      case 3...4: return try below(path, query, now)
      default: throw .notFound(isV3: isV3)
      }
    } catch {
      return error.response
    }
  }

  private static let unauthorized =
    "Unauthorized - the v3 Auth client ID or token in the request are not a valid combination for this store."

  private func top(_ path: [String], _ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    switch (path[0], path[1]) {
    case ("v2", "store"): return SandboxResponse(store)
    case ("v2", "time"): return SandboxResponse(["time": .integer(Int(now.seconds))])
    case ("v2", "orders"): return try orderList(query, now)
    case ("v3", "customers"): return try customerList(query, now)
    default: throw .notFound(isV3: path[0] == "v3")
    }
  }

  private func below(_ path: [String], _ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    switch path {
    case Self.attributePath: return try attributeList(query)
    case Self.valuePath: return try valueList(query)
    default: break
    }
    guard path[1] == "orders" else { throw .notFound(isV3: path[0] == "v3") }
    switch (path[0], path[2], path.count == 4 ? path[3] : "") {
    case ("v3", "payment_actions", "refunds"): return try refundList(query, now)
    case ("v2", "count", ""): return try orderCount(query, now)
    case ("v2", let id, let part):
      guard let number = Int(id), let order = storeOrder(number, now) else { throw .notFound(isV3: false) }
      switch part {
      case "": return SandboxResponse(orderJSON(order, .links))
      case "products": return try .list(query.paged(productRows(order)))
      case "shipments": return try .list(query.paged(shipmentRows(order)))
      default: throw .notFound(isV3: false)
      }
    default: throw .notFound(isV3: path[0] == "v3")
    }
  }

  private var store: SandboxJSON {
    [
      "id": .string(Self.storeHash), "domain": "larkspur-and-pine.example",
      "secure_url": "https://larkspur-and-pine.example",
      "control_panel_base_url": .string("https://store-\(Self.storeHash).mybigcommerce.com"), "status": "live",
      "name": "Larkspur & Pine", "first_name": "Noor", "last_name": "Hatch", "country": "United States",
      "country_code": "US", "phone": "", "admin_email": "noor@example.com", "order_email": "orders@example.com",
      "timezone": [
        "name": "America/New_York", "raw_offset": -18000, "dst_offset": -14400, "dst_correction": true,
        "date_format": ["display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A"],
      ],
      "language": "en", "currency": "USD", "currency_symbol": "$", "decimal_separator": ".", "thousands_separator": ",",
      "decimal_places": 2, "currency_symbol_location": "left", "plan_name": "Standard", "plan_level": "Standard",
      "plan_is_trial": false, "industry": "Home", "logo": [], "is_price_entered_with_tax": false,
      "store_id": 10_404_404,
      "default_channel_id": 1, "default_site_id": 1000, "active_comparison_modules": [],
      "features": ["stencil_enabled": true, "checkout_type": "optimized", "multi_storefront_enabled": false],
    ]
  }
}
