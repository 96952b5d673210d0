internal import Index
internal import Ledger
internal import Records
internal import Site
internal import Workflows

/// Builds the dashboard of a session.
struct Dashboard {
  private let session: Session

  /// Unresolved exceptions that a list shows: three pages. The rest is counted, and a command lists it.
  private static let shownOpen = 300
  /// Runs that get a page when all is built anew.
  private static let rebuiltRuns = 1000

  /// A dashboard of a session, in its workspace's `site` folder.
  init(session: Session) { self.session = session }

  /// Brings the pages up to date; only files whose bytes differ are written.
  ///
  /// - Parameters:
  ///   - changed: the ids of exceptions whose files changed since the last build; nil renders every page anew.
  ///   - open: what was open at a commit a moment ago; read again where somebody edited something by hand since.
  /// - Returns: how many files were written, and where the overview lies.
  func build(changed: Set<String>?, open: (exceptions: OpenExceptions, commit: String)? = nil) throws(Diagnostic) -> (
    written: Int, overview: String
  ) {
    let workspace = session.workspace
    let overview = "\(workspace.site)/\(SitePath.overview)"
    guard let head = try session.ledger.head() else { return (0, overview) }
    let template = try SiteTemplate(
      shipped: session.setting.resources + "/site-template",
      overrides: Files.isFolder(workspace.siteTemplate) ? workspace.siteTemplate : nil)
    let written = try Session.diagnosed {
      try session.index.read { view in
        let known = try open.flatMap { open in try view.commit() == open.commit ? open.exceptions : nil }
        let context = try DashboardContext(session, view, head: head, open: known)
        var pages = try Pages(context, template: template, site: workspace.site, changed: changed)
        // Also when something fails: no page is written once the lock is released.
        defer { pages.builder.wait() }
        try pages.write()
        return pages.builder.report.written
      }
    }
    try noteBuilt()
    return (written, overview)
  }

  /// Says that everything up to the newest run is on the pages.
  private func noteBuilt() throws(Diagnostic) {
    guard let run = try Session.diagnosed({ try session.index.read { try $0.runs(limit: 1).first } }) else { return }
    try Files.write(Array(run.id.utf8), to: session.workspace.built, mode: 0o600)
  }

  /// One build.
  private struct Pages {
    let context: DashboardContext
    let site: String
    let rows: RowMaker
    let tiles: TileMaker
    let systems: SystemsMaker
    let runs: RunMaker
    let changed: Set<String>?
    /// The place of the last run that was built, newest first; nil when none is known.
    let base: Int?
    var builder: SiteBuilder

    init(_ context: DashboardContext, template: SiteTemplate, site: String, changed: Set<String>?) throws {
      self.context = context
      self.site = site
      builder = try SiteBuilder(template: template, frame: context.frame, into: site)
      // The run after which a build last came to its end; every run since was killed before its own did.
      let built = try Files.read(context.session.workspace.built).map { String(decoding: $0, as: UTF8.self) }
      base = built.flatMap { id in context.runs.firstIndex { $0.row.id == id } }
      let isBehind = base == nil && context.runs.count > 1
      self.changed = builder.needsEverything || isBehind ? nil : changed
      rows = RowMaker(context)
      tiles = TileMaker(context: context, leads: LeadFigures(context), touched: try TouchedFigures(context))
      systems = SystemsMaker(context: context)
      runs = RunMaker(context: context)
    }

    mutating func write() throws {
      try writeRuns()
      let touched = try touched()
      try writeExceptions(touched?.pages)
      // A list leads to pages that are there.
      try builder.flush()
      try writeLists(after: touched?.rows)
      try builder.write(.systems(systems.page()))
      let causes = try SharedCauses(context, rows)
      for cause in causes.causes
      where !(touched?.rows.isEmpty ?? false) || !isThere(SitePath.cause(cause.key)) {
        try builder.write(.list(causes.page(cause)))
      }
      try builder.keepCauses(causes.causes.map { ($0.key, min($0.members.count, SharedCauses.shown)) })
      let overview = OverviewMaker(context: context, rows: rows, tiles: tiles, systems: systems, causes: causes)
      try builder.write(.overview(overview.page()))
      try builder.finish()
    }

    private func isThere(_ path: String) -> Bool { Files.exists("\(site)/\(path)") }

