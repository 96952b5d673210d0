import Records

extension FactBuilder {
  /// Facts about the customer behind the subject; none when nobody is known.
  mutating func addPerson() {
    guard let person = related.person else { return }
    let orders = person.countedOrders
    let before = max(0, person.ordersBefore)
    facts["customer_orders"] = .number(bounded(orders.count, plus: before))
    facts["lifetime_net"] = .money(orders.reduce(0) { bounded($0, plus: bounded($1.net, minus: $1.refunded)) })
    facts["first_order"] = orders.first.map { .instant($0.placed) }
    facts["last_order"] = orders.last.map { .instant($0.placed) }
    facts["median_gap_days"] = Self.medianGap(orders).map { .number(Int($0.seconds / 86_400)) }
    facts["shared"] = .flag(person.isShared)
    facts["subscription"] = .flag(person.hasSubscription)
    facts["is_vip"] = .flag(isVIP(person, orders))
  }

  private func isVIP(_ person: PersonSummary, _ orders: [PersonOrder]) -> Bool {
    if person.isShared { return false }
    if person.isVIP || Self.crossing(of: thresholds.vipLifetime, by: orders) != nil { return true }
    guard let least = thresholds.nthOrders.min() else { return false }
    return bounded(orders.count, plus: max(0, person.ordersBefore)) >= least
  }

  mutating func addQuiet() {
    guard let person = related.person else { return }
    let orders = person.countedOrders
    facts["refund_count"] = .number(person.refunds.count)
    facts["vip_since"] = Self.crossing(of: thresholds.vipLifetime, by: orders).map { .instant($0.placed) }
    guard let last = orders.last else { return }
    facts["inactive_since"] = .instant(last.placed + quietSpan(orders, person))
  }

  private func quietSpan(_ orders: [PersonOrder], _ person: PersonSummary) -> Span {
    let rule = thresholds.inactiveCustomer
    // More than N whole days ago: the age rounded down to days of 24 hours is at least N + 1.
    if let fixed = rule.fixed { return Span(seconds: fixed.seconds / 86_400 * 86_400) + .days(1) }
    guard orders.count + max(0, person.ordersBefore) >= 3, let gap = Self.medianGap(orders) else {
      return rule.fewOrders
    }
    return max(rule.floor, Span(seconds: gap.seconds * Int64(max(0, min(rule.factor, 1000)))))
  }

  /// The order with which the lifetime value first reaches `threshold`; nil while it never does.
  static func crossing(of threshold: Int, by orders: [PersonOrder]) -> PersonOrder? {
    var total = 0
    for order in orders {
      total = bounded(total, plus: bounded(order.net, minus: order.refunded))
      if total >= threshold { return order }
    }
    return nil
  }

  /// The median gap between orders that are sorted by time: the mean of the two middle ones when their number is even.
  static func medianGap(_ orders: [PersonOrder]) -> Span? {
    let gaps = zip(orders, orders.dropFirst()).map { ($1.placed - $0.placed).seconds }.sorted()
    guard !gaps.isEmpty else { return nil }
    let middle = gaps.count / 2
    return Span(seconds: gaps.count.isMultiple(of: 2) ? (gaps[middle - 1] + gaps[middle]) / 2 : gaps[middle])
  }
}

func + (left: Span, right: Span) -> Span { Span(seconds: left.seconds + right.seconds) }
