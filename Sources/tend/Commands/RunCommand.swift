import ArgumentParser
import Engine
import Records

/// `tend run`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Does a whole run: reads, compares, decides, records, builds the dashboard.",
    discussion: """
      Ends with 4 when the run finished but a stream failed, was held back or was read in part, so that cron mails it. Killing a run \
      loses nothing: the next one goes on.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions
  @Flag(name: .long, help: "Show what the run would do and write nothing.") var dryRun = false
  @Flag(name: .long, help: "Leave the dashboard as it is.") var noBuild = false

  func run() async throws {
    let session = Session(global)
    let report = try await session.tend(at: clock.at).run(dryRun: dryRun, build: !noBuild)
    session.console.give(report.json)
    session.console.say(RunView(report, title: report.isDryRun ? "Dry run" : "Run").lines(width: session.console.width))
    session.console.warn(report.warnings)
    if let trouble = report.siteTrouble { throw trouble }
    if report.isTroubled { throw Exit.troubled }
  }
}

/// `tend sync`
struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Reads the systems into staging and commits nothing; the next run takes it from there.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var recording: RecordingOptions

  func run() async throws {
    let session = Session(global)
    let recorder = try recording.recorder()
    let report = try await session.tend(at: clock.at, recorder: recorder).sync()
    try recorder?.finish()
    session.console.give(report.json)
    session.console.say(RunView(report, title: "Sync", commits: false).lines(width: session.console.width))
    session.console.warn(report.warnings)
    if report.isTroubled { throw Exit.troubled }
  }
}

/// `tend diff`
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Shows which records differ between two commits of data/.",
    discussion: "Without commits: what the last run changed. With one: from it to now.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The older commit.") var older: String?
  @Argument(help: "The newer commit.") var newer: String?

  func run() async throws {
    let session = Session(global)
    let report = try session.tend().diff(older, newer)
    session.console.give(report.json)
    session.console.say(DiffView(report: report).lines)
  }
}

/// `tend build`
struct BuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Builds the dashboard from what the ledger holds.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend(at: clock.at).build())
  }
}
