import Foundation
import Testing

/// A data directory that somebody or something else has changed: a clear word, nothing overwritten, and on again after
/// it is mended.
struct DataDirectoryTests {
  private func played() throws -> SmallWorkspace {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    try workspace.receive(SmallWorkspace.export(1...21), day: 13)
    return workspace
  }

  private func page(_ workspace: SmallWorkspace) throws -> String {
    let pages = try workspace.git("ls-tree", "-r", "--name-only", "HEAD", "records")
    return String(try #require(pages.split(separator: "\n").first))
  }

  /// The run after the mending takes everything in.
  private func expectRecovery(_ workspace: SmallWorkspace) throws {
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try workspace.records == 21)
    try workspace.expectSound()
  }

  @Test func `refuses a format newer than its own`() throws {
    let workspace = try played()
    let text = try String(contentsOfFile: "\(workspace.root)/data/ledger.json", encoding: .utf8)
    try workspace.write(text.replacing(/"format": \d+/, with: "\"format\": 999"), to: "data/ledger.json")
    try workspace.git("commit", "-qam", "upgrade\n\nTend-Run: 20261012T210000Z-1\nTend-Version: 99.0.0")
    let head = try workspace.head
    try workspace.run(day: 13).expectFailure("ledger.newer-format", exit: 5)
    #expect(try workspace.head == head)
  }

  @Test func `refuses a foreign commit on top`() throws {
    let workspace = try played()
    try workspace.write("hello\n", to: "data/notes.txt")
    try workspace.git("add", "notes.txt")
    try workspace.git("commit", "-qm", "my notes")
    let head = try workspace.head
    let outcome = try workspace.run(day: 13)
    outcome.expectFailure("ledger.foreign-commit", exit: 5)
    #expect(try workspace.head == head)
    try workspace.git("reset", "-q", "--hard", "HEAD~1")
    try expectRecovery(workspace)
  }

  @Test(arguments: [
    ("git config core.worktree /tmp", "git config --unset core.worktree"),
    ("git config core.bare true", "git config core.bare false"),
  ])
  func `refuses a repository whose files are elsewhere`(_ change: String, _ mending: String) throws {
    let workspace = try played()
    let head = try workspace.head
    try workspace.shell("cd '\(workspace.root)/data' && \(change)")
    for command in ["run", "status", "doctor"] {
      let outcome = try workspace.tend(command)
      #expect(outcome.code != 0)
      #expect((outcome.output + outcome.errors).contains("elsewhere"), "\(outcome.output)\(outcome.errors)")
    }
    try workspace.run(day: 13).expectFailure("ledger.elsewhere", exit: 5)
    try workspace.shell("cd '\(workspace.root)/data' && \(mending)")
    #expect(try workspace.head == head)
    try expectRecovery(workspace)
  }

  @Test func `takes a file's mode for no edit`() throws {
    let workspace = try played()
    try workspace.shell("find '\(workspace.root)/data/records' -name '*.jsonl' -exec chmod +x {} +")
    try expectRecovery(workspace)
    #expect(try !workspace.git("ls-tree", "-r", "HEAD").contains("100755"))
    #expect(try workspace.git("status", "--porcelain").isEmpty)
  }

