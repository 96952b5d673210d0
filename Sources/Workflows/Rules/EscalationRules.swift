import Records

extension BuiltInRules {
  private static let readyClass = Condition.not(.test(field: "class", .oneOf([.text("pos"), .text("test")])))
  private static let alive = Condition.test(field: "cancelled", .exists(false))

  /// Orders and parcels.
  static func orders(_ thresholds: RuleThresholds) -> [Rule] {
    [
      Rule(
        id: "late_order", workflow: "escalations", name: "Late order", kind: .record(.order), type: .condition,
        basis: .absence, streams: [.order, .shipment],
        when: .all([
          .test(field: "open_remainder", .equals(.flag(true))), .test(field: "is_paid", .equals(.flag(true))), alive,
          readyClass, .test(field: "due", .olderThan(.zero)),
        ]),
        began: "due", amount: "remainder_value", role: .ops, sla: .hours(8), title: "Order {number} is late",
        why: [.init("due {due}, not shipped")],
        nextSteps: [
          "Find out what holds it: stock, address, label.", "Ship it today or tell the customer a new date.",
        ],
        actions: ["alert", "follow-up"]),
      Rule(
        id: "held_order", workflow: "escalations", name: "Order on hold", kind: .record(.order), type: .condition,
        basis: .absence, streams: [.order],
        when: .all([
          .test(field: "fulfillment", .equals(.text("on_hold"))), alive, readyClass,
          .test(field: "hold_due", .olderThan(.zero)),
        ]),
        began: "hold_due", amount: "remainder_value", role: .ops, sla: .hours(8), title: "Order {number} is held",
        why: [.init("on hold, to be decided by {hold_due}")],
        nextSteps: ["Clear the reason for the hold or ask the customer.", "Release or cancel it."]),
      Rule(
        id: "shop_not_told", workflow: "escalations", name: "Shop not told of a parcel", kind: .record(.order),
        type: .condition, basis: .absence, streams: [.order, .shipment],
        when: .all([
          .test(field: "parcel_left", .exists(true)), .test(field: "fulfillment", .equals(.text("unfulfilled"))), alive,
          .test(field: "told_due", .olderThan(.zero)),
        ]),
        began: "told_due", amount: "remainder_value", severity: .watch, role: .ops, sla: .hours(16),
        title: "Order {number} left, but the shop does not know",
        why: [.init("parcel left {parcel_left}, the shop says {fulfillment}")],
        nextSteps: ["Mark it as fulfilled in the shop, with its tracking.", "Check the link between the two systems."]),
      Rule(
        id: "cancelled_not_refunded", workflow: "escalations", name: "Cancelled, not refunded", kind: .record(.order),
        type: .condition, basis: .absence, streams: [.order, .refund],
        when: .all([
          .test(field: "cancelled", .exists(true)), .not(.test(field: "class", .equals(.text("test")))),
          .test(field: "refund_missing", .above(.money(0))), .test(field: "refund_due", .olderThan(.zero)),
        ]),
        began: "refund_due", amount: "refund_missing", role: .finance, sla: .hours(8),
        title: "Order {number} is cancelled but not refunded",
        why: [.init("cancelled {cancelled}, {refund_missing} not paid back")],
        nextSteps: ["Refund it in the shop, or note why the money stays."]),
      Rule(
        id: "shipped_unpaid", workflow: "escalations", name: "Shipped, not paid", kind: .record(.order),
        type: .condition, basis: .absence, streams: [.order],
        when: .all([alive, .test(field: "unpaid_due", .olderThan(.zero))]), began: "unpaid_due", amount: "total",
        role: .finance, sla: .hours(8), title: "Order {number} left and is not paid",
        why: [.init("the payment is {payment}")],
        nextSteps: ["Look for the payment at the processor.", "Ask the customer for it, or note why none is due."]),
      Rule(
        id: "refunded_twice", workflow: "escalations", name: "Refunded more than paid", kind: .record(.order),
        type: .condition,
        when: .all([
          .not(.test(field: "class", .equals(.text("test")))), .test(field: "paid_back_over", .above(.money(0))),
        ]),
        began: "paid_back_last", amount: "paid_back_over", severity: .urgent, role: .finance, sla: .hours(4),
        title: "More was paid back for order {number} than it came to",
        why: [.init("{paid_back} paid back of {total}")],
        nextSteps: ["Compare the refunds in shop, processor and books.", "Stop the second one if it is still pending."]),
      Rule(
        id: "refund_not_in_books", workflow: "escalations", name: "Refund missing in the books",
        kind: .record(.order), type: .condition, basis: .absence, streams: [.refund, .invoice],
        when: .all([
          .test(field: "books_missing", .above(.money(0))), .test(field: "books_due", .olderThan(.zero)),
        ]),
        began: "books_due", amount: "books_missing", severity: .watch, role: .finance, sla: .hours(16),
        title: "A refund of order {number} is missing in the books",
        why: [.init("{books_missing} paid back, not in the books by {books_due}")],
        nextSteps: ["Enter the refund or credit memo in the books, with the order's number."]),
      Rule(
        id: "authorization_expiring", workflow: "escalations", name: "Authorisation runs out", kind: .record(.order),
        type: .condition, basis: .absence, streams: [.order],
        when: .all([
          .test(field: "payment", .equals(.text("authorized"))), alive, readyClass,
          .test(field: "auth_expires", .dueWithin(thresholds.authorizationWarning)),
        ]),
        amount: "total", severity: .urgent, role: .finance, sla: .hours(8),
        title: "The authorisation of order {number} runs out",
        why: [.init("authorised and not captured, valid until {auth_expires}")],
        nextSteps: ["Capture the payment, or cancel the order."]),
      Rule(
        id: "payment_failed", workflow: "escalations", name: "Payment failed", kind: .record(.order), type: .condition,
        basis: .absence, streams: [.order],
        when: .all([
          .test(field: "payment", .equals(.text("failed"))), alive, readyClass,
          .test(field: "payment_due", .olderThan(.zero)),
        ]),
        began: "payment_due", amount: "total", role: .finance, sla: .hours(8),
        title: "The payment of order {number} failed", why: [.init("failed and still unpaid")],
        nextSteps: ["Send the customer a new payment link, or cancel the order."]),
      Rule(
        id: "shipment_exception", workflow: "escalations", name: "Parcel in trouble", kind: .record(.shipment),
        type: .condition, when: .test(field: "state", .equals(.text("exception"))), began: "trouble_since",
        amount: "order_net", role: .ops, sla: .hours(4), title: "A parcel of order {order_number} is in trouble",
        why: [.init("the carrier reports an exception")],
        nextSteps: [
          "Ask the carrier what is wrong.", "Tell the customer before they ask.", "Replace it if it is lost.",
        ],
        actions: ["alert", "follow-up"]),
      Rule(
        id: "label_without_scan", workflow: "escalations", name: "Label without a scan", kind: .record(.shipment),
        type: .condition, basis: .absence, streams: [.shipment],
        when: .all([
          .test(field: "state", .equals(.text("label"))), .test(field: "scan_due", .olderThan(.zero)),
        ]),
        began: "scan_due", amount: "order_net", role: .ops, sla: .hours(8),
        title: "A label of order {order_number} was never scanned",
        why: [.init("label of {created}, no scan by {scan_due}")],
        nextSteps: ["Look for the parcel at the packing table.", "If it left, ask the carrier for a trace."]),
    ]
  }

