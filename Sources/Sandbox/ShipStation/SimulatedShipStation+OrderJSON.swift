import Records

extension SimulatedShipStation {
  static func money(_ cents: Int) -> SandboxJSON { .number(plainMoney(cents)) }

  func json(_ order: ImportedOrder) -> SandboxJSON {
    let state = order.state
    let customer = world.customer(state.customer, at: order.modified).state
    let name = "\(customer.first) \(customer.last)"
    let email = customer.email.isEmpty ? nil : customer.email
    let paid = state.paidAt == nil ? 0 : ShopMoney.total(state)
    let tags = order.tags.map { SandboxJSON.integer($0) }
    let due = order.index % 5 == 0 ? PacificClock(PacificClock.start(of: PacificClock(order.created).day + 3)) : nil
    let weight: SandboxJSON = ["value": .number("12.00"), "units": "ounces", "WeightUnits": 1]
    return .object([
      ("orderId", .integer(order.id)), ("orderNumber", .string(String(order.number))),
      ("orderKey", .string("shop-\(order.number)")), ("orderDate", .string(PacificClock(state.placed).text)),
      ("createDate", .string(order.createdClock.text)), ("modifyDate", .string(order.modifiedClock.text)),
      ("paymentDate", .text(state.paidAt.map { PacificClock($0).text })), ("shipByDate", .text(due?.text)),
      ("orderStatus", .string(order.status)), ("customerId", .integer(3_000_000 + state.customer)),
      ("customerUsername", .text(email)), ("customerEmail", .text(email)),
      ("billTo", Self.address(name, nil)), ("shipTo", Self.address(name, customer)),
      ("items", .array(lines(order))), ("orderTotal", Self.money(ShopMoney.total(state))),
      ("amountPaid", Self.money(paid)), ("taxAmount", Self.money(state.tax)),
      ("shippingAmount", Self.money(state.shipping)), ("customerNotes", .text(state.note.isEmpty ? nil : state.note)),
      ("internalNotes", nil), ("gift", false), ("giftMessage", nil), ("paymentMethod", .text(state.method)),
      ("requestedShippingService", .string(state.shippingMethod)), ("carrierCode", nil), ("serviceCode", nil),
      ("packageCode", nil), ("confirmation", "none"),
      ("shipDate", .text(order.shipped.map { PacificClock($0).day.description })),
      ("holdUntilDate", .text(order.heldUntil?.description)), ("weight", weight), ("dimensions", nil),
      ("insuranceOptions", ["provider": nil, "insureShipment": false, "insuredValue": .number("0.0")]),
      ("internationalOptions", ["contents": nil, "customsItems": nil, "nonDelivery": nil]),
      ("advancedOptions", options(order)), ("tagIds", tags.isEmpty ? nil : .array(tags)), ("userId", nil),
      ("externallyFulfilled", .bool(order.isExternal)),
      ("externallyFulfilledBy", order.isExternal ? "Shopify" : nil), ("labelMessages", nil),
    ])
  }

  /// What was ordered; a discount is a line of its own.
  private func lines(_ order: ImportedOrder) -> [SandboxJSON] {
    var lines = order.state.lines.enumerated().map { place, line in
      item(order, place, line.product.sku, line.product.name, line.quantity, line.product.price, adjusts: false)
    }
    if order.state.discount > 0 {
      let name = order.state.discountCode.isEmpty ? "Discount" : order.state.discountCode
      lines.append(item(order, lines.count, nil, name, 1, -order.state.discount, adjusts: true))
    }
    return lines
  }

  private func item(
    _ order: ImportedOrder, _ place: Int, _ sku: String?, _ name: String, _ quantity: Int, _ price: Int, adjusts: Bool
  ) -> SandboxJSON {
    let id = order.id * 10 + place
    return .object([
      ("orderItemId", .integer(id)), ("lineItemKey", .string(String(id))), ("sku", .text(sku)), ("name", .string(name)),
      ("imageUrl", nil), ("weight", nil), ("quantity", .integer(quantity)), ("unitPrice", Self.money(price)),
      ("taxAmount", nil), ("shippingAmount", nil), ("warehouseLocation", nil), ("options", .array([])),
      ("productId", adjusts ? nil : .integer(550 + place)), ("fulfillmentSku", nil), ("adjustment", .bool(adjusts)),
      ("upc", nil), ("createDate", .string(order.createdClock.text)), ("modifyDate", .string(order.createdClock.text)),
    ])
  }

  private func options(_ order: ImportedOrder) -> SandboxJSON {
    .object([
      ("warehouseId", 31), ("nonMachinable", false), ("saturdayDelivery", false), ("containsAlcohol", false),
      ("mergedOrSplit", false), ("mergedIds", .array([])), ("parentId", nil),
      ("storeId", .integer(Self.store(ofOrder: order.index))), ("customField1", nil), ("customField2", nil),
      ("customField3", nil), ("source", .text(order.state.source)), ("billToParty", nil), ("billToAccount", nil),
      ("billToPostalCode", nil), ("billToCountryCode", nil), ("billToMyOtherAccount", nil),
    ])
  }

  /// A place to ship to; of one to bill to only the name is known.
  static func address(_ name: String, _ customer: ShopCustomer?) -> SandboxJSON {
    .object([
      ("name", .string(name)), ("company", .text(customer?.company)),
      ("street1", customer == nil ? nil : "1 Larch Lane"),
      ("street2", customer == nil ? nil : ""), ("street3", nil), ("city", customer == nil ? nil : "SPRINGFIELD"),
      ("state", .text(customer?.state)), ("postalCode", customer == nil ? nil : "00501"),
      ("country", customer == nil ? nil : "US"),
      ("phone", .text(customer.flatMap { $0.phone.isEmpty ? nil : $0.phone })), ("residential", nil),
      ("addressVerified", customer == nil ? nil : "Address validated successfully"),
    ])
  }

  var tags: SandboxJSON {
    .array(
      tagNames.enumerated().map { place, name in
        .object([("tagId", .integer(Self.firstTag + place)), ("name", .string(name)), ("color", "#FFFFFF")])
      })
  }

  func stores(_ now: Instant) -> [SandboxJSON] {
    let attempt = PacificClock(Instant(seconds: now.seconds / 1800 * 1800), fraction: 9_500_000).shortText
    return [
      (Self.shopStore, "Larkspur & Pine", "Shopify", true), (Self.manualStore, "Manual Orders", "ShipStation", false),
    ]
    .map { id, name, marketplace, refreshes in
      .object([
        ("storeId", .integer(id)), ("storeName", .string(name)), ("marketplaceId", refreshes ? 1 : 0),
        ("marketplaceName", .string(marketplace)), ("accountName", nil), ("email", nil), ("integrationUrl", nil),
        ("active", true), ("companyName", ""), ("phone", ""), ("publicEmail", ""), ("website", ""),
        ("refreshDate", .text(refreshes ? attempt : nil)), ("lastRefreshAttempt", .text(refreshes ? attempt : nil)),
        ("createDate", "2024-02-03T01:00:00.007"), ("modifyDate", "2024-02-03T01:00:00.007"),
        ("autoRefresh", .bool(refreshes)), ("statusMappings", nil),
      ])
    }
  }
}
