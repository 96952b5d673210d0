/// Git's deltas: a version as copies from another and what is new.
enum Delta {
  /// The delta, or nil when it would save too little.
  ///
  /// Versions of a page or a tree share their beginning, their end, and most pieces between: lines of a page, entries of
  /// a tree.
  static func make(from base: [UInt8], to content: [UInt8], kind: ObjectKind) -> [UInt8]? {
    guard base.count < 1 << 31, content.count < 1 << 31 else { return nil }
    let common = min(base.count, content.count)
    var start = 0
    while start < common, base[start] == content[start] { start += 1 }
    var end = 0
    while end < common - start, base[base.count - 1 - end] == content[content.count - 1 - end] { end += 1 }
    var delta: [UInt8] = []
    size(base.count, to: &delta)
    size(content.count, to: &delta)

    // Copies wait here until it is known where they end.
    var (from, count) = (0, start)
    var fresh: [UInt8] = []
    func flush() {
      copy(from, count, to: &delta)
      insert(fresh, to: &delta)
      count = 0
      fresh = []
    }
    var known: [ArraySlice<UInt8>: Int] = [:]
    for piece in pieces(base, start, base.count - end, kind) { known[piece] = piece.startIndex }
    for piece in pieces(content, start, content.count - end, kind) {
      if let place = known[piece] {
        if !fresh.isEmpty || from + count != place { flush() }
        if count == 0 { from = place }
        count += piece.count
      } else {
        fresh += piece
      }
    }
    if !fresh.isEmpty || from + count != base.count - end { flush() }
    if count == 0 { from = base.count - end }
    count += end
    flush()
    return delta.count < content.count / 2 ? delta : nil
  }

  private static func pieces(_ bytes: [UInt8], _ start: Int, _ end: Int, _ kind: ObjectKind) -> [ArraySlice<UInt8>] {
    guard start < end else { return [] }
    if kind == .tree {
      // An entry is its name's end and 20 bytes; where the shared beginning cuts one in two nothing is lost but bytes.
      var pieces: [ArraySlice<UInt8>] = []
      var from = start
      for entry in Tree.parse(bytes) ?? [] {
        let next = min(end, entry.name.endIndex + 21)
        if next > from {
          pieces.append(bytes[from..<next])
          from = next
        }
      }
      return pieces
    }
    var pieces: [ArraySlice<UInt8>] = []
    var from = start
    while from < end {
      let next = bytes[from..<end].firstIndex(of: 0x0a).map { $0 + 1 } ?? end
      pieces.append(bytes[from..<next])
      from = next
    }
    return pieces
  }

  private static func insert(_ bytes: [UInt8], to delta: inout [UInt8]) {
    var at = 0
    while at < bytes.count {
      let count = min(127, bytes.count - at)
      delta.append(UInt8(count))
      delta.append(contentsOf: bytes[at..<(at + count)])
      at += count
    }
  }

  private static func size(_ value: Int, to delta: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      delta.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    delta.append(UInt8(rest))
  }

  private static func copy(_ offset: Int, _ count: Int, to delta: inout [UInt8]) {
    var (offset, rest) = (offset, count)
    while rest > 0 {
      let part = min(rest, 0xffff)
      var flags: UInt8 = 0x80
      var bytes: [UInt8] = []
      for (bit, value) in [
        (0, offset), (1, offset >> 8), (2, offset >> 16), (3, offset >> 24), (4, part), (5, part >> 8),
      ]
      where value & 0xff != 0 {
        flags |= 1 << UInt8(bit)
        bytes.append(UInt8(value & 0xff))
      }
      delta.append(flags)
      delta.append(contentsOf: bytes)
      offset += part
      rest -= part
    }
  }
}
