import Records
import Workflows

extension Shapes {
  static let roles = Role.allCases.map(\.rawValue)
  static let actionKinds = ["alert", "follow-up", "tag", "record", "draft"]

  static let file = TableShape(
    name: root, place: "tend.yml",
    about: "The whole file. Only `version`, `owners` and `connections` must be there.",
    keys: [
      .required(
        "version", .whole(1...1), "The version of this file's format. This version of Tend reads 1.", example: "1"),
      .optional(
        "name", .text, default: "Shop", "The shop's name, as the dashboard shows it.", example: "Larkspur & Pine"),
      .optional(
        "zone", .zone, default: "UTC",
        "The shop's time zone (IANA name): what a day is, business hours, times in files that name no offset.",
        example: "America/New_York"),
      .optional(
        "currency", .currency, default: "USD", "The shop's currency (ISO 4217); thresholds are in it.", example: "USD"),
      .optional(
        "baseline", .choice(["default", "none"]), default: "default",
        "With `default` a first run counts the past as backlog and opens only what is recent; `none` opens everything (replays).",
        example: "default"),
      .optional(
        "actions", .choice(["preview"]), default: "preview",
        "With `preview` every action is planned and shown, and none is sent.", example: "preview"),
      .required(
        "owners", .list(.table("owner"), atLeast: 1), "The people who answer for exceptions.", example: "[{id: maya}]"),
      .optional(
        "routing", .list(.table("route")),
        "Who gets what; the first entry that fits wins. After it the rule's role decides, then `fallback_owner`.",
        example: "[{rule: late_order, owner: maya}]"),
      .optional(
        "fallback_owner", .name(), default: "the only owner",
        "Who gets what nobody else gets. Required when there is more than one owner.", example: "maya"),
      .required(
        "connections", .map(.table("connection")), "The systems Tend reads, each under a name of your own.",
        example: "{shop: {system: csv, folder: imports/shop}}"),
      .optional("rules", .table("rules"), "Thresholds of the built-in rules, and rules of your own.", example: "{}"),
      .optional("orders", .table("orders"), "How an order's class is found.", example: "{}"),
      .optional(
        "workflows", .map(.table("workflow")),
        "What is planned when an exception of a workflow opens. Names: `sales-recovery`, `vip-orders`, `escalations`, "
          + "`customer-recovery`, `sync-health`, or one of your own rules'.",
        example: "{vip-orders: {actions: [alert, tag]}}"),
      .optional("sync", .table("sync"), "What Tend takes for plausible when it reads.", example: "{}"),
      .optional("dashboard", .table("dashboard"), "How the dashboard looks.", example: "{}"),
    ])

  static let owner = TableShape(
    name: "owner", place: "owners[]", about: "A person of the shop who is given work. No customer stands here.",
    keys: [
      .required("id", .name(), "The name used everywhere else in this file and on the command line.", example: "maya"),
      .optional("name", .text, default: "the id", "The name on the dashboard.", example: "Maya"),
      .optional(
        "roles", .list(.choice(roles)), default: "none", "What the person answers for. Rules name the role they need.",
        example: "[founder, ops]"),
      .optional(
        "hours", .hours, default: "Mon-Fri 09:00-17:00", "Working hours; deadlines run only in them.",
        example: "Mon-Fri 09:00-17:00"),
      .optional("zone", .zone, default: "the shop's", "The zone of these hours.", example: "Europe/Rome"),
      .optional(
        "away", .list(.days), default: "never",
        "Days off, first and last included. New work goes to someone else then.", example: "[2026-12-24..2027-01-01]"),
    ])

  static let route = TableShape(
    name: "route", place: "routing[]",
    about:
      "One line of routing: what it is about (`rule`, `workflow`, `severity`; all that are given must fit), "
      + "and who gets it (`owner` or `role`, one of them).",
    keys: [
      .optional("rule", .name(underscores: true), default: "any", "A rule's id.", example: "late_order"),
      .optional("workflow", .name(), default: "any", "A workflow's name.", example: "vip-orders"),
      .optional("severity", .choice(severities), default: "any", "How soon someone must know.", example: "urgent"),
      .optional("owner", .name(), "The owner's id.", example: "maya"),
      .optional("role", .choice(roles), "The first owner with this role who is not away.", example: "sales"),
    ])

  static let orders = TableShape(
    name: "orders", place: "orders", about: "How an order's class is found.",
    keys: [
      .optional(
        "staff_domains", .list(.domain), default: "none",
        "Mail domains of the shop's own people: such orders are `staff`.",
        example: "[larkspur.example.com]"),
      .optional(
        "wholesale_tags", .list(.text), default: "[wholesale, b2b, trade]", "Tags that make an order `wholesale`.",
        example: "[wholesale, b2b, trade]"),
      .optional(
        "refund_join", .table("refund_join"), default: "by the order's number",
        "How credit notes that name no order find theirs.", example: "{by: customer_amount, within: 30d}"),
    ])

  static let refundJoin = TableShape(
    name: "refund_join", place: "orders.refund_join", about: "How credit notes that name no order find theirs.",
    keys: [
      .required(
        "by", .choice(["customer_amount"]),
        "`customer_amount`: the customer's newest earlier order that is worth at least the refund.",
        example: "customer_amount"),
      .optional(
        "within", .span, default: "30d", "How long before the refund the order may have been placed.", example: "30d"),
    ])

  static let workflow = TableShape(
    name: "workflow", place: "workflows.NAME", about: "What a workflow does when one of its exceptions opens.",
    keys: [
      .optional(
        "actions", .list(.choice(actionKinds)), default: "the workflow's own",
        "Kinds of action, planned in this order.",
        example: "[alert, tag]")
    ])

  static let sync = TableShape(
    name: "sync", place: "sync", about: "What Tend takes for plausible when it reads.",
    keys: [
      .optional(
        "shrink", .table("shrink"), "When a stream that became smaller is not believed.", example: "{share: 20}")
    ])

  static let shrink = TableShape(
    name: "shrink", place: "sync.shrink",
    about:
      "A stream that loses more than `share` percent and more than `records` records against its maximum of the last "
      + "`days` days waits for `tend accept`.",
    keys: [
      .optional("share", .whole(1...100), default: "20", "Percent that may be missing.", example: "20"),
      .optional("records", .whole(0...1_000_000), default: "10", "Records that may be missing.", example: "10"),
      .optional("days", .whole(1...366), default: "7", "How far back the maximum is looked for.", example: "7"),
    ])

  static let dashboard = TableShape(
    name: "dashboard", place: "dashboard", about: "How the dashboard looks.",
    keys: [
      .optional(
        "names", .choice(["full", "masked", "none"]), default: "masked",
        "How customers' names are shown: whole, as first letters, or not at all.", example: "masked"),
      .optional("accent", .colour, default: "\"#2f6f4f\"", "The colour of links and charts.", example: "\"#2f6f4f\""),
      .optional(
        "expected_every", .span, default: "24h",
        "How often runs are expected; the dashboard says when one is overdue.", example: "24h"),
    ])

  static let severities = ShopException.Severity.allCases.map(\.rawValue)
}
