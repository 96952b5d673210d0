import Records

/// What can be changed in a store: the staff's notes of an order, and attributes of customers.
extension SimulatedBigCommerce {
  static let attributePath = ["v3", "customers", "attributes"]
  static let valuePath = ["v3", "customers", "attribute-values"]
  private static let mostAtOnce = 10
  private static let longestNote = 65_535
  private static let longestValue = 255

  /// Answers a request that is no GET.
  func answerWrite(
    _ request: SandboxRequest, _ path: [String], _ query: StoreQuery, _ now: Instant
  ) throws(StoreRefusal) -> SandboxResponse {
    switch (request.method, path) {
    case ("POST", Self.attributePath): return try defined(request, now)
    case ("PUT", Self.valuePath): return try valuesPut(request, now)
    case ("DELETE", Self.valuePath): return try valuesDeleted(query)
    case ("PUT", _) where path.count == 3 && path.prefix(2) == ["v2", "orders"]:
      return try orderPut(path[2], request, now)
    default: throw .badMethod(isV3: path.first == "v3")
    }
  }

  // MARK: Orders

  private func orderPut(
    _ id: String, _ request: SandboxRequest, _ now: Instant
  ) throws(StoreRefusal) -> SandboxResponse {
    guard scopes.contains("store_v2_orders") else { throw .noScope(isV3: false) }
    guard let number = Int(id), let order = storeOrder(number, now), !order.isAbandoned else {
      throw .notFound(isV3: false)
    }
    guard let body = (try? JSONReader.answer(request.body))?.object else { throw .badBody("body", isV3: false) }
    // Everything else that could be changed would change the order itself; nobody here asks for it.
    guard body.keys == ["staff_notes"], let note = body["staff_notes"]?.string, note.count <= Self.longestNote else {
      throw .badBody(body.keys.first { $0 != "staff_notes" } ?? "staff_notes", isV3: false)
    }
    written.write(order: order.order.index, at: now) { $0.note = note }
    guard let changed = storeOrder(number, now) else { throw .notFound(isV3: false) }
    return SandboxResponse(orderJSON(changed, .links))
  }

  // MARK: Attributes

  /// `GET /v3/customers/attributes`
  func attributeList(_ query: StoreQuery) throws(StoreRefusal) -> SandboxResponse {
    let name = query.text("name")
    return try list(attributes.definitions.filter { name == nil || $0.name == name }.map(StoreAttributes.json), query)
  }

  /// `GET /v3/customers/attribute-values`
  func valueList(_ query: StoreQuery) throws(StoreRefusal) -> SandboxResponse {
    let (customers, kinds) = (try query.integers("customer_id:in"), try query.integers("attribute_id:in"))
    let found = attributes.values.filter {
      (customers?.contains($0.customer) ?? true) && (kinds?.contains($0.attribute) ?? true)
    }
    return try list(found.map(StoreAttributes.json), query)
  }

  private func list(_ rows: [SandboxJSON], _ query: StoreQuery) throws(StoreRefusal) -> SandboxResponse {
    let shown = try query.paged(rows, isV3: true)
    return SandboxResponse([
      "data": .array(shown),
      "meta": ["pagination": try query.pagination(total: rows.count, count: shown.count)],
    ])
  }

  private func defined(_ request: SandboxRequest, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    var made: [SandboxJSON] = []
    for row in try rows(request) {
      guard let name = row["name"]?.string, !name.isEmpty, let type = row["type"]?.string,
        StoreAttributes.types.contains(type)
      else { throw .badBody("name", isV3: true) }
      guard let definition = attributes.define(name, type, at: now) else { throw .badBody("attributes", isV3: true) }
      made.append(StoreAttributes.json(definition))
    }
    return Self.answer(made)
  }

  private func valuesPut(_ request: SandboxRequest, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    let known = Set(attributes.definitions.map(\.id))
    var wanted: [(attribute: Int, customer: Int, text: String)] = []
    for row in try rows(request) {
      guard let attribute = row["attribute_id"]?.integer, known.contains(attribute) else {
        throw .badBody("attribute_id", isV3: true)
      }
      guard let customer = row["customer_id"]?.integer, isCustomer(customer, now) else {
        throw .badBody("customer_id", isV3: true)
      }
      guard let text = row["value"]?.string, text.count <= Self.longestValue else {
        throw .badBody("value", isV3: true)
      }
      wanted.append((attribute, customer, text))
    }
    return Self.answer(
      wanted.map { StoreAttributes.json(attributes.put($0.attribute, $0.customer, $0.text, at: now)) })
  }

  private func valuesDeleted(_ query: StoreQuery) throws(StoreRefusal) -> SandboxResponse {
    guard scopes.contains("store_v2_customers") else { throw .noScope(isV3: true) }
    guard let ids = try query.integers("id:in") else { throw .badField("id:in", isV3: true) }
    attributes.delete(ids)
    return SandboxResponse(status: 204)
  }

  private func isCustomer(_ id: Int, _ now: Instant) -> Bool {
    let index = id - Self.customerID(0)
    return index >= 0 && index < world.customerCount(at: now) && !world.customer(index, at: now).state.email.isEmpty
  }

  /// The objects of a body, a list of at most ten.
  private func rows(_ request: SandboxRequest) throws(StoreRefusal) -> [JSONObject] {
    guard scopes.contains("store_v2_customers") else { throw .noScope(isV3: true) }
    guard let list = (try? JSONReader.answer(request.body))?.array, !list.isEmpty else {
      throw .badBody("body", isV3: true)
    }
    let rows = list.compactMap(\.object)
    guard rows.count == list.count else { throw .badBody("body", isV3: true) }
    guard rows.count <= Self.mostAtOnce else { throw .tooMany(isV3: true) }
    return rows
  }

  private static func answer(_ rows: [SandboxJSON]) -> SandboxResponse {
    SandboxResponse(["data": .array(rows), "meta": .object([])])
  }
}
