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
    let endOfDay = context.zone.instant(context.today + 1)
    let needing = context.open.needing
    let breached = needing.count { $0.isPastSLA(at: now) }
    // Before a day has passed since the first run everything is new, and saying so helps nobody.
    let isFirstDay = context.firstRun.map { now - $0.at < .days(1) } ?? true
    return Attention(
      open: needing.count,
      stake: OpenExceptions.sums(needing).sorted { precedes($0.key, $1.key) }.map { Amount($0.value, $0.key) },
      new: isFirstDay ? 0 : needing.count { $0.opened > now - .days(1) }, newSince: "yesterday", breached: breached,
      breachToday: needing.count { $0.slaDue.map { $0 < endOfDay } ?? false } - breached)
  }

  private func urgent() throws -> [ExceptionRow] {
    let isFirstDay = context.firstRun.map { context.now - $0.at < .days(1) } ?? true
    // What shares a cause is one row.
    let ids = context.open.needing.lazy.map(\.id).filter { !causes.grouped.contains($0) }.prefix(10)
    return try causes.causes.map(\.row)
      + ids.compactMap { try rows.row($0, context.view) }.map { row in
        var row = row
        row.isNew = !isFirstDay && row.opened > context.now - .days(1)
        return row
      }
  }

  private func notes() throws -> [String] {
    var notes: [String] = []
    let watched = context.open.sorted.count { $0.severity == .watch }
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
