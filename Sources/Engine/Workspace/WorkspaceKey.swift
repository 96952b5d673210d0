#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import Index
internal import Records

/// The secret that pseudonyms are made with: 32 random bytes in `.tend/key`, mode 0600.
enum WorkspaceKey {
  /// Makes a new key and writes it; never overwrites one.
  static func create(at path: String) throws(Diagnostic) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    // Written whole beside it and then linked, which fails where a key is: not even two at once make two keys.
    let draft = path + ".new"
    try Files.write(Array((hexText(key) + "\n").utf8), to: draft, mode: 0o600)
    defer { unlink(draft) }
    guard link(draft, path) == 0 else { throw Files.trouble(errno, path) }
    return try read(at: path)
  }

  /// Reads the key.
  ///
  /// - Throws: `key.missing` when the file is not there, `key.unreadable` when it is not 64 hexadecimal digits.
  static func read(at path: String) throws(Diagnostic) -> [UInt8] {
    guard let bytes = try Files.read(path) else {
      throw missing(at: path)
    }
    let digits = bytes.filter { $0 != UInt8(ascii: "\n") }
    var key: [UInt8] = []
    var index = 0
    while index + 1 < digits.count,
      let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
    {
      key.append(byte)
      index += 2
    }
    guard key.count == 32, digits.count == 64 else {
      throw Diagnostic(
        .configuration, code: "key.unreadable", "The workspace key can't be read",
        reason: "The file must hold 64 hexadecimal digits.",
        hints: ["Restore it from your recovery kit"], location: path)
    }
    return key
  }

  /// Says that there is no key where one has to be.
  static func missing(at path: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "key.missing", "The workspace key is missing",
      reason: "Without it the pseudonyms in data/ can't be made again, and every customer would become a stranger.",
      hints: ["Put the key from your recovery kit into \(path): 64 hexadecimal digits"], location: path)
  }

  /// The key as the recovery kit prints it.
  static func hexText(_ key: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: key.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Refuses a key other than the one the data directory was made with.
  static func require(_ fingerprint: String, toBe expected: String, path: String) throws(Diagnostic) {
    guard fingerprint != expected else { return }
    throw Diagnostic(
      .configuration, code: "key.wrong", "The workspace key does not fit this data directory",
      reason: "data/ was made with the key of fingerprint \(expected); this one has \(fingerprint).",
      hints: ["Put the right key from your recovery kit into \(path)"], location: path)
  }
}
