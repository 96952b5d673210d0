import ArgumentParser
import Records

/// `tend completions`
struct CompletionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Prints the completion script of a shell: bash, zsh or fish.",
    discussion: "For bash: tend completions bash > ~/.local/share/bash-completion/completions/tend")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "bash, zsh or fish.") var shell: String

  func validate() throws {
    guard CompletionShell(rawValue: shell) != nil else {
      throw ValidationError("There are completions for bash, zsh and fish, not for '\(shell)'")
    }
  }

  func run() async throws {
    let session = Session(global)
    guard let shell = CompletionShell(rawValue: shell) else { return }
    let script = TendCommand.completionScript(for: shell)
    if global.json {
      session.console.give(["shell": .string(shell.rawValue), "script": .string(script)])
    } else {
      session.console.write(script.hasSuffix("\n") ? script : script + "\n")
    }
  }
}
