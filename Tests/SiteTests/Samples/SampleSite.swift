import Records
import Site

/// A made-up shop with something of everything that pages can show.
enum SampleSite {
  static let now = moment("2026-11-23T14:00:00Z")

  static func moment(_ text: String) -> Instant { Instant(text) ?? Instant(seconds: 0) }
  static func ago(_ span: Span) -> Instant { now - span }

  static let newYork = Zone(
    name: "America/New_York", firstOffset: -18_000,
    periods: [
      Zone.Period(start: moment("2026-03-08T07:00:00Z"), offset: -14_400),
      Zone.Period(start: moment("2026-11-01T06:00:00Z"), offset: -18_000),
    ])

  static let workflows = [
    SiteFrame.Workflow(name: "sales-recovery", title: "Sales recovery"),
    SiteFrame.Workflow(name: "vip-orders", title: "VIP orders"),
    SiteFrame.Workflow(name: "escalations", title: "Refunds and support"),
    SiteFrame.Workflow(name: "customer-recovery", title: "Customer recovery"),
    SiteFrame.Workflow(name: "sync-health", title: "Sync health"),
  ]

  static let frame = SiteFrame(
    workspace: "Larch & Linen",
    run: SiteFrame.Run(
      id: "20261123T140000Z-1", at: now, commit: "9f3c1d7ab0e24c5f8891aa0372be6d54c01f9e77",
      nextDue: now + .minutes(15)),
    version: "0.1.0", configHash: "4be1c09d7713aa20ff", zone: newYork, currency: "USD", accent: "#2f6f5e",
    workflows: workflows, downloads: [Link("Exceptions as CSV", "exceptions.csv")], preview: true)

  static let rows: [ExceptionRow] = {
    var rows = [
      ExceptionRow(
        id: "EX-7K3M9QX2TA", title: "Order #1043 is late", reason: "promised Nov 18, not shipped; customer's 5th order",
        state: .open, sla: Sla(due: ago(.hours(3)), state: .breached), stake: [Amount(120_450, "USD")],
        owner: "Ma••• R•••", opened: ago(.days(4)), nextStep: "Ask the warehouse for a date and tell the customer"),
      ExceptionRow(
        id: "EX-2B4C6D8E9F", title: "Dispute on order #1017",
        reason: "chargeback opened; evidence is due Nov 25", state: .open,
        sla: Sla(due: now + .hours(5), state: .atRisk), stake: [Amount(88_000, "USD")], owner: "Finance",
        opened: ago(.hours(20)), nextStep: "Send tracking and the signed delivery note", isNew: true),
      ExceptionRow(
        id: "EX-5N7P9R1S3T", title: "Refund on order #0998 was requested and not settled",
        reason: "the parcel came back 4 business days ago; nothing was paid out", state: .acknowledged,
        sla: Sla(due: now + .hours(2), state: .atRisk), stake: [Amount(21_990, "USD")], owner: "Jo",
        opened: ago(.days(6)),
        nextStep: "Pay out $219.90 or write why not"),
      ExceptionRow(
        id: "EX-4F6G8H1J3K", title: "A ticket waits for an answer",
        reason: "9 business hours without one; 2 earlier tickets this month", state: .open,
        sla: Sla(due: now + .days(1), state: .onTime), owner: "Support", opened: ago(.hours(11)),
        nextStep: "Answer the ticket", isNew: true),
      ExceptionRow(
        id: "EX-8V1W3X5Y7Z", title: "Lead “Hotel Adler, 40 bathrobes” is stale",
        reason: "no human contact for 16 days; proposal stage; close date passed", state: .open,
        stake: [Amount(312_000, "USD")], owner: "Priya", opened: ago(.days(2)),
        nextStep: "Call, or move the close date", isNew: true),
      ExceptionRow(
        id: "EX-1A3B5C7D9E", title: "Order #1051 is a customer's tenth",
        reason: "10th order; lifetime net $4,310", state: .open, stake: [Amount(41_200, "USD")], opened: ago(.hours(2)),
        nextStep: "Write a thank-you note"),
      ExceptionRow(
        id: "EX-6T8V2W4X6Y", title: "3 returns of SKU LL-ROBE-M in 7 days", reason: "usual rate is 0.4 a week",
        state: .open, snoozedUntil: now + .days(2), stake: [Amount(38_700, "USD")], owner: "Ops",
        opened: ago(.days(9))),
      ExceptionRow(
        id: "EX-9Z8Y7X6W5V", title: "Order #0961 is late", reason: "shipped on Nov 20 after 3 days", state: .resolved,
        stake: [Amount(9_900, "USD")], owner: "Ops", opened: ago(.days(8)), resolved: ago(.days(3))),
    ]
    for index in 0..<9 {
      rows.append(
        ExceptionRow(
          id: "EX-AAAAAAAAA\(index)", title: "Order #\(1060 + index) is late",
          reason: "due Nov 20, 17:00; \(index + 1) of \(index + 2) items not shipped", state: .open,
          sla: Sla(due: now + .hours(Int64(20 + index)), state: .onTime), stake: [Amount(4_000 + 1_150 * index, "USD")],
          owner: "Ops", opened: ago(.days(Int64(1 + index))), nextStep: "Ship the rest"))
    }
    return rows
  }()

