import ArgumentParser
import Engine
import Records

/// `tend person`
struct PersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Shows, joins and splits persons across connections.",
    subcommands: [ShowPersonCommand.self, JoinPersonsCommand.self, SplitPersonCommand.self])

  static let whoHelp: ArgumentHelp = "An e-mail address, a record's address (shop:order:1043) or a pseudonym."
}

/// `tend person show`
struct ShowPersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows by what a person is known, without their name.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: PersonCommand.whoHelp) var who: String

  func run() async throws {
    let session = Session(global)
    let report = try session.tend().person(who)
    session.console.give(report.json)
    var lines: [Line] = ["\(report.person, .bold)", "Known as"]
    lines += report.pseudonyms.map { "  \($0)" }
    lines.append("Records")
    lines += ExceptionViews.pairs(
      report.records.sorted { precedes($0.key, $1.key) }.map { ($0.key, Line(grouped($0.value))) })
    if !report.suggestions.isEmpty {
      lines.append("Perhaps the same, by phone number; to say so: tend person join")
      lines += report.suggestions.map { "  \($0)" }
    }
    session.console.say(lines)
  }
}

/// `tend person join`
struct JoinPersonsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Says that two are the same person.",
    discussion: "Nothing of the records changes. To undo it, split one of them.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var editor: EditorOptions
  @OptionGroup var clock: ClockOptions
  @Argument(help: PersonCommand.whoHelp) var who: String
  @Argument(help: PersonCommand.whoHelp) var other: String

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend(at: clock.at).join(who, other, by: try session.editor(editor)))
  }
}

/// `tend person split`
struct SplitPersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Says that an identifier stands for itself: a shared address, a wrong join.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var editor: EditorOptions
  @OptionGroup var clock: ClockOptions
  @Argument(help: PersonCommand.whoHelp) var who: String

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend(at: clock.at).split(who, by: try session.editor(editor)))
  }
}
