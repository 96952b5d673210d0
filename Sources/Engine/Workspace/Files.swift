#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import Records

/// Small files of the workspace, with errors a person can act on.
enum Files {
  /// The bytes of a file; nil when there is none.
  static func read(_ path: String) throws(Diagnostic) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw trouble(errno, path)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = chunk.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { throw trouble(errno, path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[0..<count])
    }
  }

  /// Writes a file by a temporary one and a rename, so that it is the old or the new one at any moment.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(Diagnostic) {
    let temporary = path + ".tmp"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw trouble(errno, path) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes[offset...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else {
        let number = errno
        close(descriptor)
        unlink(temporary)
        throw trouble(number, path)
      }
      offset += written
    }
    let synced = fsync(descriptor)
    let number = errno
    close(descriptor)
    guard synced == 0 else { throw trouble(number, path) }
    guard rename(temporary, path) == 0 else { throw trouble(errno, path) }
    try syncFolder(of: path)
  }

  /// Makes the name of a file in its folder last through a power cut.
  private static func syncFolder(of path: String) throws(Diagnostic) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw trouble(errno, folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw trouble(errno, folder) }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(Diagnostic) {
    if isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw trouble(errno, path) }
  }

  /// Removes a file; none of that name is as good.
  static func remove(_ path: String) throws(Diagnostic) {
    if unlink(path) != 0, errno != ENOENT { throw trouble(errno, path) }
  }

  /// Whether there is a folder of that name.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether there is anything of that name.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The diagnostic of a system error number about `path`.
  static func trouble(_ number: Int32, _ path: String) -> Diagnostic {
    switch number {
    case ENOSPC, EDQUOT:
      Diagnostic(
        .system, code: "system.disk-full", "The disk is full", reason: "Writing \(path) failed; nothing was lost.",
        hints: ["Free some space and run the command again"], location: path)
    case EACCES, EPERM, EROFS:
      Diagnostic(
        .system, code: "system.not-permitted", "The file may not be read or written",
        reason: String(cString: strerror(number)) + ".",
        hints: ["Check who owns it and its mode: ls -l \(path)"], location: path)
    default:
      Diagnostic(
        .system, code: "system.file", "The file can't be used", reason: String(cString: strerror(number)) + ".",
        hints: ["Check the path and the disk"], location: path)
    }
  }
}

// Names of their own, since Files.read and Files.write shadow the C functions.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
