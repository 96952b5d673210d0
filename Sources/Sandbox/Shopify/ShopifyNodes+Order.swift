import Records

extension ShopifyNodes {
  func order(_ index: Int) -> GraphQLObject {
    let order = world.order(index, at: now)
    let id = ShopifyID.order + index
    return GraphQLObject("Order") { field, arguments in
      switch field {
      case "id": .value(ShopifyID.gid("Order", id))
      case "legacyResourceId": .text(String(id))
      case "lineItems": .page(.of(lines(order), arguments))
      case "transactions": .list(Array(transactions(order).prefix(arguments.integer("first") ?? 250)))
      case "fulfillments": .list(Array(fulfillments(order).prefix(arguments.integer("first") ?? 250)))
      case "refunds": .list(Array(refunds(order).prefix(arguments.integer("first") ?? 250)))
      case "returns": guarded("read_returns", .page(.of(demands(order), arguments)))
      case "fulfillmentOrders":
        guarded("read_merchant_managed_fulfillment_orders", .page(.of(plans(order), arguments)))
      case "customer": guarded("read_customers", .object(customer(order.state.customer)))
      case "email", "phone", "note", "shippingAddress", "billingAddress":
        guarded(
          SimulatedShopify.protected, personal(field, order.state))
      case "paymentTerms": guarded("read_payment_terms", .object(terms(order)))
      default: plain(field, order)
      }
    }
  }

  private func personal(_ field: String, _ order: ShopOrder) -> GraphQLResult {
    let person = world.customer(order.customer, at: now).state
    switch field {
    case "email": return .text(person.email.isEmpty ? nil : person.email)
    case "phone": return .null
    case "note": return .text(order.note.isEmpty ? nil : order.note)
    case "shippingAddress": return .object(order.isPointOfSale ? nil : address(person))
    default: return .object(address(person))
    }
  }

  private func plain(_ field: String, _ order: WorldOrder) -> GraphQLResult {
    let state = order.state
    switch field {
    case "name": return .text("#\(order.number)")
    case "number": return .value(.integer(order.number))
    case "createdAt", "processedAt": return ShopifyForm.time(state.placed)
    case "updatedAt": return ShopifyForm.time(order.changed)
    case "closedAt", "cancelledAt": return ShopifyForm.time(state.cancelledAt)
    case "cancelReason": return .text(state.cancelledAt == nil ? nil : "CUSTOMER")
    case "test", "taxesIncluded": return .value(false)
    case "tags": return .value(.array(state.tags.sorted().map { .string($0) }))
    case "sourceName": return .text(state.source)
    case "poNumber": return .null
    case "currencyCode", "presentmentCurrencyCode": return .text("USD")
    case "displayFinancialStatus": return .text(state.payment.uppercased())
    case "displayFulfillmentStatus":
      return .text(state.fulfillment == "partial" ? "PARTIALLY_FULFILLED" : state.fulfillment.uppercased())
    case "returnStatus":
      return .text(demandStatus(order).map { $0 == "REQUESTED" ? "RETURN_REQUESTED" : "RETURNED" } ?? "NO_RETURN")
    case "totalPriceSet": return ShopifyForm.bag(ShopMoney.total(state))
    case "currentTotalPriceSet": return ShopifyForm.bag(ShopMoney.total(state) - state.refunded)
    case "subtotalPriceSet": return ShopifyForm.bag(state.subtotal)
    case "totalTaxSet": return ShopifyForm.bag(state.tax)
    case "totalShippingPriceSet": return ShopifyForm.bag(state.shipping)
    case "totalDiscountsSet": return ShopifyForm.bag(state.discount)
    case "totalRefundedSet": return ShopifyForm.bag(state.refunded)
    default: return more(field, order)
    }
  }

  private func more(_ field: String, _ order: WorldOrder) -> GraphQLResult {
    switch field {
    case "app":
      return .object(
        GraphQLObject("OrderApp") { name, _ in .text(name == "id" ? "gid://shopify/OrderApp/580111" : "Online Store") })
    case "purchasingEntity":
      if !order.state.isWholesale { return .object(customer(order.state.customer)) }
      return .object(GraphQLObject("PurchasingCompany") { _, _ in .object(company(order.state.customer)) })
    case "risk":
      return .object(
        GraphQLObject("OrderRiskSummary") { name, _ in
          if name == "recommendation" { return .text(order.state.risk == "High" ? "INVESTIGATE" : "ACCEPT") }
          return .list([GraphQLObject("OrderRiskAssessment") { _, _ in .text(order.state.risk.uppercased()) }])
        })
    case "customerJourneySummary":
      let visit = GraphQLObject("CustomerVisit") { name, _ in
        if name == "id" { return .value(ShopifyID.gid("CustomerVisit", order.index + 1)) }
        return .object(
          order.index % 7 == 0
            ? GraphQLObject("UTMParameters") { name, _ in .text(name == "campaign" ? "autumn" : "newsletter") } : nil)
      }
      return .object(
        GraphQLObject("CustomerJourneySummary") { name, _ in name == "ready" ? .value(true) : .object(visit) })
    default: return .null
    }
  }

