import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of files as a web server shows it: nothing outside of it, nothing hidden, no symbolic link.
struct StaticSite: Sendable {
  enum Answer: Equatable, Sendable {
    case file(bytes: [UInt8], contentType: String)
    /// The same path with a slash at its end.
    case folder
    case missing
  }

  let root: String

  /// The answer for the path of a request, percent-encoded, without its query.
  func answer(_ path: String) -> Answer {
    guard path.utf8.first == UInt8(ascii: "/"), let decoded = Self.decoded(path) else { return .missing }
    var parts = decoded.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    if parts.last == "" { parts[parts.count - 1] = "index.html" }
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") }) else { return .missing }
    return read(parts)
  }

  // Opened part by part, each without following links: a link swapped in meanwhile leads nowhere either.
  private func read(_ parts: [String]) -> Answer {
    var descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    for part in parts {
      guard descriptor >= 0 else { return .missing }
      let next = openat(descriptor, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      close(descriptor)
      descriptor = next
    }
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: break
    default: return .missing
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = chunk.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { return .missing }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[0..<count])
    }
    return .file(bytes: bytes, contentType: Self.contentType(of: parts.last ?? ""))
  }

  /// Undoes `%41`; nil for a broken escape, a NUL or bytes that are not UTF-8.
  static func decoded(_ path: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
      else { return nil }
      // "+1" would be read as a number too.
      guard rest.prefix(2).allSatisfy({ $0 != UInt8(ascii: "+") }) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  static func contentType(of name: String) -> String {
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return types[ending] ?? "application/octet-stream"
  }

  private static let types = [
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "svg": "image/svg+xml", "png": "image/png", "ico": "image/x-icon",
    "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "xml": "application/xml",
    "webmanifest": "application/manifest+json", "woff2": "font/woff2",
  ]

  /// Whether the Host header names this machine's loopback: a page of another host that resolves here gets nothing.
  static func isLoopback(host: String?) -> Bool {
    guard let host else { return false }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.count == 1 || UInt16(parts[1]) != nil else { return false }
    return parts[0] == "127.0.0.1" || parts[0].lowercased() == "localhost"
  }
}

// A name of its own, since StaticSite.read shadows the C function.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
