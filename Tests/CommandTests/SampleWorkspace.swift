import Foundation
import Testing

@testable import tend

/// A workspace of the sample shop's first days, with a key that makes the same pseudonyms each time.
struct SampleWorkspace {
  let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write(DemoConfiguration.exports, to: "tend.yml")
    try folder.write(String(repeating: "00112233445566778899aabbccddeeff", count: 2) + "\n", to: ".tend/key")
    for (name, mode) in [(".tend", 0o700), (".tend/key", 0o600)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(folder.path)/\(name)")
    }
  }

  /// Puts a day's exports into the imports folder, as they lie in data/sample-shop.
  func receive(_ day: String) throws {
    let shop = Program.checkout.appending(path: "data/sample-shop/imports")
    for connection in ["shop", "crm", "parcels", "support", "payments", "books"] {
      let source = shop.appending(path: connection)
      for name in try FileManager.default.contentsOfDirectory(atPath: source.path(percentEncoded: false))
      where name.hasSuffix("\(day).csv") {
        let target = folder.root.appending(path: "imports/\(connection)")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: source.appending(path: name), to: target.appending(path: name))
      }
    }
  }

  @discardableResult
  func tend(_ arguments: String...) throws -> Program.Outcome {
    try Program.built.run(arguments, in: folder)
  }

  /// Runs a command and returns all of what a person sees.
  func transcript(_ arguments: String...) throws -> String {
    try Program.built.run(arguments, in: folder).transcript(of: arguments, in: folder)
  }
}