  /// Refunds and disputes.
  static func refunds(_ thresholds: RuleThresholds) -> [Rule] {
    let paid = Condition.not(
      .test(field: "state", .oneOf(["requested", "rejected", "failed"].map { .text($0) })))
    let counts = Condition.test(field: "counts", .equals(.flag(true)))
    return [
      Rule(
        id: "refund_requested", workflow: "escalations", name: "Refund requested", kind: .record(.refund),
        type: .condition, when: .test(field: "state", .equals(.text("requested"))), began: "refunded_at",
        amount: "amount", role: .support, sla: .hours(8), title: "A refund for order {order_number} was requested",
        why: [.init("requested {refunded_at}, not decided")],
        nextSteps: ["Approve or reject it and tell the customer."],
        actions: ["alert", "follow-up"]),
      Rule(
        id: "refund_stuck", workflow: "escalations", name: "Refund stuck", kind: .record(.refund), type: .condition,
        basis: .absence, streams: [.refund],
        when: .all([
          .test(field: "state", .oneOf([.text("pending"), .text("approved"), .text("failed")])),
          .test(field: "stuck_since", .olderThan(thresholds.refundStuckAfter)),
        ]),
        amount: "amount", role: .support, sla: .hours(8),
        title: "A refund for order {order_number} is stuck", why: [.init("{state} since {stuck_since}")],
        nextSteps: ["Look at the payment system for the reason.", "Pay it another way if it can't be sent."]),
      Rule(
        id: "return_unpaid", workflow: "escalations", name: "Return not paid back", kind: .record(.refund),
        type: .condition, basis: .absence, streams: [.refund],
        when: .all([
          .test(field: "state", .equals(.text("received"))), .test(field: "paid_due", .olderThan(.zero)),
        ]),
        began: "paid_due", amount: "amount", role: .support, sla: .hours(8),
        title: "The return of order {order_number} is not paid back", why: [.init("arrived, to be paid by {paid_due}")],
        nextSteps: ["Check the return and refund it."]),
      Rule(
        id: "large_refund", workflow: "escalations", name: "Large refund", kind: .record(.refund), type: .event,
        when: .all([
          paid, counts, .test(field: "amount", .atLeast(.money(thresholds.largeRefund))),
          .test(field: "order_share", .atLeast(.number(thresholds.largeRefundShare))),
        ]),
        began: "refunded_at", amount: "amount", role: .support, sla: .hours(16),
        title: "Order {order_number}: {amount} refunded",
        why: [.init("{amount} is {order_share} % of the order's net value")],
        nextSteps: ["Read why it was refunded.", "Check stock and listing if the goods were at fault."]),
      Rule(
        id: "repeated_refund", workflow: "escalations", name: "Repeated refund", kind: .record(.refund), type: .event,
        when: .all([
          paid, counts, .test(field: "refunds_in_window", .atLeast(.number(thresholds.repeatedRefund.count))),
          .test(field: "refund_rate", .atLeast(.number(thresholds.repeatedRefund.share))),
        ]),
        began: "refunded_at", amount: "amount", role: .support, sla: .hours(16),
        title: "A customer's refund no. {refunds_in_window}",
        why: [.init("{refunds_in_window} refunds, {refund_rate} % of the customer's orders")],
        nextSteps: ["Look at the reasons together.", "Talk to the customer before the next order."]),
      Rule(
        id: "dispute_open", workflow: "escalations", name: "Dispute", kind: .record(.dispute), type: .condition,
        when: .test(field: "is_open", .equals(.flag(true))), began: "opened", amount: "amount", severity: .urgent,
        role: .finance, title: "A payment of order {order_number} is disputed",
        why: [.init("opened {opened}, {status}")],
        nextSteps: ["Collect the evidence: order, tracking, messages.", "Answer before the evidence date, or accept."],
        actions: ["alert", "follow-up"], horizon: .days(120)
      ).with {
        $0.slaField = "evidence_due"
        $0.slaOffset = Span(seconds: -thresholds.disputeLead.seconds)
      },
    ]
  }

