import Foundation

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tend-http-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(filePath: file(name))) }
}

/// Runs a program and gives what it prints; throws where it fails.
@discardableResult
func run(_ program: String, _ arguments: [String], input: [UInt8]? = nil) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  let source = Pipe()
  process.standardInput = source
  try process.run()
  Thread.detachNewThread {
    if let input { try? source.fileHandleForWriting.write(contentsOf: Data(input)) }
    try? source.fileHandleForWriting.close()
  }
  let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw SocketError() }
  return Array(bytes)
}
