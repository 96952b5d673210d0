public import Records

/// The thresholds of the built-in rules. Amounts are minor units of the shop's currency; defaults are for two decimals.
public struct RuleThresholds: Sendable, Hashable {
  /// Thresholds as they come.
  public init() {}

  /// `late_order`: when an order without a promise of its own must have left.
  public struct LateOrder: Sendable, Hashable {
    /// Business days for an ordinary order.
    public var businessDays = 2
    /// Business days for express, local delivery and pickup.
    public var expressDays = 1
    /// Business days for a wholesale order.
    public var wholesaleDays = 5
    /// Seconds since midnight after which work begins the next business day.
    public var cutOff = 14 * 3600
    /// Tags that make an order express, without regard to case.
    public var expressTags = ["express", "local delivery", "local-delivery", "pickup", "store pickup"]
  }
  /// `stale_lead`: how long a lead may lie without human contact.
  public struct StaleLead: Sendable, Hashable {
    /// In a new stage.
    public var new = Span.days(7)
    /// In any later stage.
    public var later = Span.days(14)
    /// A next activity this near keeps a lead fresh.
    public var nextActivityWithin = Span.days(7)
    /// The names of the new stages, without regard to case.
    public var newStages = ["new", "appointmentscheduled", "appointment scheduled"]
  }
  /// `repeated_refund`: which of a customer's refunds is one too many.
  public struct RepeatedRefund: Sendable, Hashable {
    /// The first refund that counts as repeated.
    public var count = 3
    /// How far back refunds and orders are counted.
    public var window = Span.days(365)
    /// The least share of orders refunded, in percent.
    public var share = 30
  }
  /// `inactive_customer`: when a customer has gone quiet.
  public struct InactiveCustomer: Sendable, Hashable {
    /// Never before this, with three orders or more.
    public var floor = Span.days(60)
    /// How many of the customer's own median gaps must have passed.
    public var factor = 3
    /// With fewer than three orders.
    public var fewOrders = Span.days(120)
    /// When set, nothing else counts: the last order is more than this many whole days of 24 hours ago.
    public var fixed: Span?
  }
  /// `unanswered_ticket` and `vip_ticket`: how long a customer may wait, in business hours.
  public struct UnansweredTicket: Sendable, Hashable {
    /// For everyone.
    public var hours = 8
    /// For VIP customers.
    public var vipHours = 2
  }

  /// `late_order`.
  public var lateOrder = LateOrder()
  /// `stale_lead`.
  public var staleLead = StaleLead()
  /// `repeated_refund`.
  public var repeatedRefund = RepeatedRefund()
  /// `inactive_customer`.
  public var inactiveCustomer = InactiveCustomer()
  /// `unanswered_ticket` and `vip_ticket`.
  public var unansweredTicket = UnansweredTicket()

  /// `high_value_order`: net value of the order.
  public var highValue = 100_000
  /// `nth_order`: which orders of a customer, sorted; the least of them also makes the customer a VIP.
  public var nthOrders = [3, 10]
  /// `vip_customer`: lifetime net value.
  public var vipLifetime = 225_100
  /// `high_value_order` and `nth_order`: how old an order must be before anyone is told.
  public var newOrderAge = Span.minutes(15)
  /// `large_refund`: the least amount.
  public var largeRefund = 10_000
  /// `large_refund`: the least share of the order, in percent.
  public var largeRefundShare = 50
  /// `held_order`: business days a hold may last.
  public var heldDays = 1
  /// `label_without_scan`: business days between label and first scan.
  public var scanDays = 2
  /// `shop_not_told`: how long the shop may not know of a parcel that left.
  public var shopToldWithin = Span.hours(24)
  /// `cancelled_not_refunded`: how long the money may stay.
  public var cancelledRefundWithin = Span.hours(24)
  /// `shipped_unpaid`: how long a parcel may be gone before its payment.
  public var shippedUnpaidWithin = Span.hours(24)
  /// `refund_not_in_books`: how long the books may not know of a refund.
  public var booksWithin = Span.days(5)
  /// `access_ending`: how long before.
  public var accessWarning = Span.days(14)
  /// `authorization_expiring`: how long before.
  public var authorizationWarning = Span.hours(48)
  /// `authorization_expiring`: how long an authorisation holds when the system does not say.
  public var authorizationValid = Span.days(7)
  /// `payment_failed`: how long an order may stay unpaid.
  public var paymentRetryWithin = Span.minutes(60)
  /// `refund_stuck`: how long a refund may be pending or failed.
  public var refundStuckAfter = Span.days(2)
  /// `return_unpaid`: business days between a return's arrival and its refund.
  public var returnPaidDays = 3
  /// `dispute_open`: how long before the evidence date the answer is due.
  public var disputeLead = Span.hours(48)
  /// `negative_signal`: the codes of which one is enough.
  public var strongSignals = ["chargeback", "lawyer", "scam", "second-time", "second_time"]
  /// `negative_signal`: how many other codes are enough.
  public var weakSignals = 2
  /// `negative_signal`: codes that are no complaint.
  public var neutralSignals = ["refund-request", "refund_request", "closing-thanks", "closing_thanks", "thanks"]
  /// `negative_signal`: the best rating that is still a complaint.
  public var lowRating = 2
  /// `abandoned_checkout`: how long the customer may take.
  public var checkoutAfter = Span.hours(24)
  /// `abandoned_checkout`: the least total.
  public var checkoutAtLeast = 10_000
}
