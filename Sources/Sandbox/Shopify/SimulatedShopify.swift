public import Records

/// The Admin API of a made-up shop at Shopify, as far as Tend reads it and writes to it.
public struct SimulatedShopify: SimulatedSystem {
  /// The system's word in `tend.yml`.
  public static let name = "shopify"
  /// The shop's own domain.
  public static let shop = "larkspur.myshopify.com"
  /// The version that answers, whatever version is asked for.
  public static let version = "2026-07"
  /// The token that lets one in and has no end, as one of an app that was made in the admin.
  public static let token = "shpat_sandbox_0123456789abcdef"
  /// The app that a token is given to.
  public static let client = (id: "sandbox-app", secret: "shpss_sandbox_0123456789abcdef")
  /// What the app may read and write, unless told otherwise.
  public static let scopes: Set<String> = reading.union([
    "write_orders", "write_customers", "write_merchant_managed_fulfillment_orders",
    "write_third_party_fulfillment_orders",
  ])
  /// What an app may do that only reads.
  public static let reading: Set<String> = [
    "read_orders", "read_all_orders", "read_customers", "read_returns", "read_draft_orders", "read_payment_terms",
    "read_merchant_managed_fulfillment_orders", "read_third_party_fulfillment_orders",
    "read_shopify_payments_disputes", protected,
  ]
  /// Stands for the access to protected customer data, which is no scope but is granted like one.
  public static let protected = "protected_customer_data"

  /// The world with what was written here.
  let written: WrittenWorld
  let segments = ShopifySegmentBook()
  let scopes: Set<String>
  /// What lists with a filter are read from.
  let search: SearchIndex
  let operations: ShopifyOperations
  /// How many rows of one list are shown.
  let listLimit: Int

  var world: any ShopWorld { written }

  /// What was begun in bulk is known to all shops with the same `operations`.
  init(
    world: any ShopWorld, scopes: Set<String> = Self.scopes, lag: Span = SearchIndex.usual,
    operations: ShopifyOperations = ShopifyOperations(), listLimit: Int = 25_000
  ) {
    written = WrittenWorld(world)
    self.scopes = scopes
    search = SearchIndex(lag: lag)
    self.operations = operations
    self.listLimit = listLimit
  }

  /// The shop of a sample, with an app that has some scopes.
  public init(shop: SampleShop, scopes: Set<String> = Self.scopes) {
    self.init(world: SampleWorld(shop), scopes: scopes)
  }

  /// Answers one request.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    let path = request.segments
    if request.method == "GET", path.first == "bulk" { return ShopifyBulkServing(shop: self, now: now).file(request) }
    guard request.method == "POST", path.first == "admin" else { return refused(404, "Not Found") }
    if path == ["admin", "oauth", "access_token"] { return token(request, at: now) }
    guard path.count == 4, path[1] == "api", path[3] == "graphql.json" else { return refused(404, "Not Found") }
    let key = request.headers["x-shopify-access-token"] ?? ""
    guard key == Self.token || DatedToken.isGood(key, named: Self.token, at: now) else {
      return refused(401, "[API] Invalid API key or access token (unrecognized login or wrong password)")
    }
    guard let body = (try? JSONReader.answer(request.body))?.object, let text = body["query"]?.string else {
      return refused(400, "Bad Request")
    }
    var variables: [String: SandboxJSON] = [:]
    for member in body["variables"]?.object?.members ?? [] { variables[member.key] = SandboxJSON(member.value) }
    return SandboxResponse(
      ShopifyAnswering(shop: self, now: now, origin: Self.storage(request)).answer(text, variables),
      headers: [("X-Shopify-API-Version", Self.version)])
  }

  /// Where results of bulk operations lie: at the vendor another host, on loopback below the shop's own path.
  private static func storage(_ request: SandboxRequest) -> String {
    request.headers["host"].map { "http://\($0)/\(name)" } ?? "https://storage.sandbox.example"
  }

  private func refused(_ status: Int, _ message: String) -> SandboxResponse {
    SandboxResponse(status: status, ["errors": .string(message)])
  }

  /// The grant of client credentials, as a form.
  private func token(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    let form = request.form
    guard form["grant_type"] == "client_credentials", form["client_id"] == Self.client.id,
      form["client_secret"] == Self.client.secret
    else {
      return SandboxResponse(status: 400, ["error": "invalid_request", "error_description": "The client is not known"])
    }
    let granted = scopes.subtracting([Self.protected]).sorted().joined(separator: ",")
    let life = Span(seconds: 86_399)
    return SandboxResponse([
      "access_token": .string(DatedToken.text(Self.token, for: life, at: now)), "scope": .string(granted),
      "expires_in": .integer(Int(life.seconds)),
    ])
  }
}

