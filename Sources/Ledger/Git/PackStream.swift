import Crypto
import Records
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One pack being written: objects are appended as they come, in any order, from any thread.
///
/// The pack and its index are written here and not by libgit2's indexer, since a pack begins with the number of its
/// objects, which the indexer wants first and a stream knows last.
final class PackStream: Sendable {
  /// Where one object stands in the pack.
  struct Entry {
    var id: ObjectID
    var offset: UInt64
    var checksum: UInt32
  }

  private struct State {
    var file: Int32
    var offset: UInt64 = 12
    var buffer: [UInt8] = []
    var entries: [Entry] = []
    var places: [ObjectID: UInt64] = [:]
    var failure: Diagnostic?
  }

  private let folder: String
  private let draft: String
  private let state: Mutex<State>

  /// Begins a pack in the folder `objects/pack`.
  init(in folder: String) throws(Diagnostic) {
    self.folder = folder
    // git itself takes away leftovers of this name.
    draft = folder + "/tmp_pack_tend"
    try Disk.makeFolder(folder)
    unlink(draft)
    let file = try Disk.open(draft, O_RDWR | O_CREAT | O_EXCL, mode: 0o444)
    state = Mutex(State(file: file, buffer: Array("PACK".utf8) + bigEndian(UInt32(2)) + bigEndian(UInt32(0))))
  }

  deinit {
    state.withLock { state in
      if state.file >= 0 { close(state.file) }
    }
  }

  /// The first thing that went wrong; nothing is written after it.
  var failure: Diagnostic? { state.withLock { $0.failure } }

  func contains(_ id: ObjectID) -> Bool { state.withLock { $0.places[id] != nil } }

  /// Appends an object, unless this pack has it.
  func add(_ kind: ObjectKind, _ content: [UInt8], id: ObjectID, with deflater: inout Deflater) {
    if contains(id) { return }
    var entry = Self.header(kind.rawValue, content.count)
    let whole = deflater.append(content, to: &entry)
    append(entry, id: id, whole: whole)
  }

  /// Appends an object as what differs from `base`, which stands in this pack already.
  func add(delta: [UInt8], of id: ObjectID, from base: ObjectID, with deflater: inout Deflater) {
    if contains(id) { return }
    // 7: the base is named by its id.
    var entry = Self.header(7, delta.count)
    base.append(to: &entry)
    let whole = deflater.append(delta, to: &entry)
    append(entry, id: id, whole: whole)
  }

  private static func header(_ kind: UInt8, _ size: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var byte = kind << 4 | UInt8(size & 15)
    var rest = size >> 4
    while rest > 0 {
      bytes.append(byte | 0x80)
      byte = UInt8(rest & 0x7f)
      rest >>= 7
    }
    bytes.append(byte)
    return bytes
  }

  private func append(_ bytes: [UInt8], id: ObjectID, whole: Bool) {
    let checksum = Deflater.checksum(bytes)
    state.withLock { state in
      guard state.failure == nil, state.places[id] == nil else { return }
      guard whole else {
        state.failure = Diagnostic(.system, code: "system.memory", "there was not enough memory to compress an object")
        return
      }
      state.entries.append(Entry(id: id, offset: state.offset, checksum: checksum))
      state.places[id] = state.offset
      state.offset += UInt64(bytes.count)
      state.buffer.append(contentsOf: bytes)
      if state.buffer.count >= 1 << 20 { flush(&state) }
    }
  }

  private func flush(_ state: inout State) {
    do throws(Diagnostic) {
      try Disk.write(state.buffer, to: state.file, path: draft)
      state.buffer.removeAll(keepingCapacity: true)
    } catch {
      state.failure = error
    }
  }

  /// Completes the pack and makes it durable under its draft's name.
  ///
  /// - Returns: what `publish` needs; the name is `pack-…` without an ending.
  func seal() throws(Diagnostic) -> (name: String, index: [UInt8], count: Int) {
    var failure: Diagnostic?
    var sealed: (name: String, index: [UInt8], count: Int) = ("", [], 0)
    state.withLock { state in
      flush(&state)
      do throws(Diagnostic) {
        if let failure = state.failure { throw failure }
        sealed = try seal(&state)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return sealed
  }

  private func seal(_ state: inout State) throws(Diagnostic) -> (name: String, index: [UInt8], count: Int) {
    let count = bigEndian(UInt32(state.entries.count))
    if pwrite(state.file, count, 4, 8) != 4 { throw Trouble.os(errno, "write a file", draft) }
    var hash = Insecure.SHA1()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var at: off_t = 0
    while true {
      let space = chunk.count
      let file = state.file
      let count = chunk.withUnsafeMutableBytes { buffer in Disk.retrying { pread(file, buffer.baseAddress, space, at) }
      }
      if count < 0 { throw Trouble.os(errno, "read a file", draft) }
      if count == 0 { break }
      chunk.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      at += off_t(count)
    }
    let trailer = Array(hash.finalize())
    try Disk.write(trailer, to: state.file, path: draft)
    try Disk.sync(state.file, path: draft)
    close(state.file)
    state.file = -1
    let index = PackIndex.encode(state.entries, packHash: trailer)
    return ("pack-" + hexText(trailer), index, state.entries.count)
  }

  /// Gives a sealed pack its name, then its index, which is what makes git see it.
  func publish(_ name: String, index: [UInt8], between step: () throws(Diagnostic) -> Void) throws(Diagnostic) {
    let indexDraft = folder + "/tmp_idx_tend"
    unlink(indexDraft)
    let file = try Disk.open(indexDraft, O_WRONLY | O_CREAT | O_EXCL, mode: 0o444)
    do throws(Diagnostic) {
      try Disk.write(index, to: file, path: indexDraft)
      try Disk.sync(file, path: indexDraft)
    } catch {
      close(file)
      throw error
    }
    close(file)
    try Disk.rename(draft, "\(folder)/\(name).pack")
    try step()
    try Disk.rename(indexDraft, "\(folder)/\(name).idx")
    try Disk.syncFolder(folder)
  }

  /// Removes the drafts.
  func discard() {
    unlink(draft)
    unlink(folder + "/tmp_idx_tend")
  }
}

func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
