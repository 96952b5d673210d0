import Foundation
import Records

@testable import Index

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("tend-index-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// The bytes of every file in it.
  func bytes() throws -> [UInt8] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).flatMap {
      try Array(Data(contentsOf: url.appendingPathComponent($0)))
    }
  }
}

/// SplitMix64, so that every failing case can be made again from its seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

func order(
  _ id: String, connection: String = "shopify", email: String? = nil, customer: String? = nil, phone: String? = nil
) -> IndexedRecord {
  var record = IndexedRecord(address: RecordAddress(connection: connection, kind: .order, id: id), store: "main")
  record.people = Pseudonyms(email: email, phone: phone, customer: customer)
  return record
}

let monday = Instant(seconds: 1_795_392_000)
/// Ids that systems may give and files may hold.
let hostileIDs = [
  "", "a\0b", "a", "a\0", "'; DROP TABLE records; --", "\"", "%", "e\u{301}", "\u{E9}", "\u{FFFD}", "\u{10FFFF}",
  "../..",
  String(repeating: "x", count: 1 << 20), "\n", "ż\u{0}\u{0}",
]
