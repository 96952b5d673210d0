/// What `tend.yml` may say about one built-in rule.
struct BuiltInRuleShape: Sendable {
  var id: String
  var about: String
  var keys: [KeyShape]

  var table: TableShape {
    TableShape(
      name: "rule_\(id)", place: "rules.\(id)", about: about, keys: Shapes.commonRuleKeys + keys)
  }
}

extension Shapes {
  static let rulesTable = TableShape(
    name: "rules", place: "rules",
    about:
      "Built-in rules by id; a rule that is not named keeps its defaults. Any other id makes a second copy of a built-in "
      + "rule: it names the original with `based_on`, takes the same keys, and starts from their defaults.",
    keys: builtInRules.map {
      .optional($0.id, .table("rule_\($0.id)"), default: "on, with its defaults", $0.about, example: example(of: $0))
    } + [
      .optional(
        "custom", .list(.table("custom_rule")), default: "none", "Rules of your own.",
        example: "[{id: big_b2b, kind: order, when: {field: net, at_least: 5000.00}}]")
    ], takesCopies: true)

  private static func example(of rule: BuiltInRuleShape) -> String {
    guard let key = rule.keys.first else { return "{severity: today}" }
    return "{\(key.name): \(key.example)}"
  }

  static let basedOn = KeyShape.required(
    "based_on", .choice(builtInRules.map(\.id)), "The built-in rule this one is a copy of.",
    example: "inactive_customer")

  static let commonRuleKeys: [KeyShape] = [
    .optional("enabled", .flag, default: "true", "Whether the rule is asked.", example: "true"),
    .optional("owner", .name(), default: "by routing", "The owner of its exceptions.", example: "maya"),
    .optional("role", .choice(roles), default: "the rule's", "The role that answers for it.", example: "support"),
    .optional("severity", .choice(severities), default: "the rule's", "How soon someone must know.", example: "today"),
    .optional(
      "sla", .span, default: "the rule's", "The owner's working time until someone must have acted.", example: "8h"),
    .optional(
      "close_after", .span, default: "14d", "When an exception of an event nobody looked at closes by itself.",
      example: "14d"),
    .optional(
      "reopen_window", .span, default: "7d", "Recurring within this reopens the exception instead of making a new one.",
      example: "7d"),
    .optional(
      "actions", .list(.choice(actionKinds)), default: "the workflow's", "Kinds of action planned when it opens.",
      example: "[alert]"),
    .optional(
      "since", .scalar, default: "when the rule first ran",
      "Events before this day (less two days) are backlog.", example: "2026-11-01"),
  ]

  static let builtInRules: [BuiltInRuleShape] = salesRules + vipRules + escalationRules + customerRules + healthRules

  static func builtInRule(_ id: String) -> BuiltInRuleShape? { builtInRules.first { $0.id == id } }

  private static let salesRules = [
    BuiltInRuleShape(
      id: "stale_lead", about: "An open lead without human contact for too long, or past its close date.",
      keys: [
        .optional("new", .span, default: "7d", "Without contact, in the first stages.", example: "7d"),
        .optional("later", .span, default: "14d", "Without contact, in later stages.", example: "14d"),
        .optional(
          "next_activity_within", .span, default: "7d", "A lead with something scheduled this soon is not stale.",
          example: "7d"),
        .optional(
          "new_stages", .list(.text), default: "[new, appointmentscheduled, appointment scheduled]",
          "Stages that count as first, in capitals or not.", example: "[new]"),
      ])
  ]

  private static let vipRules = [
    BuiltInRuleShape(
      id: "high_value_order", about: "A new online order of great value.",
      keys: [.optional("at_least", .amount, default: "1000.00", "Net product value.", example: "1000.00")]),
    BuiltInRuleShape(
      id: "nth_order", about: "A customer's n-th order.",
      keys: [
        .optional(
          "counts", .list(.whole(1...10_000), atLeast: 1), default: "[3, 10]", "Which orders.", example: "[3, 10]")
      ]),
    BuiltInRuleShape(
      id: "vip_customer", about: "A customer's lifetime spend reaches a mark.",
      keys: [.optional("lifetime", .amount, default: "2251.00", "Net spend so far.", example: "2251.00")]),
    BuiltInRuleShape(
      id: "review_payment", about: "A VIP order whose risk is high or still unknown: look at the payment first.",
      keys: []),
  ]

  private static let businessDays: Shape = .whole(0...365)

