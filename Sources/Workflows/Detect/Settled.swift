public import Records

extension Detector {
  /// Whether nothing of this detector's rules can open for a record, now or later by time alone: the quick way past old,
  /// fulfilled and paid records of a first load.
  ///
  /// Conservative: when in doubt the answer is no. It looks at the record only, so that what is around it (a
  /// customer's VIP count, a refund without an order) is not counted as backlog for settled records.
  ///
  /// - Parameters:
  ///   - marks: since when each rule looks, by rule id, as for ``Planner``.
  public func isSettled(_ record: JSONObject, kind: Kind, marks: [String: Instant], now: Instant) -> Bool {
    let rules = self.rules.filter { $0.kind == .record(kind) }
    if rules.isEmpty { return true }
    guard settings.baseline == .standard, !rules.contains(where: \.isCustom) else { return false }
    // Whatever happened after the earliest mark, less the grace, may still open as an event.
    let earliest = rules.map { $0.since ?? marks[$0.id] ?? now }.min() ?? now
    guard let field = kind.creationField ?? (kind == .lead ? "created" : nil),
      let created = record[field]?.instant, created <= earliest - settings.eventGrace
    else { return false }
    switch kind {
    case .order: return isSettledOrder(record)
    case .shipment: return ["delivered", "returned"].contains(record["state"]?.string)
    case .refund:
      let state = record["state"]
      let observed = record["observed"]?.instant ?? created
      return (state == nil || state == "paid" || state == "rejected") && observed <= earliest - settings.eventGrace
    case .dispute: return ["won", "lost", "closed", "accepted"].contains(record["status"]?.string)
    case .checkout: return record["recovered"]?.bool == true
    case .lead: return ["won", "lost"].contains(record["state"]?.string)
    case .ticket:
      let last = record["last_customer"]?.instant ?? created
      return record["state"]?.string == "closed" && last <= earliest - settings.eventGrace
    default: return false
    }
  }

  private func isSettledOrder(_ order: JSONObject) -> Bool {
    guard order["fulfillment"]?.string == "fulfilled", order["cancelled"] == nil,
      ["paid", "refunded", "partially_refunded"].contains(order["payment"]?.string),
      !["high", "pending"].contains(order["risk"]?.string)
    else { return false }
    // A large order of the past is evaluated all the same, so that the first look can count it.
    let least = ([settings.thresholds] + settings.copies.map(\.thresholds)).map(\.highValue).min() ?? 0
    return order["net"]?.integer.map { $0 < least } ?? false
  }
}
