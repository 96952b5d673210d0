import Foundation
import Records
import Testing

@testable import Ledger

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct HostileTests {
  private func ready() throws -> (Scratch, Ledger) {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    try ledger.save(["a": "one\ntwo\n", "b/c": "1\n"])
    return (scratch, ledger)
  }

  @Test func namesTheEditedFile() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("b/c", "2\n")
    let caught = #expect(throws: Diagnostic.self) { _ = try ledger.recover() }
    #expect(caught?.code == "ledger.foreign-edit")
    #expect(caught?.location == "b/c")
    #expect(scratch.text("b/c") == "2\n")
  }

  @Test func noticesAnEditThatWasStaged() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("b/c", "2\n")
    try scratch.git("add", "b/c")
    #expect(code { _ = try ledger.recover() } == "ledger.foreign-edit")
    try scratch.git("checkout", "HEAD", "--", "b/c")
    _ = try ledger.recover()
    #expect(try scratch.complaints() == "")
  }

  @Test func noticesADeletedFile() throws {
    let (scratch, ledger) = try ready()
    try FileManager.default.removeItem(atPath: scratch.data + "/a")
    #expect(code { _ = try ledger.recover() } == "ledger.foreign-edit")
  }

  @Test func refusesToOverwriteAnEditWhileCommitting() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("a", "mine\n")
    #expect(code { try ledger.save(["a": "other\n"]) } == "ledger.foreign-edit")
    #expect(scratch.text("a") == "mine\n")
    try scratch.put("new", "mine\n")
    #expect(code { try ledger.save(["new": "other\n"]) } == "ledger.foreign-edit")
    #expect(try ledger.log().count == 1)
  }

  @Test func hintsAtLineEndsThatWereConverted() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("a", "one\r\ntwo\r\n")
    let caught = #expect(throws: Diagnostic.self) { _ = try ledger.recover() }
    #expect(caught?.hints.first?.contains("autocrlf") == true)
  }

  @Test func touchingAFileIsNoEdit() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("a", "one\ntwo\n")
    #expect(try ledger.recover().isClean)
    #expect(try scratch.complaints() == "")
  }

  @Test func refusesAForeignCommit() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("a", "2\n")
    #expect(try scratch.git("commit", "-qam", "by hand").code == 0)
    #expect(code { _ = try ledger.recover() } == "ledger.foreign-commit")
    #expect(try ledger.verify().problems.map(\.code) == ["ledger.foreign-commit", "ledger.foreign-author"])
    try scratch.git("reset", "-q", "--hard", "HEAD~1")
    _ = try ledger.recover()
    #expect(try scratch.complaints() == "")
  }

  @Test func refusesADetachedHeadAndAnotherBranch() throws {
    let (scratch, _) = try ready()
    try scratch.git("checkout", "-q", "--detach")
    #expect(code { _ = try scratch.open() } == "ledger.detached-head")
    try scratch.git("checkout", "-q", "-b", "other")
    #expect(code { _ = try scratch.open() } == "ledger.detached-head")
    try scratch.git("checkout", "-q", "main")
    #expect(try scratch.open().recover().rebuiltIndex == false)
  }

  @Test(arguments: ["", "garbage", "DIRC\0\0\0\u{2}\0\0\0\u{1}"]) func rebuildsAnUnreadableIndex(content: String) throws
  {
    let (scratch, ledger) = try ready()
    try scratch.put(".git/index", content)
    #expect(try ledger.recover().rebuiltIndex)
    #expect(try scratch.complaints() == "")
    #expect(try ledger.recover().isClean)
  }

  @Test func commitsOverAnUnreadableIndex() throws {
    let (scratch, ledger) = try ready()
    try scratch.put(".git/index", "garbage")
    try ledger.save(["a": "3\n"])
    #expect(try scratch.complaints() == "")
  }

  @Test func removesLeftoversAndStaleLocks() throws {
    let (scratch, ledger) = try ready()
    for name in ["objects/pack/tmp_pack_x", "objects/pack/pack_git2_1", "refs/heads/main.lock", "HEAD.lock"] {
      try scratch.put(".git/" + name, "x")
    }
    #expect(try ledger.recover().removedLeftovers == 4)
    try ledger.save(["a": "3\n"])
    #expect(try scratch.complaints() == "")
  }

  @Test func livesWithHostileGlobalSettings() throws {
    let scratch = try Scratch()
    let settings = """
      [core]
      autocrlf = true
      fsmonitor = true
      attributesFile = \(scratch.path)/attributes
      [index]
      version = 4
      [feature]
      manyFiles = true
      [commit]
      gpgsign = true
      """
    try Data(settings.utf8).write(to: URL(fileURLWithPath: scratch.path + "/.gitconfig"))
    try Data("*.jsonl filter=lfs text eol=crlf\n".utf8).write(to: URL(fileURLWithPath: scratch.path + "/attributes"))
    let ledger = try scratch.create()
    for round in 0..<3 {
      try ledger.save(["p.jsonl": "{}\n\(round)\n"])
      #expect(try scratch.complaints() == "")
      try scratch.git("update-index", "--really-refresh")
      #expect(try ledger.recover().isClean)
    }
  }

  @Test func livesWithASplitIndex() throws {
    let (scratch, ledger) = try ready()
    try scratch.git("update-index", "--split-index")
    try scratch.git("update-index", "--index-version", "4")
    #expect(try ledger.recover().rebuiltIndex)
    #expect(try scratch.complaints() == "")
  }

  @Test func namesAMissingObject() throws {
    let (scratch, _) = try ready()
    for name in Disk.names(in: scratch.data + "/.git/objects/pack") {
      unlink(scratch.data + "/.git/objects/pack/" + name)
    }
    let ledger = try scratch.open()
    #expect(code { _ = try ledger.recover() } == "ledger.missing-object")
    #expect(try ledger.verify().problems.map(\.code) == ["ledger.missing-object"])
  }

  @Test func verifyFindsChangedBytes() throws {
    let (scratch, ledger) = try ready()
    let tree = try #require(try ledger.head()).tree
    let blob = try #require(try ledger.files(under: "a", in: tree).first).blob
    // A loose object that claims to be another one.
    let other = try scratch.git("hash-object", "-w", "b/c").output.prefix(40)
    let objects = scratch.data + "/.git/objects"
    for name in Disk.names(in: objects + "/pack") where name.hasSuffix(".pack") {
      let move =
        "mv \(objects)/pack/\(name) /\(scratch.path)/p && git -C \(scratch.data) unpack-objects -q < \(scratch.path)/p"
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "rm -f \(objects)/pack/*.idx; " + move]
      try process.run()
      process.waitUntilExit()
    }
    func loose(_ id: String) -> String { "\(objects)/\(id.prefix(2))/\(id.dropFirst(2))" }
    unlink(loose("\(blob)"))
    try FileManager.default.copyItem(atPath: loose(String(other)), toPath: loose("\(blob)"))
    #expect(try scratch.open().verify().problems.map(\.code) == ["ledger.damaged"])
  }

  @Test func verifyFindsStrangers() throws {
    let (scratch, ledger) = try ready()
    let head = try #require(try ledger.head())
    #expect(try ledger.verifyWorktree(head) == [])
    try scratch.put("b/stranger", "x")
    #expect(try ledger.verifyWorktree(head).map(\.location) == ["b/stranger"])
  }

  @Test func refusesToReplaceALink() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("b/elsewhere", "kept")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.data + "/b/new", withDestinationPath: scratch.data + "/b/elsewhere")
    let caught = #expect(throws: Diagnostic.self) { try ledger.save(["b/new": "1\n"]) }
    #expect(caught?.code == "ledger.foreign-edit" && caught?.location == "b/new")
    #expect(try String(contentsOfFile: scratch.data + "/b/elsewhere", encoding: .utf8) == "kept")
  }

  @Test func refusesToBeginWhileACommitWaitsForRecovery() throws {
    let (scratch, ledger) = try ready()
    ledger.diesBefore = { $0 == .rename }
    #expect(throws: Diagnostic.self) { try ledger.save(["b/c": "cut short\n"]) }
    ledger.diesBefore = nil
    #expect(ledger.isInterrupted)
    let caught = #expect(throws: Diagnostic.self) { try ledger.save(["b/d": "next\n"]) }
    #expect(caught?.code == "ledger.interrupted")
    #expect(try ledger.recover().finishedCommit != nil)
    try ledger.save(["b/d": "next\n"])
    #expect(try scratch.complaints() == "")
  }

  @Test func rollsUpPacksThatHoldAnAnnotatedTag() throws {
    let (scratch, ledger) = try ready()
    _ = try scratch.git("tag", "-a", "audit", "-m", "as seen by the auditor")
    _ = try scratch.git("repack", "-a", "-d", "-q")
    try ledger.save(["b/c": "1\n"])
    _ = try scratch.open().maintain()
    #expect(try scratch.git("cat-file", "-t", "audit").output.hasPrefix("tag"))
    #expect(try scratch.complaints() == "")
  }

  @Test func refusesAnotherUsersFolder() throws {
    guard getuid() == 0 else { return print("skipped: only root can give a folder away") }
    let (scratch, _) = try ready()
    for path in [scratch.data, scratch.data + "/.git"] { chown(path, 12345, 12345) }
    let caught = #expect(throws: Diagnostic.self) { _ = try scratch.open() }
    #expect(caught?.code == "ledger.wrong-owner", "\(String(describing: caught))")
  }

  @Test func refusesAClockThatWentBack() throws {
    let (scratch, ledger) = try ready()
    #expect(code { try ledger.requireClock(noon - .minutes(1)) } == "ledger.clock-went-back")
    try ledger.requireClock(noon)
    #expect(try scratch.complaints() == "")
  }

  @Test func refusesWhereThereIsNoLedgerAndWhereThereIsOne() throws {
    let scratch = try Scratch()
    #expect(code { _ = try scratch.open() } == "ledger.not-found")
    try scratch.create().save(["a": "1"])
    #expect(code { _ = try scratch.create() } == "ledger.exists")
  }

  @Test func aFullDiskLeavesTheLastSnapshot() throws {
    #if os(Linux)
      let scratch = try Scratch()
      mkdir(scratch.data, 0o755)
      guard getuid() == 0, mount("tmpfs", scratch.data, "tmpfs", 0, "size=1m") == 0 else {
        return print("skipped: no small file system could be mounted")
      }
      defer { umount2(scratch.data, Int32(MNT_DETACH)) }
      let ledger = try scratch.create()
      try ledger.save(["a": "1"])
      var random = Seeded(1)
      let big = String(decoding: (0..<900_000).map { _ in UInt8.random(in: 33...126, using: &random) }, as: UTF8.self)
      #expect(code { try ledger.save(["a": "2", "big": big]) } == "system.disk-full")
      #expect(try ledger.model()["a"] == "1")
      #expect(try ledger.recover().undidCommit == false)
      #expect(try scratch.complaints() == "")
      try ledger.save(["a": "3"])
      #expect(try scratch.complaints() == "")
    #endif
  }
}