  static let systems = [
    SystemChip(title: "Shopify", connection: "shopify", health: .complete, asOf: ago(.minutes(4))),
    SystemChip(title: "ShipStation", connection: "shipstation", health: .incremental, asOf: ago(.minutes(4))),
    SystemChip(title: "HubSpot", connection: "hubspot", health: .partial, asOf: ago(.hours(5))),
    SystemChip(title: "Gmail", connection: "gmail", health: .reconnect, asOf: ago(.days(2))),
    SystemChip(title: "Google Ads", connection: "google-ads", health: .stale, asOf: ago(.days(3))),
    SystemChip(title: "QuickBooks", connection: "quickbooks", health: .failed, asOf: nil),
  ]

  static let tiles = [
    Tile(
      "Stale leads now", .count(9), before: (.count(11), "last week"), direction: .downIsGood,
      course: [14, 12, 13, 11, 12, 15, 11, 10, 12, 11, 11, 9], courseRange: "12 weeks",
      path: SitePath.workflow("sales-recovery")),
    Tile(
      "Recovered leads", .share(part: 7, of: 22), window: "last 7 days", before: (.share(part: 5, of: 24), "last week"),
      direction: .upIsGood, course: [18, 22, 20, nil, 25, 24, 21, 27, 21, 32], courseRange: "10 weeks"),
    Tile(
      "Follow-ups created", .count(31), window: "last 14 days", before: (.count(31), "the prior 14 days"),
      course: [20, 25, 22, 30, 28, 31, 31], courseRange: "7 fortnights"),
    Tile(
      "VIP orders flagged", .count(12), window: "last 7 days", before: (.count(8), "last week"),
      course: [4, 6, 9, 5, 8, 8, 12], courseRange: "7 weeks", path: SitePath.workflow("vip-orders")),
    Tile(
      "Revenue touched", .money([Amount(1_842_055, "USD")]), window: "last 7 days",
      before: (.money([Amount(1_610_000, "USD")]), "last week"), direction: .upIsGood,
      course: [1_200_000, 1_350_000, 1_100_000, 1_610_000, 1_842_055], courseRange: "5 weeks",
      note: "14 % of net sales; not caused by Tend"),
    Tile(
      "Refund risk", .money([Amount(110_990, "USD")]), before: (.money([Amount(64_000, "USD")]), "last week"),
      direction: .downIsGood, course: [20_000, 42_000, 64_000, 110_990], courseRange: "4 weeks",
      note: "4 open escalations"),
    Tile("Median response time", .unknown("Gmail needs to be reconnected"), window: "last 7 days"),
    Tile("Customers recovered", .notEvaluated("history begins Oct 1"), window: "last 14 days"),
  ]

  static let steps = [
    RunStep("Synced CRM records", .count(1_204), detail: "HubSpot: 3 of 5 pages", milliseconds: 2_380),
    RunStep("Synced shop records", .count(86), milliseconds: 1_140),
    RunStep("Detected stale opportunities", .count(3), milliseconds: 12),
    RunStep("Detected VIP orders", .count(1), milliseconds: 4),
    RunStep("Detected escalations", .count(2), milliseconds: 9),
    RunStep("Detected inactive customers", .notEvaluated("history begins Oct 1")),
    RunStep("Created managed follow-ups", .count(0), detail: "4 skipped: preview", milliseconds: 1),
    RunStep("Updated dashboard metrics", .count(8), milliseconds: 61),
  ]

