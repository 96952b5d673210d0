public import Records

/// Net value of orders that someone was told about or acted on. It is not caused by Tend.
public struct RevenueTouched: Sendable, Hashable {
  /// The sum in minor units of the shop's currency.
  public var amount: Int
  /// How many orders.
  public var orders: Int
  /// The sum as tenths of a percent of net sales in the same window; nil when these are not positive.
  public var perMille: Int?

  /// A sent alert or a human act about an order.
  public struct Touch: Sendable, Hashable {
    /// The order's address.
    public var order: String
    /// The order's net value in minor units of the shop's currency.
    public var net: Int
    /// When.
    public var at: Instant

    /// A touch of its parts.
    public init(order: String, net: Int, at: Instant) {
      self.order = order
      self.net = net
      self.at = at
    }
  }

  /// Net value of distinct orders touched in `from..<to`, as a share of the window's net sales. Actions that were only
  /// previewed are no touches and must not be given.
  public static func of(_ touches: [Touch], netSales: Int, from: Instant, to: Instant) -> RevenueTouched {
    var values: [String: Int] = [:]
    for touch in touches.sorted(by: { $0.at < $1.at }) where touch.at >= from && touch.at < to {
      values[touch.order] = touch.net
    }
    let amount = values.values.reduce(0) { bounded($0, plus: $1) }
    let share = netSales > 0 ? amount.multipliedReportingOverflow(by: 1000) : (0, true)
    return RevenueTouched(amount: amount, orders: values.count, perMille: share.1 ? nil : share.0 / netSales)
  }
}

/// First online orders after an outreach that was sent.
public enum RevenueInfluenced {
  /// How long after an outreach an order counts.
  public static let window = Span.days(14)

  /// The net value of each person's first online order within 14 days after an outreach sent to them, for orders placed
  /// in `from..<to`; renewals are left out by ``PersonSummary/countedOrders``.
  public static func of(
    _ outreach: [HumanAct], orders: [String: [PersonOrder]], from: Instant, to: Instant
  ) -> (amount: Int, orders: Int) {
    var seen: [String: Int] = [:]
    for sent in outreach {
      let counted = PersonSummary(pseudonyms: [], orders: orders[sent.subject] ?? []).countedOrders
      guard let first = counted.first(where: { $0.placed > sent.at }), first.placed - sent.at <= window,
        first.placed >= from, first.placed < to
      else { continue }
      seen[first.address] = first.net
    }
    return (seen.values.reduce(0) { bounded($0, plus: $1) }, seen.count)
  }
}

/// How fast owners answer.
public enum ResponseTime {
  /// When a person first acknowledged, assigned or resolved it; nil when nobody did. A note is no answer.
  public static func answer(_ exception: ShopException) -> TimelineEntry? {
    exception.timeline.first { entry in
      entry.by != "tend" && [.acknowledged, .assigned, .resolved].contains(entry.event)
    }
  }

  /// The median and the 90th percentile of the owner's business time between opening and the first acknowledgement,
  /// assignment or resolution by a person; nil when nobody answered anything.
  public static func of(
    _ exceptions: [ShopException], settings: WorkflowSettings
  ) -> (median: Span, ninetieth: Span, count: Int)? {
    let routing = Routing(settings)
    let times = exceptions.compactMap { exception -> Int64? in
      guard let first = answer(exception) else { return nil }
      return routing.calendar(of: exception.owner).openTime(from: exception.opened, to: first.at).seconds
    }.sorted()
    guard let last = times.last else { return nil }
    let median = times[(times.count - 1) / 2]
    let rank = (times.count * 9 + 9) / 10 - 1
    return (Span(seconds: median), Span(seconds: rank < times.count ? times[rank] : last), times.count)
  }
}
