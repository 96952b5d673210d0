import Records

extension ShopifyNodes {
  // MARK: Parcels

  /// What the shop was told was shipped: one parcel an order.
  func fulfillments(_ order: WorldOrder) -> [GraphQLObject] {
    guard let told = order.state.fulfilledAt, told <= now else { return [] }
    let id = ShopifyID.fulfillment + order.index
    let parcel = world.parcels(ofOrder: order.index, at: now).first.map { world.parcel($0, at: now) }
    let shipped = parcel?.state.shipped
    let delivered = parcel?.state.delivered
    return [
      GraphQLObject("Fulfillment") { field, arguments in
        switch field {
        case "id": .value(ShopifyID.gid("Fulfillment", id))
        case "legacyResourceId": .text(String(id))
        case "name": .text("#\(order.number)-F1")
        case "status": .text("SUCCESS")
        case "displayStatus": .text(displayStatus(parcel?.state))
        case "requiresShipping": .value(.bool(order.state.shippable))
        case "createdAt": ShopifyForm.time(told)
        case "updatedAt": ShopifyForm.time(max(told, parcel?.changed ?? told))
        case "inTransitAt": ShopifyForm.time(shipped)
        case "deliveredAt": ShopifyForm.time(delivered)
        case "estimatedDeliveryAt": ShopifyForm.time(parcel.map { _ in told + .days(5) })
        case "trackingInfo": .list(tracking(parcel?.state))
        case "events": .page(.of(events(id, shipped, delivered), arguments))
        default: .object(self.order(order.index))
        }
      }
    ]
  }

  private func displayStatus(_ parcel: Parcel?) -> String {
    guard let parcel else { return "FULFILLED" }
    if parcel.delivered != nil { return "DELIVERED" }
    if parcel.status.hasPrefix("Exception") || parcel.status == "Lost" { return "FAILURE" }
    return parcel.shipped != nil ? "IN_TRANSIT" : "LABEL_PRINTED"
  }

  private func tracking(_ parcel: Parcel?) -> [GraphQLObject] {
    guard let parcel else { return [] }
    return [
      GraphQLObject("FulfillmentTrackingInfo") { field, _ in
        switch field {
        case "company": .text(parcel.carrier)
        case "number": .text(parcel.tracking)
        default: .null
        }
      }
    ]
  }

  private func events(_ id: Int, _ shipped: Instant?, _ delivered: Instant?) -> [GraphQLObject] {
    [("IN_TRANSIT", shipped), ("DELIVERED", delivered)].enumerated().compactMap { place, event in
      guard let moment = event.1 else { return nil }
      return GraphQLObject("FulfillmentEvent") { field, _ in
        switch field {
        case "id": .value(ShopifyID.gid("FulfillmentEvent", id * 4 + place))
        case "status": .text(event.0)
        default: ShopifyForm.time(moment)
        }
      }
    }
  }

  // MARK: Plans

  /// What is to be shipped, with a hold where there is one.
  func plans(_ order: WorldOrder) -> [GraphQLObject] {
    guard order.state.shippable else { return [] }
    let isHeld = order.state.fulfillment == "on_hold"
    let status =
      order.state.cancelledAt != nil
      ? "CANCELLED" : order.state.fulfilledAt != nil ? "CLOSED" : isHeld ? "ON_HOLD" : "OPEN"
    return [
      GraphQLObject("FulfillmentOrder") { field, _ in
        switch field {
        case "id": .value(ShopifyID.gid("FulfillmentOrder", ShopifyID.plan + order.index))
        case "status": .text(status)
        case "updatedAt": ShopifyForm.time(order.changed)
        case "createdAt", "fulfillAt": ShopifyForm.time(order.state.placed)
        case "fulfillBy": ShopifyForm.time(order.index % 5 == 0 ? order.state.placed + .days(2) : nil)
        default: .list(isHeld ? holds(order) : [])
        }
      }
    ]
  }

  /// Those of the story, which are another app's, and those that were asked for.
  private func holds(_ order: WorldOrder) -> [GraphQLObject] {
    let own = shop.written.writes(toOrder: order.index, at: now)?.holds ?? []
    return (shop.written.isHeldAnyway(order.index, at: now) ? [hold(order)] : []) + own.map { hold($0) }
  }