  static let overview = OverviewPage(
    attention: Attention(
      open: 15, stake: [Amount(624_000, "USD")], new: 3, newSince: "yesterday", breached: 1, breachToday: 2),
    systems: systems, rows: rows, tiles: tiles,
    trend: RecoveryTrend(
      current: RecoveryTrend.Cohort(name: "Nov 9 to 15", base: 42, recoveredByDay: [2, 5, 8, 9, 11, 12, 13]),
      before: RecoveryTrend.Cohort(name: "Nov 2 to 8", base: 38, recoveredByDay: [1, 3, 4, 6, 7, 8, 9])),
    lastRun: steps,
    week: Week(
      revenue: .rows([
        Week.Revenue(
          name: "Nov 16 to 22", touched: .money([Amount(1_842_055, "USD")]), recovered: .money([Amount(214_000, "USD")])
        ),
        Week.Revenue(
          name: "Nov 9 to 15", touched: .money([Amount(1_610_000, "USD")]), recovered: .money([Amount(98_050, "USD")])),
        Week.Revenue(
          name: "Nov 2 to 8", touched: .money([Amount(1_100_000, "USD")]), recovered: .unknown("no hold-out yet")),
      ]),
      escalations: .rows([
        Week.Escalations(name: "Nov 16 to 22", opened: .count(11), resolved: .count(9)),
        Week.Escalations(name: "Nov 9 to 15", opened: .count(7), resolved: .count(8)),
        Week.Escalations(name: "Nov 2 to 8", opened: .count(12), resolved: .count(12)),
      ]),
      signals: .rows([
        Week.Signal(
          name: "Ticket: chargeback mentioned", seen: .count(3), followUps: .count(3), outcome: "2 settled, 1 open"),
        Week.Signal(
          name: "Campaign without orders for 3 days", seen: .count(1), followUps: .count(1), outcome: "1 paused"),
        Week.Signal(
          name: "Rating of 2 or less", seen: .unknown("no reviews system"), followUps: .count(0), outcome: "none"),
      ]),
      campaigns: .unknown("Google Ads was last read on Nov 20")),
    notes: ["412 older cases are counted in the first look on the systems page; none of them was opened."])

  static let exception = ExceptionPage(
    row: rows[0], workflow: workflows[2],
    rule: "An order is late when its due time has passed and something is left to ship.", ruleName: "late-order",
    conditions: [
      ConditionRow("Due", value: "Nov 18, 17:00", threshold: "before Nov 23, 09:00", met: true),
      ConditionRow("Left to ship", value: "2 items", threshold: "at least 1", met: true),
      ConditionRow("Held", value: "no", threshold: "not held", met: true),
      ConditionRow("Delivered", value: "unknown", threshold: "not delivered", met: nil),
    ],
    steps: [
      "Ask the warehouse for a date.", "Tell the customer, who has ordered 5 times.", "Offer a refund of shipping.",
    ],
    links: [
      Link("Order in Shopify", "https://admin.shopify.com/store/larch/orders/5501"),
      Link("Shipment in ShipStation", "https://ship.shipstation.com/orders/88"),
      Link("Not a link", "javascript:alert(1)"),
    ],
    customer: [
      CustomerFact("Name", "Ma••• R•••", source: "Shopify"),
      CustomerFact("Orders", "5, first on Mar 2", source: "Shopify"),
      CustomerFact("Lifetime net", "$2,310", source: "Shopify"),
      CustomerFact("Open tickets", "1, waiting 3 h", source: "Gmail"),
      CustomerFact("Lead", "none", source: "HubSpot"),
    ],
    story: [
      StoryEntry(at: ago(.hours(2)), "Acknowledgement asked for again", commit: "11aa22bb33cc44dd"),
      StoryEntry(at: ago(.days(4)), "Opened: the due time passed with 2 items left", commit: "77ee88ff99aa00bb"),
      StoryEntry(
        at: ago(.days(4)), "Slack alert planned, then skipped: preview", commit: "77ee88ff99aa00bb",
        url: "https://git.example.org/larch/data/commit/77ee88ff99aa00bb"),
      StoryEntry(at: ago(.days(3)), "Assigned to Ma••• R•••", by: "Jo", commit: "0123456789abcdef"),
      StoryEntry(at: ago(.days(1)), "Evidence changed: items left 3 → 2", commit: "fedcba9876543210"),
    ],
    actions: [
      ActionRow(
        "Slack alert", target: "#ops", state: .skipped, reason: "preview", at: ago(.days(4)),
        key: "4A7C9E1B2D3F5G6H7J8K"),
      ActionRow(
        "Follow-up", target: "HubSpot task", state: .sent, at: ago(.days(3)), key: "9Z8Y7X6W5V4T3S2R1Q0P",
        url: "https://app.hubspot.com/tasks/1"),
      ActionRow(
        "Tag customer", target: "Shopify", state: .unknown, reason: "no answer; will be read back", key: "Q1W2"),
      ActionRow("Sheet row", target: "Escalations", state: .failed, reason: "the sheet is read-only", key: "E3R4"),
      ActionRow("Slack reminder", target: "#ops", state: .planned, key: "T5Y6"),
    ],
    evidence: [
      EvidenceRow("due", then: "2026-11-18T22:00:00Z", now: "2026-11-18T22:00:00Z"),
      EvidenceRow("left_to_ship", then: "3", now: "2"),
      EvidenceRow("shipped", then: nil, now: "2026-11-22T10:00:00Z"),
      EvidenceRow("net", then: "$1,204.50", now: "$1,204.50"),
    ],
    related: [rows[1]])

