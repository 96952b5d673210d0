import Foundation
import Records

@testable import Ledger

/// A folder of its own for one test, removed with the value.
final class Scratch {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tend-ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var data: String { path + "/data" }
  var hidden: String { path + "/.tend" }

  func create() throws -> Ledger { try Ledger.create(data: data, privateFolder: hidden) }
  func open() throws -> Ledger { try Ledger(data: data, privateFolder: hidden) }

  func put(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: data + "/" + name))
  }
  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: data + "/" + name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Runs the real git in the data folder, without anybody's settings unless `home` has some.
  @discardableResult
  func git(_ arguments: String..., home: String? = nil) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", data] + arguments
    process.environment = [
      "HOME": home ?? path, "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
      "GIT_AUTHOR_NAME": "Someone", "GIT_AUTHOR_EMAIL": "someone@example.org", "GIT_COMMITTER_NAME": "Someone",
      "GIT_COMMITTER_EMAIL": "someone@example.org",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// What git finds wrong; empty when the repository is sound and the worktree as HEAD says.
  func complaints() throws -> String {
    let check = try git("fsck", "--full", "--strict", "--no-dangling")
    let status = try git("status", "--porcelain")
    return (check.code == 0 ? "" : check.output) + status.output
  }
}

/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

let noon = Instant(seconds: 1_795_435_200)
let tester = Author(name: "Tend", email: "tend@localhost")

func message(_ subject: String = "run") -> CommitMessage {
  CommitMessage(subject: subject, trailers: [.init("Tend-Run", "r1"), .init("Tend-Version", "0.1.0")])
}

extension Ledger {
  /// Commits these files on top of HEAD; nil deletes.
  @discardableResult
  func save(_ files: [String: String?], at time: Instant = noon, _ subject: String = "run") throws -> Commit {
    let builder = try beginCommit(on: try head())
    for (path, text) in files {
      if let text { try builder.write(path, Array(text.utf8)) } else { try builder.delete(path) }
    }
    return try builder.finish(message: message(subject), author: tester, at: time)
  }

  func model() throws -> [String: String] {
    guard let head = try head() else { return [:] }
    var found: [String: String] = [:]
    for file in try files(in: head.tree) {
      found[file.path] = String(decoding: try read(blob: file.blob), as: UTF8.self)
    }
    return found
  }
}

func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return (error as? Diagnostic)?.code ?? "\(error)"
  }
}
