/// A compiled Mustache template: variables, sections, inverted sections, partials, blocks of a parent, comments, changed
/// delimiters; no lambdas. Tags alone on a line take the line with them, as the Mustache specification says.
struct Mustache: Sendable {
  /// A piece of a template.
  indirect enum Node: Sendable {
    case text([UInt8])
    case variable(Path, isEscaped: Bool)
    case section(Path, [Node])
    case inverted(Path, [Node])
    /// `indent` stands before every line of the partial.
    case partial(String, indent: [UInt8])
    /// A template that is rendered with some of its blocks filled.
    case parent(String, blocks: [String: [Node]])
    /// A block with what stands in it when nobody fills it.
    case block(String, [Node])
  }

  /// `name`, `page.rows?`, or `.` for the value at hand.
  struct Path: Sendable, Equatable {
    /// The names between the dots; none for `.`.
    var names: [Name]

    init(_ text: String) {
      names = text == "." ? [] : text.split(separator: ".").map { Name(String($0)) }
    }
  }

  /// A field's name; with `?` behind it, whether the field has a value.
  struct Name: Sendable, Equatable {
    var text: String
    var asksPresence: Bool

    init(_ text: String) {
      asksPresence = text.utf8.last == UInt8(ascii: "?")
      self.text = asksPresence ? String(text.dropLast()) : text
    }
  }

  /// What is wrong with a template, and where.
  struct Failure: Error, Equatable {
    var reason: String
    /// From 1.
    var line: Int
  }

  var nodes: [Node]

  /// Compiles `text`.
  init(_ text: String) throws(Failure) {
    var parser = MustacheParser(Array(text.utf8))
    nodes = try parser.template()
  }

  /// The names of the templates that this one includes or fills.
  var included: [String] { Self.included(nodes) }

  private static func included(_ nodes: [Node]) -> [String] {
    nodes.flatMap { node -> [String] in
      switch node {
      case .text, .variable: []
      case .section(_, let inner), .inverted(_, let inner), .block(_, let inner): included(inner)
      case .partial(let name, _): [name]
      case .parent(let name, let blocks): [name] + blocks.values.flatMap(included)
      }
    }
  }
}
