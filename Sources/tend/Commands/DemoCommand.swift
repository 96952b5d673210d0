import ArgumentParser
import Engine
import Records
import Sandbox

/// `tend demo`
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Makes a workspace of a made-up shop and plays six weeks of it, a run a day.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("How many of the 42 days to play.", valueName: "n")) var days = 42
  @Flag(
    name: .customLong("http"),
    help: ArgumentHelp(
      "Read the shop over HTTP, as its systems would answer, instead of from exported files."))
  var overHTTP = false
  @Flag(name: .long, help: "Throw an earlier demo in the folder away first.") var replace = false
  @Argument(help: "The folder.", completion: .directory) var folder = "demo"

  func validate() throws {
    guard (1...SampleShop.dayCount).contains(days) else {
      throw ValidationError("--days must be 1 to \(SampleShop.dayCount)")
    }
  }

  func run() async throws {
    let session = Session(global)
    let root = Paths.absolute(folder)
    let setting = try session.setting(progress: false)
    try DemoFolder.prepare(root, replacing: replace)
    let line = session.console.progressLine()
    line?.show("Making up the shop")
    let player = DemoPlayer(workspace: Workspace(root: root), setting: setting, days: days, overHTTP: overHTTP) {
      day, number, days in
      line?.show("Day \(number) of \(days): \(day)")
    }
    let report = try await player.play()
    session.console.give(report.json)
    let runs = counted(report.runs, "daily run", "daily runs")
    session.console.say(
      "Played \(runs) of a made-up shop: \(report.opened) exceptions opened, \(report.resolved) resolved by themselves.",
      "\(Figures.attention(open: report.needsAttention, stake: report.stake, breached: 0), .bold)", "",
      "Dashboard: \(report.dashboard, .bold)", "", "Try next, in \(report.folder):")
    let clock = "--at \(report.after)"
    var next = [
      ("tend serve", "the dashboard in a browser"), ("tend status \(clock)", "what needs attention"),
      ("tend exceptions list", "all that is open"),
    ]
    if let first = report.first {
      next.append(("tend explain \(first) \(clock)", "why it is there"))
      next.append(("tend ack \(first) --by maya \(clock)", "someone is on it"))
    }
    next += [("tend log", "what was committed"), ("git -C data log", "the same with plain git")]
    if let base = report.base { next.append((DemoSystems.command(base), "the shop's systems, for further runs")) }
    session.console.say(ExceptionViews.pairs(next.map { ($0.0, Line($0.1, .dim)) }))
    session.console.say(
      "The shop's clock stands at its last day; --at keeps to it.", "Then your own files: tend init my-store")
  }
}

extension SampleShop {
  /// How many days the committed shop has, without making it up.
  static let dayCount = 42
}
