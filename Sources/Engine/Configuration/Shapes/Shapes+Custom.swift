import Workflows

extension Shapes {
  static let ruleKinds = SubjectKind.all.map(\.description)

  static let custom = TableShape(
    name: "custom_rule", place: "rules.custom[]", about: "A rule of your own.",
    keys: [
      .required("id", .name(underscores: true), "The rule's id; no other rule has it.", example: "big_b2b"),
      .optional(
        "workflow", .name(), default: "custom", "The workflow it belongs to: a built-in one or a name of your own.",
        example: "vip-orders"),
      .required("kind", .choice(ruleKinds), "What it looks at.", example: "order"),
      .required(
        "when", .table("condition"), "What must hold. An unknown field or a wrong type is an error.",
        example: "{field: net, at_least: 5000.00}"),
      .optional(
        "type", .choice(["event", "condition"]), default: "event",
        "`event` opens once for each subject; `condition` resolves when it no longer holds.", example: "event"),
      .optional(
        "rests_on", .choice(["presence", "absence"]), default: "presence",
        "`absence` waits for complete and fresh data: for rules about something that has not happened.",
        example: "presence"),
      .optional(
        "amount", .name(underscores: true), default: "none", "The field with the money at stake.", example: "net"),
      .optional(
        "title", .text, default: "the id", "One line; `{field}` puts in a public field.",
        example: "\"Large B2B order {number}\""),
      .optional(
        "why", .text, default: "none", "Why it matters, for people.",
        example: "Sales wants to call within a day."),
      .optional("next_step", .text, default: "none", "What to do, for people.", example: "Call the buyer."),
      .optional("enabled", .flag, default: "true", "Whether the rule is asked.", example: "true"),
      .optional("severity", .choice(severities), default: "today", "How soon someone must know.", example: "today"),
      .optional("owner", .name(), default: "by routing", "The owner of its exceptions.", example: "maya"),
      .optional("role", .choice(roles), default: "ops", "The role that answers for it.", example: "sales"),
      .optional(
        "sla", .span, default: "by severity", "The owner's working time until someone must have acted.", example: "8h"),
      .optional(
        "actions", .list(.choice(actionKinds)), default: "the workflow's", "Kinds of action planned when it opens.",
        example: "[alert, follow-up]"),
      .optional(
        "close_after", .span, default: "14d", "When an exception of an event nobody looked at closes by itself.",
        example: "14d"),
      .optional(
        "reopen_window", .span, default: "7d",
        "Recurring within this reopens the exception instead of making a new one.", example: "7d"),
      .optional(
        "since", .scalar, default: "when the rule first ran", "Events before this day (less two days) are backlog.",
        example: "2026-11-01"),
    ])

  static let operators = [
    "equals", "differs", "at_least", "above", "at_most", "below", "one_of", "contains", "exists", "older_than",
    "newer_than", "due_within",
  ]

  static let condition = TableShape(
    name: "condition", place: "rules.custom[].when",
    about:
      "Either `field` with one operator, or one of `all`, `any`, `not` around further conditions. `tend explain` lists the "
      + "fields of each kind.",
    keys: [
      .optional(
        "all", .list(.table("condition"), atLeast: 1), "All must hold.", example: "[{field: tags, contains: b2b}]"),
      .optional(
        "any", .list(.table("condition"), atLeast: 1), "At least one must hold.",
        example: "[{field: tags, contains: b2b}]"),
      .optional("not", .table("condition"), "It must not hold.", example: "{field: tags, contains: b2b}"),
      .optional("field", .name(underscores: true), "The fact that is looked at.", example: "net"),
      .optional("equals", .scalar, "It is this.", example: "paid"),
      .optional("differs", .scalar, "It is known and not this.", example: "paid"),
      .optional("at_least", .scalar, "It is this or more.", example: "5000.00"),
      .optional("above", .scalar, "It is more.", example: "5000.00"),
      .optional("at_most", .scalar, "It is this or less.", example: "50.00"),
      .optional("below", .scalar, "It is less.", example: "50.00"),
      .optional("one_of", .list(.scalar, atLeast: 1), "It is one of these.", example: "[US, CA]"),
      .optional("contains", .text, "The list holds this.", example: "b2b"),
      .optional("exists", .flag, "Whether it is known.", example: "true"),
      .optional("older_than", .span, "The time is at least so long ago.", example: "2d"),
      .optional("newer_than", .span, "The time is in the future, or less than so long ago.", example: "2d"),
      .optional("due_within", .span, "The time is at most so far ahead, or past.", example: "24h"),
    ])
}
