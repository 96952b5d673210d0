import Foundation
import ShopFiles
import Testing

/// A workspace with one stream of orders from plain files, in any folder.
struct SmallWorkspace {
  /// Keeps the folder; nil when somebody else does.
  private let own: Folder?
  let root: String

  init(in place: String? = nil, mode: String = "full") throws {
    let folder = try Folder()
    own = place == nil ? folder : nil
    root = place ?? folder.path
    var configuration = OrdersConfiguration()
    configuration.mode = mode
    try write(configuration.text, to: "tend.yml")
    try write(String(repeating: "00112233445566778899aabbccddeeff", count: 2) + "\n", to: ".tend/key")
    chmod(root + "/.tend", 0o700)
    chmod(root + "/.tend/key", 0o600)
    #expect(try tend("init", "--yes").code == 0)
  }

  static let header = "Id,Placed,Currency,Net,Email,Name\n"

  /// Rows of an export.
  static func export(_ ids: ClosedRange<Int>, net: String = "10.00") -> String {
    header + ids.map { "\($0),2026-10-11 09:00:00,USD,\(net),a\($0)@example.org,Ann\n" }.joined()
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ bytes: Data, to name: String) throws {
    let file = URL(filePath: "\(root)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  /// Puts an export of a day of October 2026 into the imports folder.
  func receive(_ text: String, day: Int) throws { try write(text, to: "imports/shop/orders-2026-10-\(day).csv") }

  @discardableResult
  func tend(_ arguments: String...) throws -> Program.Outcome {
    try Program.built.run(
      arguments + ["--workspace", root].filter { _ in arguments[0] != "init" }
        + (arguments[0] == "init" ? [root] : []), in: Folder())
  }

  /// A run on the evening of a day of October 2026.
  @discardableResult
  func run(day: Int) throws -> Program.Outcome { try tend("run", "--at", "2026-10-\(day)T20:00:00") }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    try shell(
      "git -c safe.directory='*' -c user.name=Someone -c user.email=s@example.org -C '\(root)/data' "
        + arguments.map { "'\($0)'" }.joined(separator: " "))
  }

  @discardableResult
  func shell(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = ["HOME": root, "PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  var head: String { get throws { try git("rev-parse", "HEAD") } }

  /// How many records the newest commit holds.
  var records: Int {
    get throws {
      try git("ls-tree", "-r", "--name-only", "HEAD", "records").split(separator: "\n").reduce(0) { sum, page in
        try sum + git("show", "HEAD:\(page)").split(separator: "\n").count
      }
    }
  }

  /// Nothing is lost and nothing half-published: git finds the repository whole and the worktree as HEAD says.
  func expectSound(_ location: SourceLocation = #_sourceLocation) throws {
    #expect(try git("fsck", "--full", "--strict", "--no-dangling", "--no-progress") == "", sourceLocation: location)
    #expect(try git("status", "--porcelain") == "", sourceLocation: location)
  }
}

extension Program.Outcome {
  /// Failed as the documentation says: with the code, and with a word on how to mend it.
  func expectFailure(_ code: String, exit: Int32, _ location: SourceLocation = #_sourceLocation) {
    #expect(self.code == exit, "\(errors)", sourceLocation: location)
    #expect(errors.contains("[\(code)]"), "\(errors)", sourceLocation: location)
    #expect(errors.contains("To mend: "), "\(errors)", sourceLocation: location)
  }
}