  @Test func `writes no lock through a link`() throws {
    let workspace = try played()
    try workspace.shell(
      "cd '\(workspace.root)' && echo mine > kept && rm -f .tend/run.lock && ln -s '\(workspace.root)/kept' .tend/run.lock"
    )
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 7)
    #expect(outcome.errors.contains("run.lock"))
    #expect(try workspace.shell("cat '\(workspace.root)/kept'") == "mine\n")
    try workspace.shell("rm '\(workspace.root)/.tend/run.lock'")
    try expectRecovery(workspace)
  }

  @Test(arguments: ["records", "records/shop", "records/shop/orders"])
  func `refuses a folder that became a link`(_ name: String) throws {
    let workspace = try played()
    let head = try workspace.head
    let folder = "\(workspace.root)/data/\(name)"
    try workspace.shell("mv '\(folder)' '\(workspace.root)/moved' && ln -s '\(workspace.root)/moved' '\(folder)'")
    let outcome = try workspace.run(day: 13)
    outcome.expectFailure("ledger.foreign-edit", exit: 5)
    #expect(outcome.errors.contains("data/\(name)") || outcome.errors.contains(name))
    #expect(try workspace.head == head)
    try workspace.shell("rm '\(folder)' && mv '\(workspace.root)/moved' '\(folder)'")
    try expectRecovery(workspace)
  }

  /// Ways in which a history becomes another one than was seen here, each without a foreign commit on top.
  @Test(arguments: [
    "git reset -q --hard HEAD~1", "git update-ref -d refs/heads/main",
    "GIT_COMMITTER_DATE=2026-10-13T20:00:05Z git -c user.name=Tend -c user.email=tend@localhost commit -q --amend "
      + "--no-edit --date 2026-10-13T20:00:05Z",
  ])
  func `tells of a history that is not the one seen before`(_ change: String) throws {
    let workspace = try played()
    #expect(try workspace.run(day: 13).code == 0)
    let before = try workspace.head
    try workspace.shell(
      "cd '\(workspace.root)/data' && git config safe.directory '*'; HOME='\(workspace.root)' \(change)")
    #expect(try workspace.head != before)
    let verified = try workspace.tend("verify")
    #expect(
      verified.code == 8 && verified.output.contains("was rewritten, taken back or replaced"), "\(verified.output)")
    try workspace.receive(SmallWorkspace.export(1...22), day: 14)
    try workspace.run(day: 14).expectFailure("ledger.history-changed", exit: 5)
    // An older copy that is meant: say so, and go on from it.
    let rebuilt = try workspace.tend("rebuild")
    #expect(rebuilt.code == 0, "\(rebuilt.errors)")
    if !change.contains("update-ref") {
      #expect(try workspace.run(day: 14).code == 0)
      #expect(try workspace.records == 22)
      try workspace.expectSound()
    }
  }

  @Test func `tells of a state that no entry tells of and of a commit under another name`() throws {
    let workspace = try SmallWorkspace(mode: "append")
    try workspace.receive(SmallWorkspace.export(1...3, net: "5000.00"), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    let path = String(
      try #require(
        workspace.git("ls-tree", "-r", "--name-only", "HEAD", "exceptions").split(separator: "\n").first))
    let text = try String(contentsOfFile: "\(workspace.root)/data/\(path)", encoding: .utf8)
    try workspace.write(
      text.replacing("\"state\": \"open\"", with: "\"state\": \"resolved\""), to: "data/\(path)")
    try workspace.git("commit", "-qam", "resolve it\n\nTend-Edit: resolve")
    let verified = try workspace.tend("verify")
    #expect(verified.code == 8, "\(verified.output)")
    #expect(verified.output.contains("bears the name of somebody else"), "\(verified.output)")
    #expect(verified.output.contains("is resolved, which its timeline does not tell of"), "\(verified.output)")
  }

  @Test func `says that the history is lost and makes no new one`() throws {
    let workspace = try played()
    try workspace.shell("rm -r '\(workspace.root)/data'")
    try workspace.run(day: 13).expectFailure("ledger.lost", exit: 5)
    try workspace.tend("init", "--yes").expectFailure("ledger.lost", exit: 5)
  }

  @Test(arguments: [".tend", ".tend/key"])
  func `makes no new key for a history that has one`(_ lost: String) throws {
    let workspace = try played()
    try workspace.shell("rm -r '\(workspace.root)/\(lost)'")
    try workspace.run(day: 13).expectFailure("key.missing", exit: 3)
    try workspace.tend("init", "--yes").expectFailure("key.missing", exit: 3)
    #expect(try workspace.shell("ls '\(workspace.root)/.tend/key'").contains("No such file"))
  }

  @Test func `names the index when it is damaged, and rebuild mends it`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...400), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    try workspace.receive(SmallWorkspace.export(1...401), day: 13)
    try workspace.shell(
      "rm -f '\(workspace.root)'/.tend/index.sqlite-*; dd if=/dev/urandom of='\(workspace.root)/.tend/index.sqlite' "
        + "bs=4096 seek=2 count=15 conv=notrunc 2>/dev/null")
    let outcome = try workspace.run(day: 13)
    outcome.expectFailure("index.unreadable", exit: 7)
    #expect(outcome.errors.contains("tend rebuild"))
    #expect(try workspace.tend("rebuild").code == 0)
    #expect(try workspace.run(day: 13).code == 0)
    #expect(try workspace.records == 401)
    try workspace.expectSound()
  }

  @Test func `refuses an edited page and says which`() throws {
    let workspace = try played()
    let page = try page(workspace)
    let path = "\(workspace.root)/data/\(page)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try workspace.write(text.replacing("1000", with: "9000"), to: "data/\(page)")
    let outcome = try workspace.run(day: 13)
    outcome.expectFailure("ledger.foreign-edit", exit: 5)
    #expect(outcome.errors.contains(page))
    // The edit is still there.
    #expect(try String(contentsOfFile: path, encoding: .utf8) != text)
    try workspace.git("checkout", "--", page)
    try expectRecovery(workspace)
  }

  @Test func `says that line ends were turned`() throws {
    let workspace = try played()
    let page = try page(workspace)
    let text = try String(contentsOfFile: "\(workspace.root)/data/\(page)", encoding: .utf8)
    try workspace.write(text.replacing("\n", with: "\r\n"), to: "data/\(page)")
    let outcome = try workspace.run(day: 13)
    outcome.expectFailure("ledger.foreign-edit", exit: 5)
    #expect(outcome.errors.contains("CRLF"))
    try workspace.git("checkout", "--", page)
    try expectRecovery(workspace)
  }

  @Test func `refuses a detached HEAD`() throws {
    let workspace = try played()
    try workspace.git("checkout", "-q", "--detach")
    try workspace.run(day: 13).expectFailure("ledger.detached-head", exit: 5)
    try workspace.git("checkout", "-q", "main")
    try expectRecovery(workspace)
  }

  @Test func `refuses a history with objects missing`() throws {
    let workspace = try played()
    let packs = "\(workspace.root)/data/.git/objects/pack"
    let aside = "\(workspace.root)/aside"
    try FileManager.default.moveItem(atPath: packs, toPath: aside)
    try FileManager.default.createDirectory(atPath: packs, withIntermediateDirectories: true)
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 5, "\(outcome.errors)")
    #expect(outcome.errors.contains("[ledger."))
    #expect(try workspace.tend("verify").code != 0)
    try FileManager.default.removeItem(atPath: packs)
    try FileManager.default.moveItem(atPath: aside, toPath: packs)
    try expectRecovery(workspace)
  }

  @Test(.enabled(if: geteuid() == 0, "Only root can give a folder away"))
  func `refuses a folder that belongs to somebody else`() throws {
    let workspace = try played()
    try workspace.shell("chown -R 12345 '\(workspace.root)/data'")
    try workspace.run(day: 13).expectFailure("ledger.wrong-owner", exit: 5)
    try workspace.shell("chown -R 0 '\(workspace.root)/data'")
    try expectRecovery(workspace)
  }

  @Test func `refuses another key, and none`() throws {
    let workspace = try played()
    let key = try Data(contentsOf: URL(filePath: "\(workspace.root)/.tend/key"))
    let head = try workspace.head
    try workspace.write(String(repeating: "ffeeddccbbaa99887766554433221100", count: 2) + "\n", to: ".tend/key")
    try workspace.run(day: 13).expectFailure("key.wrong", exit: 3)
    try FileManager.default.removeItem(atPath: "\(workspace.root)/.tend/key")
    try workspace.run(day: 13).expectFailure("key.missing", exit: 3)
    #expect(try workspace.head == head)
    try workspace.write(key, to: ".tend/key")
    try expectRecovery(workspace)
  }

  @Test func `makes a deleted or damaged index anew`() throws {
    let workspace = try played()
    try FileManager.default.removeItem(atPath: "\(workspace.root)/.tend/index.sqlite")
    try expectRecovery(workspace)
    try workspace.write("no database", to: ".tend/index.sqlite")
    let outcome = try workspace.run(day: 14)
    outcome.expectFailure("index.unreadable", exit: 7)
    #expect(outcome.errors.contains("tend rebuild"))
  }

  @Test func `refuses a clock that went back`() throws {
    let workspace = try played()
    let outcome = try workspace.run(day: 11)
    outcome.expectFailure("ledger.clock-went-back", exit: 5)
    #expect(outcome.errors.contains("An edit or run without --at was given the machine's time"), "\(outcome.errors)")
    try expectRecovery(workspace)
  }
}
