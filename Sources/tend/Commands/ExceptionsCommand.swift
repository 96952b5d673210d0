import ArgumentParser
import Engine
import Records

/// `tend exceptions`
struct ExceptionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions", abstract: "Lists and edits what needs attention.",
    subcommands: [
      ListCommand.self, ShowCommand.self, AcknowledgeCommand.self, AssignCommand.self, SnoozeCommand.self,
      ResolveCommand.self, NoteCommand.self,
    ],
    defaultSubcommand: ListCommand.self)
}

/// `tend exceptions list`
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists exceptions, the most urgent first; by default those not resolved.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("Only this state; may be repeated.", valueName: "state"))
  var state: [ShopException.State] = []
  @Flag(name: .long, help: "Also resolved ones.") var all = false
  @Option(name: .long, help: ArgumentHelp("Only this workflow.", valueName: "id")) var workflow: String?
  @Option(name: .long, help: ArgumentHelp("Only this rule.", valueName: "id")) var rule: String?
  @Option(name: .long, help: ArgumentHelp("Only this owner's.", valueName: "id")) var owner: String?
  @Option(name: .long, help: ArgumentHelp("Only this severity.", valueName: "severity"))
  var severity: ShopException.Severity?
  @Option(name: .long, help: ArgumentHelp("How many at most.", valueName: "n")) var limit: Int?

  func validate() throws {
    guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1") }
    guard !all || state.isEmpty else { throw ValidationError("--all and --state exclude each other") }
  }

  func run() async throws {
    let session = Session(global)
    var query = ExceptionQuery()
    if all { query.states = Set(ShopException.State.allCases) }
    if !state.isEmpty { query.states = Set(state) }
    query.workflow = workflow
    query.rule = rule
    query.owner = owner
    query.severity = severity
    query.limit = limit
    let exceptions = try session.tend().exceptions(query)
    session.console.give(list: exceptions.map(\.listJSON), naming: ShopException.listNames)
    let lines =
      exceptions.isEmpty ? ["Nothing matches."] : ExceptionViews.list(exceptions).lines(width: session.console.width)
    session.console.say(lines)
  }
}

/// `tend exceptions show`
struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one exception: why, since when, and all that happened.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: ExceptionCommands.idHelp) var id: String

  func run() async throws {
    let session = Session(global)
    let tend = try session.tend()
    let exception = try tend.exception(id)
    session.console.give(exception.json)
    session.console.say(
      ExceptionViews.detail(
        exception, evidence: try tend.evidence(of: exception), notes: try tend.notes(of: exception)))
  }
}

enum ExceptionCommands {
  static let idHelp: ArgumentHelp = "The exception's id, or as much of its beginning as is unique."
}

extension Session {
  /// Brings the pages up to date after an edit, which stands whether that succeeds or not.
  private func refreshPages(of ids: Set<String>, on tend: Tend) {
    do throws(Diagnostic) {
      try tend.refreshPages(of: ids)
    } catch {
      console.warn(error)
    }
  }

  /// Does a hand edit and says how the exception then stands.
  func edit(
    _ id: String, _ edit: ExceptionEdit, with options: ExceptionEditOptions, _ done: (ShopException) -> Line
  ) throws(Diagnostic) {
    let tend = try tend(at: options.clock.at)
    let exception = try tend.edit(id, edit, by: try editor(options.editor))
    console.give(exception.json)
    console.say(done(exception))
    if !options.noBuild { refreshPages(of: [exception.id], on: tend) }
  }
}