  private func hold(_ order: WorldOrder) -> GraphQLObject {
    GraphQLObject("FulfillmentHold") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("FulfillmentHold", order.index + 1))
      case "reason": .text(order.state.risk == "High" ? "HIGH_RISK_OF_FRAUD" : "INVENTORY_OUT_OF_STOCK")
      case "heldByRequestingApp": .value(false)
      default: .null
      }
    }
  }

  /// A hold that was asked for.
  func hold(_ hold: WrittenWorld.Hold) -> GraphQLObject {
    GraphQLObject("FulfillmentHold") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("FulfillmentHold", hold.number))
      case "handle": .text(hold.handle)
      case "reason": .text(hold.reason)
      case "heldByRequestingApp": .value(true)
      default: .null
      }
    }
  }

  // MARK: Refunds and returns

  func refunds(_ order: WorldOrder) -> [GraphQLObject] {
    order.refunds.enumerated().map { place, refund in
      let id = ShopifyID.refund + order.index * ShopifyID.perOrder + place
      return GraphQLObject("Refund") { field, arguments in
        switch field {
        case "id": .value(ShopifyID.gid("Refund", id))
        case "legacyResourceId": .text(String(id))
        case "createdAt", "processedAt", "updatedAt": ShopifyForm.time(refund.at)
        case "totalRefundedSet": ShopifyForm.bag(refund.amount)
        case "transactions":
          .page(.of([transaction(order, place + 1, "REFUND", at: refund.at, refund.amount)], arguments))
        case "return": guarded("read_returns", .object(place == 0 ? demands(order).first : nil))
        default: .null
        }
      }
    }
  }

  /// Of shipped orders with a refund every 13th came back, and every 416th is to come back and waits for its refund.
  func demandStatus(_ order: WorldOrder) -> String? {
    guard order.index % 13 == 0, order.state.fulfilledAt.map({ $0 <= now }) == true else { return nil }
    if !order.refunds.isEmpty { return "CLOSED" }
    return order.index % 416 == 0 ? "REQUESTED" : nil
  }

  func demands(_ order: WorldOrder) -> [GraphQLObject] {
    guard let status = demandStatus(order) else { return [] }
    return [
      GraphQLObject("Return") { field, arguments in
        switch field {
        case "id": .value(ShopifyID.gid("Return", ShopifyID.demand + order.index))
        case "name": .text("#\(order.number)-R1")
        case "status": .text(status)
        case "createdAt": ShopifyForm.time(order.state.fulfilledAt)
        case "closedAt": ShopifyForm.time(status == "CLOSED" ? order.refunds.last?.at : nil)
        case "returnLineItems": .page(.of([demandLine(order)], arguments))
        case "refunds": .page(.of(Array(refunds(order).prefix(1)), arguments))
        case "reverseFulfillmentOrders": .page(.of([arrival(order)], arguments))
        default: .page(GraphQLPage())
        }
      }
    ]
  }

  /// Goods come back four days after they left.
  private func arrival(_ order: WorldOrder) -> GraphQLObject {
    let arrived = order.state.fulfilledAt.map { $0 + .days(4) }.flatMap { $0 <= now ? $0 : nil }
    let disposition = GraphQLObject("ReverseFulfillmentOrderDisposition") { _, _ in ShopifyForm.time(arrived) }
    let line = GraphQLObject("ReverseFulfillmentOrderLineItem") { _, _ in .list(arrived == nil ? [] : [disposition]) }
    return GraphQLObject("ReverseFulfillmentOrder") { _, arguments in .page(.of([line], arguments)) }
  }

  private func demandLine(_ order: WorldOrder) -> GraphQLObject {
    GraphQLObject("ReturnLineItem") { field, _ in
      switch field {
      case "id": .value(ShopifyID.gid("ReturnLineItem", ShopifyID.demand + order.index))
      case "quantity": .value(1)
      case "processedQuantity": .value(.integer(order.refunds.isEmpty ? 0 : 1))
      case "withCodeDiscountedTotalPriceSet": ShopifyForm.bag(order.state.lines.first?.product.price ?? 0)
      default:
        .object(
          GraphQLObject("ReturnReasonDefinition") { name, _ in .text(name == "handle" ? "not-as-described" : "Reason") }
        )
      }
    }
  }
}
