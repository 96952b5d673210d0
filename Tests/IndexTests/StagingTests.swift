import Foundation
import Records
import Testing

@testable import Index

@Suite struct StagingTests {
  @Test(arguments: 0..<8)
  func handsOverTheNewestRowOfEachIdInPageOrder(seed: Int) throws {
    var random = Seeded(seed)
    let folder = try Folder()
    let staging = try StagingStore(path: folder.path("staging.sqlite"))
    try staging.begin("a/orders")
    try staging.begin("b/orders")
    try staging.append([StagedRow(id: "1", slot: 0, line: [9])], to: "b/orders")
    var model: [String: StagedRow] = [:]
    let isInOrder = seed % 2 == 0
    for batch in 0..<10 {
      let rows = (0..<Int.random(in: 0..<20, using: &random)).map { number in
        let id = isInOrder ? String(100 + number) : String(Int.random(in: 0..<60, using: &random))
        return StagedRow(
          id: id, slot: isInOrder ? batch : Int.random(in: -3..<5, using: &random),
          line: [UInt8(truncatingIfNeeded: batch)], personal: [1])
      }
      for row in rows { model[row.id] = row }
      try staging.append(rows, to: "a/orders", checkpoint: [UInt8(batch)])
      if batch == 5 || batch == 9 {
        var read: [StagedRow] = []
        try staging.forEachInPageOrder("a/orders") { read.append($0) }
        let wanted = model.values.sorted { ($0.slot, 0) < ($1.slot, precedes($0.id, $1.id) ? 1 : 0) }
        #expect(read == wanted)
        let slots = wanted.map(\.slot)
        let extent = try staging.extent("a/orders")
        #expect(extent.count == wanted.count)
        #expect(extent.slots?.lowerBound == slots.min())
        #expect(extent.slots?.upperBound == slots.max())
      }
    }
    #expect(try staging.checkpoint("a/orders") == [9])
    #expect(try staging.extent("b/orders") == StagedExtent(count: 1, slots: 0...0))
    try staging.discard("a/orders")
    #expect(try staging.streams().map(\.name) == ["b/orders"])
    #expect(try staging.extent("b/orders").count == 1)
  }

  @Test func movesARowWhoseSlotChanged() throws {
    let folder = try Folder()
    let staging = try StagingStore(path: folder.path("staging.sqlite"))
    try staging.begin("a/orders")
    try staging.append(
      [StagedRow(id: "x", slot: 1, line: [1]), StagedRow(id: "y", slot: 2, line: [2])], to: "a/orders")
    try staging.append([StagedRow(id: "x", slot: 3, line: [3])], to: "a/orders")
    var read: [String] = []
    try staging.forEachInPageOrder("a/orders") { read.append("\($0.id)\($0.slot)") }
    #expect(read == ["y2", "x3"])
  }

  @Test func resumesWhereTheLastBatchEnded() throws {
    let folder = try Folder()
    let path = folder.path("staging.sqlite")
    do {
      let staging = try StagingStore(path: path)
      let fresh = try staging.begin("a/orders", meta: [7])
      #expect(fresh == StagedStream(name: "a/orders", meta: [7], checkpoint: nil))
      let piece = Quarantined(source: "orders.csv", line: 3, reason: "bad-date", column: "Created at")
      try staging.append(
        [StagedRow(id: "1", slot: 1, line: [1])], quarantined: [piece], to: "a/orders", checkpoint: [1])
      try staging.append([], to: "a/orders")
    }
    let staging = try StagingStore(path: path)
    #expect(try staging.begin("a/orders", meta: [8]) == StagedStream(name: "a/orders", meta: [7], checkpoint: [1]))
    #expect(try staging.quarantined("a/orders").map(\.reason) == ["bad-date"])
    #expect(try staging.quarantinedCount("a/orders") == 1)
    #expect(try staging.row("1", in: "a/orders")?.line == [1])
    let error = #expect(throws: Diagnostic.self) { try staging.append([], to: "nobody/orders") }
    #expect(error?.code == "staging.unknown-stream")
  }

