/// What a commit says: a subject and a body for people, trailers for machines.
///
/// Whatever the parts hold, the written message has exactly these trailers: control characters and line breaks become
/// spaces, and a line of the body that reads like a trailer is indented.
public struct CommitMessage: Sendable, Equatable {
  /// One line.
  public var subject: String
  /// Paragraphs; may be nil.
  public var body: String?
  /// Keys of letters, digits and `-`; at least one begins with `Tend-`.
  public var trailers: [Trailer]

  /// A `Key: value` line at the end of a message.
  public struct Trailer: Sendable, Equatable {
    /// Letters, digits and `-`.
    public var key: String
    /// One line of text.
    public var value: String

    /// A trailer; see the properties.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A message; see the properties.
  public init(subject: String, body: String? = nil, trailers: [Trailer]) {
    self.subject = subject
    self.body = body
    self.trailers = trailers
  }

  /// The message as it is written.
  public var text: String {
    var title = Self.line(subject)
    if title.isEmpty { title = "(no subject)" }
    if Self.readsLikeTrailer(title), title.lowercased().hasPrefix("tend-") { title = "'" + title }
    var text = title + "\n"
    if let body {
      let unified = body.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      let lines = unified.split(separator: "\n", omittingEmptySubsequences: false).map { part in
        let line = Self.line(String(part))
        return Self.readsLikeTrailer(line) || line.hasPrefix("---") ? " " + line : line
      }
      let kept = lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
      if !kept.isEmpty { text += "\n" + kept.joined(separator: "\n") + "\n" }
    }
    if !trailers.isEmpty {
      text += "\n"
      for trailer in trailers { text += "\(Self.key(trailer.key)): \(Self.line(trailer.value))\n" }
    }
    return text
  }

  var isOurs: Bool { trailers.contains { Self.key($0.key).hasPrefix("Tend-") } }

  /// The trailers of a written message.
  static func trailers(of message: String) -> [(key: String, value: String)] {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard let gap = lines.lastIndex(where: \.isEmpty) else { return [] }
    var found: [(key: String, value: String)] = []
    for line in lines[(gap + 1)...] {
      guard readsLikeTrailer(String(line)), let colon = line.firstIndex(of: ":") else { return [] }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      found.append((String(line[..<colon]), String(value)))
    }
    return found
  }

  private static func readsLikeTrailer(_ line: String) -> Bool {
    var seen = false
    for byte in line.utf8 {
      guard isKeyByte(byte) else {
        return byte == UInt8(ascii: ":") && seen || byte == 0x20 && seen && spacesThenColon(line)
      }
      seen = true
    }
    return false
  }

  // Git takes `Key : value` for a trailer too.
  private static func spacesThenColon(_ line: String) -> Bool {
    line.utf8.drop(while: isKeyByte).drop { $0 == 0x20 }.first == UInt8(ascii: ":")
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func key(_ key: String) -> String {
    let kept = key.utf8.filter(isKeyByte)
    return kept.isEmpty ? "Unnamed" : String(decoding: kept, as: UTF8.self)
  }

  /// One line without controls, line separators or marks that turn the direction of text.
  static func line(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    var gap = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x00...0x20, 0x7f...0x9f, 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069, 0xfeff:
        gap = !line.isEmpty
      default:
        if gap { line.append(" ") }
        gap = false
        line.append(scalar)
      }
    }
    return String(line)
  }
}

/// Who made a commit. Characters that git's format can't carry are left out.
public struct Author: Sendable, Equatable {
  /// The name shown in the log.
  public var name: String
  /// The address shown in the log; needs not to be one that receives mail.
  public var email: String

  /// An author; see the properties.
  public init(name: String, email: String) {
    self.name = name
    self.email = email
  }

  var text: String {
    "\(Self.clean(name, "unknown")) <\(Self.clean(email, "unknown@localhost").replacing(" ", with: ""))>"
  }

  private static func clean(_ text: String, _ otherwise: String) -> String {
    let line = CommitMessage.line(text).filter { $0 != "<" && $0 != ">" }
    let crud: Set<Character> = [" ", ".", ",", ":", ";", "\"", "'", "\\"]
    let kept = line.drop { crud.contains($0) }.reversed().drop { crud.contains($0) }.reversed()
    return kept.isEmpty ? otherwise : String(kept)
  }
}
