internal import Connectors
internal import Records
internal import Site
internal import Workflows

/// Codes and values as the dashboard says them.
struct DashboardWords: Sendable {
  let settings: WorkflowSettings
  /// The year that need not be said.
  let year: Int
  private let words: FactWords

  init(settings: WorkflowSettings, asOf now: Instant) {
    self.settings = settings
    year = settings.zone.day(of: now).civil.year
    words = FactWords(settings)
  }

  // MARK: Values

  /// `Nov 18`, with the year when it is another one.
  func day(_ day: Day) -> String {
    let text = words.short(.day(day))
    return day.civil.year == year ? text : "\(text), \(day.civil.year)"
  }

  /// `Nov 18, 17:00` in the shop's zone.
  func moment(_ instant: Instant) -> String {
    let local = settings.zone.local(instant)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day(local.day)), \(two(local.secondOfDay / 3600)):\(two(local.secondOfDay / 60 % 60))"
  }

  /// `Nov 16 to 22`, `Nov 30 to Dec 6`; both ends included.
  func days(_ range: ClosedRange<Day>) -> String {
    let (first, last) = (range.lowerBound.civil, range.upperBound.civil)
    if first.year == last.year, first.month == last.month { return "\(day(range.lowerBound)) to \(last.day)" }
    return "\(day(range.lowerBound)) to \(day(range.upperBound))"
  }

  /// An amount in the shop's currency.
  func money(_ minor: Int) -> String { Amount(minor, settings.currency).text }

  /// A fact for a table.
  func value(_ fact: Fact) -> String {
    switch fact {
    case .money(let minor): money(minor)
    case .instant(let instant): moment(instant)
    case .day(let day): self.day(day)
    case .list(let elements): elements.isEmpty ? "none" : elements.joined(separator: ", ")
    default: words.short(fact)
    }
  }

  /// What a fact is held against: `is at least $1,000`.
  func threshold(_ comparison: Comparison, negated: Bool) -> String {
    if negated, case .equals(.flag(let flag)) = comparison { return threshold(.equals(.flag(!flag)), negated: false) }
    let plain =
      switch comparison {
      case .equals(let fact): "is \(value(fact))"
      case .differs(let fact): "is not \(value(fact))"
      case .atLeast(let fact): "is at least \(value(fact))"
      case .above(let fact): "is above \(value(fact))"
      case .atMost(let fact): "is at most \(value(fact))"
      case .below(let fact): "is below \(value(fact))"
      case .exists(let wanted): wanted ? "is there" : "is not there"
      case .oneOf(let facts): "is \(Self.list(facts.map(value), "or"))"
      default: words.threshold(comparison)
      }
    guard negated else { return plain }
    if plain.hasPrefix("is not ") { return "is " + plain.dropFirst("is not ".count) }
    if plain.hasPrefix("is ") { return "is not " + plain.dropFirst("is ".count) }
    if plain.hasPrefix("has ") { return "has not " + plain.dropFirst("has ".count) }
    if plain.hasPrefix("contains ") { return "does not contain " + plain.dropFirst("contains ".count) }
    return "not: \(plain)"
  }

  /// `contact_due` as `Contact due`.
  static func label(_ field: String) -> String {
    if let known = labels[field] { return known }
    let text = field.split(separator: "_").joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  private static let labels = [
    "nth": "Order no. of the customer", "is_paid": "Paid", "open_remainder": "Something left to ship",
    "net": "Net value", "class": "Kind of sale", "lifetime_net": "Lifetime value", "customer_orders": "Orders",
    "order_share": "Share of the order, %", "refund_rate": "Refunds per 100 orders", "is_vip": "VIP",
    "shared": "Several people behind one address", "counts": "A refund that counts", "skus": "SKUs",
    "is_open": "Open", "known": "Known customer", "waiting": "Customer is waiting",
  ]

  /// `a, b or c`.
  static func list(_ parts: [String], _ word: String) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(word) \(last)"
  }

  // MARK: Names

  /// An owner's name; the id of one who left the configuration.
  func owner(_ id: String) -> String { settings.owner(id)?.name ?? id }

  /// A connection's title: `shopify` as `Shopify`, `help-desk` as `Help desk`.
  static func title(_ connection: String) -> String {
    if let known = systems[connection] { return known }
    let text = connection.split(separator: "-").joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  private static let systems = [
    "hubspot": "HubSpot", "quickbooks": "QuickBooks", "shipstation": "ShipStation", "bigcommerce": "BigCommerce",
    "crm": "CRM",
  ]

  // MARK: Codes

  /// An action's kind: `Follow-up`.
  static func action(_ kind: String) -> String {
    [
      "alert": "Alert", "follow-up": "Follow-up", "tag": "Tag the customer", "record": "Escalation record",
      "draft": "Outreach draft",
    ][kind] ?? label(kind)
  }

  /// Why an action was not done, a stream held or a rule not asked.
  static func reason(_ code: String) -> String {
    reasons[code] ?? code.split(separator: "-").joined(separator: " ")
  }

  /// Why a row was set aside, with the column where it is about one.
  static func reason(of row: Quarantined) -> String {
    let words = RowReason(rawValue: row.reason)?.words ?? reason(row.reason)
    return row.column.map { "column \($0): \(words)" } ?? words
  }

  private static let reasons = [
    "preview": "preview: shown here, sent to nobody", "changed": "its reason had gone", "cap": "over the cap of a run",
    "watch": "only watched, nobody is told", "resolved-by-hand": "closed by a person", "flapping": "opened too often",
    "stream-stale": "the data is too old", "stream-unread": "a stream it needs was never read",
    "stream-partial": "a stream it needs was read in part", "stream-failed": "a stream it needs could not be read",
    "history-too-short": "the history is too short", "shrank": "fewer records than before",
    "failing": "it can't be read",
    "no-longer-readable": "the record can't be read any more",
  ]

  /// How an exception ended.
  static func resolution(_ code: String) -> String {
    [
      "condition-ended": "its reason ended", "record-gone": "the record is gone", "expired": "nothing more came of it",
      "acknowledged": "acknowledged", "false-alarm": "false alarm", "wont-do": "won't do",
      "rule-removed": "the rule was removed",
    ][code] ?? code
  }
}
