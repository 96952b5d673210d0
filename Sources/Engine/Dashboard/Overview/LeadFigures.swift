internal import Index
internal import Records
internal import Site
internal import Workflows

/// Stale leads that came back, as far as exported files can tell.
final class LeadFigures {
  private let context: DashboardContext
  private var known: [String: Bool] = [:]

  /// Of fewer findings than this no trend is drawn.
  static let leastCohort = 5

  init(_ context: DashboardContext) { self.context = context }

  /// How many stale leads were recovered in a range.
  func recovered(in range: ClosedRange<Instant>) throws -> Int {
    let ended = try context.view.exceptions(ofRules: context.family("stale_lead"), resolved: range)
    return Set(try ended.filter(isRecovered).map(\.subject)).count
  }

  /// D1 to D7 of the newest findings that are all at least seven days old, beside the seven days before them.
  func trend() throws -> Site.RecoveryTrend {
    if let objection = context.objection(.lead) { return Site.RecoveryTrend(current: nil, reason: objection) }
    let current = (context.today - 14)...(context.today - 8)
    let before = (context.today - 21)...(context.today - 15)
    let now = try cohort(current)
    guard now.base >= Self.leastCohort else {
      let count =
        now.base == 0 ? "no lead went stale" : "only \(counted(now.base, "lead", "leads")) went stale"
      return Site.RecoveryTrend(
        current: nil, reason: "\(count) from \(now.name); at least \(Self.leastCohort) are needed")
    }
    let earlier = try cohort(before)
    return Site.RecoveryTrend(current: now, before: earlier.base >= Self.leastCohort ? earlier : nil)
  }

  private func cohort(_ days: ClosedRange<Day>) throws -> Site.RecoveryTrend.Cohort {
    let found = try context.view.exceptions(ofRules: context.family("stale_lead"), opened: context.span(days))
    let findings = try found.map { exception in
      (found: exception.opened, recovered: try isRecovered(exception) ? exception.resolved : nil)
    }
    let points = Workflows.RecoveryTrend.points(findings, now: context.now)
    return Site.RecoveryTrend.Cohort(
      name: context.words.days(days), base: findings.count,
      recoveredByDay: points.map { $0.of == findings.count ? $0.recovered : nil })
  }

  /// Won, moved to another stage, or contacted since it was found stale. A pushed close date and "lost" never count.
  private func isRecovered(_ exception: ShopException) throws -> Bool {
    guard exception.state == .resolved else { return false }
    if let known = known[exception.id] { return known }
    let isRecovered = try recovered(exception)
    known[exception.id] = isRecovered
    return isRecovered
  }

  private func recovered(_ exception: ShopException) throws -> Bool {
    guard let address = RecordAddress(exception.subject), let row = try context.view.record(address),
      let lead = try context.reader.record(row)
    else { return false }
    if lead["state"]?.string == "lost" { return false }
    if lead["state"]?.string == "won" { return true }
    let stage = exception.evidence["stage"]?.object?["value"]?.string
    if let stage, let now = lead["stage"]?.string, !sameBytes(stage, now) { return true }
    return lead["last_contact"]?.instant.map { $0 > exception.opened } ?? false
  }
}
