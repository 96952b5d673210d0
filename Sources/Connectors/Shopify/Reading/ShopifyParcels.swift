import Records

/// Looks again at parcels under way: what a carrier says does not touch the order, so no query by update tells of it.
struct ShopifyParcels {
  let read: ShopifyRead
  /// What is shown of their orders.
  var parts: [ShopifyPart]

  /// How long a parcel is looked at.
  static let patience = Span.days(30)
  /// How many are asked for at once.
  static let pageSize = 100

  /// Reads the parcels that a position remembers, but for those read already.
  mutating func lookAgain(_ position: ShopifyCursor, but done: Set<UInt64>) async throws(SyncError) {
    var position = position
    var rest = position.open.filter { !done.contains($0) }[...]
    while !rest.isEmpty {
      let ids = rest.prefix(Self.pageSize)
      rest = rest.dropFirst(Self.pageSize)
      let data = try await ask(ids.map { "gid://shopify/Fulfillment/\($0)" })
      guard let nodes = data["nodes"]?.array, nodes.count <= ids.count else {
        throw .data(.contract("It gave other nodes than were asked for by their ids."))
      }
      var batch = RecordBatch(records: [], quarantined: [], cursor: position.cursor)
      var open: [UInt64] = []
      // One that is gone is null.
      let there = nodes.compactMap(\.object)
      for node in there {
        let order = Answer(node["order"]?.object ?? [:])
        read.map(Answer(node), of: order, ShopifyShipment.self, into: &batch)
        if let id = Self.openID(node, asOf: read.asOf) { open.append(id) }
      }
      // Where not one of them came, it may be the answer that is amiss: they are asked for again by the next run.
      if !there.isEmpty { _ = position.watch(open, not: Set(ids)) }
      batch.cursor = position.cursor
      try await read.sink.take(batch)
    }
  }

  /// Asks for parcels with as much of their orders as is shown: a walk without a node has not found out what is hidden.
  private mutating func ask(_ ids: [String]) async throws(SyncError) -> JSONObject {
    while true {
      let shown = Set(parts.map(\.name))
      let document = """
        query TendParcels($ids: [ID!]!) {
          nodes(ids: $ids) {
            ... on Fulfillment { \(ShopifyShipment.parcel) order { \(ShopifyShipment.order(shown.contains)) } }
          }
        }
        """
      let reply = try await read.client.ask(document, ["ids": .array(ids.map { .string($0) })])
      if reply.problems.isEmpty { return reply.data }
      let asked = parts
      for problem in reply.problems where !parts.leaveOut(problem, of: asked, in: read) {
        throw problem.error(ShopifyShipment.kind.stream)
      }
    }
  }

  /// The parcels of some orders: all of them, and those to be looked at again.
  static func parcels(of orders: [JSONObject], asOf: Instant) -> (all: Set<UInt64>, open: [UInt64]) {
    var all: Set<UInt64> = []
    var open: [UInt64] = []
    for order in orders where !ShopifyShipment.isOverTheCounter(Answer(order)) {
      for parcel in (order["fulfillments"]?.array ?? []).compactMap(\.object) {
        guard let id = Self.id(parcel) else { continue }
        all.insert(id)
        if let id = openID(parcel, asOf: asOf) { open.append(id) }
      }
    }
    return (all, open)
  }

  /// The id of a parcel that is still under way; nil for one that arrived, will not, or is too old to look at.
  private static func openID(_ parcel: JSONObject, asOf: Instant) -> UInt64? {
    let answer = Answer(parcel)
    guard let id = id(parcel), let created = try? answer.instant("createdAt"), created > asOf - patience,
      let state = try? ShopifyShipment.state(answer), ["label", "in_transit", "exception"].contains(state)
    else { return nil }
    return id
  }

  private static func id(_ parcel: JSONObject) -> UInt64? {
    guard let text = try? Answer(parcel).text("legacyResourceId"), let id = UInt64(text), id > 0 else { return nil }
    // More would not go into twelve characters of a cursor.
    return id < 1 << 60 ? id : nil
  }
}
