import Engine
import Records
import Sandbox

/// Plays the sample shop: a run at each day's end, and owners who work through part of it the next morning.
struct DemoPlayer: Sendable {
  /// What came of it.
  struct Report: Sendable {
    var folder: String
    var dashboard: String
    /// Where the shop was served, if it was.
    var base: String?
    var runs = 0
    var opened = 0
    var resolved = 0
    var needsAttention = 0
    var stake: [String: Int] = [:]
    /// The exception to look at first, if one is open.
    var first: String?
    /// The day after the last one: the clock that fits the shop.
    var after: Day

    var json: JSONObject {
      [
        "folder": .string(folder), "dashboard": .string(dashboard), "runs": .integer(runs), "opened": .integer(opened),
        "resolved": .integer(resolved), "needs_attention": .integer(needsAttention),
        "stake": .object(JSONObject(stake.map { ($0, .integer($1)) })),
      ]
    }
  }

  let workspace: Workspace
  let setting: Setting
  let days: Int
  /// Whether the shop's systems answer over HTTP, as far as there are connectors; else all comes as exported files.
  let overHTTP: Bool
  /// Told the day, its number and how many there are.
  let progress: @Sendable (Day, Int, Int) -> Void

  func play() async throws -> Report {
    let shop = SampleShop.committed
    guard overHTTP else { return try await play(shop, nil, "") }
    let systems = DemoSystems(shop, at: Instant(day: shop.firstDay, secondOfDay: 0))
    return try await systems.serve { base in try await play(shop, systems, base) }
  }

  /// - Parameters:
  ///   - systems: The shop's systems; nil where all of it comes as exported files.
  ///   - base: Where they are served.
  private func play(
    _ shop: SampleShop, _ systems: DemoSystems?, _ base: String
  ) async throws(Diagnostic) -> Report {
    let configuration = systems == nil ? DemoConfiguration.exports : DemoConfiguration.systems(base: base)
    let options = InitOptions(name: "Larkspur & Pine", configuration: configuration)
    let start = at(Instant(day: shop.firstDay, secondOfDay: 0))
    _ = try Tend.initialise(workspace, options: options, setting: start)
    try await systems?.connect(Tend(workspace: workspace, setting: start))

    var report = Report(
      folder: workspace.root, dashboard: workspace.site + "/index.html", base: systems == nil ? nil : base,
      after: shop.firstDay + days)
    for number in 1...days {
      let day = shop.firstDay + (number - 1)
      progress(day, number, days)
      for file in shop.exports(on: day)
      where systems == nil || DemoConfiguration.exported.contains(where: file.belongs(to:)) {
        try DemoFolder.write(file.bytes, to: workspace.root + "/" + file.path)
      }
      let tend = Tend(workspace: workspace, setting: at(try instant(day, "23:59:59")))
      systems?.set(tend.now)
      let run = try await tend.run(dryRun: false, build: number == days)
      report.runs += 1
      report.opened += run.receipt.opened.count
      report.resolved += run.receipt.resolved.count
      report.needsAttention = run.needsAttention
      report.stake = run.stake
      if let dashboard = run.dashboard { report.dashboard = dashboard }
      if number == days {
        var query = ExceptionQuery()
        query.limit = 1
        report.first = try tend.exceptions(query).first?.id
      }
      if number < days { try work(through: run.receipt.opened, on: day + 1) }
    }
    return report
  }

  /// A few of the new exceptions are looked at in the morning: of three, one is acknowledged, one handled, one left.
  private func work(through opened: [String], on day: Day) throws(Diagnostic) {
    guard day.weekday <= 5 else { return }
    let evening = Tend(workspace: workspace, setting: at(try instant(day, "00:00:00")))
    // By what they say: ids come from a key that is new in each demo.
    var query = ExceptionQuery()
    query.states = Set(ShopException.State.allCases)
    let all = try evening.exceptions(query).filter { opened.contains($0.id) }.sorted {
      ($0.rule, $0.title, $0.amount ?? 0, $0.id) < ($1.rule, $1.title, $1.amount ?? 0, $1.id)
    }
    for (place, exception) in all.prefix(6).enumerated() where place % 3 != 2 {
      guard exception.state == .open, exception.severity != .watch, exception.workflow != "sync-health" else {
        continue
      }
      let (id, minute) = (exception.id, 12 + place * 8)
      let tend = Tend(workspace: workspace, setting: at(try instant(day, "09:\(minute):00")))
      let seen = try tend.edit(id, .acknowledge, by: exception.owner)
      // An event is closed by being acknowledged.
      guard place % 3 == 1, seen.state != .resolved, Self.canBeHandled.contains(seen.workflow) else { continue }
      let later = Tend(workspace: workspace, setting: at(try instant(day, "09:\(minute + 5):00")))
      _ = try later.edit(id, .resolve("handled"), by: exception.owner)
    }
  }

  /// Workflows whose exceptions are events: what is handled stays handled.
  private static let canBeHandled: Set<String> = ["vip-orders"]

  private func instant(_ day: Day, _ time: String) throws(Diagnostic) -> Instant {
    try Tend(workspace: workspace, setting: setting).instant("\(day)T\(time)")
  }

  private func at(_ now: Instant) -> Setting {
    var setting = setting
    setting.now = now
    return setting
  }
}

extension ExportFile {
  /// Whether it is of the exports of a connection.
  fileprivate func belongs(to connection: String) -> Bool { path.hasPrefix("imports/\(connection)/") }
}
