import Records

/// The rules that Tend brings along.
public enum BuiltInRules {
  /// The ids of the workflows, in the order of the dashboard.
  public static let workflows = ["sales-recovery", "vip-orders", "escalations", "customer-recovery", "sync-health"]

  /// Every rule that is switched on: the built-in ones, their copies, then a team's own, each with what `tend.yml`
  /// says about it.
  public static func make(_ settings: WorkflowSettings) -> [Rule] {
    let standard = all(settings.thresholds)
    let copies = settings.copies.compactMap { copy -> Rule? in
      guard var rule = all(copy.thresholds).first(where: { $0.id == copy.basedOn }) else { return nil }
      rule.id = copy.id
      rule.name += " (\(copy.id))"
      rule.thresholds = copy.thresholds
      return rule
    }
    return (standard + copies + settings.customRules).compactMap { rule in
      let override = settings.overrides[rule.id] ?? RuleOverride()
      return override.enabled == false ? nil : rule.applying(override)
    }
  }

  /// The ids of all built-in rules, in the order of the documentation.
  public static let ids = all(RuleThresholds()).map(\.id)

  /// All built-in rules with these thresholds.
  public static func all(_ thresholds: RuleThresholds) -> [Rule] {
    sales(thresholds) + vip(thresholds) + orders(thresholds) + refunds(thresholds) + tickets() + customers(thresholds)
      + syncHealth(thresholds)
  }

  static func sales(_ thresholds: RuleThresholds) -> [Rule] {
    let within = thresholds.staleLead.nextActivityWithin
    return [
      Rule(
        id: "stale_lead", workflow: "sales-recovery", name: "Stale lead", kind: .record(.lead), type: .condition,
        basis: .absence, streams: [.lead],
        when: .all([
          .test(field: "state", .equals(.text("open"))),
          .any([
            .test(field: "contact_due", .olderThan(.zero)),
            .test(field: "close_due", .olderThan(.zero)),
          ]),
          .not(
            .all([
              .test(field: "next_activity", .newerThan(.zero)),
              .test(field: "next_activity", .dueWithin(within)),
            ])),
        ]),
        began: "stale_since", amount: "amount", role: .sales, sla: .hours(16), title: "Lead in stage {stage} is stale",
        why: [
          .init("no human contact in time, due {contact_due}", when: "contact_due"),
          .init("past its close date", when: "close_due"), .init("no next activity within reach"),
        ],
        nextSteps: [
          "Write or call, then log the contact in the CRM.", "If it is dead, mark it as lost with a reason.",
        ],
        actions: ["follow-up", "alert", "record"], horizon: .days(60)
      ).with { $0.ownerField = "owner" }
    ]
  }

  static func vip(_ thresholds: RuleThresholds) -> [Rule] {
    let settled: [Condition] = [
      .test(field: "class", .equals(.text("online"))), .test(field: "cancelled", .exists(false)),
      .not(.test(field: "payment", .oneOf([.text("pending"), .text("failed"), .text("voided")]))),
    ]
    let fresh = Condition.test(field: "placed", .olderThan(thresholds.newOrderAge))
    let risky = Condition.test(field: "risk", .oneOf([.text("high"), .text("pending")]))
    let special = Condition.any([
      .test(field: "net", .atLeast(.money(thresholds.highValue))),
      .test(field: "nth", .oneOf(thresholds.nthOrders.map { .number($0) })),
    ])
    let steps = ["Check the order for gift notes and stock.", "Thank the customer in your own words."]
    return [
      Rule(
        id: "high_value_order", workflow: "vip-orders", name: "High-value order", kind: .record(.order), type: .event,
        when: .all(settled + [.test(field: "net", .atLeast(.money(thresholds.highValue))), .not(risky), fresh]),
        began: "placed", amount: "net", role: .sales, sla: .hours(8), title: "Order {number} is worth {net}",
        why: [.init("net value {net}")], nextSteps: steps, actions: ["tag", "alert", "record", "follow-up"]),
      Rule(
        id: "nth_order", workflow: "vip-orders", name: "Loyal customer's order", kind: .record(.order), type: .event,
        when: .all(
          settled + [
            .test(field: "nth", .oneOf(thresholds.nthOrders.map { .number($0) })),
            .test(field: "shared", .equals(.flag(false))), .not(risky), fresh,
          ]),
        began: "placed", amount: "net", severity: .watch, role: .sales,
        title: "Order {number} is a customer's order no. {nth}", why: [.init("order no. {nth} of this customer")],
        nextSteps: steps, actions: ["tag", "alert", "record"]),
      Rule(
        id: "vip_customer", workflow: "vip-orders", name: "New VIP customer", kind: .person, type: .event,
        when: .all([.test(field: "vip_since", .exists(true)), .test(field: "shared", .equals(.flag(false)))]),
        began: "vip_since", amount: "lifetime_net", severity: .watch, role: .sales,
        title: "A customer became a VIP with {lifetime_net} in {customer_orders} orders",
        why: [.init("lifetime value {lifetime_net} since {vip_since}")], nextSteps: steps,
        actions: ["tag", "alert", "record"]),
      Rule(
        id: "review_payment", workflow: "vip-orders", name: "Payment to review", kind: .record(.order),
        type: .condition,
        when: .all([
          .test(field: "class", .equals(.text("online"))), .test(field: "cancelled", .exists(false)),
          .test(field: "open_remainder", .equals(.flag(true))), risky, special,
        ]),
        began: "placed", amount: "net", role: .finance, sla: .hours(4), title: "Review the payment of order {number}",
        why: [.init("risk {risk} on an order of {net}")],
        nextSteps: ["Look at the risk analysis in the shop.", "Release, or cancel and refund, before anything ships."],
        actions: ["alert"]),
    ]
  }

