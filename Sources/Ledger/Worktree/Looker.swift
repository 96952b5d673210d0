import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks at many files in the order of their paths, keeping their folder open.
struct Looker: ~Copyable {
  private let root: String
  private var folder: Int32 = -1
  private var folderPath: [UInt8] = []
  /// Folders that were seen to be folders, and not links to some.
  private var plain: Set<String> = []

  init(root: String) { self.root = root }

  deinit { if folder >= 0 { close(folder) } }

  /// Nil when there is no regular file.
  mutating func facts(_ path: ArraySlice<UInt8>) throws(Diagnostic) -> FileFacts? {
    let terminated = Array(path) + [0]
    var failure: Diagnostic?
    let facts = terminated.withUnsafeBufferPointer { bytes -> FileFacts? in
      do throws(Diagnostic) { return try self.facts(terminated: bytes, 0..<path.count) } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    return facts
  }

  /// The same for a path within `bytes` behind which a NUL stands.
  mutating func facts(
    terminated bytes: UnsafeBufferPointer<UInt8>, _ path: Range<Int>
  ) throws(Diagnostic) -> FileFacts? {
    var name = path.upperBound
    while name > path.lowerBound, bytes[name - 1] != UInt8(ascii: "/") { name -= 1 }
    let parent = UnsafeBufferPointer(rebasing: bytes[path.lowerBound..<max(path.lowerBound, name - 1)])
    if folder < 0 || !isOpen(parent) {
      if folder >= 0 { close(folder) }
      let path = String(decoding: parent, as: UTF8.self)
      try requirePlain(path)
      folder = openat(AT_FDCWD, root + "/" + path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      folderPath = Array(parent)
      if folder < 0 {
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw Trouble.os(errno, "look at a folder", root)
      }
    }
    guard let base = bytes.baseAddress else { return nil }
    let facts = UnsafeRawPointer(base + name).withMemoryRebound(to: CChar.self, capacity: path.upperBound - name + 1) {
      name -> (code: Int32, stat) in
      var facts = stat()
      return (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW), facts)
    }
    if facts.code != 0 {
      if errno == ENOENT { return nil }
      throw Trouble.os(errno, "look at a file", String(decoding: bytes[path], as: UTF8.self))
    }
    return facts.1.st_mode & S_IFMT == S_IFREG ? FileFacts(facts.1) : nil
  }

  /// Refuses a folder that somebody put a link in the place of: what is written through it would end elsewhere.
  private mutating func requirePlain(_ path: String) throws(Diagnostic) {
    if path.isEmpty || plain.contains(path) { return }
    if path.utf8.contains(UInt8(ascii: "/")) { try requirePlain(Disk.folder(of: path)) }
    var facts = stat()
    if lstat(root + "/" + path, &facts) == 0, facts.st_mode & S_IFMT == S_IFLNK {
      throw Diagnostic(
        .ledger, code: "ledger.foreign-edit", "a folder of the ledger was replaced by a link",
        reason: "Tend alone writes the data folder, and never through a link",
        hints: ["Put the folder itself back, then run again."], location: path)
    }
    plain.insert(path)
  }

  private func isOpen(_ parent: UnsafeBufferPointer<UInt8>) -> Bool {
    guard folderPath.count == parent.count else { return false }
    guard let other = parent.baseAddress else { return true }
    return folderPath.withUnsafeBufferPointer { own in
      own.baseAddress.map { memcmp($0, other, parent.count) == 0 } ?? true
    }
  }
}
