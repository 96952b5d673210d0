import Foundation
import Records
import Testing

@testable import tend

struct UsageTests {
  @Test(arguments: [
    ["frobnicate"], ["run", "--att", "x"], ["exceptions", "list", "--state", "shut"],
    ["exceptions", "list", "--limit", "0"],
    ["exceptions", "list", "--all", "--state", "open"], ["demo", "--days", "43"], ["completions", "tcsh"], ["explain"],
    ["log", "--limit", "none"], ["sandbox", "orders", "x"],
    ["run", "--workspace"], ["serve", "--port", "70000"],
  ])
  func `refuses what it can't read with code 2, in words and as JSON`(arguments: [String]) throws {
    let folder = try Folder()
    let words = try Program.built.run(arguments, in: folder)
    #expect(words.code == 2)
    #expect(words.output.isEmpty)
    #expect(words.errors.hasPrefix("error: "))
    #expect(words.errors.contains("[usage.arguments]"))
    #expect(words.errors.contains("  To mend: "))

    let json = try Program.built.run(["--json"] + arguments, in: folder)
    #expect(json.code == 2)
    #expect(json.output.isEmpty)
    let object = try JSONReader.object(Array(json.errors.utf8))
    #expect(object["error"]?.object?["code"] == "usage.arguments")
    #expect(object["exit_code"] == 2)
  }

  @Test(arguments: [
    ["run"], ["status"], ["exceptions"], ["ack", "EX-7"], ["explain", "#1"], ["log"], ["verify"], ["doctor"], ["build"],
    ["forget", "--yes", "x@example.com"], ["serve"],
  ])
  func `says that there is no workspace and how to make one`(arguments: [String]) throws {
    let folder = try Folder()
    let outcome = try Program.built.run(arguments, in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("[workspace.missing]"))
    #expect(outcome.errors.contains("tend init"))
    let named = try Program.built.run(arguments + ["--workspace", "elsewhere"], in: folder)
    #expect(named.errors.contains("\(folder.path)/elsewhere"))
  }

  @Test(arguments: [("staus", "status"), ("rnu", "run"), ("exception", "exceptions"), ("verfy", "verify")])
  func `proposes the command that was meant`(word: String, meant: String) throws {
    let outcome = try Program.built.run([word], in: Folder())
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("Did you mean tend \(meant)?"))
  }

  @Test(arguments: [["frobnicate"], ["status", "staus"], ["--staus"]])
  func `proposes nothing where nothing is near`(arguments: [String]) throws {
    #expect(try !Program.built.run(arguments, in: Folder()).errors.contains("Did you mean tend"))
  }

  @Test func `refuses a currency that does not exist, with its line`() throws {
    let workspace = try SmallWorkspace()
    let text = try String(contentsOfFile: "\(workspace.root)/tend.yml", encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasPrefix("currency:") })
    try workspace.write(text.replacing(lines[line], with: "currency: XYZ"), to: "tend.yml")
    let outcome = try workspace.tend("run")
    outcome.expectFailure("config.value", exit: 3)
    #expect(outcome.errors.contains("tend.yml:\(line + 1):"))
    #expect(outcome.errors.contains("XYZ"))
  }

  @Test func `doctor tells of every problem of the configuration`() throws {
    let workspace = try SmallWorkspace()
    let text = try String(contentsOfFile: "\(workspace.root)/tend.yml", encoding: .utf8)
    try workspace.write("curency: USD\nzoned: x\n" + text, to: "tend.yml")
    let outcome = try workspace.tend("doctor", "--json")
    #expect(outcome.code == 8)
    let findings = try #require(try JSONReader.object(Array(outcome.output.utf8))["findings"]?.array)
    let problems = findings.compactMap(\.object).filter { $0["level"] == "problem" }
    #expect(problems.count == 2)
    #expect(problems.compactMap { $0["subject"]?.string }.allSatisfy { $0.contains("tend.yml:") })
    #expect(problems.first?["text"]?.string?.contains("curency") == true || outcome.output.contains("curency"))
  }

  @Test func `shows a missing workspace as recorded`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(["run"], in: folder)
    try Golden.expect(outcome.transcript(of: ["run"], in: folder), is: "no-workspace")
  }

  @Test func `asks nobody when nobody is there`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(["init", "shop"], in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("[init.needs-answers]"))
    #expect(!folder.has("shop"))
  }

  @Test func `says what is wrong with the resources`() throws {
    let folder = try Folder()
    let outcome = try Program.built.run(
      ["demo", "d", "--days", "1"], in: folder, environment: ["TEND_RESOURCES": folder.path])
    #expect(outcome.code == 7)
    #expect(outcome.errors.contains("[resources.missing]"))
    #expect(!folder.has("d"))
  }

  @Test func `replaces only what a demo made`() throws {
    let folder = try Folder()
    try folder.write("version: 1\n", to: "mine/tend.yml")
    for arguments in [["demo", "mine"], ["demo", "mine", "--replace"]] {
      let outcome = try Program.built.run(arguments, in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("[demo.folder-in-use]"))
    }
    #expect(try folder.text("mine/tend.yml") == "version: 1\n")
  }

  @Test func `has an exit code of its own for every kind of failure`() {
    let codes = Diagnostic.Category.allCases.map { Exit($0).rawValue }
    #expect(codes == [2, 3, 4, 5, 6, 7, 1])
  }

  @Test func `never prints colour into a file`() throws {
    let outcome = try Program.built.run(["run"], in: Folder(), environment: ["TERM": "xterm-256color"])
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test func `neutralises what an argument brings to the terminal`() throws {
    let outcome = try Program.built.run(["status", "--workspace", "a\u{1B}[2Jb\u{202E}c"], in: Folder())
    #expect(outcome.code == 2)
    #expect(!outcome.errors.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(outcome.errors.contains("\\u{1B}"))
  }
}
