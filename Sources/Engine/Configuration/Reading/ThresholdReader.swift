import Records
import Workflows

/// Puts a built-in rule's own keys into the thresholds.
struct ThresholdReader {
  let currency: String

  private var exponent: Int { Currency.exponent(of: currency) }

  /// The thresholds as they come, their amounts turned into the shop's minor unit.
  var defaults: RuleThresholds {
    var thresholds = RuleThresholds()
    for path in [\RuleThresholds.highValue, \.vipLifetime, \.largeRefund, \.checkoutAtLeast] {
      let decimal = Money.decimal(thresholds[keyPath: path], exponent: 2)
      thresholds[keyPath: path] = Money.minorUnits(decimal, exponent: exponent) ?? thresholds[keyPath: path]
    }
    return thresholds
  }

  func read(_ table: TableView, of rule: String, into thresholds: inout RuleThresholds) {
    func put<Value>(_ value: Value?, _ path: WritableKeyPath<RuleThresholds, Value>) {
      if let value { thresholds[keyPath: path] = value }
    }
    func amount(_ key: String) -> Int? { table.text(key).flatMap { ScalarText.amount($0, exponent: exponent) } }
    switch rule {
    case "stale_lead":
      put(table.span("new"), \.staleLead.new)
      put(table.span("later"), \.staleLead.later)
      put(table.span("next_activity_within"), \.staleLead.nextActivityWithin)
      put(table.texts("new_stages"), \.staleLead.newStages)
    case "high_value_order": put(amount("at_least"), \.highValue)
    case "nth_order":
      put(table.texts("counts").map { $0.compactMap(ScalarText.whole).sorted() }, \.nthOrders)
    case "vip_customer": put(amount("lifetime"), \.vipLifetime)
    case "late_order":
      put(table.whole("business_days"), \.lateOrder.businessDays)
      put(table.whole("express_days"), \.lateOrder.expressDays)
      put(table.whole("wholesale_days"), \.lateOrder.wholesaleDays)
      put(table.text("cut_off").flatMap { BusinessHours.time($0) }, \.lateOrder.cutOff)
      put(table.texts("express_tags"), \.lateOrder.expressTags)
    case "held_order": put(table.whole("business_days"), \.heldDays)
    case "label_without_scan": put(table.whole("business_days"), \.scanDays)
    case "shop_not_told": put(table.span("after"), \.shopToldWithin)
    case "cancelled_not_refunded": put(table.span("after"), \.cancelledRefundWithin)
    case "access_ending": put(table.span("within"), \.accessWarning)
    case "shipped_unpaid": put(table.span("after"), \.shippedUnpaidWithin)
    case "refund_not_in_books": put(table.span("after"), \.booksWithin)
    case "authorization_expiring":
      put(table.span("within"), \.authorizationWarning)
      put(table.span("valid"), \.authorizationValid)
    case "payment_failed": put(table.span("after"), \.paymentRetryWithin)
    case "refund_stuck": put(table.span("after"), \.refundStuckAfter)
    case "return_unpaid": put(table.whole("business_days"), \.returnPaidDays)
    case "large_refund":
      put(amount("at_least"), \.largeRefund)
      put(table.whole("share"), \.largeRefundShare)
    case "repeated_refund":
      put(table.whole("count"), \.repeatedRefund.count)
      put(table.span("window"), \.repeatedRefund.window)
      put(table.whole("share"), \.repeatedRefund.share)
    case "dispute_open": put(table.span("before_evidence"), \.disputeLead)
    case "unanswered_ticket":
      put(table.whole("hours"), \.unansweredTicket.hours)
      put(table.whole("vip_hours"), \.unansweredTicket.vipHours)
    case "negative_signal": put(table.whole("rating"), \.lowRating)
    case "inactive_customer":
      put(table.span("floor"), \.inactiveCustomer.floor)
      put(table.whole("factor"), \.inactiveCustomer.factor)
      put(table.span("few_orders"), \.inactiveCustomer.fewOrders)
      if let fixed = table.span("fixed") { thresholds.inactiveCustomer.fixed = fixed }
    case "abandoned_checkout":
      put(table.span("after"), \.checkoutAfter)
      put(amount("at_least"), \.checkoutAtLeast)
    default: break
    }
  }
}
