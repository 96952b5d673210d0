import Foundation
import Records
import Testing

@testable import Engine

@Suite struct HandEditTests {
  @Test func knowsTheOwnerByIdNameUserOrBecauseThereIsOne() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    let several = play.tend(Play.start)
    #expect(try several.owner(by: "MAYA", user: nil) == "maya")
    #expect(try several.owner(by: nil, user: "jonas") == "jonas")
    #expect(await code { _ = try several.owner(by: "martin", user: "maya") } == "exception.unknown-owner")
    #expect(await code { _ = try several.owner(by: nil, user: "martin") } == "usage.nobody")
    #expect(await code { _ = try several.owner(by: nil, user: nil) } == "usage.nobody")
    let alone = try Play(SessionConfiguration.orders())
    let one = alone.tend(Play.start)
    #expect(try one.owner(by: nil, user: "martin") == "maya")
    #expect(await code { _ = try one.owner(by: "martin", user: nil) } == "exception.unknown-owner")
    withExtendedLifetime((play, alone)) {}
  }

  @Test func givesBackTheTextOfANote() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...4)
    let id = try #require(try play.exceptions([.open]).first?.id)
    let tend = play.tend(Play.evening(4) + .hours(1))
    let exception = try tend.edit(id, .note("Supplier ships on Monday"), by: "maya")
    #expect(try Array(tend.notes(of: exception).values) == ["Supplier ships on Monday"])
  }

  @Test func refusesAListOfAnOwnerWhoIsNone() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    let tend = play.tend(Play.start)
    var query = ExceptionQuery()
    query.owner = "bob"
    #expect(await code { _ = try tend.exceptions(query) } == "exception.unknown-filter")
    withExtendedLifetime(play) {}
  }

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