  /// Tickets.
  static func tickets() -> [Rule] {
    let waiting = Condition.test(field: "waiting", .equals(.flag(true)))
    let known = Condition.test(field: "known", .equals(.flag(true)))
    let isVIP = Condition.test(field: "is_vip", .equals(.flag(true)))
    let late = Condition.test(field: "answer_due", .olderThan(.zero))
    let steps = ["Answer the customer.", "If it needs someone else, assign it there and say so."]
    return [
      Rule(
        id: "unanswered_ticket", workflow: "escalations", name: "Unanswered ticket", kind: .record(.ticket),
        type: .condition, basis: .absence, streams: [.ticket], when: .all([waiting, known, .not(isVIP), late]),
        began: "answer_due", role: .support, sla: .hours(4), title: "A customer waits for an answer",
        why: [.init("wrote {waiting_since}, no answer in time")], nextSteps: steps, horizon: .days(14)),
      Rule(
        id: "vip_ticket", workflow: "escalations", name: "VIP's ticket", kind: .record(.ticket), type: .condition,
        basis: .absence, streams: [.ticket], when: .all([waiting, known, isVIP, late]), began: "answer_due",
        severity: .urgent, role: .support, sla: .hours(2), title: "A VIP customer waits for an answer",
        why: [.init("a VIP wrote {waiting_since}, no answer in time")], nextSteps: steps,
        actions: ["alert", "follow-up"], horizon: .days(14)),
      Rule(
        id: "negative_signal", workflow: "escalations", name: "Unhappy customer", kind: .record(.ticket), type: .event,
        when: .all([.test(field: "negative", .equals(.flag(true))), known]), began: "waiting_since", severity: .today,
        role: .support, sla: .hours(4), title: "A customer is unhappy",
        why: [.init("the newest message or rating says so")],
        nextSteps: ["Read the whole conversation.", "Call rather than write."], horizon: .days(14)),
    ]
  }
}
