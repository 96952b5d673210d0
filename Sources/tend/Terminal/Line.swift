import Records

/// One line of output. Whatever is put into it with `\(…)` is made harmless first, so nothing else can be printed.
struct Line: ExpressibleByStringInterpolation, Sendable, Equatable {
  enum Style: String, Sendable {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
  }

  struct Part: Sendable, Equatable {
    var text: String
    var style: Style
  }

  private(set) var parts: [Part]

  init(stringLiteral text: String) {
    parts = [Part(text: cleanText(text), style: .plain)]
  }

  init(_ text: String, _ style: Style = .plain) {
    parts = [Part(text: cleanText(text), style: style)]
  }

  init(stringInterpolation: StringInterpolation) {
    parts = stringInterpolation.parts
  }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var parts: [Part] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { parts.append(Part(text: cleanText(text), style: .plain)) }
    }

    mutating func appendInterpolation(_ text: String, _ style: Style = .plain) {
      parts.append(Part(text: cleanText(text), style: style))
    }

    mutating func appendInterpolation(_ number: Int, _ style: Style = .plain) {
      parts.append(Part(text: grouped(number), style: style))
    }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      parts.append(Part(text: cleanText(value.description), style: .plain))
    }

    mutating func appendInterpolation(_ line: Line) {
      parts += line.parts
    }
  }

  static func + (left: Line, right: Line) -> Line {
    var sum = left
    sum.parts += right.parts
    return sum
  }

  /// Columns on a terminal.
  var width: Int { parts.reduce(0) { $0 + displayWidth($1.text) } }

  var plain: String { parts.map(\.text).joined() }

  func rendered(colour: Bool) -> String {
    guard colour else { return plain }
    return parts.map { part in
      part.style == .plain || part.text.isEmpty ? part.text : "\u{1B}[\(part.style.rawValue)m\(part.text)\u{1B}[0m"
    }.joined()
  }

  /// The line, or its beginning with an ellipsis, in at most `limit` columns.
  func cut(to limit: Int) -> Line {
    guard width > limit else { return self }
    var kept: Line = ""
    kept.parts = []
    var room = max(0, limit - 1)
    for part in parts {
      var text = ""
      for character in part.text {
        let width = displayWidth(String(character))
        guard width <= room else {
          kept.parts.append(Part(text: text + "…", style: part.style))
          return kept
        }
        text.append(character)
        room -= width
      }
      kept.parts.append(Part(text: text, style: part.style))
    }
    return kept
  }
}
