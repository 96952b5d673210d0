/// Reads the text of a template into nodes.
struct MustacheParser {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var open = Array("{{".utf8)
  private var close = Array("}}".utf8)
  /// Whether only blanks were met since the last line end; their number is that of the blanks.
  private var blanksBefore: Int? = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func template() throws(Mustache.Failure) -> [Mustache.Node] {
    try nodes(until: nil)
  }

  /// A section, block or parent that is being read.
  private struct Opened {
    var name: String
    var line: Int
  }

  private struct Tag {
    var sign: UInt8
    var name: String
    var line: Int
    /// The blanks before a tag that stands alone on its line; nil for one that does not.
    var indent: [UInt8]?
  }

  private mutating func nodes(until opened: Opened?) throws(Mustache.Failure) -> [Mustache.Node] {
    var nodes: [Mustache.Node] = []
    while true {
      var text = readText()
      guard position < bytes.count else {
        if !text.isEmpty { nodes.append(.text(text)) }
        guard let opened else { return nodes }
        throw Mustache.Failure(reason: "The section \(opened.name) is never closed", line: opened.line)
      }
      let tag = try readTag(after: &text)
      if !text.isEmpty { nodes.append(.text(text)) }
      switch tag.sign {
      case UInt8(ascii: "!"), UInt8(ascii: "="): continue
      case UInt8(ascii: "/"):
        guard let opened, opened.name == tag.name else {
          throw Mustache.Failure(
            reason: "\(tag.name) is closed, which is not what was opened last", line: tag.line)
        }
        return nodes
      default: nodes.append(try node(tag))
      }
    }
  }

  private mutating func node(_ tag: Tag) throws(Mustache.Failure) -> Mustache.Node {
    let opened = Opened(name: tag.name, line: tag.line)
    switch tag.sign {
    case UInt8(ascii: "#"): return .section(Mustache.Path(tag.name), try nodes(until: opened))
    case UInt8(ascii: "^"): return .inverted(Mustache.Path(tag.name), try nodes(until: opened))
    case UInt8(ascii: "$"): return .block(tag.name, try nodes(until: opened))
    case UInt8(ascii: ">"): return .partial(tag.name, indent: tag.indent ?? [])
    case UInt8(ascii: "<"):
      var blocks: [String: [Mustache.Node]] = [:]
      for case .block(let name, let inner) in try nodes(until: opened) { blocks[name] = inner }
      return .parent(tag.name, blocks: blocks)
    case UInt8(ascii: "&"): return .variable(Mustache.Path(tag.name), isEscaped: false)
    default: return .variable(Mustache.Path(tag.name), isEscaped: true)
    }
  }

  // MARK: Bytes

  /// Everything up to the next tag.
  private mutating func readText() -> [UInt8] {
    let start = position
    while position < bytes.count, !starts(open) {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        line += 1
        blanksBefore = 0
      case UInt8(ascii: " "), UInt8(ascii: "\t"): blanksBefore = blanksBefore.map { $0 + 1 }
      default: blanksBefore = nil
      }
      position += 1
    }
    return Array(bytes[start..<position])
  }

  /// Reads a tag; one alone on its line takes the blanks before it off `text`, and the line's end with it.
  private mutating func readTag(after text: inout [UInt8]) throws(Mustache.Failure) -> Tag {
    let start = line
    position += open.count
    skipBlanks()
    guard position < bytes.count else { throw Mustache.Failure(reason: "A tag is not closed", line: start) }
    var sign = bytes[position]
    var ending = close
    switch sign {
    case UInt8(ascii: "{"):
      // `{{{name}}}` is another way to write `{{&name}}`.
      sign = UInt8(ascii: "&")
      ending = [UInt8(ascii: "}")] + close
      position += 1
    case _ where "#^/>!=<$&".utf8.contains(sign): position += 1
    default: sign = 0
    }
    guard let content = read(until: ending) else {
      throw Mustache.Failure(reason: "A tag is not closed", line: start)
    }
    var tag = Tag(sign: sign, name: "", line: start)
    if sign == UInt8(ascii: "=") {
      try setDelimiters(content, line: start)
    } else if sign != UInt8(ascii: "!") {
      tag.name = try name(content, line: start)
    }
    if sign != 0, sign != UInt8(ascii: "&"), let blanks = blanksBefore, skipLineEnd() {
      tag.indent = Array(text.suffix(blanks))
      text.removeLast(blanks)
    } else {
      blanksBefore = nil
    }
    return tag
  }

  private mutating func setDelimiters(_ content: ArraySlice<UInt8>, line: Int) throws(Mustache.Failure) {
    let words = content.split(separator: UInt8(ascii: " "))
    guard content.last == UInt8(ascii: "="), words.count == 2, words[1].count > 1 else {
      throw Mustache.Failure(reason: "A change of delimiters is malformed", line: line)
    }
    (open, close) = (Array(words[0]), Array(words[1].dropLast()))
  }

  private func name(_ content: ArraySlice<UInt8>, line: Int) throws(Mustache.Failure) -> String {
    let name = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard name.count == 1, name[0].utf8.allSatisfy(Self.isNamed) else {
      throw Mustache.Failure(
        reason: "A tag has no name, or a name with a character that is not allowed", line: line)
    }
    return String(name[0])
  }

  private static func isNamed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "_-.?/".utf8.contains(byte)
    }
  }

  private func starts(_ word: [UInt8]) -> Bool { bytes[position...].starts(with: word) }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  /// Skips to behind `ending`; returns what stood before it, nil when it does not come.
  private mutating func read(until ending: [UInt8]) -> ArraySlice<UInt8>? {
    let start = position
    while position < bytes.count {
      if starts(ending) {
        defer { position += ending.count }
        return bytes[start..<position]
      }
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    return nil
  }

  /// Skips blanks and a line end; false, and nothing is skipped, when something else stands there.
  private mutating func skipLineEnd() -> Bool {
    var end = position
    while end < bytes.count, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(bytes[end]) {
      end += 1
    }
    guard end == bytes.count || bytes[end] == UInt8(ascii: "\n") else { return false }
    if end < bytes.count { line += 1 }
    position = min(end + 1, bytes.count)
    blanksBefore = 0
    return true
  }
}
