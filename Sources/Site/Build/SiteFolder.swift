import Records

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder the site is written to. Files appear by rename, and only when their bytes differ.
struct SiteFolder: Sendable {
  var root: String

  func read(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(root)/\(path)").map { Array($0) }
  }

  func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

  func makeFolder(_ path: String) throws(Diagnostic) {
    try makeFolders(to: path.isEmpty ? root : "\(root)/\(path)")
  }

  /// Makes a folder and those above it.
  private func makeFolders(to place: String) throws(Diagnostic) {
    if mkdir(place, 0o755) == 0 { return }
    if errno == ENOENT, let slash = place.lastIndex(of: "/"), slash > place.startIndex {
      try makeFolders(to: String(place[..<slash]))
      if mkdir(place, 0o755) == 0 { return }
    }
    guard errno == EEXIST else { throw failure(place, reason()) }
    var facts = stat()
    guard stat(place, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
      throw failure(place, "A file stands where the folder must be.")
    }
  }

  /// Whether a file is these bytes; a file of another length is not read.
  private func isThere(_ target: String, _ bytes: [UInt8]) -> Bool {
    let file = open(target, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, Int(facts.st_size) == bytes.count else {
      return false
    }
    var content = [UInt8](repeating: 0, count: bytes.count)
    // At most the buffer's own size is read into it.
    let got = content.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return got == bytes.count && content == bytes
  }

  /// Writes `bytes`; false when the file had them already.
  func write(_ path: String, _ bytes: [UInt8]) throws(Diagnostic) -> Bool {
    let target = "\(root)/\(path)"
    if isThere(target, bytes) { return false }
    let temporary = target + ".tmp"
    guard let file = fopen(temporary, "w") else { throw failure(temporary, reason()) }
    let written = fwrite(bytes, 1, bytes.count, file)
    let closed = fclose(file)
    guard written == bytes.count, closed == 0, rename(temporary, target) == 0 else {
      let reason = reason()
      unlink(temporary)
      throw failure(target, reason)
    }
    return true
  }

  func remove(_ path: String) throws(Diagnostic) {
    guard unlink("\(root)/\(path)") == 0 || errno == ENOENT else { throw failure("\(root)/\(path)", reason()) }
  }

  /// The names in one folder below the root; none when it doesn't exist.
  func names(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? root : "\(root)/\(folder)")
    return (names ?? []).sorted()
  }

  private func reason() -> String { String(cString: strerror(errno)) }

  private func failure(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .system, code: "site.write", "The site can't be written", reason: reason,
      hints: ["Check that the folder exists, may be written and has room."], location: path)
  }
}
