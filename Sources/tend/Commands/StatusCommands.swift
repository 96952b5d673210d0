import ArgumentParser
import Engine
import Records

/// `tend status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says what needs attention and how fresh everything is.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions

  func run() async throws {
    let session = Session(global)
    let report = try session.tend(at: clock.at).status()
    session.console.give(report.json)
    session.console.say(StatusView(report: report).lines(width: session.console.width))
  }
}

/// `tend explain`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows every rule against one subject: value, threshold, met or not, and what held it back.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions
  @Argument(
    help: "A record's address (shop:order:5501), an order's number (#1043), an exception's id or an e-mail address.")
  var subject: String

  func run() async throws {
    let session = Session(global)
    let report = try session.tend(at: clock.at).explain(subject)
    session.console.give(report.json)
    session.console.say(ExplainView(report: report).lines(width: session.console.width))
  }
}

/// `tend log`
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "Lists the commits of the ledger, or of one exception, newest first.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("How many at most.", valueName: "n")) var limit = 50
  @Argument(help: "An exception's id or its beginning.") var exception: String?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
  }

  func run() async throws {
    let session = Session(global)
    let entries = try session.tend().log(exception, limit: limit)
    session.console.give(list: entries.map(\.json))
    var table = Table(columns: [
      Table.Column("Commit"), Table.Column("When"), Table.Column("By"), Table.Column("What", gives: true),
    ])
    table.rows = entries.map {
      ["\(String($0.commit.prefix(10)), .yellow)", Line(Figures.time($0.at)), Line($0.by), Line($0.subject)]
    }
    session.console.say(entries.isEmpty ? ["No commit yet."] : table.lines(width: session.console.width))
  }
}
