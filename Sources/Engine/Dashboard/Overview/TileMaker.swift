internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes the figures on tiles. Each is defined in docs/metrics.md.
struct TileMaker {
  let context: DashboardContext
  let leads: LeadFigures
  let touched: TouchedFigures

  private var view: IndexView { context.view }
  private static let weeks = 8

  /// The overview's tiles, in order.
  func overview() throws -> [Tile] {
    [
      try staleLeads(), try recoveredLeads(), try followUps(), try vipOrders(), try revenueTouched(),
      try refundRisk(), responseTime(),
    ]
  }

  private func staleLeads() throws -> Tile {
    let label = "Stale leads now"
    if let objection = context.objection(.lead) { return Tile(label, .unknown(objection)) }
    let rules = context.family("stale_lead")
    func count(at moment: Instant) throws -> Int? {
      guard let first = context.firstRun?.at, moment >= first else { return nil }
      return try view.standing(ofRules: rules, at: moment)
    }
    let course = try (0..<Self.weeks).reversed().map { try count(at: context.now - .days(Int64($0) * 7)) }
    let before = try count(at: context.now - .days(7))
    return Tile(
      label, .count(course.last.flatMap { $0 } ?? 0), before: (history(before.map { .count($0) }), "last week"),
      direction: .downIsGood, course: course, courseRange: "\(Self.weeks) weeks",
      path: SitePath.workflow("sales-recovery"))
  }

  private func recoveredLeads() throws -> Tile {
    let label = "Recovered leads"
    if let objection = context.objection(.lead) { return Tile(label, .unknown(objection), window: "last 7 days") }
    return try weekly(label, direction: .upIsGood, path: SitePath.workflow("sales-recovery")) { window in
      try leads.recovered(in: window)
    }
  }

  private func followUps() throws -> Tile {
    func count(_ window: ClosedRange<Instant>) throws -> [String: Int] {
      try view.actionCounts(kind: "follow-up", planned: window)
    }
    let window = context.window(days: 14)
    let now = try count(window)
    let before = try count(context.window(days: 14, ago: 14))
    let reaches = context.firstRun.map { $0.at <= context.now - .days(28) } ?? false
    let skipped = now["skipped"] ?? 0
    let sum = now.values.reduce(0, +)
    return Tile(
      "Follow-ups created", .count(sum), window: "last 14 days",
      before: (history(reaches ? .count(before.values.reduce(0, +)) : nil), "the prior 14 days"),
      note: skipped == 0
        ? nil : skipped == sum ? "in preview: shown here, sent to nobody" : "\(skipped) of them not sent")
  }

  private func vipOrders() throws -> Tile {
    let label = "VIP orders flagged"
    if let objection = context.objection(.order) { return Tile(label, .unknown(objection), window: "last 7 days") }
    let rules = context.family("high_value_order") + context.family("nth_order")
    return try weekly(label, direction: .neutral, path: SitePath.workflow("vip-orders")) { window in
      try view.subjects(ofRules: rules, opened: window).count
    }
  }

  private func weekly(
    _ label: String, direction: Tile.Direction, path: String, _ count: (ClosedRange<Instant>) throws -> Int
  ) throws -> Tile {
    let course = try (0..<Self.weeks).reversed().map { weeks -> Int? in
      let window = context.window(days: 7, ago: Int64(weeks) * 7)
      guard let first = context.firstRun?.at, window.upperBound >= first else { return nil }
      return try count(window)
    }
    let reaches = context.firstRun.map { $0.at <= context.now - .days(14) } ?? false
    let before = reaches ? course.dropLast().last ?? nil : nil
    return Tile(
      label, .count(course.last.flatMap { $0 } ?? 0), window: "last 7 days",
      before: (history(before.map { .count($0) }), "the week before"), direction: direction, course: course,
      courseRange: "\(Self.weeks) weeks", path: path)
  }

  private func revenueTouched() throws -> Tile {
    let label = "Revenue touched"
    if let objection = context.objection(.order) { return Tile(label, .unknown(objection), window: "last 7 days") }
    let week = try touched.revenue(in: context.window(days: 7))
    let before = try touched.revenue(in: context.window(days: 7, ago: 7))
    let reaches = context.firstRun.map { $0.at <= context.now - .days(14) } ?? false
    let share = week.perMille.map { "\($0 / 10).\($0 % 10) % of net sales; " } ?? ""
    return Tile(
      label, .money([Amount(week.amount, context.currency)]), window: "last 7 days",
      before: (history(reaches ? .money([Amount(before.amount, context.currency)]) : nil), "the week before"),
      direction: .neutral, note: share + "not caused by Tend")
  }

  private func refundRisk() throws -> Tile {
    let label = "Open escalations with refund risk"
    if let objection = context.objection(.order) { return Tile(label, .unknown(objection)) }
    let escalations = context.open.of(workflow: "escalations")
    // Also connections that are no longer in the configuration.
    let connections = Set(
      escalations.filter { $0.caseKey.hasPrefix("order:") }.map { $0.caseKey.split(separator: ":")[1] })
    let orders = try connections.reduce(into: [:]) { orders, connection in
      orders.merge(
        try view.orderFigures(ofOpenCasesIn: "escalations", connection: String(connection))
      ) { first, _ in first }
    }
    let items = Stake.of(escalations).compactMap { stake -> RefundRisk.Item? in
      guard stake.currency == context.currency, stake.caseKey.hasPrefix("order:") else { return nil }
      let order = orders[ExactText(stake.caseKey)]
      // An order that can't be read any more: what the escalation itself says is the best known.
      return RefundRisk.Item(
        order: stake.caseKey, received: order?.amount ?? stake.amount, refunded: order?.refunded ?? 0,
        lines: stake.amount)
    }
    let risk = RefundRisk.of(items)
    let without = escalations.count { !$0.caseKey.hasPrefix("order:") }
    var note = "on \(counted(risk.orders, "order", "orders"))"
    if without > 0 { note += "; \(without) more without an order" }
    return Tile(
      label, .money([Amount(risk.amount, context.currency)]), direction: .downIsGood, note: note,
      path: SitePath.workflow("escalations"))
  }

  private func responseTime() -> Tile {
    let label = "Median response time"
    let window = context.window(days: 7)
    let handled = touched.handled.filter { exception in
      exception.workflow == "escalations"
        && ResponseTime.answer(exception).map { window.contains($0.at) } ?? false
    }
    guard let time = ResponseTime.of(handled, settings: context.settings) else {
      return Tile(label, .unknown("no escalation was answered in these days"), window: "last 7 days")
    }
    return Tile(
      label, .duration(time.median), window: "last 7 days",
      note: "business time of the owner, over \(counted(time.count, "escalation", "escalations"))")
  }

  /// An earlier figure, or why there is none.
  private func history(_ figure: Figure?) -> Figure {
    figure
      ?? .unknown(
        context.firstRun.map { "history begins \(context.words.day(context.zone.day(of: $0.at)))" } ?? "no run yet")
  }
}