/// The look at the files that goes on beside a run.
@Suite struct WorktreeCheckTests {
  private func ready() throws -> (Scratch, Ledger) {
    let scratch = try Scratch()
    let ledger = try scratch.create()
    try ledger.save(["a": "one\ntwo\n", "b/c": "1\n", "d/e": "2\n"])
    return (scratch, ledger)
  }

  @Test func findsWhatWasEditedBefore() throws {
    let (scratch, ledger) = try ready()
    try scratch.put("b/c", "2\n")
    #expect(try ledger.recover(checksBeside: true).isClean)
    let caught = #expect(throws: Diagnostic.self) { _ = try ledger.finishCheck() }
    #expect(caught?.code == "ledger.foreign-edit")
    #expect(caught?.location == "b/c")
    #expect(scratch.text("b/c") == "2\n")
  }

  @Test func findsWhatIsMissingOrNoFile() throws {
    let (scratch, ledger) = try ready()
    try FileManager.default.removeItem(atPath: scratch.data + "/a")
    _ = try ledger.recover(checksBeside: true)
    #expect(code { _ = try ledger.finishCheck() } == "ledger.foreign-edit")
    try FileManager.default.createSymbolicLink(atPath: scratch.data + "/a", withDestinationPath: "b/c")
    _ = try ledger.recover(checksBeside: true)
    #expect(code { _ = try ledger.finishCheck() } == "ledger.foreign-edit")
  }

  @Test func takesNoCommitOfOursForAnEdit() throws {
    let (scratch, ledger) = try ready()
    _ = try ledger.recover(checksBeside: true)
    let other = try scratch.open()
    for turn in 0..<5 { try other.save(["a": "\(turn)\n", "d/e": nil, "f/\(turn)": "new\n"]) }
    #expect(try ledger.finishCheck().isClean)
    #expect(try ledger.finishCheck().isClean)
    #expect(try scratch.complaints() == "")
  }

  @Test func makesTheIndexAnew() throws {
    let (scratch, ledger) = try ready()
    try FileManager.default.removeItem(atPath: scratch.data + "/.git/index")
    #expect(try ledger.recover(checksBeside: true).isClean)
    #expect(try ledger.finishCheck().rebuiltIndex)
    #expect(try scratch.complaints() == "")
  }

  @Test func isNothingToEndWhereNoneWasBegun() throws {
    let (_, ledger) = try ready()
    #expect(try ledger.finishCheck().isClean)
    _ = try ledger.recover()
    #expect(try ledger.finishCheck().isClean)
  }
}
