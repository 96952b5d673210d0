import Foundation
import Index
import Records
import Testing

@testable import Engine

@Suite struct SameTests {
  @Test func makesEqualObjectsAndPagesWhenTheSameDaysArePlayedTwice() async throws {
    let first = try Play(SessionConfiguration.sampleShop())
    let second = try Play(SessionConfiguration.sampleShop())
    for play in [first, second] { try await play.play(1...10, build: true) }
    #expect(try first.state() == second.state())
    #expect(try first.state()["records"]?.count == 41)
    let (one, other) = (try first.files("site"), try second.files("site"))
    #expect(Set(one.keys) == Set(other.keys))
    for (path, bytes) in one where !path.hasPrefix("runs/") { #expect(other[path] == bytes, "\(path)") }
    #expect(try first.complaints() == "")
  }

  @Test func commitsOnlyItsReceiptWhenNothingChanged() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...3)
    let before = try play.state()
    for _ in 1...2 {
      let report = try await play.run(Play.evening(3))
      #expect(report.receipt.opened + report.receipt.reopened + report.receipt.resolved + report.receipt.updated == [])
      #expect(report.receipt.actions.isEmpty)
      let names = try play.git("show", "--name-only", "--format=", "HEAD").output.split(separator: "\n")
      #expect(names.map(String.init) == [report.receipt.run.path])
    }
    #expect(try play.state() == before)
    #expect(try play.complaints() == "")
  }

  @Test func leavesEveryByteAloneInADryRun() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...3, build: true)
    try play.deliver(4)
    // The databases' logs are not content; what the stores hold is compared by what they tell.
    func content() throws -> [String: [UInt8]] {
      try play.files("").filter { !$0.key.hasPrefix(".tend/") || $0.key.hasSuffix("/key") }
    }
    let before = try content()
    let index = try play.dump()
    let dry = try await play.run(Play.evening(4), dryRun: true)
    #expect(dry.receipt.changes > 0)
    #expect(dry.commit == nil)
    let after = try content()
    #expect(Set(before.keys) == Set(after.keys))
    for (path, bytes) in before { #expect(after[path] == bytes, "\(path)") }
    #expect(try play.dump() == index)
    let real = try await play.run(Play.evening(4))
    #expect(real.receipt.opened == dry.receipt.opened)
    #expect(real.receipt.changes == dry.receipt.changes)
  }
}
