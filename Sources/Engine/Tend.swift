internal import Index
internal import Ledger
public import Records
internal import Workflows

/// What one can do with a workspace: the whole of Tend behind one value. The command line is the only caller.
public struct Tend: Sendable {
  let workspace: Workspace
  let setting: Setting
  /// What the workspace's configuration says, where it had to be read to know the clock.
  private var configuration: Configuration?

  /// The clock.
  public var now: Instant { setting.now }

  /// Begins to make ready what every command needs and what takes its time, on another thread.
  public static func prepare() { Ledger.prepare() }

  /// Tend over a workspace, at the clock and with the resources of `setting`.
  public init(workspace: Workspace, setting: Setting) {
    self.workspace = workspace
    self.setting = setting
  }

  /// The same at a time as people give it; see ``instant(_:)``.
  ///
  /// - Throws: `usage.time` for what is no time.
  public func at(_ text: String) throws(Diagnostic) -> Tend {
    if let instant = Instant(text) { return Tend(workspace: workspace, setting: setting.at(instant)) }
    let configuration = try Session.configuration(of: workspace)
    var tend = Tend(workspace: workspace, setting: setting.at(try Self.instant(text, in: configuration.zone)))
    tend.configuration = configuration
    return tend
  }

  /// Reads a time as people give it: `2026-11-01`, `2026-11-01T09:00` or `…:00` on the shop's wall, or with `Z`.
  ///
  /// - Throws: `usage.time` for anything else.
  public func instant(_ text: String) throws(Diagnostic) -> Instant {
    if let instant = Instant(text) { return instant }
    return try Self.instant(text, in: try Session.configuration(of: workspace).zone)
  }

  private static func instant(_ text: String, in zone: Zone) throws(Diagnostic) -> Instant {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    if let day = Day(parts[0]) {
      if parts.count == 1 { return zone.instant(day) }
      let clock = parts.count == 2 ? parts[1] + (parts[1].utf8.count == 5 ? ":00" : "") : ""
      if let wall = Instant("\(day)T\(clock)Z") { return zone.instant(day, secondOfDay: wall.utcSecondOfDay) }
    }
    throw Diagnostic(
      .usage, code: "usage.time", "\"\(text)\" is not a time",
      hints: ["Write 2026-11-01, 2026-11-01T09:00 or 2026-11-01T09:00:00Z"])
  }

  /// One whole run: fetch, compare, find, plan, commit, build.
  ///
  /// - Parameters:
  ///   - dryRun: Say what would be done and keep nothing of it.
  ///   - build: Whether to build the dashboard.
  public func run(dryRun: Bool = false, build: Bool = true) async throws(Diagnostic) -> RunReport {
    let lock = try lockRun()
    defer { lock.release() }
    let session = try Session(workspace, setting, recovers: true, checksBeside: true, configuration: configuration)
    // A dry run that was killed left what it had fetched, personal data too.
    try workspace.removeDryStaging()
    if !dryRun { try session.finishForgetting() }
    let run = try Run(session, isDry: dryRun)
    let syncs = await run.sync()
    let commit: Commit?
    do throws(Diagnostic) { commit = try run.commit(syncs) } catch {
      try workspace.removeDryStaging()
      throw error
    }
    try workspace.removeDryStaging()
    let open = try Tend.open(after: run)
    var report = Tend.report(run, commit: commit, open: open)
    report.isDryRun = dryRun
    if !dryRun {
      if build {
        // The run is recorded: what it did is told even when its pages can't be written.
        do throws(Diagnostic) {
          let built = try Dashboard(session: session).build(
            changed: run.changedExceptions, open: commit.map { (open, $0.id.description) })
          report.pagesWritten = built.written
          report.dashboard = built.overview
        } catch {
          report.siteTrouble = error
        }
      }
      let ledgerLock = try session.lockLedger()
      defer { ledgerLock.release() }
      _ = try session.ledger.rollUpPacks()
    }
    return report
  }

  /// Fetches into staging and commits nothing; the next run takes it over.
  public func sync() async throws(Diagnostic) -> RunReport {
    let lock = try lockRun()
    defer { lock.release() }
    let session = try Session(workspace, setting, recovers: true)
    try session.finishForgetting()
    let run = try Run(session)
    let syncs = await run.sync()
    for sync in syncs {
      run.receipt.streams[sync.stream.fullName] = Receipt.StreamReceipt(sync)
      if let trouble = sync.trouble { run.troubles.append(trouble) }
      run.notices += sync.notices
    }
    return Tend.report(run, commit: nil, open: try Tend.open(after: run))
  }

  /// Builds the dashboard anew from what is there.
  public func build() throws(Diagnostic) -> WorkReport {
    let lock = try lockRun()
    defer { lock.release() }
    let session = try Session(workspace, setting, recovers: true)
    try session.finishForgetting()
    let built = try Dashboard(session: session).build(changed: nil)
    return WorkReport(
      message: "Built the dashboard: \(built.overview)", figures: ["pages_written": built.written])
  }

  /// Brings the dashboard's pages up to date after an edit by hand of some exceptions.
  ///
  /// Does nothing where no dashboard was built yet, or while a run is under way: it builds the pages itself.
  public func refreshPages(of ids: Set<String>) throws(Diagnostic) {
    guard Files.exists(workspace.built) else { return }
    let lock: FileLock
    do throws(Diagnostic) { lock = try lockRun() } catch  where error.category == .busy { return }
    defer { lock.release() }
    _ = try Dashboard(session: Session(workspace, setting, recovers: false)).build(changed: ids)
  }

  /// Takes the lock of a run.
  ///
  /// - Throws: `run.locked` while another run is under way; `workspace.…` where there is nothing to run.
  func lockRun() throws(Diagnostic) -> FileLock {
    guard Files.exists(workspace.configuration) else { throw workspace.missing }
    guard Files.isFolder(workspace.privateFolder), Files.isFolder(workspace.data) else { throw workspace.incomplete }
    return try FileLock.tryLock(workspace.runLock, now: setting.now)
  }

  private static func report(_ run: Run, commit: Commit?, open: OpenExceptions) -> RunReport {
    let needing = open.needing
    return RunReport(
      receipt: run.receipt, commit: commit?.id.description, isDryRun: false, needsAttention: needing.count,
      stake: OpenExceptions.sums(needing), pagesWritten: nil, dashboard: nil, troubles: run.troubles,
      notices: run.notices)
  }

  private static func open(after run: Run) throws(Diagnostic) -> OpenExceptions {
    try Session.diagnosed { try run.foreseen ?? run.session.index.read { try OpenExceptions($0, now: run.now) } }
  }
}

extension Receipt.StreamReceipt {
  /// What a sync alone tells of a stream.
  init(_ sync: StreamSync) {
    self.init()
    verdict = sync.coverage?.verdict ?? .failed
    read = sync.staged
    held = sync.trouble?.code
    files = sync.sources
  }
}
