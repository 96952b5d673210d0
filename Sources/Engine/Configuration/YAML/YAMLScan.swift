/// What is looked for in the text before the YAML parser sees it: signs that make trouble, with a better message than the
/// parser has, and what would cost it too much.
///
/// Follows quotes, comments and block texts just far enough not to take their contents for signs.
struct YAMLScan {
  enum Finding: Equatable {
    case tab
    case anchor(String)
    case alias(String)
    case depth
  }

  static let deepest = 32

  private enum Quote { case none, single, double }

  /// The first finding of the text; nil when it is fit for the parser.
  static func first(in text: String) -> (finding: Finding, place: FilePlace)? {
    var scan = YAMLScan()
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if let (finding, column) = scan.read(Array(line)) {
        return (finding, FilePlace(line: index + 1, column: column))
      }
    }
    return nil
  }

  private var quote = Quote.none
  private var flowDepth = 0
  /// Lines indented more than this belong to a block text.
  private var blockIndent: Int?

  private mutating func read(_ line: [UInt8]) -> (Finding, Int)? {
    let indent = line.prefix { $0 == 0x20 }.count
    let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    if let block = blockIndent {
      if isBlank || indent > block { return nil }
      blockIndent = nil
    }
    if isBlank { return nil }
    if quote == .none, flowDepth == 0, line[indent] == 0x09 { return (.tab, indent + 1) }
    return readTokens(line, from: indent, indent: indent)
  }

  private mutating func readTokens(_ line: [UInt8], from start: Int, indent: Int) -> (Finding, Int)? {
    var index = start
    // Whether a value may begin here: only there are quotes, `&`, `*` and `|` signs.
    var mayBegin = true
    while index < line.count {
      let byte = line[index]
      if quote != .none {
        index = skipQuoted(line, index)
        mayBegin = false
        continue
      }
      let atSpace = index + 1 >= line.count || line[index + 1] == 0x20 || line[index + 1] == 0x0D
      switch byte {
      case 0x20: break
      case UInt8(ascii: "#") where index == 0 || line[index - 1] == 0x20 || line[index - 1] == 0x09: return nil
      case UInt8(ascii: "\"") where mayBegin: quote = .double
      case UInt8(ascii: "'") where mayBegin: quote = .single
      case UInt8(ascii: "&") where mayBegin: return (.anchor(word(line, index)), column(line, index))
      case UInt8(ascii: "*") where mayBegin: return (.alias(word(line, index)), column(line, index))
      case UInt8(ascii: "|") where mayBegin && flowDepth == 0, UInt8(ascii: ">") where mayBegin && flowDepth == 0:
        blockIndent = indent
        return nil
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        guard mayBegin else { break }
        flowDepth += 1
        if flowDepth > Self.deepest { return (.depth, column(line, index)) }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if flowDepth > 0 { flowDepth -= 1 }
        mayBegin = false
      case UInt8(ascii: ",") where flowDepth > 0: mayBegin = true
      case UInt8(ascii: ":") where atSpace, UInt8(ascii: "-") where atSpace && mayBegin,
        UInt8(ascii: "?") where atSpace && mayBegin:
        mayBegin = true
      case UInt8(ascii: "!") where mayBegin:
        while index + 1 < line.count, line[index + 1] != 0x20 { index += 1 }
      default: mayBegin = false
      }
      index += 1
    }
    return nil
  }

  private mutating func skipQuoted(_ line: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < line.count {
      switch (line[index], quote) {
      case (UInt8(ascii: "\\"), .double): index += 1
      case (UInt8(ascii: "\""), .double):
        quote = .none
        return index + 1
      case (UInt8(ascii: "'"), .single):
        guard index + 1 < line.count, line[index + 1] == UInt8(ascii: "'") else {
          quote = .none
          return index + 1
        }
        index += 1
      default: break
      }
      index += 1
    }
    return line.count
  }

  private func word(_ line: [UInt8], _ start: Int) -> String {
    let bytes = line[start...].prefix { ![0x20, 0x0D, 0x2C, 0x5D, 0x7D, 0x09].contains($0) }
    return String(decoding: bytes.prefix(60), as: UTF8.self)
  }

  private func column(_ line: [UInt8], _ index: Int) -> Int {
    String(decoding: line[..<index], as: UTF8.self).unicodeScalars.count + 1
  }
}
