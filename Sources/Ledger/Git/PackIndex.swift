import Crypto

/// The index of a pack, version 2: which object stands where.
enum PackIndex {
  static func encode(_ entries: [PackStream.Entry], packHash: [UInt8]) -> [UInt8] {
    let sorted = entries.sorted { $0.id < $1.id }
    var bytes: [UInt8] = [0xff, 0x74, 0x4f, 0x63]
    bytes.reserveCapacity(1100 + sorted.count * 28)
    bytes += bigEndian(UInt32(2))
    var counts = [UInt32](repeating: 0, count: 256)
    for entry in sorted { counts[entry.id.firstByte] += 1 }
    var sum: UInt32 = 0
    for count in counts {
      sum += count
      bytes += bigEndian(sum)
    }
    for entry in sorted { entry.id.append(to: &bytes) }
    for entry in sorted { bytes += bigEndian(entry.checksum) }
    // Offsets past 2 GiB stand in a table of their own.
    var far: [UInt64] = []
    for entry in sorted {
      if entry.offset < 1 << 31 {
        bytes += bigEndian(UInt32(entry.offset))
      } else {
        bytes += bigEndian(UInt32(1 << 31) | UInt32(far.count))
        far.append(entry.offset)
      }
    }
    for offset in far { bytes += bigEndian(offset) }
    bytes += packHash
    return bytes + Array(Insecure.SHA1.hash(data: bytes))
  }

  /// The objects a pack's index lists; nil when it is no index of version 2.
  static func objects(_ bytes: [UInt8]) -> [ObjectID]? {
    guard bytes.count >= 8 + 1024 + 40, bytes[0..<4] == [0xff, 0x74, 0x4f, 0x63], bytes[7] == 2 else { return nil }
    let count = bytes[1028..<1032].reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 1032 + count * 28 + 40 else { return nil }
    return (0..<count).map { ObjectID(unchecked: bytes[(1032 + $0 * 20)..<(1052 + $0 * 20)]) }
  }
}
