import Foundation
import Records
import Testing

@testable import Ledger

@Suite struct CrashTests {
  static let writing: [Ledger.Step] = [
    .stage, .seal, .mark, .pack, .packIndex, .branch, .rename, .sync, .index, .unmark,
  ]

  @Test(arguments: writing, [1, 3]) func aKillAtAnyStepLeavesTheOldOrTheNew(step: Ledger.Step, occurrence: Int) throws {
    let scratch = try Scratch()
    var ledger = try scratch.create()
    try ledger.save(["a": "1", "b/c": "1", "d": "1", "e/f/g": "1"])
    let before = try ledger.model()
    let after = [".gitattributes": "* -text\n", "a/x": "2", "b": "2", "d": "2", "h": "2"]
    var count = 0
    ledger.diesBefore = { reached in
      if reached == step { count += 1 }
      return reached == step && count == occurrence
    }
    let change: [String: String?] = ["a": nil, "a/x": "2", "b/c": nil, "b": "2", "d": "2", "e/f/g": nil, "h": "2"]
    let died = code { try ledger.save(change) } == "ledger.killed"
    #expect(died || occurrence > 1)

    ledger = try scratch.open()
    let recovery = try ledger.recover()
    let found = try ledger.model()
    #expect(found == before || found == after)
    let moved: Set<Ledger.Step> = [.rename, .sync, .index, .unmark]
    if died { #expect(found == (moved.contains(step) ? after : before)) }
    if died, moved.contains(step) { #expect(recovery.finishedCommit == (try ledger.head()?.id)) }
    #expect(try scratch.complaints() == "")
    #expect(try ledger.recover().isClean)
    #expect(!FileManager.default.fileExists(atPath: ledger.markerPath))
    #expect(Disk.names(in: ledger.repository.packFolder).allSatisfy { $0.hasPrefix("pack-") })

    if found == before { try ledger.save(change) }
    #expect(try ledger.model() == after)
    #expect(try scratch.complaints() == "")
  }

  @Test(arguments: writing) func aKilledFirstCommitCanBeMadeAgain(step: Ledger.Step) throws {
    let scratch = try Scratch()
    var ledger = try scratch.create()
    ledger.diesBefore = { $0 == step }
    #expect(code { try ledger.save(["a": "1", "b/c": "2"]) } == "ledger.killed")
    ledger = try scratch.open()
    _ = try ledger.recover()
    if try ledger.head() == nil { try ledger.save(["a": "1", "b/c": "2"]) }
    #expect(try ledger.model() == [".gitattributes": "* -text\n", "a": "1", "b/c": "2"])
    #expect(try scratch.complaints() == "")
  }

  @Test func aKilledRecoveryIsFinishedByTheNext() throws {
    let scratch = try Scratch()
    var ledger = try scratch.create()
    try ledger.save(["a": "1", "b": "1", "c": "1"])
    ledger.diesBefore = { $0 == .rename }
    #expect(code { try ledger.save(["a": "2", "b": "2", "c": "2"]) } == "ledger.killed")
    for step in [Ledger.Step.rename, .sync, .index, .unmark] {
      ledger = try scratch.open()
      ledger.diesBefore = { $0 == step }
      #expect(code { _ = try ledger.recover() } == "ledger.killed")
    }
    ledger = try scratch.open()
    #expect(try ledger.recover().finishedCommit != nil)
    #expect(scratch.text("c") == "2")
    #expect(try scratch.complaints() == "")
  }

  @Test func anEditDuringAnUnfinishedCommitStopsRecovery() throws {
    let scratch = try Scratch()
    var ledger = try scratch.create()
    try ledger.save(["a": "1", "b": "1"])
    ledger.diesBefore = { $0 == .rename }
    #expect(code { try ledger.save(["a": "2", "b": "2"]) } == "ledger.killed")
    try scratch.put("b", "mine")
    ledger = try scratch.open()
    #expect(code { _ = try ledger.recover() } == "ledger.foreign-edit")
    #expect(scratch.text("b") == "mine")
    try scratch.put("b", "1")
    #expect(try ledger.recover().finishedCommit != nil)
    #expect(try scratch.complaints() == "")
  }

  @Test(arguments: [Ledger.Step.seal, .noteRollUp, .pack, .packIndex, .removePack, .forgetRollUp], [1, 2])
  func aKilledRollUpLosesNothing(step: Ledger.Step, occurrence: Int) throws {
    let scratch = try Scratch()
    var ledger = try scratch.create()
    for round in 0..<6 { try ledger.save(["a/\(round % 2)": String(repeating: "x\(round)\n", count: 50)]) }
    let model = try ledger.model()
    var count = 0
    ledger.diesBefore = { reached in
      if reached == step { count += 1 }
      return reached == step && count == occurrence
    }
    let died = code { _ = try ledger.maintain() } == "ledger.killed"
    #expect(died || occurrence > 1)
    ledger = try scratch.open()
    _ = try ledger.recover()
    #expect(try ledger.model() == model)
    #expect(try ledger.verify().problems.isEmpty)
    #expect(try scratch.complaints() == "")
    _ = try ledger.maintain()
    #expect(Disk.names(in: ledger.repository.packFolder).filter { $0.hasSuffix(".pack") }.count == 1)
    #expect(try scratch.complaints() == "")
  }
}
