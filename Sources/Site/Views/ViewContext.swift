import Records
import Synchronization

/// Turns values into fields for one page: texts in the shop's zone, links relative to the page.
struct ViewContext {
  var frame: SiteFrame
  var times: TimeText
  /// From the page to the site's root: empty, or `../`.
  var root: String
  /// The asset's name in templates and its path from the root.
  var assets: [String: String]
  private var workflowNames: Set<String>
  private var memo: TimeMemo

  init(frame: SiteFrame, path: String, assets: [String: String], memo: TimeMemo = TimeMemo()) {
    self.frame = frame
    self.assets = assets
    self.memo = memo
    times = TimeText(zone: frame.zone, asOf: frame.run.at)
    root = path.utf8.contains(UInt8(ascii: "/")) ? "../" : ""
    workflowNames = Set(frame.workflows.map(\.name))
  }

  /// A field `time`: machine form, words, and the exact time for the title.
  func time(_ instant: Instant?) -> Fields.Value {
    guard let instant else { return nil }
    return memo.item(of: instant) {
      .one([
        "iso": .text(instant.description), "text": .text(times.short(instant)), "exact": .text(times.full(instant)),
      ])
    }
  }

  func href(_ path: String) -> Fields.Value { .text(root + path) }

  func figure(_ figure: Figure) -> Fields.Value {
    .one(["value": figure.value.field, "base": figure.base.field, "missing": figure.missing.field])
  }

  /// A list with its rows, or the reason for none.
  func listing<Row>(_ listing: Listing<Row>, _ fields: (Row) -> Fields) -> Fields.Value {
    switch listing {
    case .rows(let rows): .one(["rows": rows.map(fields).field, "none": rows.isEmpty.field])
    case .unknown(let reason): .one(["missing": .text(reason.isEmpty ? "unknown" : "unknown: \(reason)")])
    }
  }

  func mark(_ mark: Mark, _ word: String) -> Fields.Value {
    .one(["kind": .text(mark.rawValue), "word": .text(word)])
  }

  func health(_ health: Health) -> Fields.Value { mark(health.mark, health.word) }

  func link(_ link: Link) -> Fields { ["label": .text(link.label), "url": safeURL(link.url).field] }

  func commit(_ hash: String?) -> Fields.Value { hash.map { .text(String($0.prefix(10))) } }

  func workflowLink(_ workflow: SiteFrame.Workflow) -> Fields.Value {
    .one([
      "title": .text(workflow.title),
      "href": workflowNames.contains(workflow.name) ? href(SitePath.workflow(workflow.name)) : nil,
    ])
  }

  func row(_ row: ExceptionRow) -> Fields {
    let standing = row.standing
    let live = row.state != .resolved
    return [
      "id": .text(row.id), "href": href(row.path ?? SitePath.exception(row.id)), "title": .text(row.title),
      "reason": row.reason.field, "mark": mark(standing.mark, standing.word),
      "taken": (row.state == .acknowledged && standing.mark != .acknowledged).field,
      "stake": stakeText(row.stake).field, "owner": row.owner.field, "opened": time(row.opened),
      "due": live ? time(row.sla?.due) : nil, "late": (live && row.sla?.state == .breached).field,
      "snoozed": live ? time(row.snoozedUntil) : nil, "resolved": time(row.resolved),
      "next": live ? row.nextStep.field : nil, "new": row.isNew.field,
    ]
  }

  func tile(_ tile: Tile) -> Fields {
    var fields: Fields = [
      "label": .text(tile.label), "figure": figure(tile.figure), "window": tile.window.field, "note": tile.note.field,
      "href": tile.path.flatMap(safeURL).flatMap { href($0) },
    ]
    if let before = tile.before,
      let comparison = comparison(tile.figure, before.figure, name: before.name, direction: tile.direction)
    {
      fields["comparison"] = .one(["text": .text(comparison.text), "tone": comparison.tone.field])
    }
    if let spark = Sparkline(tile.course) {
      let (low, high) = (tile.figure.courseText(spark.low), tile.figure.courseText(spark.high))
      let range = low == high ? low : "\(low) to \(high)"
      fields["spark"] = .one([
        "path": .text(spark.path), "x": .text(spark.last.x), "y": .text(spark.last.y), "range": .text(range),
        "over": tile.courseRange.field,
      ])
    }
    return fields
  }

  func step(_ step: RunStep) -> Fields {
    [
      "label": .text(step.label), "figure": figure(step.figure), "detail": step.detail.field,
      "took": step.milliseconds.map { .text(millisecondsText($0)) },
    ]
  }

  func stream(_ stream: StreamRow) -> Fields {
    [
      "stream": .text(stream.stream), "mark": health(stream.health),
      "from": stream.from.map { .text(times.day($0)) }, "records": figure(stream.records), "asof": time(stream.asOf),
      "quarantined": stream.quarantined > 0 ? stream.quarantined.field : nil, "note": stream.note.field,
      "accept": stream.accept.field,
    ]
  }

  func notEvaluated(_ rows: [NotEvaluated]) -> Fields.Value {
    rows.map { ["rule": .text($0.rule), "reason": .text($0.reason)] as Fields }.field
  }

  /// What the layout needs. `run` only where the page shows the run.
  func frameFields(section: String, showsRun: Bool) -> Fields {
    func entry(_ title: String, _ path: String) -> Fields {
      ["title": .text(title), "href": href(path), "current": (section == path).field]
    }
    var fields: Fields = [
      "workspace": .text(frame.workspace), "home": href(SitePath.overview), "root": .text(root),
      "zone": .text(frame.zone.name), "currency": .text(frame.currency),
      "nav":
        ([entry("Overview", SitePath.overview), entry("All exceptions", SitePath.everything())]
        + frame.workflows.map { entry($0.title, SitePath.workflow($0.name)) }
        + [entry("Runs", SitePath.runs()), entry("Systems", SitePath.systems)]).field,
      "asset": .one(assets.reduce(into: Fields()) { $0[$1.key] = .text(root + $1.value) }),
    ]
    if showsRun {
      fields["run"] = .one([
        "id": .text(frame.run.id), "href": href(SitePath.run(frame.run.id)), "at": time(frame.run.at),
        "commit": commit(frame.run.commit), "full": .text(frame.run.commit), "version": .text(frame.version),
        "config": .text(String(frame.configHash.prefix(12))), "due": frame.run.nextDue.map { "\($0)" },
        "duetext": time(frame.run.nextDue), "preview": frame.preview.field,
        "downloads": frame.downloads.map { link(Link($0.label, root + $0.url)) }.field,
      ])
    }
    return fields
  }
}

/// Times in words, as far as a build has written them: most of them are those of a few runs.
final class TimeMemo: Sendable {
  private static let kept = 20_000
  private let items = Mutex<[Instant: Fields.Item]>([:])

  func item(of instant: Instant, _ make: () -> Fields.Item) -> Fields.Item {
    if let known = items.withLock({ $0[instant] }) { return known }
    let item = make()
    items.withLock { items in
      if items.count >= Self.kept { items.removeAll(keepingCapacity: true) }
      items[instant] = item
    }
    return item
  }
}

/// Neighbouring pages of a list.
func pager(page: Int, of pages: Int, path: (Int) -> Fields.Value) -> Fields.Value {
  guard pages > 1 else { return nil }
  return .one([
    "page": .text("\(page)"), "pages": .text("\(pages)"), "previous": page > 1 ? path(page - 1) : nil,
    "next": page < pages ? path(page + 1) : nil,
  ])
}
