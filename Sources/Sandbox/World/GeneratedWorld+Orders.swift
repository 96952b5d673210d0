import Records

/// What an order is about and how it stands.
extension GeneratedWorld {
  func order(_ index: Int, at now: Instant) -> WorldOrder {
    let life = life(index)
    var order = content(index, life)
    order.paidAt = life.paid.known(by: now)
    if order.paidAt != nil { order.payment = "paid" }
    if life.fulfilled.hasPassed(by: now) {
      order.fulfillment = "fulfilled"
      order.fulfilledAt = life.fulfilled
      for line in order.lines.indices { order.lines[line].fulfilled = true }
    }
    order.cancelledAt = life.cancelled.known(by: now)
    if order.cancelledAt != nil, order.paidAt == nil { order.payment = "voided" }
    var refunds: [WorldRefund] = []
    if let refunded = life.refunded.known(by: now) {
      order.refunded = ShopMoney.total(order) * life.refund / 100
      order.payment = life.refund == 100 ? "refunded" : "partially_refunded"
      refunds = [WorldRefund(at: refunded, amount: order.refunded)]
    }
    return WorldOrder(index: index, changed: life.orderChanged(by: now), state: order, refunds: refunds)
  }

  /// The order as it was placed.
  func content(_ index: Int, _ life: OrderLife) -> ShopOrder {
    var random = random(index, .goods)
    let role = role(index)
    let customer = customer(ofOrder: index)
    var order = ShopOrder(customer: customer, placed: life.placed, lines: lines(index, role, &random))
    switch role {
    case .wholesale: trade(&order)
    case .pointOfSale: (order.method, order.source) = ("cash", "pos")
    default: retail(&order, index, &random)
    }
    let isFree = order.subtotal >= 7500 || !order.shippable || order.isPointOfSale
    order.shipping = isFree ? 0 : 695
    order.tax = ShopMoney.tax(order, state: order.isPointOfSale ? "NY" : state(ofCustomer: customer))
    return order
  }

  private func lines(_ index: Int, _ role: WorldPattern.Role, _ random: inout SplitMix) -> [Line] {
    switch role {
    case .giftCard: return [Line(product: Catalogue.giftCard, quantity: 1)]
    case .wholesale:
      return [
        Line(product: random.pick(Catalogue.everyday), quantity: random.within(4...14)),
        Line(product: Catalogue.table, quantity: random.within(4...14)),
      ]
    case .pointOfSale: return [Line(product: random.pick(Catalogue.everyday), quantity: 1)]
    case _ where isSubscription(index): return [Line(product: Catalogue.refill, quantity: 2)]
    default: break
    }
    let product = random.pick(random.chance(2) ? Catalogue.furniture : Catalogue.everyday)
    var lines = [Line(product: product, quantity: random.chance(80) ? 1 : 2)]
    let other = random.pick(Catalogue.everyday)
    if random.chance(25), other.sku != product.sku { lines.append(Line(product: other, quantity: 1)) }
    return lines
  }

  private func isSubscription(_ index: Int) -> Bool { index % 400 < 40 && role(index) == .everyday }

  private func trade(_ order: inout ShopOrder) {
    order.discount = order.subtotal * 3 / 10
    order.tags = ["wholesale"]
    (order.method, order.source, order.terms) = ("", "shopify_draft_order", "Net 30")
    order.termsDue = ShopTime.at(ShopTime.zone.day(of: order.placed) + 30, 23, 59)
  }

  private func retail(_ order: inout ShopOrder, _ index: Int, _ random: inout SplitMix) {
    if isSubscription(index) {
      order.source = "subscription_contract"
      order.tags = ["Subscription", "Subscription Recurring Order"]
    }
    if random.chance(25) { order.method = "PayPal Express Checkout" }
    if random.chance(8) { (order.discountCode, order.discount) = ("HELLO10", order.subtotal / 10) }
    if random.chance(3) { order.note = "Please ring twice, the bell is faint" }
  }
}
