import ArgumentParser
import Engine
import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program: parses, runs one command, and turns whatever it threw into words and an exit code.
@main
struct Main {
  static func main() async {
    // The engine survives a kill at any instant, so nothing has to be finished first. The terminal would stay silent.
    signal(SIGINT) { _ in
      HiddenTyping.end()
      _exit(130)
    }
    Tend.prepare()
    let console = Console(arguments: CommandLine.arguments, environment: .current)
    exit(await run(Array(CommandLine.arguments.dropFirst()), console).rawValue)
  }

  static func run(_ arguments: [String], _ console: Console) async -> Exit {
    do {
      var command = try TendCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .done
    } catch let diagnostic as Diagnostic {
      console.fail(diagnostic)
      return Exit(diagnostic.category)
    } catch let exit as Exit {
      return exit
    } catch {
      guard TendCommand.exitCode(for: error) != .success else {
        console.write(TendCommand.fullMessage(for: error) + "\n")
        return .done
      }
      let diagnostic = Diagnostic(parsing: error, of: arguments)
      console.fail(diagnostic)
      return Exit(diagnostic.category)
    }
  }
}

extension Diagnostic {
  /// What the argument parser refused, in the one form of errors.
  init(parsing error: any Error, of arguments: [String]) {
    var text = TendCommand.message(for: error)
    if text.hasPrefix("Error: ") { text.removeFirst("Error: ".count) }
    while text.hasSuffix(".") { text.removeLast() }
    // The parser puts its "did you mean" on further lines.
    let lines = text.split(separator: "\n").map(String.init)
    self.init(
      .usage, code: "usage.arguments", lines.first ?? "The arguments can't be read",
      reason: lines.count > 1 ? lines.dropFirst().joined(separator: " ") : nil,
      hints: Self.suggestion(arguments) + ["See what there is: tend help, or tend help COMMAND"])
  }

  /// The command that was most likely meant, where the first word is none.
  private static func suggestion(_ arguments: [String]) -> [String] {
    let commands = TendCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = arguments.first(where: { !$0.hasPrefix("-") }), !commands.contains(word), word != "help",
      let near = Suggestion.nearest(to: word, among: commands)
    else { return [] }
    return ["Did you mean tend \(near)?"]
  }
}

/// How the program ends; docs/cli.md lists them for people.
struct Exit: Error, Equatable {
  var rawValue: Int32

  static let done = Exit(rawValue: 0)
  /// A run that finished while a stream failed or was held back.
  static let troubled = Exit(rawValue: 4)
  /// `verify` or `doctor` found a problem.
  static let unsound = Exit(rawValue: 8)

  init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  init(_ category: Diagnostic.Category) {
    rawValue =
      switch category {
      case .fault: 1
      case .usage: 2
      case .configuration: 3
      case .source: 4
      case .ledger: 5
      case .busy: 6
      case .system: 7
      }
  }
}
