internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes the morning page.
struct OverviewMaker {
  let context: DashboardContext
  let rows: RowMaker
  let tiles: TileMaker
  let systems: SystemsMaker
  let causes: SharedCauses

  /// The page.
  func page() throws -> OverviewPage {
    let figures = try tiles.overview()
    let week = WeekMaker(context: context, leads: tiles.leads, touched: tiles.touched)
    return OverviewPage(
      attention: try attention(), systems: systems.chips, rows: try urgent(), tiles: figures,
      trend: try tiles.leads.trend(),
      lastRun: try context.runs.first.map { run in
        try RunMaker(context: context).steps(run.receipt, at: run.row.at)
          + [RunStep("Updated dashboard metrics", .count(figures.count))]
      } ?? [],
      week: try week.week(), notes: try notes())
  }

  private func attention() throws -> Attention {
    let now = context.now
    let today = context.zone.instant(context.today + 1)
    let count = try context.view.attention(now: now, newSince: now - .days(1), today: today)
    var stake: [String: Int] = [:]
    for one in try context.view.stakes(awakeAt: now) where one.amount > 0 {
      stake[one.currency] = bounded(stake[one.currency] ?? 0, plus: one.amount)
    }
    // Before a day has passed since the first run everything is new, and saying so helps nobody.
    let isFirstDay = context.firstRun.map { now - $0.at < .days(1) } ?? true
    return Attention(
      open: count.open, stake: stake.sorted { precedes($0.key, $1.key) }.map { Amount($0.value, $0.key) },
      new: isFirstDay ? 0 : count.new, newSince: "yesterday", breached: count.breached, breachToday: count.breachToday)
  }

  private func urgent() throws -> [ExceptionRow] {
    let isFirstDay = context.firstRun.map { context.now - $0.at < .days(1) } ?? true
    // What shares a cause is one row; so more are asked for than are shown.
    let ids = try context.view.urgentExceptionIDs(
      needingAttention: true, now: context.now, limit: 10 + causes.grouped.count
    ).filter { !causes.grouped.contains($0) }
    return try causes.causes.map(\.row)
      + ids.compactMap(rows.row).map { row in
        var row = row
        row.isNew = !isFirstDay && row.opened > context.now - .days(1)
        return row
      }
  }

  private func notes() throws -> [String] {
    var notes: [String] = []
    let watched = try context.view.watchedCount()
    if watched > 0 {
      notes.append(
        "\(watched == 1 ? "1 case is" : "\(watched) cases are") only watched: on the lists, without telling anyone.")
    }
    let older = try systems.backlog().reduce(0) { $0 + $1.count }
    if older > 0 {
      let what = older == 1 ? "1 older case is" : "\(older) older cases are"
      notes.append("\(what) counted in the first look on the systems page and not opened.")
    }
    return notes
  }
}
