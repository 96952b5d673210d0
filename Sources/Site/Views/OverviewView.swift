extension OverviewPage {
  static let shownRows = 10

  func fields(_ context: ViewContext) -> Fields {
    let needing = rows.filter { $0.state != .resolved && $0.snoozedUntil == nil }
    let sorted = ExceptionRow.sorted(needing)
    let run = context.frame.run
    return [
      "title": "Overview", "day": .text(context.times.heading(run.at)),
      "sentence": .text(attentionSentence(attention, systems: systems, checked: run.at, times: context.times)),
      "calm": (attention.open == 0).field,
      "systems": systems.map { system in
        [
          "title": .text(system.title), "mark": context.health(system.health), "asof": context.time(system.asOf),
          "worded": (system.health != .complete && system.health != .incremental).field,
          "href": context.href(SitePath.systems + "#" + SitePath.component(system.connection)),
        ] as Fields
      }.field,
      "rows": sorted.prefix(Self.shownRows).map(context.row).field,
      "more": max(attention.open, needing.count) > Self.shownRows
        ? .one(["count": max(attention.open, needing.count).field, "href": context.href(SitePath.everything())]) : nil,
      "tiles": tiles.map(context.tile).field, "trend": .one(trend.fields(context)),
      "steps": lastRun.map(context.step).field, "notes": notes.map { ["text": .text($0)] as Fields }.field,
      "week": .one(week.fields(context)),
    ]
  }
}

extension RecoveryTrend {
  fileprivate func fields(_ context: ViewContext) -> Fields {
    guard let current, current.base > 0 else { return ["missing": .text("unknown: \(reason)")] }
    let chart = TrendChart(current: current, before: before)
    guard !chart.lines.isEmpty else { return ["missing": .text("unknown: \(reason)")] }
    let cohorts = [current, before].compactMap(\.self)
    func share(_ cohort: Cohort, _ day: Int) -> Figure {
      guard let recovered = cohort.recoveredByDay.dropFirst(day).first ?? nil else {
        return .unknown("not reached yet")
      }
      return .share(part: recovered, of: cohort.base)
    }
    return [
      "chart": .one([
        "lines": chart.lines.enumerated().map { index, line in
          [
            "path": .text(line.path), "x": .text(line.x), "y": .text(line.y), "labelx": .text(line.labelX),
            "labely": .text(line.labelY), "value": .text(line.value), "name": .text(line.name),
            "now": (index == chart.lines.count - 1).field,
          ] as Fields
        }.field,
        "ticks": chart.rows.map { ["y": .text($0.position), "label": .text($0.label)] as Fields }.field,
        "days": chart.columns.map { ["x": .text($0.position), "label": .text($0.label)] as Fields }.field,
        "summary": .text(
          chart.lines.reversed().map { "\($0.name): \($0.value) recovered" }.joined(separator: "; ") + "."),
      ]),
      "cohorts": cohorts.map { ["name": .text($0.name), "base": $0.base.field] as Fields }.field,
      "days": (0..<TrendChart.days).map { day in
        [
          "label": .text("D\(day + 1)"),
          "shares": cohorts.map {
            ["figure": context.figure(share($0, day)), "name": .text($0.name)] as Fields
          }.field,
        ] as Fields
      }.field,
    ]
  }
}

extension Week {
  fileprivate func fields(_ context: ViewContext) -> Fields {
    [
      "revenue": context.listing(revenue) {
        [
          "name": .text($0.name), "touched": context.figure($0.touched), "recovered": context.figure($0.recovered),
        ]
      },
      "escalations": context.listing(escalations) {
        ["name": .text($0.name), "opened": context.figure($0.opened), "resolved": context.figure($0.resolved)]
      },
      "signals": context.listing(signals) {
        [
          "name": .text($0.name), "seen": context.figure($0.seen), "followups": context.figure($0.followUps),
          "outcome": .text($0.outcome),
        ]
      },
      "campaigns": context.listing(campaigns) {
        [
          "name": .text($0.name), "platform": .text($0.platform), "spend": context.figure($0.spend),
          "orders": context.figure($0.orders), "sales": context.figure($0.sales),
        ]
      },
    ]
  }
}
