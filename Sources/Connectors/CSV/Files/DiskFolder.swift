#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
public import Records

/// One entry of a folder, as a listing finds it.
public struct FolderEntry: Sendable, Hashable {
  /// What the entry is.
  public enum Form: Sendable, Hashable { case file, folder, link, other }

  /// The name without the folder.
  public var name: String
  /// What it is; links are not followed.
  public var form: Form
  /// The size in bytes.
  public var size: Int
  /// When it was last written.
  public var modified: Instant

  /// An entry of its parts.
  public init(name: String, form: Form = .file, size: Int, modified: Instant) {
    self.name = name
    self.form = form
    self.size = size
    self.modified = modified
  }
}

/// Folders on this machine's disk.
public enum DiskFolder {
  /// The entries of a folder, sorted by name as bytes; hidden files are left out.
  ///
  /// - Throws: `csv.folder-missing`, `csv.folder-unreadable`.
  public static func list(_ folder: String) throws(Diagnostic) -> [FolderEntry] {
    var information = stat()
    guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
      throw Diagnostic(
        .source, code: "csv.folder-missing", "There is no folder \(shown(folder))",
        reason: "The connection reads the files that are put there.",
        hints: ["Create the folder, or name the right one as `folder` in tend.yml."], location: shown(folder))
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw Diagnostic(
        .system, code: "csv.folder-unreadable", "The folder \(shown(folder)) can't be listed",
        hints: ["Give the user that runs Tend the right to read it."], location: shown(folder))
    }
    return names.sorted(by: precedes).compactMap { name in
      name.hasPrefix(".") ? nil : entry(name, in: folder)
    }
  }

  /// Nil for a file that went away since; one whose name is not text can't be looked at, and is something else.
  private static func entry(_ name: String, in folder: String) -> FolderEntry? {
    var information = stat()
    guard lstat(folder + "/" + name, &information) == 0 else {
      return name.contains("\u{FFFD}")
        ? FolderEntry(name: name, form: .other, size: 0, modified: Instant(seconds: 0)) : nil
    }
    let form: FolderEntry.Form =
      switch information.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    #if canImport(Darwin)
      let seconds = information.st_mtimespec.tv_sec
    #else
      let seconds = information.st_mtim.tv_sec
    #endif
    return FolderEntry(
      name: name, form: form, size: Int(information.st_size), modified: Instant(seconds: Int64(seconds)))
  }

  /// A path or name for people: control characters, which could forge a line, become `?`.
  static func shown(_ path: String) -> String {
    String(String.UnicodeScalarView(path.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}

/// An open file, read from front to back; closed when it goes.
final class DiskFile: ByteSource {
  private let descriptor: Int32
  private let path: String
  private let chunk: Int
  private var position: Int

  /// Opens a regular file and goes to `position`; links are not followed.
  ///
  /// - Throws: `csv.file-unreadable`.
  init(_ path: String, from position: Int = 0, chunk: Int = 1 << 18) throws(Diagnostic) {
    self.path = path
    self.chunk = max(1, chunk)
    self.position = position
    descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The size now, in bytes.
  var size: Int {
    var information = stat()
    return fstat(descriptor, &information) == 0 ? Int(information.st_size) : -1
  }

  func read(into buffer: inout [UInt8]) throws(Diagnostic) {
    try read(into: &buffer, at: position, count: chunk)
    position += buffer.count
  }

  /// Reads up to `count` bytes at an offset, without moving on.
  func read(into buffer: inout [UInt8], at offset: Int, count: Int) throws(Diagnostic) {
    if buffer.count != count { buffer = [UInt8](repeating: 0, count: count) }
    var got = -1
    repeat {
      // At most the buffer's own size is written into it.
      got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
    } while got < 0 && errno == EINTR
    guard got >= 0 else { throw Self.unreadable(path, errno) }
    if got < count { buffer.removeLast(count - got) }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> Diagnostic {
    let shown = DiskFolder.shown(path)
    let hint =
      switch code {
      case EACCES, EPERM: "Give the user that runs Tend the right to read it: chmod u+r."
      case ENOENT: "It went away while Tend was looking; run again."
      case ELOOP: "Put the file itself there, not a link."
      default: "Look whether the disk is well, then run again."
      }
    return Diagnostic(
      .system, code: "csv.file-unreadable", "The file \(shown) can't be read", reason: "Error \(code) of the system.",
      hints: [hint], location: shown)
  }
}

/// A cheap mark of a file's content: enough to see that it was exchanged or went on growing.
enum Fingerprint {
  /// Of the size and the first and last 64 KB, 16 hexadecimal digits.
  static func of(_ file: DiskFile) throws(Diagnostic) -> String {
    let size = file.size
    let span = 1 << 16
    var hash = UInt64(bitPattern: Int64(size))
    func mix(_ word: UInt64) {
      // As splitmix64 does it.
      hash = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 31
    }
    func add(_ bytes: [UInt8]) {
      // Eight bytes at a time, since ten files are looked at in every run.
      let whole = bytes.count / 8 * 8
      bytes.withUnsafeBytes { raw in
        for place in stride(from: 0, to: whole, by: 8) {
          mix(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        }
      }
      mix(bytes[whole...].reduce(0) { $0 << 8 | UInt64($1) })
    }
    var buffer: [UInt8] = []
    try file.read(into: &buffer, at: 0, count: span)
    add(buffer)
    if size > span {
      try file.read(into: &buffer, at: max(span, size - span), count: span)
      add(buffer)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
