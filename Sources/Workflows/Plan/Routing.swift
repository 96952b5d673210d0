public import Records

/// Who gets an exception, and by when.
public struct Routing: Sendable {
  /// The settings with owners and routes.
  public var settings: WorkflowSettings

  /// A routing under these settings.
  public init(_ settings: WorkflowSettings) {
    self.settings = settings
  }

  /// The owner's id: the rule's own owner, the first route that matches, the owner the record names, the rule's role,
  /// the fallback. Someone who is away is passed over; the fallback is not.
  public func owner(for rule: Rule, hint: String? = nil, now: Instant) -> String {
    if let id = rule.owner, isThere(id, now) { return id }
    if let route = settings.routes.first(where: { $0.matches(rule) }) {
      if let id = route.owner, isThere(id, now) { return id }
      if let role = route.role, let owner = first(role, now: now) { return owner }
    }
    if let hint = hint?.lowercased(),
      let named = settings.owners.first(where: { $0.id == hint || $0.name.lowercased() == hint }),
      isThere(named.id, now)
    {
      return named.id
    }
    return first(rule.role, now: now) ?? settings.fallbackOwner
  }

  /// Who is told when `owner` does not answer: the backup at level 1, the founder at level 2; nil when there is no other.
  public func escalation(level: Int, from owner: String, role: Role, now: Instant) -> String? {
    if level >= 2 { return first(.founder, now: now, besides: owner) }
    if let same = first(role, now: now, besides: owner) { return same }
    if settings.fallbackOwner != owner, settings.owner(settings.fallbackOwner) != nil { return settings.fallbackOwner }
    return first(.founder, now: now, besides: owner)
  }

  /// When an owner must have acted: clock time when urgent, else their business hours.
  public func due(_ sla: Span, severity: ShopException.Severity, owner: String, from opened: Instant) -> Instant {
    severity == .urgent ? opened + sla : calendar(of: owner).adding(hours: sla, to: opened)
  }

  /// The business time of an owner; the shop's for one who is unknown.
  public func calendar(of owner: String) -> BusinessCalendar {
    settings.owner(owner)?.calendar(shopZone: settings.zone) ?? settings.calendar
  }

  private func isThere(_ id: String, _ now: Instant) -> Bool {
    settings.owner(id).map { !$0.isAway(at: now, shopZone: settings.zone) } ?? false
  }

  private func first(_ role: Role, now: Instant, besides other: String? = nil) -> String? {
    settings.owners.first {
      $0.id != other && $0.roles.contains(role) && !$0.isAway(at: now, shopZone: settings.zone)
    }?.id
  }
}
