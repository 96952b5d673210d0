import Records

/// Money given back, as a refund of the store. Ids grow with time.
private struct StoreRefund {
  var order: Int
  var refund: WorldRefund
  /// Whether it is a first try, which the payment provider declined.
  var isDeclined: Bool

  var id: Int { (Int(refund.at.seconds - 1_577_836_800) * 1_000_000 + order % 1_000_000) * 2 + (isDeclined ? 0 : 1) }
}

extension SimulatedBigCommerce {
  /// `GET /v3/orders/payment_actions/refunds`, by growing id.
  func refundList(_ query: StoreQuery, _ now: Instant) throws(StoreRefusal) -> SandboxResponse {
    let first = try query.instant("created:min", isV3: true) ?? Instant(seconds: 0)
    let last = try query.instant("created:max", isV3: true) ?? now
    let orders = try numbers(query, "order_id:in")
    let ids = try numbers(query, "id:in")
    var refunds: [StoreRefund] = []
    for index in first > now ? [] : world.orders(changedIn: first...now, at: now) {
      let end = min(last, search.moment(of: index, at: now))
      for refund in world.order(index, at: now).refunds where refund.at >= first && refund.at <= end {
        refunds.append(StoreRefund(order: index, refund: refund, isDeclined: false))
        // Every fifth goes through at the second try only.
        if index % 5 == 2 { refunds.append(StoreRefund(order: index, refund: refund, isDeclined: true)) }
      }
    }
    refunds.removeAll { refund in
      !(orders?.contains(ShopNumber.firstOrder + refund.order) ?? true) || !(ids?.contains(refund.id) ?? true)
    }
    refunds.sort { $0.id < $1.id }
    let rows = try query.paged(refunds, isV3: true).map { json($0) }
    return SandboxResponse([
      "data": .array(rows),
      "meta": ["pagination": try query.pagination(total: refunds.count, count: rows.count)],
    ])
  }

  private func numbers(_ query: StoreQuery, _ name: String) throws(StoreRefusal) -> Set<Int>? {
    guard let text = query.text(name) else { return nil }
    let numbers = text.split(separator: ",").map { Int($0) }
    if numbers.contains(nil) { throw .badField(name, isV3: true) }
    return Set(numbers.compactMap { $0 })
  }

  private func json(_ refund: StoreRefund) -> SandboxJSON {
    let amount = StoreForm.number(refund.refund.amount)
    let order = ShopNumber.firstOrder + refund.order
    return [
      "id": .integer(refund.id), "order_id": .integer(order), "user_id": 0,
      "created": .string(StoreForm.offset(refund.refund.at)), "reason": "", "total_amount": amount, "total_tax": 0,
      "uses_merchant_override_values": false,
      "items": [
        ["item_type": "ORDER", "item_id": .integer(order), "requested_amount": amount, "reason": ""]
      ],
      "payments": [
        [
          "id": .integer(refund.id), "provider_id": "stripe", "amount": amount, "offline": false,
          "is_declined": .bool(refund.isDeclined), "declined_message": .string(refund.isDeclined ? "Try again" : ""),
          "transaction_id": .string(String(refund.id)),
        ]
      ],
    ]
  }
}
