import Records

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files that the command line itself writes: those of the demo and of the sandbox.
enum DemoFolder {
  /// The first line of the README.md in a demo's folder; without it nothing is ever replaced.
  static let mark = "# A demo of Tend"

  /// Makes the folder of a demo, in place of an earlier demo if `replacing`.
  ///
  /// - Throws: `demo.folder-in-use` when the folder has something in it that a demo did not make.
  static func prepare(_ root: String, replacing: Bool) throws(Diagnostic) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    let readme = FileManager.default.contents(atPath: root + "/README.md") ?? Data()
    let isDemo = String(decoding: readme, as: UTF8.self).hasPrefix(mark + "\n")
    if !names.isEmpty {
      guard isDemo, replacing else {
        throw Diagnostic(
          .usage, code: "demo.folder-in-use", isDemo ? "There is a demo already" : "The folder is not empty",
          reason: isDemo ? nil : "Only a folder that an earlier demo made is ever replaced.",
          hints: [isDemo ? "Play it anew: tend demo --replace \(root)" : "Name another folder: tend demo DIR"],
          location: root)
      }
      try perform(root) { try FileManager.default.removeItem(atPath: root) }
    }
    try write(Array(readmeText.utf8), to: root + "/README.md")
  }

  static func write(_ bytes: [UInt8], to path: String) throws(Diagnostic) {
    try perform(path) {
      if let folder = Paths.parent(path) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      try Data(bytes).write(to: URL(filePath: path))
    }
  }

  private static func perform(_ path: String, _ work: () throws -> Void) throws(Diagnostic) {
    do {
      try work()
    } catch {
      throw Diagnostic(
        .system, code: "system.file", "The file can't be written", reason: (error as? CocoaError).map { "\($0.code)" },
        hints: ["Check the path, its owner and the space on the disk"], location: path)
    }
  }

  private static let readmeText = """
    \(mark)

    A workspace of a made-up shop, played by `tend demo`. Nobody in it exists. `tend demo --replace` throws it away and
    plays it anew, so keep nothing here.

    """
}