  @Test func keepsDeletionsUntilTheRecordComesAgain() throws {
    let folder = try Folder()
    let path = folder.path("staging.sqlite")
    do {
      let staging = try StagingStore(path: path)
      try staging.begin("a/orders")
      try staging.begin("b/orders")
      let rows = ["1", "2", "3"].map { StagedRow(id: $0, slot: 0, line: [1]) }
      try staging.append(rows, to: "a/orders", checkpoint: [1])
      try staging.append(rows, to: "b/orders")
      // One that is staged, one that never was, one twice.
      try staging.append([], deleted: ["2", "9", "2"], to: "a/orders", checkpoint: [2])
      // A record beats its deletion in one batch, whatever came before.
      try staging.append([StagedRow(id: "3", slot: 5, line: [3])], deleted: ["3"], to: "a/orders", checkpoint: [3])
    }
    let staging = try StagingStore(path: path)
    #expect(try staging.deleted("a/orders") == ["2", "9"])
    #expect(try staging.deleted("b/orders") == [] && staging.extent("b/orders").count == 3)
    try staging.append([StagedRow(id: "2", slot: 4, line: [2])], to: "a/orders")
    #expect(try staging.deleted("a/orders") == ["9"])
    var read: [String] = []
    try staging.forEachInPageOrder("a/orders") { read.append("\($0.id)\($0.slot)") }
    #expect(read == ["10", "24", "35"])
    #expect(try staging.extent("a/orders").count == 3)
    try staging.discard("a/orders")
    try staging.begin("a/orders")
    #expect(try staging.deleted("a/orders") == [])
  }

  @Test func fetchesAgainWhatAnotherVersionStaged() throws {
    let folder = try Folder()
    let path = folder.path("staging.sqlite")
    do {
      let file = PrivateFile(name: "staging", path: path, version: 1, remedy: "")
      _ = try file.open(schema: "CREATE TABLE streams (name BLOB)")
    }
    let staging = try StagingStore(path: path)
    #expect(try staging.streams().isEmpty)
    try staging.begin("a/orders")
    #expect(try staging.deleted("a/orders") == [])
  }

  @Test func keepsHostileIdsApart() throws {
    let folder = try Folder()
    let staging = try StagingStore(path: folder.path("staging.sqlite"))
    try staging.begin("a/orders")
    try staging.append(
      hostileIDs.enumerated().map { StagedRow(id: $1, slot: 0, line: [UInt8($0)]) }, to: "a/orders")
    var read: [String] = []
    try staging.forEachInPageOrder("a/orders") { row in
      #expect(sameBytes(hostileIDs[Int(row.line[0])], row.id))
      read.append(row.id)
    }
    #expect(read.count == hostileIDs.count)
    #expect(zip(read, read.dropFirst()).allSatisfy { precedes($0, $1) })
  }

  @Test func leavesNoByteOfADiscardedStream() throws {
    let folder = try Folder()
    let staging = try StagingStore(path: folder.path("staging.sqlite"))
    try staging.begin("a/orders")
    let secret = Array("Giulia Rossi".utf8)
    try staging.append((0..<500).map { StagedRow(id: "\($0)", slot: $0, line: [], personal: secret) }, to: "a/orders")
    #expect(try folder.bytes().contains(secret))
    try staging.discard("a/orders")
    #expect(try !folder.bytes().contains(secret))
    #expect(try staging.streams().isEmpty)
  }

  @Test func packsThePrivateHalfAndBack() throws {
    let parts = [
      PersonalPart(identifiers: Identifiers(), fields: [:]),
      PersonalPart(identifiers: Identifiers(email: "a@b.c", phone: "+390612345", customer: "7"), fields: ["name": ""]),
      PersonalPart(
        identifiers: Identifiers(customer: "\0"), fields: ["note": String(repeating: "ü", count: 300), "": "x"]),
    ]
    for part in parts {
      #expect(PersonalPart(bytes: part.bytes) == part)
      for length in 1..<max(1, part.bytes.count) where length != part.bytes.count {
        #expect(PersonalPart(bytes: Array(part.bytes.prefix(length))) != part)
      }
    }
    var random = Seeded(1)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 1..<30, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      _ = PersonalPart(bytes: bytes)
    }
  }
}
