import Records

/// tap-shopify and airbyte-source-shopify ask the REST API who the shop is, and the latter reads orders and customers from
/// it. Rows have what Tend reads too, and not the many members that nothing is told of.
struct ShopifyPeerPaths: PeerPaths {
  let world: any ShopWorld

  func answer(_ request: SandboxRequest, at now: Instant, by system: any SimulatedSystem) -> SandboxResponse? {
    let path = request.segments
    guard request.method == "GET", path.first == "admin", let name = path.last,
      request.headers["x-shopify-access-token"] == SimulatedShopify.token
    else { return nil }
    switch name {
    case "shop.json", "shop.xml": return SandboxResponse(["shop": Self.shop])
    case "access_scopes.json":
      let scopes = SimulatedShopify.scopes.subtracting([SimulatedShopify.protected]).sorted()
      return SandboxResponse(["access_scopes": .array(scopes.map { ["handle": .string($0)] })])
    // What was deleted: nothing.
    case "events.json": return SandboxResponse(["events": []])
    case "orders.json":
      return page(request, "orders", now, { world.orders(changedIn: $0, at: now) }) { order($0, now) }
    case "customers.json":
      return page(request, "customers", now, { world.customers(changedIn: $0, at: now) }) { customer($0, now) }
    default: return nil
    }
  }

  /// A page by time of update; its place is said in a header.
  private func page(
    _ request: SandboxRequest, _ name: String, _ now: Instant, _ changed: (ClosedRange<Instant>) -> [Int],
    _ row: (Int) -> SandboxJSON
  ) -> SandboxResponse {
    let limit = request.parameter("limit").flatMap { Int($0) } ?? 50
    let place = request.parameter("page_info")?.split(separator: "-").compactMap { Int($0) } ?? []
    let since =
      place.count == 2
      ? Instant(seconds: Int64(place[0])) : request.parameter("updated_at_min").flatMap { StoreForm.moment($0) }
    let start = min(since ?? Instant(seconds: 0), now)
    let offset = place.count == 2 ? place[1] : 0
    let all = changed(start...now)
    let rows = all.dropFirst(offset).prefix(limit)
    // How many of the requests that one has are used up: whoever is not told slows down.
    var headers = [(name: "X-Shopify-Shop-Api-Call-Limit", value: "1/40")]
    if offset + rows.count < all.count {
      let next = "limit=\(limit)&page_info=\(start.seconds)-\(offset + rows.count)"
      let target = "https://\(SimulatedShopify.shop)\(request.path)?\(next)"
      headers.append(("Link", "<\(target)>; rel=\"next\""))
    }
    return SandboxResponse(.object([(name, .array(rows.map(row)))]), headers: headers)
  }

  private static let shop: SandboxJSON = [
    "id": 61_200_001, "name": "Larkspur & Pine", "myshopify_domain": .string(SimulatedShopify.shop), "currency": "USD",
    "iana_timezone": "America/New_York", "plan_name": "basic",
  ]

  private func order(_ index: Int, _ now: Instant) -> SandboxJSON {
    let order = world.order(index, at: now)
    let state = order.state
    let person = world.customer(state.customer, at: now).state
    let lines = state.lines.enumerated().map { place, line -> SandboxJSON in
      [
        "id": .integer(ShopifyID.line + index * ShopifyID.perOrder + place), "sku": .string(line.product.sku),
        "title": .string(line.product.name), "quantity": .integer(line.quantity),
        "price": .string(plainMoney(line.product.price)), "requires_shipping": .bool(!line.product.giftCard),
      ]
    }
    let refunds = order.refunds.enumerated().map { place, refund -> SandboxJSON in
      [
        "id": .integer(ShopifyID.refund + index * ShopifyID.perOrder + place),
        "created_at": .string(refund.at.description),
        "transactions": [["amount": .string(plainMoney(refund.amount)), "kind": "refund", "status": "success"]],
      ]
    }
    return .object([
      ("id", .integer(ShopifyID.order + index)), ("name", .string("#\(order.number)")),
      ("number", .integer(order.number)), ("order_number", .integer(order.number)),
      ("created_at", .string(state.placed.description)), ("processed_at", .string(state.placed.description)),
      ("updated_at", .string(order.changed.description)), ("cancelled_at", .text(state.cancelledAt?.description)),
      ("currency", "USD"), ("total_price", .string(plainMoney(ShopMoney.total(state)))),
      ("subtotal_price", .string(plainMoney(state.subtotal))), ("total_tax", .string(plainMoney(state.tax))),
      ("total_discounts", .string(plainMoney(state.discount))), ("financial_status", .string(state.payment)),
      ("fulfillment_status", .text(state.fulfillment == "unfulfilled" ? nil : state.fulfillment)),
      ("source_name", .string(state.source)), ("tags", .string(state.tags.sorted().joined(separator: ", "))),
      ("email", .string(person.email)), ("note", .text(state.note.isEmpty ? nil : state.note)),
      ("customer", buyer(state.customer, person)), ("line_items", .array(lines)), ("refunds", .array(refunds)),
    ])
  }

  private func buyer(_ index: Int, _ person: ShopCustomer) -> SandboxJSON {
    [
      "id": .integer(ShopifyID.customer + index), "email": .string(person.email), "first_name": .string(person.first),
      "last_name": .string(person.last), "created_at": .string(person.created.description),
      "tags": .string(person.tags.sorted().joined(separator: ", ")),
    ]
  }

  private func customer(_ index: Int, _ now: Instant) -> SandboxJSON {
    let customer = world.customer(index, at: now)
    guard case .object(let members) = buyer(index, customer.state) else { return nil }
    return .object(
      members + [
        ("updated_at", .string(customer.changed.description)), ("orders_count", .integer(customer.orders)),
        ("total_spent", .string(plainMoney(customer.spent))), ("state", "enabled"), ("verified_email", true),
      ])
  }
}
