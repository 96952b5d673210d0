import Crypto
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the file system says about a file, in the words of git's index.
struct FileFacts: Equatable {
  /// Ten words as they stand in the index; the rest is zero. Not an array, since tens of thousands are compared a run.
  var words: SIMD16<UInt32>
  var modified: (Int64, Int64)

  static func == (left: FileFacts, right: FileFacts) -> Bool { left.words == right.words }

  /// The 40 bytes that stand in the index.
  var fields: [UInt8] { (0..<10).flatMap { bigEndian(words[$0]) } }
}

/// Git's index, `.git/index`, as raw bytes of version 2 with the places of its entries.
///
/// Kept raw since a run changes a hundred entries of tens of thousands: the rest is copied in runs of bytes.
struct IndexFile {
  /// Bytes before an entry's path: times, device, inode, mode, owner, size, object id, flags.
  static let fixed = 62

  private(set) var raw: [UInt8]
  private(set) var places: [Int]
  /// When the index itself was written: a file changed no earlier may have changed since with the same facts.
  var written: (Int64, Int64)

  /// What the file system said about the index when it was read.
  private var facts: FileFacts?

  var checksum: [UInt8] { Array(raw.suffix(20)) }

  init() {
    raw = []
    places = []
    written = (0, 0)
  }

  /// Reads the file; nil when it is missing, damaged, or of a form that others' settings produced.
  ///
  /// - Parameter last: what was read lately; taken again when the file is still the same.
  static func read(_ path: String, last: IndexFile? = nil) throws(Diagnostic) -> IndexFile? {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return nil }
    if let last, last.facts == FileFacts(facts) { return last }
    guard let raw = try Disk.read(path) else { return nil }
    var index = IndexFile()
    index.raw = raw
    index.facts = FileFacts(facts)
    index.written = modificationTime(facts)
    return index.parse() ? index : nil
  }

  private mutating func parse() -> Bool {
    let raw = self.raw
    guard raw.count >= 32, raw[0..<4] == Array("DIRC".utf8)[...], raw[4..<8] == [0, 0, 0, 2] else { return false }
    let end = raw.count - 20
    guard Array(Insecure.SHA1.hash(data: raw[..<end])) == Array(raw[end...]) else { return false }
    let count = Int(number(raw, 8))
    guard count <= raw.count / 64 else { return false }
    var found: [Int] = []
    found.reserveCapacity(count)
    let isWhole = raw.withUnsafeBufferPointer { Self.findPlaces(of: count, in: $0, before: end, &found) }
    places = found
    return isWhole
  }

  /// Finds where each entry begins; false when the file is not of the form that Tend writes. Over the bare bytes, since
  /// tens of thousands of entries are gone through in every run; each place is within the file before it is looked at.
  private static func findPlaces(
    of count: Int, in raw: UnsafeBufferPointer<UInt8>, before end: Int, _ places: inout [Int]
  ) -> Bool {
    var at = 12
    for _ in 0..<count {
      guard at + fixed < end else { return false }
      let flags = UInt16(raw[at + 60]) << 8 | UInt16(raw[at + 61])
      // No stages of a merge, no extended flags, no path of 4,095 bytes or more: we write none of them.
      guard flags & 0x7000 == 0, flags & 0xfff < 0xfff else { return false }
      let length = Int(flags & 0xfff)
      let next = at + (fixed + length + 8) / 8 * 8
      guard next <= end, length > 0, raw[at + fixed + length] == 0 else { return false }
      places.append(at)
      at = next
    }
    while at + 8 <= end {
      // An extension that must be understood begins in lower case: split index, sparse folders.
      if raw[at] >= UInt8(ascii: "a") { return false }
      let size = (4..<8).reduce(0) { $0 << 8 | Int(raw[at + $1]) }
      at += 8 + size
    }
    return at == end
  }

  var count: Int { places.count }

  func path(_ entry: Int) -> ArraySlice<UInt8> {
    let at = places[entry]
    let length = (Int(raw[at + 60]) << 8 | Int(raw[at + 61])) & 0xfff
    return raw[(at + Self.fixed)..<(at + Self.fixed + length)]
  }

  /// Where an entry's path stands in ``raw``; a NUL stands behind it.
  func pathRange(_ entry: Int) -> Range<Int> {
    let at = places[entry]
    let length = (Int(raw[at + 60]) << 8 | Int(raw[at + 61])) & 0xfff
    return (at + Self.fixed)..<(at + Self.fixed + length)
  }

  func id(_ entry: Int) -> ObjectID {
    let at = places[entry] + 40
    return ObjectID(unchecked: raw[at..<(at + 20)])
  }

  private static func modified(at place: Int, in raw: UnsafeRawBufferPointer) -> (Int64, Int64) {
    func word(_ at: Int) -> Int64 {
      Int64(UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
    }
    return (word(place + 8), word(place + 12))
  }

  /// Whether the file still has the facts of the entry, and had them before the index was written.
  func vouches(_ entry: Int, for facts: FileFacts) -> Bool {
    let at = places[entry]
    for word in 0..<10 where number(raw, at + 4 * word) != facts.words[word] { return false }
    return facts.modified < written
  }

  /// The same, over the bytes of ``raw``.
  func vouches(_ entry: Int, for facts: FileFacts, in raw: UnsafeBufferPointer<UInt8>) -> Bool {
    let words = UnsafeRawBufferPointer(raw)
    let at = places[entry]
    for word in 0..<10 {
      let stored = UInt32(bigEndian: words.loadUnaligned(fromByteOffset: at + 4 * word, as: UInt32.self))
      if stored != facts.words[word] { return false }
    }
    return facts.modified < written
  }

  /// The entry of a path; nil when there is none.
  func find(_ path: some Collection<UInt8>) -> Int? {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if self.path(middle).lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
    }
    return low < places.count && self.path(low).elementsEqual(path) ? low : nil
  }

  /// One change to the index: facts and content of a file, or nil to drop it.
  struct Change {
    var path: [UInt8]
    var file: (facts: FileFacts, id: ObjectID)?
  }

  /// The bytes of the index with these changes, which are sorted by path.
  func updated(_ changes: [Change]) -> [UInt8] {
    var bytes: [UInt8] = Array("DIRC".utf8) + [0, 0, 0, 2, 0, 0, 0, 0]
    bytes.reserveCapacity(raw.count + changes.count * 128 + 32)
    var count = 0
    var next = 0
    func carry(upTo limit: Int) {
      guard next < limit else { return }
      let end = limit < places.count ? places[limit] : entriesEnd
      let start = bytes.count
      bytes.append(contentsOf: raw[places[next]..<end])
      let doubtful = raw.withUnsafeBufferPointer { raw in
        (next..<limit).filter { !(Self.modified(at: places[$0], in: UnsafeRawBufferPointer(raw)) < written) }
      }
      for entry in doubtful {
        // A size of 0 makes everyone look at the content, since these facts prove nothing.
        let at = start + places[entry] - places[next] + 36
        for byte in at..<(at + 4) { bytes[byte] = 0 }
      }
      count += limit - next
      next = limit
    }
    for change in changes {
      var low = next
      var high = places.count
      while low < high {
        let middle = (low + high) / 2
        if path(middle).lexicographicallyPrecedes(change.path) { low = middle + 1 } else { high = middle }
      }
      carry(upTo: low)
      if next < places.count, path(next).elementsEqual(change.path) { next += 1 }
      if let file = change.file {
        bytes.append(contentsOf: file.facts.fields)
        file.id.append(to: &bytes)
        bytes.append(contentsOf: bigEndian(UInt16(min(change.path.count, 0xfff))))
        bytes.append(contentsOf: change.path)
        for _ in 0..<(8 - (Self.fixed + change.path.count) % 8) { bytes.append(0) }
        count += 1
      }
    }
    carry(upTo: places.count)
    bytes.replaceSubrange(8..<12, with: bigEndian(UInt32(count)))
    return bytes + Array(Insecure.SHA1.hash(data: bytes))
  }

  private var entriesEnd: Int {
    guard let last = places.last else { return 12 }
    return last + (Self.fixed + path(places.count - 1).count + 8) / 8 * 8
  }
}

