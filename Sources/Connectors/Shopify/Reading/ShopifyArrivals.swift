import Records

/// Asks when returned goods arrived. It is too dear to ask of every order, and there are few returns that wait for their money.
struct ShopifyArrivals {
  let client: ShopifyClient

  /// How many returns are asked for at once.
  static let pageSize = 25
  /// The member of a return that says it; nothing of Shopify's is called so.
  static let key = "arrivedAt"

  /// Adds to the returns of some orders when the last of what came back arrived, where Shopify tells.
  func add(to orders: inout [JSONObject]) async throws(SyncError) {
    var rest = orders.flatMap(Self.returns).filter(Self.isWaiting).compactMap { $0["id"]?.string }[...]
    var arrivals: [String: Instant] = [:]
    while !rest.isEmpty {
      let ids = rest.prefix(Self.pageSize)
      rest = rest.dropFirst(Self.pageSize)
      let document = """
        query TendArrivals($ids: [ID!]!) {
          nodes(ids: $ids) {
            ... on Return {
              id reverseFulfillmentOrders(first: 5) {
                nodes { lineItems(first: 20) { nodes { dispositions { createdAt } } } }
              }
            }
          }
        }
        """
      let reply = try await client.ask(document, ["ids": .array(ids.map { .string($0) })], cost: 50)
      if let problem = reply.problems.first {
        // Where it is hidden or not there, the order's own time has to do.
        guard problem.code == "ACCESS_DENIED" || problem.code == "undefinedField" else {
          throw problem.error(Kind.refund.stream)
        }
        return
      }
      guard let nodes = reply.data["nodes"]?.array, nodes.count <= ids.count else {
        throw .data(.contract("It gave other nodes than were asked for by their ids."))
      }
      for node in nodes.compactMap(\.object) {
        if let id = node["id"]?.string { arrivals[id] = Self.last(Answer(node)) }
      }
    }
    for place in orders.indices where !arrivals.isEmpty { Self.put(arrivals, into: &orders[place]) }
  }

  private static func returns(_ order: JSONObject) -> [JSONObject] {
    (order["returns"]?.object?["nodes"]?.array ?? []).compactMap(\.object)
  }

  /// Whether something came back, and no money went out for it.
  private static func isWaiting(_ demand: JSONObject) -> Bool {
    (try? ShopifyRefund.standing(Answer(demand))) == "received"
  }

  private static func last(_ demand: Answer) -> Instant? {
    var moments: [Instant] = []
    for order in (try? demand.nodes("reverseFulfillmentOrders")) ?? [] {
      for line in (try? order.nodes("lineItems")) ?? [] {
        moments += ((try? line.children("dispositions")) ?? []).compactMap { try? $0.instant("createdAt") }
      }
    }
    return moments.max()
  }

  private static func put(_ arrivals: [String: Instant], into order: inout JSONObject) {
    guard var list = order["returns"]?.object, let demands = list["nodes"]?.array else { return }
    list["nodes"] = .array(
      demands.map { value in
        guard var demand = value.object, let arrived = demand["id"]?.string.flatMap({ arrivals[$0] }) else {
          return value
        }
        demand[key] = .time(arrived)
        return .object(demand)
      })
    order["returns"] = .object(list)
  }
}
