import Foundation
import Records
import Testing

@testable import Engine

@Suite struct HandEditTests {
  @Test func makesOneCommitAnEditThatNamesWho() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...6)
    let open = try play.exceptions([.open]).sorted { $0.id < $1.id }
    let id = try #require(open.first { $0.owner != "priya" }?.id)
    let edits: [(ExceptionEdit, String, String)] = [
      (.note("Rang her twice, no answer"), "jonas", "note"), (.acknowledge, "maya", "acknowledge"),
      (.assign("priya"), "maya", "assign"), (.snooze(until: Play.evening(9)), "priya", "snooze"),
      (.resolve("handled"), "priya", "resolve"),
    ]
    for (number, (edit, by, word)) in edits.enumerated() {
      let before = try play.git("rev-list", "--count", "HEAD").output
      _ = try play.tend(Play.evening(6) + .hours(Int64(number + 1))).edit(id, edit, by: by)
      let after = try play.git("rev-list", "--count", "HEAD").output
      #expect(Int(before.prefix { $0.isNumber }).map { $0 + 1 } == Int(after.prefix { $0.isNumber }))
      #expect(try play.git("log", "-1", "--format=%an").output == by + "\n")
      let message = try play.git("log", "-1", "--format=%B").output
      #expect(message.contains("Tend-Edit: \(word)") && message.contains("Tend-Exception: \(id)"))
      #expect(try play.complaints() == "")
    }
    #expect(try play.git("log", "-p", "--all").output.contains("Rang her") == false)
    #expect(try play.tend(Play.evening(7)).exception(id).state == .resolved)
    try await play.play(7...7)
    #expect(try play.complaints() == "")
  }

  @Test func refusesWhoIsNoOwner() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...1)
    let id = try #require(try play.exceptions([.open]).first?.id)
    let head = try play.git("rev-parse", "HEAD").output
    let found = await code { _ = try play.tend(Play.evening(1)).edit(id, .acknowledge, by: "nobody") }
    #expect(found == "exception.unknown-owner")
    #expect(try play.git("rev-parse", "HEAD").output == head)
  }
}
