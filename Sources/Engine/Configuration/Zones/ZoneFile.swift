import Records

/// Reads a compiled zone file (RFC 8536), version 2 or later.
enum ZoneFile {
  /// Tables end here; later moments keep the last offset.
  static let end = Instant(seconds: 2_556_144_000)

  /// The table from 1970 on; nil when the bytes are no zone file.
  static func zone(_ name: String, _ bytes: [UInt8]) -> Zone? {
    guard let first = Header(bytes, at: 0), first.version >= 2, let header = Header(bytes, at: first.end(timeSize: 4))
    else { return nil }
    let times = header.start + Header.size
    let kinds = times + header.times * 8
    let types = kinds + header.times
    let end = header.end(timeSize: 8)
    guard end <= bytes.count, header.types > 0 else { return nil }
    func offset(_ type: Int) -> Int64? {
      guard type < header.types else { return nil }
      return Int64(Int32(truncatingIfNeeded: integer(bytes, types + type * 6, 4)))
    }
    guard var current = offset(0) else { return nil }
    var table = Zone(name: name, firstOffset: current)
    for index in 0..<header.times {
      let start = integer(bytes, times + index * 8, 8)
      guard let next = offset(Int(bytes[kinds + index])) else { return nil }
      if start >= Self.end.seconds { break }
      append(&table, start, next)
      current = next
    }
    let footer = String(decoding: bytes[end...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }, as: UTF8.self)
    if let rule = ZoneRule(footer) {
      let last = header.times == 0 ? Int64.min : integer(bytes, times + (header.times - 1) * 8, 8)
      for turn in rule.turns(after: last) { append(&table, turn.start.seconds, turn.offset) }
    }
    return table
  }

  private static func append(_ table: inout Zone, _ start: Int64, _ offset: Int64) {
    if start <= 0 {
      table.firstOffset = offset
    } else if offset != table.periods.last?.offset ?? table.firstOffset {
      table.periods.append(Zone.Period(start: Instant(seconds: start), offset: offset))
    }
  }

  static func integer(_ bytes: [UInt8], _ at: Int, _ size: Int) -> Int64 {
    Int64(truncatingIfNeeded: bytes[at..<at + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  private struct Header {
    static let size = 44
    var start: Int
    var version: Int
    var indicators: (wall: Int, universal: Int)
    var leaps: Int
    var times: Int
    var types: Int
    var letters: Int

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + Header.size <= bytes.count, Array(bytes[start..<start + 4]) == Array("TZif".utf8) else {
        return nil
      }
      self.start = start
      version = max(0, Int(bytes[start + 4]) - 48)
      let counts = (0..<6).map { Int(ZoneFile.integer(bytes, start + 20 + $0 * 4, 4)) }
      // No zone has nearly as many; a broken count must not run past the end or overflow.
      guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
      indicators = (counts[1], counts[0])
      leaps = counts[2]
      times = counts[3]
      types = counts[4]
      letters = counts[5]
    }

    func end(timeSize: Int) -> Int {
      start + Header.size + times * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + indicators.wall
        + indicators.universal
    }
  }
}
