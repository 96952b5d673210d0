import Records

extension ListPage {
  /// The list without resolved rows beyond the newest ``ListPage/shownResolved``, which are only counted.
  var trimmed: ListPage {
    let resolved = rows.filter { $0.state == .resolved }
    guard resolved.count > Self.shownResolved else { return self }
    var page = self
    page.rows = rows.filter { $0.state != .resolved } + ExceptionRow.sorted(resolved).prefix(Self.shownResolved)
    page.olderResolved += resolved.count - Self.shownResolved
    return page
  }

  /// The fields of page `number`, from 1, of the sorted rows.
  func fields(_ context: ViewContext, sorted: [ExceptionRow], number: Int) -> Fields {
    let pages = SitePath.pages(rows: sorted.count)
    let shown = sorted.dropFirst((number - 1) * SitePath.rowsPerPage).prefix(SitePath.rowsPerPage)
    let open = sorted.count { $0.state == .open && $0.snoozedUntil == nil }
    let taken = sorted.count { $0.state == .acknowledged && $0.snoozedUntil == nil }
    let asleep = sorted.count { $0.state != .resolved && $0.snoozedUntil != nil }
    let resolved = sorted.count { $0.state == .resolved }
    var summary = ["\(grouped(open + moreOpen)) open"]
    if taken > 0 { summary.append("\(grouped(taken)) acknowledged") }
    if asleep > 0 { summary.append("\(grouped(asleep)) snoozed") }
    summary.append("\(grouped(resolved + olderResolved)) resolved")
    return [
      "title": .text(title), "about": about.field,
      "asof": context.time(sorted.flatMap { [$0.opened, $0.resolved] }.compactMap(\.self).max()),
      "summary": .text(joined(summary) + "."),
      "tiles": number == 1 ? tiles.map(context.tile).field : nil,
      "rows": shown.map(context.row).field,
      "more": moreOpen > 0
        ? .one([
          "text": .text(
            "\(counted(moreOpen, "less urgent one is", "less urgent ones are")) open besides, not listed here"),
          "command": moreCommand.field,
        ]) : nil,
      "older": olderResolved > 0
        ? .text(
          "\(counted(olderResolved, "older resolved one is", "older resolved ones are")) in the data, not listed.")
        : nil,
      "unevaluated": number == 1 ? context.notEvaluated(notEvaluated) : nil,
      "pager": pager(page: number, of: pages) { context.href(path($0)) },
    ]
  }

  var title: String {
    switch scope {
    case .everything: "All exceptions"
    case .workflow(let workflow): workflow.title
    case .cause(_, let title): title
    }
  }

  func path(_ page: Int) -> String {
    switch scope {
    case .everything: SitePath.everything(page: page)
    case .workflow(let workflow): SitePath.workflow(workflow.name, page: page)
    case .cause(let key, _): SitePath.cause(key, page: page)
    }
  }
}

extension RunsPage {
  /// The fields of page `number`, from 1, of the sorted rows.
  func fields(_ context: ViewContext, sorted: [RunRow], number: Int) -> Fields {
    let shown = sorted.dropFirst((number - 1) * SitePath.rowsPerPage).prefix(SitePath.rowsPerPage)
    return [
      "title": "Runs",
      "summary": .text(
        total > sorted.count
          ? "The newest \(grouped(sorted.count)) of \(grouped(total)) runs; tend log lists all."
          : counted(sorted.count, "run", "runs") + ", newest first."),
      "rows": shown.map { $0.fields(context) }.field,
      "pager": pager(page: number, of: SitePath.pages(rows: sorted.count)) { context.href(SitePath.runs(page: $0)) },
    ]
  }
}

extension RunRow {
  func fields(_ context: ViewContext) -> Fields {
    [
      "id": .text(id), "href": hasPage ? context.href(SitePath.run(id)) : nil, "at": context.time(at),
      "mark": context.health(health), "changes": changes.field, "opened": opened.field, "resolved": resolved.field,
      "sent": sent.field, "suppressed": suppressed.field,
      "took": milliseconds.map { .text(millisecondsText($0)) }, "commit": context.commit(commit),
    ]
  }
}

extension RunPage {
  func fields(_ context: ViewContext) -> Fields {
    var fields = row.fields(context)
    fields["title"] = .text("Run \(row.id)")
    fields["commits"] = commits.map { ["short": context.commit($0), "full": .text($0)] as Fields }.field
    fields["config"] = .text(String(configHash.prefix(12)))
    fields["version"] = .text(version)
    fields["steps"] = steps.map(context.step).field
    fields["streams"] = coverage.map(context.stream).field
    fields["suppressions"] =
      suppressed.map {
        ["what": .text($0.what), "reason": .text($0.reason), "count": $0.count.field] as Fields
      }.field
    fields["problems"] = problems.map { ["text": .text($0)] as Fields }.field
    return fields
  }
}

extension SystemsPage {
  static let shownQuarantine = 200

  func fields(_ context: ViewContext) -> Fields {
    [
      "title": "Systems",
      "systems": systems.map { system in
        [
          "anchor": .text(SitePath.component(system.chip.connection)), "title": .text(system.chip.title),
          "connection": .text(system.chip.connection), "mark": context.health(system.chip.health),
          "asof": context.time(system.chip.asOf), "limits": system.limits.field, "problem": system.problem.field,
          "remedies": system.remedies.map { ["text": .text($0)] as Fields }.field,
          "streams": system.streams.map(context.stream).field,
        ] as Fields
      }.field,
      "quarantine": quarantine.prefix(Self.shownQuarantine).map {
        ["file": .text($0.file), "line": $0.line.map { .text("\($0)") }, "reason": .text($0.reason)] as Fields
      }.field,
      "quarantined": .text(counted(quarantineTotal, "row was", "rows were")),
      "quarantinemore": quarantineTotal > min(quarantine.count, Self.shownQuarantine)
        ? .text("The first \(min(quarantine.count, Self.shownQuarantine)) are shown; tend doctor prints all.") : nil,
      "dated": backlog.contains { $0.oldest != nil }.field,
      "backlog": backlog.map {
        [
          "rule": .text($0.rule), "count": $0.count.field, "stake": stakeText($0.stake).field,
          "oldest": $0.oldest.map { .text(context.times.day($0)) },
        ] as Fields
      }.field,
      "unevaluated": context.notEvaluated(notEvaluated),
    ]
  }
}