  static func customers(_ thresholds: RuleThresholds) -> [Rule] {
    let quiet = thresholds.inactiveCustomer
    return [
      Rule(
        id: "inactive_customer", workflow: "customer-recovery", name: "Customer gone quiet", kind: .person,
        type: .condition, basis: .absence, streams: [.order],
        when: .all([
          .test(field: "inactive_since", .olderThan(.zero)), .not(.test(field: "subscription", .equals(.flag(true)))),
          .test(field: "shared", .equals(.flag(false))),
        ]),
        began: "inactive_since", amount: "lifetime_net", severity: .watch, role: .marketing,
        title: "A customer has gone quiet after order no. {customer_orders}",
        why: [.init("last order {last_order}"), .init("quiet since {inactive_since}", when: "inactive_since")],
        nextSteps: [
          "Look at the last order and its tickets.", "Write a personal note, or leave the customer in peace.",
        ],
        actions: ["draft"]
      ).with { $0.history = quiet.fixed ?? max(quiet.floor, quiet.fewOrders) },
      Rule(
        id: "abandoned_checkout", workflow: "customer-recovery", name: "Abandoned checkout", kind: .record(.checkout),
        type: .condition, basis: .absence, streams: [.checkout, .order],
        when: .all([
          .test(field: "abandoned_at", .olderThan(.zero)), .not(.test(field: "recovered", .equals(.flag(true)))),
          .test(field: "total", .atLeast(.money(thresholds.checkoutAtLeast))),
          .not(.test(field: "ordered_since", .equals(.flag(true)))),
        ]),
        began: "abandoned_at", amount: "total", severity: .watch, role: .marketing,
        title: "A checkout of {total} was left", why: [.init("left {created}, no order since")],
        nextSteps: ["Check whether something stopped the customer: stock, shipping, payment."], actions: ["draft"],
        horizon: .days(7)),
    ]
  }

  static func syncHealth(_ thresholds: RuleThresholds) -> [Rule] {
    func rule(
      _ id: String, _ name: String, _ when: Condition, began: String?, _ severity: ShopException.Severity,
      _ title: String, _ why: String, _ step: String
    ) -> Rule {
      Rule(
        id: id, workflow: "sync-health", name: name, kind: .stream, type: .condition, when: when, began: began,
        severity: severity, role: .ops, sla: .hours(8), title: title, why: [.init(why)], nextSteps: [step],
        horizon: nil)
    }
    return [
      rule(
        "sync_failed", "System not read", .test(field: "verdict", .equals(.text("failed"))), began: "failing_since",
        .today, "{name} could not be read", "no sync succeeds since {failing_since}",
        "Run `tend doctor` and follow its hint."),
      rule(
        "sync_partial", "Read in part", .test(field: "verdict", .equals(.text("partial"))), began: nil, .today,
        "{name} was read in part", "what is missing is not known, so nothing is concluded from it",
        "Export it anew and whole; the systems page names file and line."),
      rule(
        "stream_shrinking", "Records missing", .test(field: "shrunk", .equals(.flag(true))), began: nil, .today,
        "{name} lost records", "{shrunk_to} of {shrunk_from} records left; the last good state stands",
        "If the loss is meant, take it over with `tend accept`; else mend the export."),
      rule(
        "stream_stale", "Old data", .test(field: "stale_at", .olderThan(.zero)), began: "stale_at", .today,
        "{name} is out of date", "the newest data is of {as_of}", "Check that the export or the connection still runs."),
      rule(
        "access_ending", "Access about to end", .test(field: "access_ends", .dueWithin(thresholds.accessWarning)),
        began: nil, .today, "{name} will soon not be let in any more", "the consent ends {access_ends}",
        "Connect it again: `tend connect` and the connection's name."),
      rule(
        "rows_quarantined", "Rows not understood", .test(field: "quarantined", .atLeast(.number(1))), began: nil,
        .watch, "{name} has rows that could not be mapped", "{quarantined} rows",
        "Run `tend doctor` to see each with its reason."
      ),
    ]
  }
}

extension Rule {
  /// The rule with some of its parts set.
  func with(_ change: (inout Rule) -> Void) -> Rule {
    var rule = self
    change(&rule)
    return rule
  }
}

extension Span {
  static let zero = Span(seconds: 0)
}
