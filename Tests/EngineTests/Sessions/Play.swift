import Foundation
import Index
import Ledger
import Records
import Sandbox

@testable import Engine

/// A workspace in a folder of its own, played by the real engine, removed with the value.
final class Play {
  let folder: String
  let workspace: Workspace

  init(_ configuration: String, key: String? = Play.key, parent: String? = nil) throws {
    folder = (parent ?? FileManager.default.temporaryDirectory.path) + "/tend-session-\(UUID().uuidString)"
    workspace = Workspace(root: folder)
    if let key {
      try Files.makeFolder(workspace.privateFolder, mode: 0o700)
      try Files.write(Array(key.utf8), to: workspace.key, mode: 0o600)
    }
    _ = try Tend.initialise(
      workspace, options: InitOptions(name: "Shop", configuration: configuration), setting: Play.setting(Play.start))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The same key everywhere, so that two workspaces can be compared.
  static let key = String(repeating: "0123456789abcdef", count: 4) + "\n"
  static let start = Instant("2026-10-12T12:00:00Z") ?? Instant(seconds: 0)
  static let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  static func setting(_ now: Instant) -> Setting { Setting(now: now, version: "0.0.0", resources: project) }

  func tend(_ now: Instant) -> Tend { Tend(workspace: workspace, setting: Play.setting(now)) }

  @discardableResult
  func run(_ now: Instant, dryRun: Bool = false, build: Bool = true) async throws -> RunReport {
    try await tend(now).run(dryRun: dryRun, build: build)
  }

  func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

  func write(_ bytes: [UInt8], to path: String) throws {
    let target = folder + "/" + path
    try Files.makeFolder(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
    try Files.write(bytes, to: target)
  }

  /// The evening of a day of the sample shop, counted from 1.
  static func evening(_ day: Int) -> Instant {
    Instant(day: SampleShop.committed.firstDay + day, secondOfDay: 4 * 3600)
  }

  /// Puts a day's exports in place.
  func deliver(_ day: Int) throws {
    for file in SampleShop.committed.exports(on: SampleShop.committed.firstDay + (day - 1)) {
      try write(file.bytes, to: file.path)
    }
  }

  /// Plays days of the sample shop, a run each evening.
  func play(_ days: ClosedRange<Int>, build: Bool = false) async throws {
    for day in days {
      try deliver(day)
      try await run(Play.evening(day), build: build)
    }
  }

  func ledger() throws -> Ledger { try Ledger(data: workspace.data, privateFolder: workspace.privateFolder) }

  func dump() throws -> [String] { try ShopIndex(path: workspace.index).dump() }

  func exceptions(_ states: Set<ShopException.State> = [.open, .acknowledged, .resolved]) throws -> [ShopException] {
    var query = ExceptionQuery()
    query.states = states
    return try tend(Play.start).exceptions(query)
  }

  /// Object ids of everything that must be the same when the same is done again.
  func state() throws -> [String: String] {
    var state: [String: String] = [:]
    for name in ["records", "exceptions", "actions", "sources", "config"] {
      state[name] = try git("rev-parse", "--verify", "-q", "HEAD:\(name)").output
    }
    return state
  }

  /// Every file below a folder of the workspace, by path.
  func files(_ below: String) throws -> [String: [UInt8]] {
    let root = below.isEmpty ? folder : folder + "/" + below
    var files: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      if !Files.isFolder("\(root)/\(path)") { files[path] = try Files.read("\(root)/\(path)") ?? [] }
    }
    return files
  }

  /// The real git in the data folder, without anybody's settings.
  @discardableResult
  func git(_ arguments: String...) throws -> (code: Int32, output: String) {
    let result = try Programs.run(
      ["/usr/bin/env", "git", "-c", "safe.directory=*", "-C", workspace.data] + arguments,
      environment: [
        "HOME": folder, "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
        "GIT_AUTHOR_NAME": "Someone", "GIT_AUTHOR_EMAIL": "someone@example.org", "GIT_COMMITTER_NAME": "Someone",
        "GIT_COMMITTER_EMAIL": "someone@example.org",
      ])
    return (result.code, result.output)
  }

  /// What git finds wrong; empty when the repository is sound and the worktree is as HEAD says.
  func complaints() throws -> String {
    let check = try git("fsck", "--full", "--strict", "--no-dangling", "--no-progress")
    return (check.code == 0 ? "" : check.output) + (try git("status", "--porcelain").output)
  }
}

/// Starts other programs.
enum Programs {
  /// Runs a program to its end; what it prints on both channels.
  static func run(_ arguments: [String], environment: [String: String]) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// The built `tend`: the variable TEND_BIN, else what lies beside the tests.
  static let tend: String? = {
    let beside = ([CommandLine.arguments[0], Bundle.main.bundlePath] + CommandLine.arguments).map {
      $0.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/tend"
    }
    let named = ProcessInfo.processInfo.environment["TEND_BIN"].map { [$0] } ?? []
    let upwards = beside.map { $0.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" } + "/tend" }
    let checkout = ["release", "debug"].map { "\(Play.project)/.build/\($0)/tend" }
    return (named + beside + upwards + checkout).first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
}

/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
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

/// The code of the diagnostic that `body` ends with; nil when it ends well.
func code(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? Diagnostic)?.code ?? "\(error)"
  }
}
