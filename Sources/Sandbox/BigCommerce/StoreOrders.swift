import Records

/// The filters of a list of orders.
private struct OrderQuery {
  var ids: ClosedRange<Int>
  var status: Int?
  var customer: Int?
  var channel: Int?
  var changed: ClosedRange<Instant>?
  var created: ClosedRange<Instant>?
  var isEmpty = false

  private static let always = Instant(seconds: 0)...Instant(seconds: 253_370_764_799)

  init(_ query: StoreQuery) throws(StoreRefusal) {
    let (low, high) = (try query.integer("min_id") ?? 0, try query.integer("max_id") ?? Int.max)
    ids = low...max(low, high)
    status = try query.integer("status_id")
    customer = try query.integer("customer_id")
    channel = try query.integer("channel_id")
    isEmpty = low > high
    changed = try range(query, "date_modified")
    created = try range(query, "date_created")
  }

  private mutating func range(_ query: StoreQuery, _ name: String) throws(StoreRefusal) -> ClosedRange<Instant>? {
    let (low, high) = (try query.instant("min_\(name)"), try query.instant("max_\(name)"))
    if low == nil, high == nil { return nil }
    let (first, last) = (low ?? Self.always.lowerBound, high ?? Self.always.upperBound)
    if first > last { isEmpty = true }
    return first...max(first, last)
  }

  func fits(_ order: StoreOrder, customer id: Int) -> Bool {
    ids.contains(order.id) && (status.map { $0 == order.status } ?? true) && (customer.map { $0 == id } ?? true)
      && (channel.map { $0 == 1 } ?? true) && (changed?.contains(order.changed) ?? true)
      && (created?.contains(order.created) ?? true)
  }
}

extension SimulatedBigCommerce {
  /// `GET /v2/orders`
  func orderList(_ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    let filter = try OrderQuery(query)
    let (limit, page) = (try query.limit(), try query.page())
    let form = try Self.form(query)
    let (key, isRising) = try Self.sort(query)
    guard page <= 1_000_000 else { return .list([]) }
    var orders: [StoreOrder]
    if key == "id", isRising {
      orders = found(filter, now, atMost: limit * page)
    } else {
      orders = found(filter, now, atMost: .max)
      orders.sort { left, right in
        let (first, second) = (Self.value(left, key), Self.value(right, key))
        if first != second { return isRising ? first < second : first > second }
        return left.id < right.id
      }
    }
    return .list(orders.dropFirst(limit * (page - 1)).prefix(limit).map { orderJSON($0, form) })
  }

  /// `GET /v2/orders/count`
  func orderCount(_ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    var counts = Array(repeating: 0, count: Self.statuses.count)
    for order in found(try OrderQuery(query), now, atMost: .max) { counts[order.status] += 1 }
    return SandboxResponse([
      "statuses": .array(
        Self.statuses.enumerated().map { id, name in
          [
            "id": .integer(id), "name": .string(name), "system_label": .string(name), "custom_label": .string(name),
            "system_description": "", "count": .integer(counts[id]), "sort_order": .integer(id),
          ]
        }), "count": .integer(counts.reduce(0, +)),
    ])
  }

  /// What passes the filter, by growing id.
  private func found(_ filter: OrderQuery, _ now: Instant, atMost most: Int) -> [StoreOrder] {
    if filter.isEmpty { return [] }
    var orders: [StoreOrder] = []
    func look(_ id: Int) {
      guard let order = storeOrder(id, search.moment(of: id, at: now)), filter.fits(order, customer: customerID(order))
      else { return }
      orders.append(order)
    }
    if let changed = filter.changed {
      let late = search.late("orders", at: now) { ids(changedIn: $0, now) }
      for id in Set(ids(changedIn: changed, now)).union(late).sorted() where orders.count < most { look(id) }
    } else if filter.status == 0 {
      for id in incompleteIDs(now) where orders.count < most { look(id) }
    } else {
      for id in ids(from: filter.ids.lowerBound, now) {
        if orders.count >= most { break }
        look(id)
      }
    }
    return orders
  }

  private static let sorts = [
    "id", "customer_id", "date_created", "date_modified", "status_id", "channel_id", "external_id",
  ]

  private static func sort(_ query: StoreQuery) throws(StoreRefusal) -> (key: String, isRising: Bool) {
    guard let text = query.text("sort") else { return ("id", true) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, sorts.contains(parts[0]), parts.count == 1 || ["asc", "desc"].contains(parts[1]) else {
      throw .badField("sort", isV3: false)
    }
    return (parts[0], parts.count == 1 || parts[1] == "asc")
  }

  private static func value(_ order: StoreOrder, _ key: String) -> Int64 {
    switch key {
    case "date_created": order.created.seconds
    case "date_modified": order.changed.seconds
    case "status_id": Int64(order.status)
    case "customer_id": Int64(order.isGuest ? 0 : order.state.customer + 1)
    case "id": Int64(order.id)
    default: 0
    }
  }

  /// How much of the consignments is asked for.
  private static func form(_ query: StoreQuery) throws(StoreRefusal) -> ConsignmentForm {
    guard let include = query.text("include") else { return .links }
    let parts = include.split(separator: ",").map(String.init)
    guard parts.allSatisfy({ ["consignments", "consignments.line_items", "fees"].contains($0) }) else {
      throw .badField("include", isV3: false)
    }
    guard query.text("consignment_structure") == "object" else { return .links }
    return parts.contains("consignments.line_items") ? .lines : parts.contains("consignments") ? .addresses : .links
  }

  static let statuses = [
    "Incomplete", "Pending", "Shipped", "Partially Shipped", "Refunded", "Cancelled", "Declined", "Awaiting Payment",
    "Awaiting Pickup", "Awaiting Shipment", "Completed", "Awaiting Fulfillment", "Manual Verification Required",
    "Disputed", "Partially Refunded",
  ]
}
