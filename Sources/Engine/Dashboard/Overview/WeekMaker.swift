internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes the tables of "the week": Monday to Sunday in the shop's zone.
struct WeekMaker {
  let context: DashboardContext
  let leads: LeadFigures
  let touched: TouchedFigures

  private struct Campaign: Hashable {
    var name: String
    var connection: String
  }

  /// Weeks shown, the running one included.
  private static let weeks = 4

  /// The tables.
  func week() throws -> Week {
    Week(revenue: try revenue(), escalations: try escalations(), signals: try signals(), campaigns: try campaigns())
  }

  /// The weeks, newest first, none before the first run; the running one ends today.
  private var weeks: [ClosedRange<Day>] {
    let first = context.firstRun.map { context.zone.day(of: $0.at).monday }
    return (0..<Self.weeks).compactMap { back in
      let monday = context.today.monday - 7 * back
      if let first, monday < first { return nil }
      return monday...min(monday + 6, context.today)
    }
  }

  private func revenue() throws -> Listing<Week.Revenue> {
    if let objection = context.objection(.order) { return .unknown(objection) }
    return .rows(
      try weeks.map { days in
        Week.Revenue(
          name: context.words.days(days),
          touched: .money([Amount(try touched.revenue(in: context.span(days)).amount, context.currency)]),
          recovered: .unknown("no outreach is sent in preview"))
      })
  }

  private func escalations() throws -> Listing<Week.Escalations> {
    .rows(
      try weeks.map { days in
        let span = context.span(days)
        return Week.Escalations(
          name: context.words.days(days),
          opened: .count(try context.view.openedCount(workflow: "escalations", in: span)),
          resolved: .count(try context.view.resolvedCount(workflow: "escalations", in: span)))
      })
  }

  /// The rules that look for signals, with what they are called in the table and what they need.
  private static let signalRules: [(rule: String, name: String, kind: Kind)] = [
    ("negative_signal", "Unhappy message or low rating", .ticket),
    ("unanswered_ticket", "Ticket without an answer", .ticket),
    ("vip_ticket", "VIP customer's ticket", .ticket),
    ("abandoned_checkout", "Checkout left", .checkout),
    ("inactive_customer", "Customer gone quiet", .order),
  ]

  private func signals() throws -> Listing<Week.Signal> {
    let window = context.window(days: 28)
    return .rows(
      try Self.signalRules.compactMap { signal in
        guard context.ruleByID[signal.rule] != nil else { return nil }
        if let objection = context.objection(signal.kind) {
          return Week.Signal(
            name: signal.name, seen: .unknown(objection), followUps: .unknown(""), outcome: "")
        }
        let outcomes = try context.view.outcomes(ofRule: signal.rule, opened: window)
        let words = outcomes.map { "\($0.count) \(Self.outcome($0.resolution))" }
        return Week.Signal(
          name: signal.name, seen: .count(outcomes.reduce(0) { $0 + $1.count }),
          followUps: .count(try context.view.followUps(ofRule: signal.rule, opened: window)),
          outcome: words.isEmpty ? "none" : words.joined(separator: ", "))
      })
  }

  private static func outcome(_ resolution: String?) -> String {
    switch resolution {
    case nil: "open"
    case "condition-ended", "record-gone": "over by themselves"
    case "expired": "expired"
    case let code?: DashboardWords.resolution(code)
    }
  }

  /// Campaigns by spend over the last seven days.
  private func campaigns() throws -> Listing<Week.Campaign> {
    guard context.reads(.campaignDay) else { return .unknown("no connected system reports campaign figures") }
    let days = (context.today - 7)...(context.today - 1)
    // Two platforms may each have a campaign of one name.
    var spend: [Campaign: Int] = [:]
    let from = Instant(day: days.lowerBound, secondOfDay: 0)
    try context.view.forEachRecord(kind: .campaignDay) { row in
      guard let created = row.created, created >= from, let record = try context.reader.record(row),
        let day = record["date"]?.day, days.contains(day), let campaign = record["campaign"]?.string,
        record["currency"]?.string == nil || record["currency"]?.string == context.currency
      else { return }
      let key = Campaign(name: campaign, connection: row.address.connection)
      spend[key] = bounded(spend[key] ?? 0, plus: record["spend"]?.integer ?? 0)
    }
    let top = spend.sorted { left, right in
      if left.value != right.value { return left.value > right.value }
      return left.key.name == right.key.name
        ? precedes(left.key.connection, right.key.connection) : precedes(left.key.name, right.key.name)
    }
    return .rows(
      top.prefix(10).map { campaign, minor in
        Week.Campaign(
          name: campaign.name, platform: DashboardWords.title(campaign.connection),
          spend: .money([Amount(minor, context.currency)]),
          orders: .unknown("orders are not counted by campaign yet"),
          sales: .unknown("orders are not counted by campaign yet"))
      })
  }
}
