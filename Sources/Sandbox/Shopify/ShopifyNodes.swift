import Records

/// The records of a simulated shop as objects of the API.
struct ShopifyNodes {
  let shop: SimulatedShopify
  let now: Instant

  var world: any ShopWorld { shop.world }

  func shows(_ scope: String) -> Bool { shop.scopes.contains(scope) }

  /// What may be hidden: the value where the app has the scope.
  func guarded(_ scope: String, _ value: @autoclosure () -> GraphQLResult) -> GraphQLResult {
    shows(scope) ? value() : .denied(scope: scope)
  }

  /// A record by its global id; nil for one that does not exist.
  func node(_ gid: String) -> GraphQLObject? {
    guard let (type, number) = ShopifyID.parts(gid) else { return nil }
    func isThere(_ index: Int) -> Bool { index >= 0 && index < world.orderCount(at: now) }
    switch type {
    case "Segment": return shop.segments.all(at: now).first { $0.number == number }.map { segment($0) }
    case "Order":
      let index = number - ShopifyID.order
      return isThere(index) ? order(index) : nil
    case "Customer":
      let index = number - ShopifyID.customer
      return index >= 0 && index < world.customerCount(at: now) ? customer(index) : nil
    case "Fulfillment":
      let index = number - ShopifyID.fulfillment
      return isThere(index) ? fulfillments(world.order(index, at: now)).first : nil
    case "Return":
      let index = number - ShopifyID.demand
      return isThere(index) ? demands(world.order(index, at: now)).first : nil
    case "Refund":
      let index = (number - ShopifyID.refund) / ShopifyID.perOrder
      guard number >= ShopifyID.refund, isThere(index) else { return nil }
      let all = refunds(world.order(index, at: now))
      let place = (number - ShopifyID.refund) % ShopifyID.perOrder
      return place < all.count ? all[place] : nil
    default: return nil
    }
  }