extension SandboxJSON {
  init(_ value: JSONValue) {
    switch value {
    case .bool(let flag): self = .bool(flag)
    case .integer(let number): self = .integer(number)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map { SandboxJSON($0) })
    case .object(let object): self = .object(object.members.map { ($0.key, SandboxJSON($0.value)) })
    }
  }
}

/// Answers one document at one moment.
struct ShopifyAnswering {
  let shop: SimulatedShopify
  let now: Instant
  let origin: String

  private static let limit = 1000
  /// What a mutation costs, whatever it asks for.
  private static let mutation = 10

  func answer(_ text: String, _ variables: [String: SandboxJSON]) -> SandboxJSON {
    do throws(GraphQLError) {
      let document = try GraphQLParser.document(text)
      let operation = document.operations[0]
      var variables = variables
      for variable in operation.variables where variables[variable.name] == nil {
        if let standard = variable.standard {
          variables[variable.name] = GraphQLExecutor.plain(standard, [:])
        } else if variable.isRequired {
          throw GraphQLError(
            message: "Variable $\(variable.name) was provided invalid value", code: "INVALID_VARIABLE",
            more: [("value", nil), ("problems", [["path": [], "explanation": "Expected value to not be null"]])])
        }
      }
      return run(document, operation, variables)
    } catch {
      return ["errors": [error.json]]
    }
  }

  private func run(
    _ document: GraphQLDocument, _ operation: GraphQLOperation, _ variables: [String: SandboxJSON]
  ) -> SandboxJSON {
    var check = GraphQLCheck(schema: .shopify, fragments: document.fragments, variables: variables)
    let isMutation = operation.kind == "mutation"
    let label = "\(operation.kind) \(operation.name ?? "")".trimmingEnd
    let root = ShopifyRoot(shop: shop, now: now, origin: origin)
    let object = isMutation ? ShopifyMutations(shop: shop, now: now, bulk: root.mutations).object : root.object
    let reckoned = check.cost(operation.selections, on: object.type, path: [label])
    let cost = isMutation ? Self.mutation : max(1, reckoned)
    if !check.errors.isEmpty { return ["errors": .array(check.errors.map(\.json))] }
    guard cost <= Self.limit else { return tooDear(cost) }
    var executor = GraphQLExecutor(
      operation.selections, schema: .shopify, fragments: document.fragments, variables: variables)
    let (data, errors) = executor.answer(object)
    var members: [(key: String, value: SandboxJSON)] = [("data", data)]
    if !errors.isEmpty { members.append(("errors", .array(errors.map(\.json)))) }
    var extensions: [(key: String, value: SandboxJSON)] = [("cost", Self.cost(cost))]
    let search = isMutation ? [] : root.warnings(operation.selections, variables)
    if !search.isEmpty { extensions.append(("search", .array(search))) }
    members.append(("extensions", .object(extensions)))
    return .object(members)
  }

  private static func cost(_ points: Int) -> SandboxJSON {
    [
      "requestedQueryCost": .integer(points), "actualQueryCost": .integer(points),
      "throttleStatus": [
        "maximumAvailable": .number("2000.0"), "currentlyAvailable": .integer(2000 - points),
        "restoreRate": .number("100.0"),
      ],
    ]
  }

  private func tooDear(_ cost: Int) -> SandboxJSON {
    let error = GraphQLError(
      message: "Query cost is \(cost), which exceeds the single query max cost limit (\(Self.limit)).",
      code: "MAX_COST_EXCEEDED", more: [("cost", .integer(cost)), ("maxCost", .integer(Self.limit))])
    return ["errors": [error.json]]
  }
}

extension String {
  fileprivate var trimmingEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