private func number(_ raw: [UInt8], _ at: Int) -> UInt32 {
  UInt32(raw[at]) << 24 | UInt32(raw[at + 1]) << 16 | UInt32(raw[at + 2]) << 8 | UInt32(raw[at + 3])
}

func modificationTime(_ facts: stat) -> (Int64, Int64) {
  #if canImport(Glibc)
    (Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec))
  #else
    (Int64(facts.st_mtimespec.tv_sec), Int64(facts.st_mtimespec.tv_nsec))
  #endif
}

extension FileFacts {
  /// The facts of a regular file; the mode is the one git keeps, so an executable bit changes nothing.
  init(_ facts: stat) {
    #if canImport(Glibc)
      let changed = (facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec)
    #else
      let changed = (facts.st_ctimespec.tv_sec, facts.st_ctimespec.tv_nsec)
    #endif
    modified = modificationTime(facts)
    words = SIMD16(
      UInt32(truncatingIfNeeded: changed.0), UInt32(truncatingIfNeeded: changed.1),
      UInt32(truncatingIfNeeded: modified.0), UInt32(truncatingIfNeeded: modified.1),
      UInt32(truncatingIfNeeded: facts.st_dev), UInt32(truncatingIfNeeded: facts.st_ino), 0o100644,
      facts.st_uid, facts.st_gid, UInt32(truncatingIfNeeded: facts.st_size), 0, 0, 0, 0, 0, 0)
  }
}
