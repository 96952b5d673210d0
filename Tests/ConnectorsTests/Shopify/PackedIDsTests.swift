import Records
import Testing

@testable import Connectors

/// Parcels under way, as a cursor remembers them.
@Suite struct PackedIDsTests {
  @Test(
    arguments: [
      [], [1], [31, 32, 33], [5_330_000_000_001, 5_330_000_000_002, 5_330_000_900_000], [1 << 59, (1 << 60) - 1],
    ] as [[UInt64]])
  func `ids come back from their text`(_ ids: [UInt64]) {
    #expect(PackedIDs.ids(PackedIDs.text(ids.reversed())) == ids)
  }

  @Test(arguments: ["A", "g", "B ", "BA", "_______________", "ggggggggggggggg"])
  func `another text is none`(_ text: String) {
    #expect(PackedIDs.ids(text) == nil)
  }

  @Test func `the newest parcels are remembered, as many as a cursor has room for`() {
    var cursor = ShopifyCursor()
    let ids = (0..<3000).map { 5_330_000_000_001 + UInt64($0) * 700_000 }
    let isFull = cursor.watch(ids, not: [])
    #expect(isFull)
    #expect(cursor.open.last == ids.last && cursor.open.count > 600)
    #expect(CanonicalJSON.bytes(cursor.cursor.json).count < 4096)
    let isStillFull = cursor.watch([], not: Set(ids.dropLast()))
    #expect(!isStillFull)
    #expect(cursor.open == ids.suffix(1))
  }
}
