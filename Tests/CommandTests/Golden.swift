import Foundation
import Testing

/// Compares what people read with the files in Golden. TEND_RECORD=1 writes them anew and fails the test, so that nobody
/// records without looking.
enum Golden {
  static func expect(
    _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["TEND_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      Issue.record("Recorded \(name); look at it, then run again without TEND_RECORD", sourceLocation: sourceLocation)
      return
    }
    let wanted = (try? String(decoding: Data(contentsOf: file), as: UTF8.self)) ?? ""
    #expect(text == wanted, "Golden/\(name).txt differs", sourceLocation: sourceLocation)
  }
}

extension Program.Outcome {
  /// Everything a person sees, with what differs from machine to machine replaced.
  func transcript(of arguments: [String], in folder: Folder) -> String {
    var text = "$ tend \(arguments.joined(separator: " "))\n\(output)"
    if !errors.isEmpty { text += "-- standard error\n\(errors)" }
    text += "-- exit code \(code)\n"
    text.replace(folder.path, with: "FOLDER")
    // Keys are random, and commits depend on them through the pseudonyms.
    text.replace(/\b[0-9a-f]{64}\b/, with: "KEY")
    text.replace(/\b[0-9a-f]{40}\b/, with: "COMMIT")
    text.replace(/(?m)^[0-9a-f]{10}(?=  )/, with: "COMMITHASH")
    text.replace(/(?m)(Commit |From |to )[0-9a-f]{10}\b/) { "\($0.output.1)COMMITHASH" }
    text.replace(/\b[eps]\.[0-9A-Z]{26}\b/.ignoresCase(), with: "PSEUDONYM")
    return text
  }
}
