import CGit2
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the ledger asks of the file system, each refusal as a ``Diagnostic``.
enum Disk {
  /// Runs a call again while a signal interrupts it.
  static func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o644, at folder: Int32 = AT_FDCWD)
    throws(Diagnostic) -> Int32
  {
    let file = Int32(retrying { Int(openat(folder, path, flags | O_CLOEXEC, mode)) })
    if file < 0 { throw Trouble.os(errno, flags & O_CREAT == 0 ? "open a file" : "create a file", path) }
    return file
  }

  static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(Diagnostic) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        retrying { systemWrite(file, UnsafeRawBufferPointer(rebasing: all[done...])) }
      }
      if count < 0 { throw Trouble.os(errno, "write a file", path) }
      done += count
    }
  }

  static func sync(_ file: Int32, path: String) throws(Diagnostic) {
    if fsync(file) != 0 { throw Trouble.os(errno, "save a file for good", path) }
  }

  static func syncFolder(_ path: String) throws(Diagnostic) {
    let folder = try open(path, O_RDONLY | O_DIRECTORY)
    defer { close(folder) }
    try sync(folder, path: path)
  }

  /// Makes everything written so far to the file system that holds `path` durable.
  static func syncAll(_ path: String) throws(Diagnostic) {
    #if canImport(Glibc)
      let folder = try open(path, O_RDONLY | O_DIRECTORY)
      defer { close(folder) }
      if cgit2_syncfs(folder) != 0 { throw Trouble.os(errno, "save the files for good", path) }
    #else
      Darwin.sync()
    #endif
  }

  /// The content of a file; nil when there is none.
  static func read(_ path: String, at folder: Int32 = AT_FDCWD) throws(Diagnostic) -> [UInt8]? {
    let file = Int32(retrying { Int(openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) })
    if file < 0 {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw Trouble.os(errno, "read a file", path)
    }
    defer { close(file) }
    var facts = stat()
    if fstat(file, &facts) != 0 { throw Trouble.os(errno, "read a file", path) }
    if facts.st_mode & S_IFMT == S_IFDIR { return nil }
    var failure: Int32 = 0
    var bytes = [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, used in
      used = 0
      while used < buffer.count {
        let count = retrying {
          systemRead(file, UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[used...])))
        }
        if count < 0 { failure = errno }
        if count <= 0 { break }
        used += count
      }
    }
    if failure != 0 { throw Trouble.os(failure, "read a file", path) }
    // A file may have grown, or may be one that has no size of its own.
    var more = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = more.withUnsafeMutableBytes { space in retrying { systemRead(file, space) } }
      if count < 0 { throw Trouble.os(errno, "read a file", path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: more[..<count])
    }
  }

  /// Writes a file that matters only once something later makes it count.
  static func put(_ bytes: [UInt8], at path: String, mode: mode_t = 0o644) throws(Diagnostic) {
    let file = try open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    do throws(Diagnostic) {
      try write(bytes, to: file, path: path)
    } catch {
      close(file)
      throw error
    }
    if close(file) != 0 { throw Trouble.os(errno, "write a file", path) }
  }

  /// Writes a file so that after a power cut it is there in full or as before.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) throws(Diagnostic) {
    let draft = path + ".new"
    let file = try open(draft, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    do throws(Diagnostic) {
      try write(bytes, to: file, path: draft)
      try sync(file, path: draft)
    } catch {
      close(file)
      unlink(draft)
      throw error
    }
    close(file)
    try rename(draft, path)
    try syncFolder(folder(of: path))
  }

  static func rename(_ from: String, _ to: String) throws(Diagnostic) {
    if renameat(AT_FDCWD, from, AT_FDCWD, to) != 0 { throw Trouble.os(errno, "rename a file", to) }
  }

  static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(Diagnostic) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    if errno == ENOENT, path.contains("/") {
      try makeFolder(folder(of: path), mode: mode)
      if mkdir(path, mode) == 0 || errno == EEXIST { return }
    }
    throw Trouble.os(errno, "make a folder", path)
  }

  static func exists(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  /// Names in a folder, unsorted, without `.` and `..`; empty when there is no such folder.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a folder of plain files, as the ledger's own drafts are.
  static func removeFlat(_ path: String) {
    for name in names(in: path) { unlink(path + "/" + name) }
    rmdir(path)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  #if canImport(Glibc)
    Glibc.write(file, bytes.baseAddress, bytes.count)
  #else
    Darwin.write(file, bytes.baseAddress, bytes.count)
  #endif
}

private func systemRead(_ file: Int32, _ space: UnsafeMutableRawBufferPointer) -> Int {
  #if canImport(Glibc)
    Glibc.read(file, space.baseAddress, space.count)
  #else
    Darwin.read(file, space.baseAddress, space.count)
  #endif
}
