import Foundation
import Records
import Testing

@testable import Engine

/// Joins and splits of persons that someone decides.
@Suite struct PersonLinkTests {
  private func played() async throws -> Play {
    let play = try Play(SessionConfiguration.orders())
    try play.write(
      """
      Id,Placed,Currency,Net,Email,Name
      1,2026-10-11 09:00:00,USD,10.00,ada@example.org,Ada
      2,2026-10-11 10:00:00,USD,20.00,lovelace@example.org,Ada
      3,2026-10-11 11:00:00,USD,30.00,ben@example.org,Ben

      """, to: "imports/shop/orders-2026-10-12.csv")
    try await play.run(Play.start)
    return play
  }

  @Test func joinsAndSplitsWithoutTouchingRecords() async throws {
    let play = try await played()
    let tend = play.tend(Play.start + .hours(1))
    let records = try play.git("rev-parse", "HEAD:records").output
    #expect(try tend.person("ada@example.org").records == ["order": 1])
    let joined = try tend.join("ada@example.org", "shop:order:2", by: "maya")
    #expect(joined.commit != nil)
    #expect(try tend.person("lovelace@example.org").records == ["order": 2])
    #expect(try tend.person("lovelace@example.org").person == tend.person("ada@example.org").person)
    #expect(try play.git("log", "-1", "--format=%an %s").output == "maya join two persons\n")
    #expect(try play.git("rev-parse", "HEAD:records").output == records)
    // The index that is made anew says the same.
    let before = try play.dump()
    _ = try tend.rebuild()
    #expect(try play.dump().filter { !$0.hasPrefix("wake") } == before.filter { !$0.hasPrefix("wake") })
    _ = try tend.split("lovelace@example.org", by: "maya")
    #expect(try tend.person("ada@example.org").records == ["order": 1])
    #expect(try play.complaints() == "")
    try await play.run(Play.start + .days(1))
    #expect(try play.tend(Play.start + .days(1)).verify().findings.allSatisfy { $0.level == .ok })
  }

  @Test func refusesWhatMakesNoSense() async throws {
    let play = try await played()
    let tend = play.tend(Play.start + .hours(1))
    #expect(await code { _ = try tend.join("ada@example.org", "nobody@example.org", by: "maya") } == "person.unknown")
    #expect(await code { _ = try tend.join("ada@example.org", "shop:order:1", by: "maya") } == "person.same")
    #expect(await code { _ = try tend.split("ben@example.org", by: "maya") } == "person.alone")
    #expect(
      await code { _ = try tend.join("ada@example.org", "ben@example.org", by: "eve") } == "exception.unknown-owner")
    _ = try tend.forget("ben@example.org", by: "maya")
    let later = play.tend(Play.start + .hours(2))
    #expect(await code { _ = try later.join("ada@example.org", "ben@example.org", by: "maya") } == "person.forgotten")
  }
}