  func segment(_ segment: ShopifySegmentBook.Segment) -> GraphQLObject {
    GraphQLObject("Segment") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("Segment", segment.number))
      case "name": .text(segment.name)
      case "query": .text(segment.query)
      case "creationDate": ShopifyForm.time(segment.created)
      default: ShopifyForm.time(segment.edited)
      }
    }
  }

  // MARK: Customers

  func customer(_ index: Int) -> GraphQLObject {
    let customer = world.customer(index, at: now)
    let state = customer.state
    let id = ShopifyID.customer + index
    return GraphQLObject("Customer") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("Customer", id))
      case "legacyResourceId": .text(String(id))
      case "createdAt": ShopifyForm.time(state.created)
      case "updatedAt": ShopifyForm.time(customer.changed)
      case "tags": .value(.array(state.tags.sorted().map { .string($0) }))
      case "state": .text("DISABLED")
      case "numberOfOrders": .text(String(customer.orders))
      case "amountSpent": ShopifyForm.money(customer.spent)
      case "lastOrder": .object(nil)
      default: person(field, state)
      }
    }
  }

  /// The protected part of a customer.
  private func person(_ field: String, _ state: ShopCustomer) -> GraphQLResult {
    guard shows(SimulatedShopify.protected) else { return .denied(scope: "read_customers") }
    switch field {
    case "firstName": return .text(state.first)
    case "lastName": return .text(state.last)
    case "displayName": return .text("\(state.first) \(state.last)")
    case "note": return .text(state.note.isEmpty ? nil : state.note)
    case "defaultEmailAddress":
      if state.email.isEmpty { return .object(nil) }
      return .object(
        GraphQLObject("CustomerEmailAddress") { name, _ in
          name == "emailAddress" ? .text(state.email) : .text(state.subscribed ? "SUBSCRIBED" : "NOT_SUBSCRIBED")
        })
    case "defaultPhoneNumber":
      if state.phone.isEmpty { return .object(nil) }
      return .object(GraphQLObject("CustomerPhoneNumber") { _, _ in .text(state.phone) })
    default: return .object(address(state))
    }
  }

  func address(_ state: ShopCustomer) -> GraphQLObject {
    GraphQLObject("MailingAddress") { field, _ in
      switch field {
      case "name": .text("\(state.first) \(state.last)")
      case "firstName": .text(state.first)
      case "lastName": .text(state.last)
      case "company": .text(state.company.isEmpty ? nil : state.company)
      case "provinceCode": .text(state.state)
      case "countryCodeV2": .text("US")
      case "phone": .text(state.phone.isEmpty ? nil : state.phone)
      default: .null
      }
    }
  }

  // MARK: Checkouts, drafts, disputes

  func checkout(_ index: Int) -> GraphQLObject {
    let checkout = ShopifyCheckoutState(index, world, at: now)
    let order = world.order(checkout?.order ?? 0, at: now).state
    let id = ShopifyID.checkout + index
    return GraphQLObject("AbandonedCheckout") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("AbandonedCheckout", id))
      case "name": .text("#\(id)")
      case "createdAt": ShopifyForm.time(checkout?.created)
      case "updatedAt": ShopifyForm.time(checkout?.updated)
      case "completedAt": ShopifyForm.time(checkout?.completed)
      case "note": .text("")
      case "abandonedCheckoutUrl": .text("https://shop.example.com/61200001/ac/\(id)/recover?key=sandbox")
      case "totalPriceSet": ShopifyForm.bag(ShopMoney.total(order))
      default: guarded("read_customers", .object(customer(order.customer)))
      }
    }
  }

  func draft(_ index: Int) -> GraphQLObject {
    let draft = ShopifyDraftState(index, world, at: now)
    let order = world.order(draft?.order ?? 0, at: now).state
    let id = ShopifyID.draft + index
    return GraphQLObject("DraftOrder") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("DraftOrder", id))
      case "legacyResourceId": .text(String(id))
      case "name": .text("#D\(index + 1)")
      case "status": .text(draft?.status)
      case "createdAt": ShopifyForm.time(draft?.created)
      case "updatedAt": ShopifyForm.time(draft?.updated)
      case "completedAt": ShopifyForm.time(draft?.completed)
      case "invoiceSentAt": ShopifyForm.time(draft?.sent)
      case "currencyCode": .text("USD")
      case "totalPriceSet": ShopifyForm.bag(ShopMoney.total(order))
      case "email": guarded(SimulatedShopify.protected, .text(email(order.customer)))
      default: guarded("read_customers", .object(customer(order.customer)))
      }
    }
  }

  func email(_ customer: Int) -> String? {
    let email = world.customer(customer, at: now).state.email
    return email.isEmpty ? nil : email
  }

  /// A dispute of every 211th order that was paid, opened five days after and decided three weeks after that.
  var disputes: [GraphQLObject] {
    stride(from: 17, to: world.orderCount(at: now), by: 211).compactMap { index in
      let order = world.order(index, at: now).state
      guard let opened = order.paidAt.map({ $0 + .days(5) }), opened <= now else { return nil }
      let isOver = opened + .days(21) <= now
      let status = isOver ? (index % 2 == 0 ? "WON" : "LOST") : "NEEDS_RESPONSE"
      let id = ShopifyID.dispute + index
      return GraphQLObject("ShopifyPaymentsDispute") { field, _ in
        switch field {
        case "id": .value(ShopifyID.gid("ShopifyPaymentsDispute", id))
        case "legacyResourceId": .text(String(id))
        case "status": .text(status)
        case "type": .text("CHARGEBACK")
        case "initiatedAt": ShopifyForm.time(opened)
        case "evidenceDueBy": ShopifyForm.time(opened + .days(9))
        case "amount": ShopifyForm.money(ShopMoney.total(order))
        default: guarded("read_orders", .object(self.order(index)))
        }
      }
    }
  }
}
