import Foundation
import Testing

struct HelpTests {
  static let commands = [
    "run", "sync", "diff", "build", "status", "exceptions", "exceptions list", "exceptions show", "exceptions ack",
    "exceptions assign", "exceptions snooze", "exceptions resolve", "exceptions note", "explain", "log", "accept",
    "verify", "rebuild", "maintain", "forget", "doctor", "serve", "init", "demo", "sandbox", "sandbox export-shop",
    "sandbox orders", "sandbox pages", "sandbox serve", "completions", "person", "person show", "person join",
    "person split", "ack",
    "assign", "snooze", "resolve",
  ]

  static func docs() throws -> String {
    String(decoding: try Data(contentsOf: Program.checkout.appending(path: "docs/cli.md")), as: UTF8.self)
  }

  @Test func `prints the help of the whole program as recorded`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(["--help"], in: folder)
    try Golden.expect(outcome.transcript(of: ["--help"], in: folder), is: "help")
  }

  @Test func `prints the help of every command on standard output and ends well`() throws {
    let folder = try Folder()
    for command in Self.commands {
      let words = command.split(separator: " ").map(String.init)
      let outcome = try Program.built.run(words + ["--help"], in: folder)
      #expect(outcome.code == 0)
      #expect(outcome.errors.isEmpty)
      #expect(outcome.output.hasPrefix("OVERVIEW: "), "\(command)")
      #expect(outcome.output.contains("USAGE: tend "), "\(command)")
      #expect(!outcome.output.contains("!"), "\(command)")
    }
  }

  @Test func `documents every command, option and exit code`() throws {
    let folder = try Folder()
    let docs = try Self.docs()
    var lacking: Set<String> = []
    for command in Self.commands {
      if !docs.contains("`tend \(command)") { lacking.insert("tend \(command)") }
      let help = try Program.built.run(command.split(separator: " ").map(String.init) + ["--help"], in: folder).output
      for option in help.matches(of: /--[a-z][a-z-]+/) where !docs.contains("`\(option.output)") {
        lacking.insert("\(option.output) of tend \(command)")
      }
    }
    #expect(lacking.sorted() == [], "docs/cli.md lacks these")
    for code in [0, 1, 2, 3, 4, 5, 6, 7, 8, 130] { #expect(docs.contains("| \(code) |")) }
  }

  @Test func `documents the code of every error in the sources`() throws {
    let docs = try Self.docs()
    let sources = Program.checkout.appending(path: "Sources").path(percentEncoded: false)
    var codes: Set<String> = []
    for name in FileManager.default.enumerator(atPath: sources)?.compactMap({ $0 as? String }) ?? []
    where name.hasSuffix(".swift") {
      let text = String(decoding: FileManager.default.contents(atPath: "\(sources)/\(name)") ?? Data(), as: UTF8.self)
      for match in text.matches(of: /(code:\s*|report\(\s*)"([a-z]+\.[a-z0-9-]+)"/) {
        codes.insert(String(match.output.2))
      }
    }
    #expect(codes.count > 10)
    #expect(codes.filter { !docs.contains("| `\($0)` |") }.sorted() == [], "docs/cli.md lacks these")
  }

  @Test func `prints its version`() throws {
    let outcome = try Program.built.run(["--version"], in: Folder())
    #expect(outcome.code == 0)
    #expect(outcome.output.contains(/^\d+\.\d+\.\d+\n$/))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `prints completions that know the commands`(shell: String) throws {
    let outcome = try Program.built.run(["completions", shell], in: Folder())
    #expect(outcome.code == 0)
    #expect(outcome.errors.isEmpty)
    for command in ["exceptions", "explain", "maintain"] { #expect(outcome.output.contains(command)) }
  }
}
