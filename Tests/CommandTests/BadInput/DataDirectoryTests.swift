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
    try expectRecovery(workspace)
  }
}
