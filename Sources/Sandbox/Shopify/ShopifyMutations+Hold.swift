import Records

extension ShopifyMutations {
  private static let scope = "write_merchant_managed_fulfillment_orders"
  private static let mostHolds = 10
  private static let reasons: Set<String> = [
    "AWAITING_PAYMENT", "HIGH_RISK_OF_FRAUD", "INCORRECT_ADDRESS", "INVENTORY_OUT_OF_STOCK", "UNKNOWN_DELIVERY_DATE",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL", "AWAITING_RETURN_ITEMS", "OTHER",
  ]

  func fulfillmentOrderHold(_ arguments: GraphQLArguments) -> GraphQLResult {
    guard shop.scopes.contains(Self.scope) else { return .denied(scope: Self.scope) }
    guard let input = arguments.values["fulfillmentHold"], case .string(let reason)? = input["reason"],
      Self.reasons.contains(reason)
    else { return invalid("hold") }
    let handle = if case .string(let text)? = input["handle"] { text } else { "" }
    guard handle.utf8.count <= 64 else { return invalid("hold") }
    guard let parts = ShopifyID.parts(arguments.text("id") ?? ""), parts.type == "FulfillmentOrder",
      case let index = parts.number - ShopifyID.plan, index >= 0, index < shop.world.orderCount(at: now)
    else { return refused("Fulfillment order does not exist.", "FULFILLMENT_ORDER_NOT_FOUND", ["id"]) }
    let order = shop.world.order(index, at: now)
    guard order.state.shippable, order.state.cancelledAt == nil, order.state.fulfilledAt == nil else {
      return refused("The fulfillment order is not in a holdable state.", nil, ["id"])
    }
    let holds = shop.written.writes(toOrder: index, at: now)?.holds ?? []
    if holds.contains(where: { sameBytes($0.handle, handle) }) {
      return refused(
        "The handle provided for the fulfillment hold is already in use by this app for another hold on this "
          + "fulfillment order.", "DUPLICATE_FULFILLMENT_HOLD_HANDLE", ["fulfillmentHold", "handle"])
    }
    if holds.count >= Self.mostHolds {
      return refused(
        "The maximum number of fulfillment holds for this fulfillment order has been reached for this app.",
        "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED", ["id"])
    }
    let hold = WrittenWorld.Hold(
      number: ShopifyID.hold + index * Self.mostHolds + holds.count, handle: handle, reason: reason)
    shop.written.write(order: index, at: now) { $0.holds.append(hold) }
    let nodes = ShopifyNodes(shop: shop, now: now)
    return payload("FulfillmentOrderHoldPayload", error: "FulfillmentOrderHoldUserError") { field in
      switch field {
      case "fulfillmentHold": .object(nodes.hold(hold))
      case "fulfillmentOrder": .object(nodes.plans(shop.world.order(index, at: now)).first)
      default: .object(nil)
      }
    }
  }

  private func refused(_ message: String, _ code: String?, _ field: [String]) -> GraphQLResult {
    payload(
      "FulfillmentOrderHoldPayload", [Objection(field: field, message: message, code: code)],
      error: "FulfillmentOrderHoldUserError")
  }
}
