import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs that read a served shop, killed without warning: what the reads have proved is published all the same.
@Suite(.serialized) struct SystemKillTests {
  private static let at = ["--at", "2026-10-15T03:00:00Z"]
  private static let kills = 12

  private func workspace(_ served: SystemsTests.Served) throws -> Folder {
    let folder = try Folder()
    try folder.write(
      """
      version: 1
      name: Larkspur & Pine
      zone: America/New_York
      currency: USD
      owners:
        - {id: maya, name: Maya, roles: [founder]}
      connections:
        shopify:
          system: shopify
          shop: larkspur.myshopify.com
          address: \(served.url)shopify

      """, to: "tend.yml")
    try folder.write(String(repeating: "00112233445566778899aabbccddeeff", count: 2) + "\n", to: ".tend/key")
    for (name, mode) in [(".tend", 0o700), (".tend/key", 0o600)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder.path)/\(name)")
    }
    #expect(try Program.built.run(["init", "--yes"], in: folder).code == 0)
    return folder
  }

  private static let token = ["TEND_SHOPIFY_TOKEN": "shpat_sandbox_0123456789abcdef"]

  private func run(_ words: [String], in folder: Folder) throws -> Program.Outcome {
    try Program.built.run(words + Self.at, in: folder, environment: Self.token)
  }

  /// The records and verdicts that the first run published.
  private func published(in folder: Folder) throws -> (records: String, verdicts: [String: String]) {
    let commits = try git(["log", "--reverse", "--format=%H", "--", "sources/shopify.json"], in: folder)
    let first = try #require(commits.split(separator: "\n").first.map(String.init))
    let source = try JSONSerialization.jsonObject(
      with: Data(git(["show", "\(first):sources/shopify.json"], in: folder).utf8))
    let streams = (source as? [String: Any])?["streams"] as? [String: [String: Any]] ?? [:]
    return (
      try git(["rev-parse", "\(first):records"], in: folder),
      streams.mapValues { ($0["coverage"] as? [String: Any])?["verdict"] as? String ?? "none" }
    )
  }

  private func git(_ arguments: [String], in folder: Folder) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-c", "safe.directory=*", "-C", "\(folder.path)/data"] + arguments
    process.environment = ["HOME": folder.path, "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test func `a first read killed between reading and its commit is published as complete`() async throws {
    let served = try await SystemsTests.Served(in: Folder())
    let (whole, killed) = (try workspace(served), try workspace(served))
    #expect(try run(["run", "--no-build"], in: whole).code == 0)
    // What a run leaves that is killed then.
    #expect(try run(["sync"], in: killed).code == 0)
    #expect(try run(["run", "--no-build"], in: killed).code == 0)
    let (expected, actual) = (try published(in: whole), try published(in: killed))
    #expect(actual.records == expected.records)
    #expect(actual.verdicts == expected.verdicts)
    #expect(expected.verdicts.count == 7 && expected.verdicts.allSatisfy { $0.value == "complete" })
  }

  @Test func `a first read killed anywhere ends as one that was not`() async throws {
    let served = try await SystemsTests.Served(in: Folder())
    let (whole, killed) = (try workspace(served), try workspace(served))
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try run(["run", "--no-build"], in: whole).code == 0)
    let length = start.duration(to: clock.now)
    var struck = 0
    while struck < Self.kills, try git(["log", "--format=%H", "--", "sources"], in: killed).isEmpty {
      // Early ones and late ones; each goes on from what the one before had staged.
      let share = Double(1 + struck * 5 % Self.kills) / Double(Self.kills)
      if try strike(in: killed, after: length * share) { struck += 1 }
    }
    #expect(struck > 0)
    #expect(try run(["run", "--no-build"], in: killed).code == 0)
    let (expected, actual) = (try published(in: whole), try published(in: killed))
    #expect(actual.records == expected.records)
    #expect(actual.verdicts == expected.verdicts)
    #expect(try Program.built.run(["verify"], in: killed).code == 0)
  }

  /// Starts a run and kills it; whether it was still running.
  private func strike(in folder: Folder, after delay: Duration) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: Program.built.path)
    process.arguments = ["run", "--no-build", "--quiet"] + Self.at
    process.currentDirectoryURL = folder.root
    process.environment = Program.environment(in: folder).merging(Self.token) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let (seconds, attoseconds) = delay.components
    usleep(UInt32(seconds) * 1_000_000 + UInt32(attoseconds / 1_000_000_000_000))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }
}