  private func company(_ customer: Int) -> GraphQLObject {
    GraphQLObject("Company") { name, _ in
      if name == "id" { return .value(ShopifyID.gid("Company", customer + 1)) }
      return .text(world.customer(customer, at: now).state.company)
    }
  }

  private func terms(_ order: WorldOrder) -> GraphQLObject? {
    guard !order.state.terms.isEmpty else { return nil }
    return GraphQLObject("PaymentTerms") { name, _ in
      switch name {
      case "id": .value(ShopifyID.gid("PaymentTerms", order.index + 1))
      case "paymentTermsName": .text(order.state.terms)
      default: .text("NET")
      }
    }
  }

  // MARK: Lines and payments

  /// The lines; of a large order one a piece, so that they fill more than one page.
  func lines(_ order: WorldOrder) -> [GraphQLObject] {
    let state = order.state
    let pieces = state.lines.reduce(0) { $0 + $1.quantity }
    var units: [(product: Product, quantity: Int)] = []
    for line in state.lines {
      if pieces > 20 {
        units += Array(repeating: (line.product, 1), count: line.quantity)
      } else {
        units.append((line.product, line.quantity))
      }
    }
    let full = max(1, state.subtotal + state.discount)
    var left = state.discount
    return units.enumerated().map { index, unit in
      let total = unit.product.price * unit.quantity
      let share = index == units.count - 1 ? left : min(left, state.discount * total / full)
      left -= share
      let tax = index == 0 ? state.tax : 0
      return line(order, index, unit, total: total, discount: share, tax: tax)
    }
  }

  private func line(
    _ order: WorldOrder, _ index: Int, _ unit: (product: Product, quantity: Int), total: Int, discount: Int, tax: Int
  ) -> GraphQLObject {
    GraphQLObject("LineItem") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("LineItem", ShopifyID.line + order.index * ShopifyID.perOrder + index))
      case "title": .text(unit.product.name)
      case "sku": .text(unit.product.sku)
      case "quantity", "currentQuantity": .value(.integer(unit.quantity))
      case "requiresShipping": .value(.bool(!unit.product.giftCard))
      case "isGiftCard": .value(.bool(unit.product.giftCard))
      case "originalTotalSet": ShopifyForm.bag(total)
      case "discountAllocations":
        .list(
          discount == 0
            ? [] : [GraphQLObject("DiscountAllocation") { _, _ in ShopifyForm.bag(discount) }])
      default:
        .list(
          tax == 0
            ? [] : [GraphQLObject("TaxLine") { name, _ in name == "title" ? .text("Sales tax") : ShopifyForm.bag(tax) }]
        )
      }
    }
  }

  private func transactions(_ order: WorldOrder) -> [GraphQLObject] {
    var list: [GraphQLObject] = []
    if let paid = order.state.paidAt {
      list.append(transaction(order, 0, "SALE", at: paid, ShopMoney.total(order.state)))
    } else if order.state.payment == "authorized" {
      list.append(transaction(order, 0, "AUTHORIZATION", at: order.state.placed, ShopMoney.total(order.state)))
    }
    for (place, refund) in order.refunds.enumerated() {
      list.append(transaction(order, place + 1, "REFUND", at: refund.at, refund.amount))
    }
    return list
  }

  func transaction(_ order: WorldOrder, _ place: Int, _ kind: String, at moment: Instant, _ cents: Int) -> GraphQLObject
  {
    GraphQLObject("OrderTransaction") { field, _ in
      switch field {
      case "id":
        .value(ShopifyID.gid("OrderTransaction", ShopifyID.transaction + order.index * ShopifyID.perOrder + place))
      case "kind": .text(kind)
      case "status": .text("SUCCESS")
      case "gateway": .text("shopify_payments")
      case "processedAt", "createdAt": ShopifyForm.time(moment)
      case "authorizationExpiresAt": ShopifyForm.time(kind == "AUTHORIZATION" ? moment + .days(7) : nil)
      default: ShopifyForm.bag(cents)
      }
    }
  }
}
