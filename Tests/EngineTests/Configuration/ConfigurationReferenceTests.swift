import Foundation
import Records
import Testing

@testable import Engine

/// docs/configuration.md and the schema are what the reader's own shapes make. `TEND_RECORD=1` writes them anew.
@Suite struct ConfigurationReferenceTests {
  private let project = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func compare(_ bytes: [UInt8], with path: String) throws {
    let file = project.appending(path: path)
    if ProcessInfo.processInfo.environment["TEND_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
      Issue.record("\(path) was written; run again without TEND_RECORD")
    }
    let stored = try Data(contentsOf: file)
    #expect(Array(stored) == bytes, "\(path) differs from what the reader knows: record it with TEND_RECORD=1")
  }

  @Test func documentsEveryKeyOfTheReader() throws {
    let text = ConfigurationReference.markdown()
    for table in Shapes.all {
      for key in table.keys { #expect(text.contains("| `\(key.name)` |"), "\(table.name).\(key.name)") }
    }
    let known = Set(Shapes.all.flatMap(\.keys).map(\.name) + ["based_on", "key"])
    for line in text.split(separator: "\n") where line.hasPrefix("| `") {
      let name = line.dropFirst(3).prefix { $0 != "`" }
      #expect(known.contains(String(name)))
    }
    try compare(Array(text.utf8), with: "docs/configuration.md")
  }

  @Test func describesEveryKeyInTheSchema() throws {
    let schema = ConfigurationReference.schema()
    let definitions = try #require(schema["$defs"]?.object)
    for table in Shapes.all {
      let object = table.name == Shapes.root ? schema : try #require(definitions[table.name]?.object)
      #expect(object["properties"]?.object?.keys.sorted() == table.keys.map(\.name).sorted())
      #expect(table.takesCopies || object["additionalProperties"] == false)
    }
    try compare(PrettyJSON.bytes(schema), with: "data/schemas/tend.schema.json")
  }

  @Test func givesExamplesAndDefaultsThatTheReaderTakes() throws {
    for table in Shapes.all {
      for key in table.keys {
        let tree = try YAMLDocument(path: "tend.yml").tree(Array("key: \(key.example)".utf8))
        var checker = ConfigurationChecker(path: "tend.yml", currency: "USD", zones: ZoneLoader())
        if let value = tree.entry("key")?.value { checker.check(value, key.shape, key.name) }
        #expect(checker.problems.map(\.summary) == [], "\(table.name).\(key.name): \(key.example)")
      }
    }
  }
}
