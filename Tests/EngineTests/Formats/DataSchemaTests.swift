import Foundation
import Records
import Testing

@testable import Engine

@Suite struct DataSchemaTests {
  /// Set to true to write the files anew; the run then fails, so that it can't stay so.
  static let recording = false

  private var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../data/schemas").standardized
  }

  @Test func equalTheCommittedFiles() throws {
    for (name, schema) in DataSchemas.all {
      let file = folder.appending(path: name)
      if Self.recording { try Data(PrettyJSON.bytes(schema)).write(to: file) }
      #expect([UInt8](try Data(contentsOf: file)) == PrettyJSON.bytes(schema), "\(name)")
    }
    #expect(!Self.recording, "recorded; set it back to false")
  }

  @Test func nameNoPrivateField() {
    for kind in Kind.allCases {
      let schema = DataSchemas.all.first { $0.name == "record-\(kind.rawValue).schema.json" }?.schema
      let named = schema?["properties"]?.object?.keys ?? []
      for field in Schema.of(kind).fields where !field.isPublic { #expect(!named.contains(field.name)) }
    }
  }
}
