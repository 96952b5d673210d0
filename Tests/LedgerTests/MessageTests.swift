import Records
import Testing

@testable import Ledger

@Suite struct MessageTests {
  @Test(arguments: [
    "a\nTend-Run: forged", "a\r\nTend-Run: forged", "a\n\nTend-Run: forged\n", "a\u{2028}Tend-Run: forged", "a\0b",
    "Tend-Run: forged", "---\nTend-Run : forged", "\u{85}Tend-Run: forged",
  ])
  func nobodyForgesATrailer(text: String) throws {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    let builder = try ledger.beginCommit(on: nil)
    let hostile = CommitMessage(
      subject: text, body: text, trailers: [.init("Tend-Run", "true"), .init("Tend-Note", text)])
    let commit = try builder.finish(message: hostile, author: Author(name: text + "<x>", email: text), at: noon)
    #expect(commit.trailers.map(\.key) == ["Tend-Run", "Tend-Note"])
    #expect(commit.trailer("Tend-Run") == "true")
    let format = "--format=%(trailers:key=Tend-Run,valueonly,separator=%x2C)"
    #expect(try scratch.git("log", format).output == "true\n")
    #expect(try scratch.git("log", "--oneline", "--grep=^Tend-Run: forged").output == "")
    #expect(try scratch.complaints() == "")
  }

  @Test func requiresATrailerOfOurs() throws {
    let scratch = try Scratch()
    let builder = try scratch.create().beginCommit(on: nil)
    let bare = CommitMessage(subject: "x", trailers: [])
    #expect(code { _ = try builder.finish(message: bare, author: tester, at: noon) } == "ledger.no-trailer")
  }

  @Test func writesSubjectBodyAndTrailers() {
    let text = CommitMessage(subject: " run  x ", body: "\none\n\ntwo\n", trailers: [.init("Tend-Run", "1")]).text
    #expect(text == "run x\n\none\n\ntwo\n\nTend-Run: 1\n")
  }
}
