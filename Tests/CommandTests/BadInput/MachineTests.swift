import Foundation
import Testing

/// What the machine can refuse: room, permission, a second run at once.
@Suite(.serialized) struct MachineTests {
  /// A file system of its own, a few megabytes large; nil where this process may not make one.
  private final class SmallDisk {
    let path: String

    init?(megabytes: Int) throws {
      path = FileManager.default.temporaryDirectory.path + "/tend-disk-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      guard geteuid() == 0, Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path) else {
        try FileManager.default.removeItem(atPath: path)
        return nil
      }
    }

    deinit {
      _ = Self.run("umount", path)
      try? FileManager.default.removeItem(atPath: path)
    }

    func remount(_ options: String) -> Bool { Self.run("mount", "-o", "remount,\(options)", path) }

    private static func run(_ program: String, _ arguments: String...) -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [program] + arguments
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }

  private static let canMount = ((try? SmallDisk(megabytes: 1)) ?? nil) != nil

  @Test(.enabled(if: canMount, "LEFT OUT: this process may not make a small file system"))
  func `says that the disk is full, loses nothing, and goes on once there is room`() throws {
    let disk = try #require(try SmallDisk(megabytes: 6))
    let workspace = try SmallWorkspace(in: disk.path + "/shop")
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    let head = try workspace.head
    try workspace.receive(SmallWorkspace.export(1...30_000), day: 13)
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 7, "\(outcome.code) \(outcome.errors)")
    #expect(outcome.errors.contains("To mend: "), "\(outcome.errors)")
    #expect(outcome.errors.contains("disk") || outcome.errors.contains("space"), "\(outcome.errors)")
    #expect(try workspace.head == head)
    try #require(disk.remount("size=200m"))
    try workspace.expectSound()
    let again = try workspace.run(day: 13)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try workspace.records == 30_000)
    try workspace.expectSound()
  }

  @Test(.enabled(if: canMount, "LEFT OUT: this process may not make a small file system"))
  func `says that a folder can't be written`() throws {
    let disk = try #require(try SmallDisk(megabytes: 20))
    let workspace = try SmallWorkspace(in: disk.path + "/shop")
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    #expect(try workspace.run(day: 12).code == 0)
    try workspace.receive(SmallWorkspace.export(1...21), day: 13)
    try #require(disk.remount("ro"))
    let outcome = try workspace.run(day: 13)
    #expect(outcome.code == 7, "\(outcome.errors)")
    #expect(outcome.errors.contains("To mend: "), "\(outcome.errors)")
    try #require(disk.remount("rw"))
    #expect(try workspace.run(day: 13).code == 0)
    #expect(try workspace.records == 21)
    try workspace.expectSound()
  }

  @Test func `lets one run at a time in`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...20), day: 12)
    let lock = open("\(workspace.root)/.tend/run.lock", O_RDWR | O_CREAT, 0o600)
    #expect(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
    let outcome = try workspace.run(day: 12)
    #expect(outcome.code == 6)
    #expect(outcome.errors.contains("[run.locked]"), "\(outcome.errors)")
    close(lock)
    #expect(try workspace.run(day: 12).code == 0)
  }

  @Test func `runs started together end one with success and the others turned away`() throws {
    let workspace = try SmallWorkspace()
    try workspace.receive(SmallWorkspace.export(1...3_000), day: 12)
    let processes = try (0..<4).map { _ in
      let process = Process()
      process.executableURL = URL(filePath: Program.built.path)
      process.arguments = ["run", "--quiet", "--at", "2026-10-12T20:00:00", "--workspace", workspace.root]
      process.environment = try Program.environment(in: Folder())
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in processes { process.waitUntilExit() }
    let codes = processes.map(\.terminationStatus)
    #expect(codes.contains(0) && codes.allSatisfy { [0, 6].contains($0) }, "\(codes)")
    #expect(try workspace.records == 3_000)
    try workspace.expectSound()
  }
}