  static let list = ListPage(
    scope: .workflow(workflows[2]),
    about: "Refunds that are not settled, late parcels, unanswered tickets, failed payments and disputes.",
    tiles: Array(tiles[5...6]), rows: rows, olderResolved: 212,
    notEvaluated: [NotEvaluated("Too long in transit", reason: "delivery unknown: no connected system reports it")])

  static let everything = ListPage(
    scope: .everything, about: "Over all workflows, the most urgent first.",
    rows: rows
      + (0..<120).map { index in
        ExceptionRow(
          id: "EX-R\(index)", title: "Order #\(700 + index) is late", reason: "shipped a day later", state: .resolved,
          stake: [Amount(5_000 + index * 10, "USD")], owner: "Ops", opened: ago(.days(Int64(20 + index))),
          resolved: ago(.days(Int64(10 + index))))
      })

  static let runs = RunsPage(
    runs: (0..<130).map { index in
      RunRow(
        id: "run-\(1000 - index)", at: ago(.minutes(Int64(15 * index))), health: Health.allCases[index % 7 % 6],
        changes: index * 7 % 40, opened: index % 3, resolved: index % 2, sent: index % 4, suppressed: index % 5,
        milliseconds: index == 3 ? nil : 900 + index * 31, commit: "abcdef0123456789\(index)", hasPage: index == 0)
    })

  static let streams = [
    StreamRow("orders", health: .complete, records: .count(8_120), asOf: ago(.minutes(4))),
    StreamRow(
      "customers", health: .failed, from: Day(number: 20_500), records: .count(3_004), asOf: ago(.days(1)),
      quarantined: 2, note: "the answer had 41 records where 3,004 were before; the last good snapshot stands",
      accept: "tend accept shopify/customers"),
    StreamRow("shipments", health: .partial, records: .unknown("3 of 5 pages read"), asOf: nil),
  ]

  static let run = RunPage(
    row: runs.runs[0], commits: ["9f3c1d7ab0e24c5f", "aa3c1d7ab0e24c60"], configHash: "4be1c09d7713aa20ff",
    version: "0.1.0", steps: steps, coverage: streams,
    suppressed: [
      Suppressed("Slack alert", reason: "preview", count: 4), Suppressed("VIP order", reason: "risk pending", count: 1),
      Suppressed("Outreach draft", reason: "not subscribed", count: 7),
    ],
    problems: ["HubSpot answered 429 three times; pages 4 and 5 were not read."])

  static let systemsPage = SystemsPage(
    systems: [
      SystemSection(
        chip: systems[0], limits: "Orders of the last 60 days are readable; older ones are kept as they were.",
        streams: streams),
      SystemSection(
        chip: systems[3], problem: "The token was revoked.",
        remedies: ["Run tend connect gmail.", "Sign in as the owner of the support mailbox."],
        streams: [StreamRow("tickets", health: .reconnect, records: .count(311), asOf: ago(.days(2)))]),
    ],
    quarantine: [
      QuarantineRow("orders_export.csv", line: 812, reason: "total is not a number"),
      QuarantineRow("orders_export.csv", line: 1_204, reason: "no id"),
      QuarantineRow("hubspot/leads", line: nil, reason: "unknown stage"),
    ],
    quarantineTotal: 5,
    backlog: [
      BacklogRow("Late orders", count: 38, stake: [Amount(412_000, "USD")], oldest: Day("2026-03-02")),
      BacklogRow("Inactive customers", count: 374),
    ],
    notEvaluated: [NotEvaluated("Too long in transit", reason: "delivery unknown: no connected system reports it")])

  /// Every page, as the engine gives them in a full build.
  static let pages: [SitePage] = {
    var pages: [SitePage] = [.overview(overview), .exception(exception), .list(everything), .runs(runs), .run(run)]
    pages.append(.systems(systemsPage))
    for workflow in workflows {
      var list = list
      list.scope = .workflow(workflow)
      pages.append(.list(list))
    }
    for row in everything.rows where row.id != exception.row.id {
      pages.append(
        .exception(ExceptionPage(row: row, workflow: workflows[0], rule: "A rule in words.", ruleName: "some-rule")))
    }
    return pages
  }()
}
