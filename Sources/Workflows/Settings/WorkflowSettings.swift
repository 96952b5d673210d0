public import Records

/// How orders are told apart; see ``OrderClass``.
public struct OrderSettings: Sendable, Hashable {
  /// Domains of the shop's own people, in lower case.
  public var staffDomains: [String] = []
  /// Tags of wholesale orders.
  public var wholesaleTags = ["wholesale", "b2b", "trade"]
  /// Tags of replacements and exchanges.
  public var replacementTags = ["replacement", "exchange", "reship"]
  /// Channels or sources that are marketplaces.
  public var marketplaces = ["amazon", "ebay", "etsy", "walmart", "tiktok", "faire"]
  /// Channels or sources that are a till.
  public var pointsOfSale = ["pos", "point of sale", "retail"]
  /// Sources of subscription renewals.
  public var renewals = ["subscription", "subscription_contract", "subscription_contract_checkout_one", "recurring"]

  /// Settings as they come.
  public init() {}
}

/// What `tend.yml` says about one rule besides its thresholds; nil leaves the rule's own.
public struct RuleOverride: Sendable, Hashable {
  /// Whether the rule is asked at all.
  public var enabled: Bool?
  /// Who gets it, whatever the routing says.
  public var owner: String?
  /// Which role gets it.
  public var role: Role?
  /// How soon someone must know.
  public var severity: ShopException.Severity?
  /// How long the owner has.
  public var sla: Span?
  /// Since when the rule looks, whatever the mark says.
  public var since: Instant?
  /// After how long an event closes by itself.
  public var closeAfter: Span?
  /// Within which time a recurrence opens the same exception again.
  public var reopenWindow: Span?
  /// What is done when it opens.
  public var actions: [String]?

  /// An override of nothing.
  public init() {}
}

/// A second copy of a built-in rule under its own id, with its own thresholds.
public struct RuleCopy: Sendable, Hashable {
  /// The copy's id.
  public var id: String
  /// The id of the built-in rule.
  public var basedOn: String
  /// The copy's thresholds.
  public var thresholds: RuleThresholds

  /// A copy of its parts.
  public init(id: String, basedOn: String, thresholds: RuleThresholds) {
    self.id = id
    self.basedOn = basedOn
    self.thresholds = thresholds
  }
}

/// What happens to the past when a rule begins.
public enum Baseline: String, Sendable, CaseIterable {
  /// What is old is counted as backlog, not opened.
  case standard = "default"
  /// Everything opens, for replays.
  case none
}

/// Everything the rules need to know from `tend.yml`. The defaults are those of the documentation.
public struct WorkflowSettings: Sendable, Hashable {
  /// The shop's zone: days, business hours, cut-offs.
  public var zone: Zone
  /// The shop's currency.
  public var currency: String
  /// The shop's own business hours, by which orders and parcels are due.
  public var hours = BusinessHours.office
  /// Days on which the shop is closed.
  public var holidays: Set<Day> = []
  /// What happens to the past.
  public var baseline = Baseline.standard
  /// Who is told; at least one.
  public var owners: [Owner]
  /// The routing table; the first match wins.
  public var routes: [Route] = []
  /// Who gets what nobody else gets.
  public var fallbackOwner: String
  /// How orders are told apart.
  public var orders = OrderSettings()
  /// The thresholds of the built-in rules.
  public var thresholds = RuleThresholds()
  /// What `tend.yml` says about single rules, by id.
  public var overrides: [String: RuleOverride] = [:]
  /// Further copies of built-in rules.
  public var copies: [RuleCopy] = []
  /// A team's own rules.
  public var customRules: [Rule] = []
  /// What is done when an exception of a workflow opens, by workflow; others keep what the rule says.
  public var actions: [String: [String]] = [:]
  /// How long before an event rule's mark events still open.
  public var eventGrace = Span.hours(48)
  /// Business hours after which an urgent exception nobody acknowledged goes to the backup.
  public var backupAfter = Span.hours(4)
  /// How often an exception may open again before it is called flapping.
  public var flappingAfter = 3

  /// Settings of a shop; the first owner is the fallback unless another is named.
  public init(zone: Zone = .utc, currency: String = "USD", owners: [Owner], fallbackOwner: String? = nil) {
    self.zone = zone
    self.currency = currency
    self.owners = owners
    self.fallbackOwner = fallbackOwner ?? owners.first?.id ?? ""
  }

  /// The shop's business time.
  public var calendar: BusinessCalendar { BusinessCalendar(zone: zone, hours: hours, holidays: holidays) }

  /// The owner of that id; nil when there is none.
  public func owner(_ id: String) -> Owner? { owners.first { $0.id == id } }
}
