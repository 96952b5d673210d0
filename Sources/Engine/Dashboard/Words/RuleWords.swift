internal import Workflows

/// Rules and workflows in sentences.
enum RuleWords {
  /// The rule as a sentence; a team's own by its name.
  static func sentence(_ rule: Rule, basedOn: String?) -> String {
    if let sentence = sentences[basedOn ?? rule.id] { return sentence }
    return "\(rule.name): a rule of your own. It opens when all of the following holds."
  }

  /// The title of a workflow's page.
  static func title(_ workflow: String) -> String {
    titles[workflow]?.0 ?? DashboardWords.label(workflow.split(separator: "-").joined(separator: "_"))
  }

  /// What a workflow watches.
  static func about(_ workflow: String, rules: [Rule]) -> String {
    titles[workflow]?.1
      ?? "Rules of your own: \(rules.map(\.name).joined(separator: ", "))."
  }

  private static let titles = [
    "sales-recovery": (
      "Sales recovery", "Open leads that nobody has spoken to in time, or that are past their close date."
    ),
    "vip-orders": (
      "VIP orders", "Orders above your threshold, a customer's third or tenth order, and customers who became VIPs."
    ),
    "escalations": (
      "Refunds and support",
      "Late and held orders, refunds and returns that are not settled, parcels in trouble, tickets without an answer, failed payments and disputes."
    ),
    "customer-recovery": ("Customer recovery", "Customers who have gone quiet, and checkouts that were left."),
    "sync-health": (
      "Sync health", "Whether Tend sees everything: systems that fail, old data, rows that could not be read."
    ),
  ]

  private static let sentences = [
    "stale_lead":
      "A lead is stale when nobody has had contact with it in time, or its close date has passed, and no next activity is near.",
    "high_value_order":
      "An online order is flagged when its net value reaches your threshold and it is not under review.",
    "nth_order": "A customer's third and tenth order are flagged, so that loyalty is noticed.",
    "vip_customer": "A customer becomes a VIP when their lifetime value passes your threshold.",
    "review_payment": "A large or loyal order waits for a look at its payment when the risk is high or not decided.",
    "inactive_customer": "A customer has gone quiet when the time since the last order is far beyond their own rhythm.",
    "abandoned_checkout": "A checkout counts as left when a day has passed and the customer has not ordered since.",
    "sync_failed": "A stream that can't be read is reported; the last good state stands.",
    "sync_partial":
      "A stream that was read in part is reported, since nothing may be concluded from what is missing.",
    "stream_shrinking":
      "When a stream suddenly has far fewer records, the last good state stands until somebody says that it is meant.",
    "stream_stale": "A stream is out of date when its newest data is older than its limit.",
    "access_ending": "A system that lets Tend in for a limited time has to be connected again before it ends.",
    "rows_quarantined": "Rows that can't be understood are set aside, never guessed.",
    "late_order": "An order is late when its due time has passed and something is left to ship.",
    "held_order": "A held order is reported when the hold lasts longer than it should.",
    "shop_not_told": "A parcel left, but the shop still shows its order as unfulfilled.",
    "cancelled_not_refunded": "A cancelled and paid order is reported when the money has not gone back in time.",
    "shipped_unpaid": "An order that left should have been paid, unless the customer may pay later.",
    "refunded_twice": "Shop, processor and books are compared: nobody should get back more than they paid.",
    "refund_not_in_books": "A refund in the shop has to be in the books as well, where they know the order.",
    "authorization_expiring": "An authorised payment must be captured before it runs out.",
    "payment_failed": "A failed payment is reported when it has not been made good in time.",
    "shipment_exception": "A parcel is in trouble when its carrier reports an exception.",
    "label_without_scan": "A label without a scan is a parcel that may never have left.",
    "refund_requested": "A refund that was asked for stays open until somebody decides.",
    "refund_stuck": "A refund is stuck when it is pending or failed for too long.",
    "return_unpaid": "A return that arrived has to be paid back within a few business days.",
    "large_refund": "A refund is large when it reaches your threshold and is much of its order.",
    "repeated_refund": "A customer's refunds are looked at together when there are several over many of their orders.",
    "dispute_open": "A disputed payment has to be answered before its evidence date.",
    "unanswered_ticket":
      "A known customer's ticket is reported when it has waited longer than your limit, in business hours.",
    "vip_ticket": "A VIP customer's ticket is reported sooner than others.",
    "negative_signal": "A message or rating that is clearly unhappy is brought to somebody's attention.",
  ]
}
