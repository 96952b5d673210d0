import Records

extension FactBuilder {
  mutating func addOrder() {
    let order = record
    let orderClass = order["class"]?.string.flatMap(OrderClass.init) ?? OrderClass.of(order, settings: settings.orders)
    facts["class"] = .text(orderClass.rawValue)
    facts["number"] = .text(order["number"]?.string ?? order["id"]?.string ?? addressID)
    facts["is_paid"] = .flag(isPaid(order))
    if let net = money("net") {
      facts["remainder_value"] = .money(max(0, bounded(net, minus: money("refunded") ?? 0)))
    }
    addItems()
    addShipping(orderClass)
    addPayment()
    addMoneyCheck(orderClass)
  }

  private var addressID: String {
    String(subject.address.split(separator: ":", maxSplits: 2).last ?? Substring(subject.address))
  }

  func money(_ field: String) -> Int? { isForeign(record) ? nil : record[field]?.integer }

  private func isPaid(_ order: JSONObject) -> Bool {
    guard let payment = order["payment"]?.string else { return true }
    return payment == "paid" || payment == "partially_refunded"
  }

  private var items: [JSONObject] { (record["items"]?.array ?? []).compactMap(\.object) }

  private mutating func addItems() {
    let skus = Set(items.compactMap { $0["sku"]?.string }).sorted(by: precedes)
    if !skus.isEmpty { facts["skus"] = .list(skus) }
    if !items.isEmpty {
      facts["item_count"] = .number(items.reduce(0) { bounded($0, plus: $1["quantity"]?.integer ?? 0) })
    }
  }

  /// Whether anything has to be put on its way at all; digital lines and gift cards need no parcel.
  private var needsShipping: Bool {
    items.isEmpty
      || items.contains {
        $0["shippable"]?.bool != false && $0["gift_card"]?.bool != true && ($0["quantity"]?.integer ?? 1) > 0
      }
  }

  private mutating func addShipping(_ orderClass: OrderClass) {
    let left = related.shipments.compactMap { parcel -> Instant? in
      let gone = ["in_transit", "delivered", "exception", "returned"].contains(parcel["state"]?.string ?? "")
      let shipped = parcel["shipped"]?.instant
      return gone || shipped != nil ? shipped ?? parcel["created"]?.instant ?? record["placed"]?.instant : nil
    }
    facts["parcel_left"] = left.min().map { .instant($0) }
    if let fulfillment = record["fulfillment"]?.string {
      // Of a partly shipped order the shop's own word counts: the parcels seen may be those it already knows.
      let isOpen = fulfillment == "partial" || (fulfillment == "unfulfilled" && left.isEmpty)
      facts["open_remainder"] = .flag(isOpen && needsShipping && record["shipped"]?.instant == nil)
      if fulfillment == "unfulfilled", let first = left.min() {
        facts["told_due"] = .instant(first + thresholds.shopToldWithin)
      }
      if fulfillment == "on_hold", let since = record["held_since"]?.instant ?? record["placed"]?.instant {
        facts["hold_due"] = .instant(calendar.due(businessDays: thresholds.heldDays, from: since))
      }
    }
    let starts = ["paid", "hold_released", "scheduled"].compactMap { record[$0]?.instant }
    guard let start = (starts + [record["placed"]?.instant].compactMap { $0 }).max() else { return }
    facts["clock_start"] = .instant(start)
    if record["due"]?.instant == nil {
      let days = dueDays(orderClass)
      facts["due"] = .instant(calendar.due(businessDays: days, from: start, cutOff: thresholds.lateOrder.cutOff))
    }
  }

  private func dueDays(_ orderClass: OrderClass) -> Int {
    if orderClass == .wholesale { return thresholds.lateOrder.wholesaleDays }
    let tags = (record["tags"]?.array ?? []).compactMap { $0.string?.lowercased() }
    let isExpress = thresholds.lateOrder.expressTags.contains { tags.contains($0.lowercased()) }
    return isExpress ? thresholds.lateOrder.expressDays : thresholds.lateOrder.businessDays
  }

  private mutating func addPayment() {
    let payment = record["payment"]?.string
    if let cancelled = record["cancelled"]?.instant, let payment, ["paid", "partially_refunded"].contains(payment),
      let total = money("total") ?? money("net")
    {
      let settled = related.refunds.filter { $0["state"]?.string ?? "paid" == "paid" && !isForeign($0) }
        .reduce(0) { bounded($0, plus: $1["amount"]?.integer ?? 0) }
      let missing = bounded(total, minus: max(settled, money("refunded") ?? 0))
      if missing > 0 {
        facts["refund_due"] = .instant(cancelled + thresholds.cancelledRefundWithin)
        facts["refund_missing"] = .money(missing)
      }
    }
    if payment == "authorized" {
      let expires =
        record["authorization_expires"]?.instant
        ?? record["placed"]?.instant.map { $0 + thresholds.authorizationValid }
      facts["auth_expires"] = expires.map { .instant($0) }
    }
    if payment == "failed", let placed = record["placed"]?.instant {
      facts["payment_due"] = .instant(placed + thresholds.paymentRetryWithin)
    }
  }

  mutating func addNth() {
    guard facts["class"] == .text(OrderClass.online.rawValue), record["cancelled"] == nil,
      let person = related.person
    else { return }
    let orders = person.countedOrders
    if let place = orders.firstIndex(where: { sameBytes($0.address, subject.address) }) {
      facts["nth"] = .number(bounded(place + 1, plus: max(0, person.ordersBefore)))
    }
  }
}
