public import Records

/// What someone answers for.
public enum Role: String, Sendable, CaseIterable, Hashable {
  case founder, ops, support, sales, finance, marketing
}

/// Someone who is told.
public struct Owner: Sendable, Hashable {
  /// The id in `tend.yml`.
  public var id: String
  /// How they are shown on the dashboard.
  public var name: String
  /// What they answer for.
  public var roles: [Role]
  /// When they work.
  public var hours: BusinessHours
  /// Where they work; nil for the shop's zone.
  public var zone: Zone?
  /// Days on which they are away, first and last included.
  public var away: [ClosedRange<Day>]

  /// An owner of their parts.
  public init(
    id: String, name: String? = nil, roles: [Role] = [], hours: BusinessHours = .office, zone: Zone? = nil,
    away: [ClosedRange<Day>] = []
  ) {
    self.id = id
    self.name = name ?? id
    self.roles = roles
    self.hours = hours
    self.zone = zone
    self.away = away
  }

  /// Whether they are away on the day that `instant` falls on where they work.
  public func isAway(at instant: Instant, shopZone: Zone) -> Bool {
    let day = (zone ?? shopZone).day(of: instant)
    return away.contains { $0.contains(day) }
  }

  /// Their business time.
  public func calendar(shopZone: Zone) -> BusinessCalendar {
    BusinessCalendar(zone: zone ?? shopZone, hours: hours)
  }
}

/// One line of the routing table: what is left out matches anything.
public struct Route: Sendable, Hashable {
  /// The id of the rule it is for.
  public var rule: String?
  /// The workflow it is for.
  public var workflow: String?
  /// The severity it is for.
  public var severity: ShopException.Severity?
  /// Who gets it; wins over ``role``.
  public var owner: String?
  /// Which role gets it.
  public var role: Role?

  /// A line of its parts.
  public init(
    rule: String? = nil, workflow: String? = nil, severity: ShopException.Severity? = nil, owner: String? = nil,
    role: Role? = nil
  ) {
    self.rule = rule
    self.workflow = workflow
    self.severity = severity
    self.owner = owner
    self.role = role
  }

  func matches(_ rule: Rule) -> Bool {
    (self.rule ?? rule.id) == rule.id && (workflow ?? rule.workflow) == rule.workflow
      && (severity ?? rule.severity) == rule.severity
  }
}
