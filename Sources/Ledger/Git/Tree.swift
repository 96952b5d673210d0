/// One line of a git tree.
struct TreeEntry {
  static let folderMode: UInt32 = 0o040000
  static let fileMode: UInt32 = 0o100644

  var mode: UInt32
  var name: ArraySlice<UInt8>
  var id: ObjectID

  var isFolder: Bool { mode == Self.folderMode }
}

/// Reading, writing and ordering of raw git trees.
enum Tree {
  /// The entries in git's order; nil when the bytes are no tree.
  static func parse(_ raw: [UInt8]) -> [TreeEntry]? {
    var entries: [TreeEntry] = []
    entries.reserveCapacity(raw.count / 32)
    var at = 0
    while at < raw.count {
      var mode: UInt32 = 0
      while at < raw.count, raw[at] != 0x20 {
        guard raw[at] >= 0x30, raw[at] <= 0x37, mode < 0o1000000 else { return nil }
        mode = mode << 3 | UInt32(raw[at] - 0x30)
        at += 1
      }
      at += 1
      let start = at
      while at < raw.count, raw[at] != 0 { at += 1 }
      guard at + 20 < raw.count, at > start else { return nil }
      entries.append(
        TreeEntry(mode: mode, name: raw[start..<at], id: ObjectID(unchecked: raw[(at + 1)...(at + 20)])))
      at += 21
    }
    return entries
  }

  static func encode(_ entries: [TreeEntry]) -> [UInt8] {
    var raw: [UInt8] = []
    for entry in entries {
      raw.append(contentsOf: String(entry.mode, radix: 8).utf8)
      raw.append(0x20)
      raw.append(contentsOf: entry.name)
      raw.append(0)
      entry.id.append(to: &raw)
    }
    return raw
  }

  /// Git's order: bytes of the name, where a folder's name ends with a slash.
  ///
  /// A file and a folder of the same name are two places in it, so a file that became a folder is a deletion and
  /// additions, and whole paths come out of a walk in the order of their bytes.
  static func order(_ left: TreeEntry, _ right: TreeEntry) -> Int {
    var (i, j) = (left.name.startIndex, right.name.startIndex)
    while i < left.name.endIndex, j < right.name.endIndex {
      if left.name[i] != right.name[j] { return left.name[i] < right.name[j] ? -1 : 1 }
      i += 1
      j += 1
    }
    let nextLeft: Int = i < left.name.endIndex ? Int(left.name[i]) : (left.isFolder ? 0x2f : 0)
    let nextRight: Int = j < right.name.endIndex ? Int(right.name[j]) : (right.isFolder ? 0x2f : 0)
    return nextLeft == nextRight ? 0 : (nextLeft < nextRight ? -1 : 1)
  }
}
