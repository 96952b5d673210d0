import Foundation
import Index
import Records
import Testing

@testable import Engine

@Suite struct RebuildTests {
  @Test func makesTheIndexThatWasKeptAllAlong() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    for day in 1...15 {
      try play.deliver(day)
      let report = try await play.run(Play.evening(day), build: false)
      let tend = play.tend(Play.evening(day) + .hours(9))
      let open = try play.exceptions([.open]).filter { report.receipt.opened.contains($0.id) }
      for (place, exception) in open.sorted(by: { $0.id < $1.id }).prefix(4).enumerated() {
        switch place {
        case 0: _ = try tend.edit(exception.id, .acknowledge, by: "maya")
        case 1: _ = try tend.edit(exception.id, .note("Called the customer"), by: "jonas")
        case 2: _ = try tend.edit(exception.id, .snooze(until: Play.evening(day + 2)), by: "maya")
        default: _ = try tend.edit(exception.id, .resolve("handled"), by: "priya")
        }
      }
    }
    // A run after the last edits: only what a run has looked at has its wakes.
    try await play.run(Play.evening(16), build: false)
    let kept = try play.dump()
    _ = try play.tend(Play.evening(16)).rebuild()
    let made = try play.dump()
    let (missing, extra) = (Set(kept).subtracting(made), Set(made).subtracting(kept))
    expectEqual(missing, extra)
    #expect(try play.complaints() == "")
  }

  @Test func makesADeletedIndexAgainByItself() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...4)
    let kept = try play.dump()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: play.workspace.index + suffix) }
    let report = try await play.run(Play.evening(4))
    #expect(report.receipt.opened.isEmpty)
    let made = try play.dump()
    // The run that made it anew is in it too.
    func content(_ lines: [String]) -> Set<String> {
      Set(lines.filter { !$0.hasPrefix("run") && !$0.hasPrefix("commit") })
    }
    expectEqual(content(kept).subtracting(content(made)), content(made).subtracting(content(kept)))
  }

  @Test func tellsOfAnIndexThatIsNoDatabaseAndMakesItAgain() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...1)
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: play.workspace.index + suffix) }
    try play.write("this is no database, it only has its name\n", to: ".tend/index.sqlite")
    let found = await code { try await play.run(Play.evening(2)) }
    #expect(found == "index.unreadable")
    try FileManager.default.removeItem(atPath: play.workspace.index)
    try play.deliver(2)
    #expect(try await play.run(Play.evening(2)).receipt.changes > 0)
    #expect(try play.complaints() == "")
  }

  @Test func catchesUpAnIndexThatIsBehind() async throws {
    let play = try Play(SessionConfiguration.sampleShop())
    try await play.play(1...2)
    let old = try ["", "-wal", "-shm"].map { try Files.read(play.workspace.index + $0) }
    try await play.play(3...4)
    let kept = try play.dump()
    for (suffix, bytes) in zip(["", "-wal", "-shm"], old) {
      try? FileManager.default.removeItem(atPath: play.workspace.index + suffix)
      if let bytes { try Files.write(bytes, to: play.workspace.index + suffix) }
    }
    _ = try play.tend(Play.evening(4)).build()
    let made = Set(try play.dump())
    expectEqual(Set(kept).subtracting(made), made.subtracting(kept))
  }

  /// Holds what only one of two dumps has to be nothing.
  private func expectEqual(_ missing: Set<String>, _ extra: Set<String>) {
    #expect(missing.isEmpty, "\(missing.sorted().prefix(5))")
    #expect(extra.isEmpty, "\(extra.sorted().prefix(5))")
  }
}