    private mutating func writeRuns() throws {
      var limit = max(1, base ?? 1)
      if changed == nil { limit = Dashboard.rebuiltRuns }
      for row in try context.view.runs(limit: limit) {
        guard let receipt = try Receipt(json: JSONReader.object(row.receipt)) else { continue }
        try builder.write(.run(runs.page(row, receipt)))
      }
      // What follows links to a run's page only where there is one.
      try builder.flush()
      let listed = context.runs.map { run in
        var row = runs.row(run.row, run.receipt)
        row.hasPage = isThere(SitePath.run(row.id))
        return row
      }
      try builder.write(.runs(RunsPage(runs: listed, total: context.view.runCount())))
    }

    /// The exceptions whose rows in lists, and those whose pages read differently now; nil for all.
    private func touched() throws -> (rows: Set<String>, pages: Set<String>)? {
      guard var ids = changed else { return nil }
      var around: Set<String> = []
      if let base {
        // Also what people did since the last build, whose records changed, and what time alone changed.
        let last = context.runs[base].row
        let touched = try TouchedPages(context: context).ids(since: last.commit)
        ids.formUnion(touched.changed)
        ids.formUnion(context.open.turned(after: last.at))
        around = touched.around
      }
      // Neighbours in a case show each other's state.
      return (ids, around.union(ids).union(try context.view.caseMates(of: ids)))
    }

    /// Writes the pages of some exceptions, or of all.
    private mutating func writeExceptions(_ wanted: Set<String>?) throws {
      let site = site
      let gathering = MaterialGatherer(context: context, rows: rows, customers: CustomerContext(context: context))
      let maker = ExceptionPageMaker(context, rows: rows) { run in
        let path = SitePath.run(run)
        return Files.exists("\(site)/\(path)") ? path : nil
      }
      let ids = try wanted?.sorted(by: precedes) ?? context.view.exceptionIDs()
      for (place, id) in ids.enumerated() {
        if place.isMultiple(of: 100) {
          context.session.setting.progress(Setting.Progress(stage: "pages", done: place, total: ids.count))
        }
        guard let exception = try context.view.exception(id) else { continue }
        let material = try gathering.material(exception)
        try builder.write { () throws(Diagnostic) in .exception(try maker.page(material)) }
      }
    }

    /// Writes the lists of workflows in which something reads differently, and the list of everything.
    private mutating func writeLists(after written: Set<String>?) throws {
      var workflows = Set(context.workflows.map(\.name))
      if let written {
        let touched = try context.view.workflows(of: written)
        // A stream that fails or recovers changes what other workflows' pages say about their rules.
        let all = touched.contains("sync-health")
        workflows = workflows.filter { all || touched.contains($0) || !isThere(SitePath.workflow($0)) }
      }
      for workflow in context.workflows where workflows.contains(workflow.name) {
        try writeList(
          .workflow(workflow), workflow.name,
          about: RuleWords.about(workflow.name, rules: context.rules.filter { $0.workflow == workflow.name }),
          notEvaluated: systems.notEvaluated(workflow: workflow.name))
      }
      if !(written?.isEmpty ?? false) || !isThere(SitePath.everything()) {
        try writeList(.everything, nil, about: "Over all workflows, the most urgent first.")
      }
    }

    private func writeList(
      _ scope: ListPage.Scope, _ workflow: String?, about: String, notEvaluated: [NotEvaluated] = []
    ) throws {
      let counts = context.counts.filter { workflow == nil || $0.workflow == workflow }
      let resolved = counts.filter { $0.state == .resolved }.reduce(0) { $0 + $1.count }
      let open = counts.reduce(0) { $0 + $1.count } - resolved
      let shown = context.open.of(workflow: workflow).prefix(Dashboard.shownOpen).map(\.id)
      let over = try context.view.resolvedExceptionIDs(workflow: workflow, limit: ListPage.shownResolved)
      let sources = try (shown + over).compactMap { try rows.source($0, context.view) }
      try builder.write { [rows] () throws(Diagnostic) in
        .list(
          ListPage(
            scope: scope, about: about,
            rows: try sources.map { source throws(Diagnostic) in try rows.row(source) },
            olderResolved: resolved - over.count, moreOpen: open - shown.count,
            moreCommand: "tend exceptions list" + (workflow.map { " --workflow \($0)" } ?? ""),
            notEvaluated: notEvaluated))
      }
    }
  }
}
