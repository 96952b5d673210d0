import Foundation
import Testing

/// The built program, run as a process with nothing of this machine around it.
struct Program: Sendable {
  struct Outcome: Sendable {
    var code: Int32
    var output: String
    var errors: String
  }

  let path: String

  /// The binary named in TEND_BIN, else the one beside the tests.
  static let built: Program = {
    if let named = ProcessInfo.processInfo.environment["TEND_BIN"] { return Program(path: named) }
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    // On macOS the tests lie deeper, inside of a bundle.
    for _ in 0..<6 {
      let candidate = folder.appending(path: "tend").path(percentEncoded: false)
      if FileManager.default.isExecutableFile(atPath: candidate), !isFolder(candidate) {
        return Program(path: candidate)
      }
      folder.deleteLastPathComponent()
    }
    return Program(path: ".build/debug/tend")
  }()

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Runs it to its end in `folder`, with `input` or none.
  func run(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:], input: String? = nil
  ) throws -> Outcome {
    let name = UUID().uuidString
    let output = folder.root.appending(path: ".output-\(name)")
    let errors = folder.root.appending(path: ".errors-\(name)")
    // Files, since a pipe that nobody empties would stop the program.
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder.root
    process.environment = Self.environment(in: folder).merging(environment) { $1 }
    if let input {
      let file = folder.root.appending(path: ".input-\(name)")
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    let input = folder.root.appending(path: ".input-\(name)")
    defer { for file in [output, errors, input] { try? FileManager.default.removeItem(at: file) } }
    let text = { (file: URL) in String(decoding: try Data(contentsOf: file), as: UTF8.self) }
    return Outcome(code: process.terminationStatus, output: try text(output), errors: try text(errors))
  }

  static let checkout = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func environment(in folder: Folder) -> [String: String] {
    var environment = [
      "HOME": folder.path, "TZ": "UTC", "USER": "maya", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
    ]
    // The resources are the checkout's, wherever the program was built.
    environment["TEND_RESOURCES"] = checkout.path(percentEncoded: false)
    // A toolchain outside of the system's folders is found through this.
    environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    return environment
  }
}

/// A folder of a test's own, removed with the last reference to it.
final class Folder: Sendable {
  let root: URL

  var path: String {
    let path = root.path(percentEncoded: false)
    return path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  init() throws {
    let made = FileManager.default.temporaryDirectory.appending(path: "tend-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    root = made.resolvingSymlinksInPath()
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func write(_ text: String, to name: String) throws {
    let file = root.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: name)), as: UTF8.self)
  }

  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: name).path(percentEncoded: false))
  }
}
