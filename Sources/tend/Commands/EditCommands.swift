import ArgumentParser
import Engine
import Records

/// `tend ack`, `tend exceptions ack`
struct AcknowledgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Says that someone is on it.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExceptionEditOptions
  @Argument(help: ExceptionCommands.idHelp) var id: String

  func run() async throws {
    let session = Session(global)
    try session.edit(id, .acknowledge, with: options) { exception in
      exception.state == .resolved
        ? "\(exception.id, .bold) is closed: it tells of something that happened, and now somebody knows. \(exception.title)"
        : "\(exception.id, .bold) is acknowledged: \(exception.title)"
    }
  }
}

/// `tend assign`, `tend exceptions assign`
struct AssignCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Gives an exception to another owner.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExceptionEditOptions
  @Argument(help: ExceptionCommands.idHelp) var id: String
  @Argument(help: "The owner's id in tend.yml.") var owner: String

  func run() async throws {
    let session = Session(global)
    try session.edit(id, .assign(owner), with: options) { exception in
      "\(exception.id, .bold) now belongs to \(exception.owner): \(exception.title)"
    }
  }
}

/// `tend snooze`, `tend exceptions snooze`
struct SnoozeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze", abstract: "Hides an exception for a while; it comes back by itself.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExceptionEditOptions
  @Argument(help: ExceptionCommands.idHelp) var id: String
  @Argument(help: "For how long (8h, 2d, 1w) or until when (2026-12-01, 2026-12-01T09:00).") var until: String

  func run() async throws {
    let session = Session(global)
    let tend = try session.tend(at: options.clock.at)
    let moment = try session.moment(until, from: session.now(at: options.clock.at, of: tend), of: tend)
    try session.edit(id, .snooze(until: moment), with: options) { exception in
      "\(exception.id, .bold) is snoozed until \(Figures.time(exception.snoozedUntil ?? moment)): \(exception.title)"
    }
  }
}

/// `tend resolve`, `tend exceptions resolve`
struct ResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Closes an exception by hand.",
    discussion: "It stays closed while its reason still holds, and opens again when that ended and came back.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExceptionEditOptions
  @Option(
    name: .long,
    help: ArgumentHelp("Why: handled, refunded, replaced, false-alarm, duplicate or wont-do.", valueName: "code"))
  var reason = "handled"
  @Argument(help: ExceptionCommands.idHelp) var id: String

  func run() async throws {
    let session = Session(global)
    try session.edit(id, .resolve(reason), with: options) { exception in
      "\(exception.id, .bold) is resolved (\(exception.resolution ?? reason)): \(exception.title)"
    }
  }
}

/// `tend exceptions note`
struct NoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Adds a note; its text stays out of git, which keeps only its hash.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: ExceptionEditOptions
  @Argument(help: ExceptionCommands.idHelp) var id: String
  @Argument(help: "The note.") var text: String

  func run() async throws {
    let session = Session(global)
    try session.edit(id, .note(text), with: options) { exception in
      "The note is added to \(exception.id, .bold): \(exception.title)"
    }
  }
}