  private static let escalationRules = [
    BuiltInRuleShape(
      id: "late_order", about: "An order not shipped when it should have been.",
      keys: [
        .optional(
          "business_days", businessDays, default: "2", "Time to ship, where nothing was promised.", example: "2"),
        .optional("express_days", businessDays, default: "1", "The same for express and local delivery.", example: "1"),
        .optional("wholesale_days", businessDays, default: "5", "The same for wholesale.", example: "5"),
        .optional(
          "cut_off", .time, default: "\"14:00\"", "Orders after this count from the next business day.",
          example: "\"14:00\""),
        .optional(
          "express_tags", .list(.text), default: "[express, local delivery, local-delivery, pickup, store pickup]",
          "Tags that make an order express.", example: "[express, pickup]"),
      ]),
    BuiltInRuleShape(
      id: "held_order", about: "An order on hold for too long.",
      keys: [.optional("business_days", businessDays, default: "1", "How long a hold may last.", example: "1")]),
    BuiltInRuleShape(id: "shipment_exception", about: "A carrier reports trouble with a parcel.", keys: []),
    BuiltInRuleShape(
      id: "label_without_scan", about: "A label was made and the parcel never scanned.",
      keys: [.optional("business_days", businessDays, default: "2", "Time until the first scan.", example: "2")]),
    BuiltInRuleShape(
      id: "shop_not_told", about: "A parcel is on its way and the shop still says unfulfilled.",
      keys: [.optional("after", .span, default: "24h", "Time until the shop must know.", example: "24h")]),
    BuiltInRuleShape(
      id: "cancelled_not_refunded", about: "An order was cancelled and paid, and not refunded.",
      keys: [.optional("after", .span, default: "24h", "Time to refund.", example: "24h")]),
    BuiltInRuleShape(
      id: "shipped_unpaid", about: "An order left and is not paid.",
      keys: [.optional("after", .span, default: "24h", "Time to be paid.", example: "24h")]),
    BuiltInRuleShape(
      id: "refunded_twice", about: "Shop, processor or books paid back more for an order than it came to.", keys: []),
    BuiltInRuleShape(
      id: "refund_not_in_books",
      about: "The shop paid money back, and the books, which know the order, do not know of it.",
      keys: [.optional("after", .span, default: "5d", "Time to enter it.", example: "5d")]),
    BuiltInRuleShape(
      id: "authorization_expiring", about: "A payment is authorised, not captured, and about to lapse.",
      keys: [
        .optional("within", .span, default: "48h", "How long before it lapses.", example: "48h"),
        .optional(
          "valid", .span, default: "7d", "How long an authorisation holds where the system does not say.", example: "7d"
        ),
      ]),
    BuiltInRuleShape(
      id: "payment_failed", about: "A payment failed and the order is still unpaid.",
      keys: [.optional("after", .span, default: "60m", "Time to pay again.", example: "60m")]),
    BuiltInRuleShape(
      id: "refund_requested", about: "A customer asked for a refund or return, and nobody has answered.", keys: []),
    BuiltInRuleShape(
      id: "refund_stuck", about: "A refund is pending or failed.",
      keys: [.optional("after", .span, default: "2d", "Time to settle.", example: "2d")]),
    BuiltInRuleShape(
      id: "return_unpaid", about: "A return has arrived and is not paid back.",
      keys: [.optional("business_days", businessDays, default: "3", "Time to pay.", example: "3")]),
    BuiltInRuleShape(
      id: "large_refund", about: "A refund of a good part of a good order.",
      keys: [
        .optional("at_least", .amount, default: "100.00", "The refund's amount.", example: "100.00"),
        .optional("share", .whole(0...100), default: "50", "Percent of the order.", example: "50"),
      ]),
    BuiltInRuleShape(
      id: "repeated_refund", about: "A customer is refunded again and again.",
      keys: [
        .optional("count", .whole(1...1000), default: "3", "Refunds in the window.", example: "3"),
        .optional("window", .span, default: "365d", "The window.", example: "365d"),
        .optional("share", .whole(0...100), default: "30", "Percent of the customer's orders.", example: "30"),
      ]),
    BuiltInRuleShape(
      id: "dispute_open", about: "A payment is disputed.",
      keys: [
        .optional(
          "before_evidence", .span, default: "48h", "How long before the evidence is due someone must have acted.",
          example: "48h")
      ]),
    BuiltInRuleShape(
      id: "unanswered_ticket", about: "A known customer's ticket waits for an answer.",
      keys: [
        .optional("hours", .whole(1...1000), default: "8", "Business hours to answer.", example: "8"),
        .optional("vip_hours", .whole(1...1000), default: "2", "The same for a VIP.", example: "2"),
      ]),
    BuiltInRuleShape(id: "vip_ticket", about: "A VIP has written.", keys: []),
    BuiltInRuleShape(
      id: "negative_signal", about: "A ticket sounds like trouble, or was rated badly.",
      keys: [.optional("rating", .whole(1...5), default: "2", "Ratings up to this are a signal.", example: "2")]),
  ]

  private static let customerRules = [
    BuiltInRuleShape(
      id: "inactive_customer", about: "A customer has not ordered for longer than usual.",
      keys: [
        .optional("floor", .span, default: "60d", "Never sooner than this.", example: "60d"),
        .optional(
          "factor", .whole(1...100), default: "3", "How many times the customer's own median gap.", example: "3"),
        .optional("few_orders", .span, default: "120d", "With fewer than three orders.", example: "120d"),
        .optional(
          "fixed", .span, "Instead of all that: the last order is more than so many whole days ago.", example: "90d"),
      ]),
    BuiltInRuleShape(
      id: "abandoned_checkout", about: "A checkout was begun and left.",
      keys: [
        .optional("after", .span, default: "24h", "Time to come back.", example: "24h"),
        .optional("at_least", .amount, default: "100.00", "The checkout's total.", example: "100.00"),
      ]),
  ]

  private static let healthRules = [
    BuiltInRuleShape(id: "sync_failed", about: "A system could not be read.", keys: []),
    BuiltInRuleShape(id: "sync_partial", about: "A system was read in part: an export breaks off.", keys: []),
    BuiltInRuleShape(id: "stream_shrinking", about: "A stream became implausibly small; see `sync.shrink`.", keys: []),
    BuiltInRuleShape(id: "stream_stale", about: "A stream's newest data is too old; see `stale_after`.", keys: []),
    BuiltInRuleShape(
      id: "access_ending", about: "A system will soon not let Tend in any more.",
      keys: [.optional("within", .span, default: "14d", "How long before.", example: "14d")]),
    BuiltInRuleShape(id: "rows_quarantined", about: "Rows of a file could not be read and were set aside.", keys: []),
  ]
}
