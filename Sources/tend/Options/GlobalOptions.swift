import ArgumentParser
import Engine
import Records

/// How much goes to standard error besides errors.
enum LogLevel: String, CaseIterable, ExpressibleByArgument, Comparable {
  case error, warning, info, debug

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What every command takes; also before the command's name.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The workspace. By default the current folder or the nearest one above it that has a tend.yml.",
      valueName: "dir"), completion: .directory)
  var workspace: String?

  @Flag(name: .long, help: "Print JSON on standard output, and errors as JSON on standard error.")
  var json = false

  @Flag(name: [.short, .long], help: "Print nothing but errors and warnings.")
  var quiet = false

  @Flag(name: .customLong("no-color"), help: "Print without colour; so does the variable NO_COLOR.")
  var noColor = false

  @Option(
    name: .long, help: ArgumentHelp("What goes to standard error: error, warning, info or debug.", valueName: "level"))
  var logLevel = LogLevel.warning
}

/// The clock, where time matters.
struct ClockOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Act as if it were this time: 2026-11-01 or 2026-11-01T09:00 in the workspace's zone, or …Z in UTC.",
      valueName: "time"))
  var at: String?
}

/// Who edits.
struct EditorOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The owner who does this, by id or name. By default $USER, or the only owner there is.", valueName: "owner"))
  var by: String?
}

/// What every edit of an exception takes.
struct ExceptionEditOptions: ParsableArguments {
  @OptionGroup var editor: EditorOptions
  @OptionGroup var clock: ClockOptions
  @Flag(name: .long, help: "Leave the dashboard as it is until the next run.") var noBuild = false
}
