/// Renders one page: looks names up in the fields at hand and then further out, and escapes every text.
///
/// Own code, since a page is what Tend makes most of: the library at hand took a quarter of a run's time.
struct MustacheRenderer {
  private let templates: [String: Mustache]
  private(set) var bytes: [UInt8] = []
  /// The value at hand last.
  private var stack: [Fields.Item]
  /// Blocks that whoever includes the template at hand has filled.
  private var filled: [String: [Mustache.Node]] = [:]
  private var indent: [UInt8] = []

  init(templates: [String: Mustache], root: Fields) {
    self.templates = templates
    stack = [.one(root)]
    bytes.reserveCapacity(32 << 10)
  }

  mutating func render(_ name: String) {
    if let template = templates[name] { render(template.nodes) }
  }

  private mutating func render(_ nodes: [Mustache.Node]) {
    for node in nodes { render(node) }
  }

  private mutating func render(_ node: Mustache.Node) {
    switch node {
    case .text(let text): append(template: text)
    case .variable(let path, let isEscaped):
      guard case .text(let text) = value(of: path) else { return }
      HTMLText.append(text, isEscaped: isEscaped, to: &bytes)
    case .section(let path, let inner): section(value(of: path), inner)
    case .inverted(let path, let inner): if Self.isEmpty(value(of: path)) { render(inner) }
    case .partial(let name, let more):
      let outer = indent
      if !more.isEmpty {
        bytes.append(contentsOf: more)
        indent += more
      }
      render(name)
      indent = outer
    case .parent(let name, let blocks):
      let outer = filled
      // Who includes this template may have filled the same block, and then knows better.
      filled = blocks.merging(outer) { _, outer in outer }
      render(name)
      filled = outer
    case .block(let name, let inner): render(filled[name] ?? inner)
    }
  }

  private mutating func section(_ value: Fields.Item?, _ inner: [Mustache.Node]) {
    switch value {
    case nil, .flag(false): return
    case .flag(true): render(inner)
    case .many(let rows):
      for row in rows {
        stack.append(.one(row))
        render(inner)
        stack.removeLast()
      }
    case .text(let text): with(.text(text), inner)
    case .one(let fields): with(.one(fields), inner)
    }
  }

  private mutating func with(_ item: Fields.Item, _ inner: [Mustache.Node]) {
    stack.append(item)
    render(inner)
    stack.removeLast()
  }

  private static func isEmpty(_ value: Fields.Item?) -> Bool {
    switch value {
    case nil, .flag(false): true
    case .many(let rows): rows.isEmpty
    case .text, .flag(true), .one: false
    }
  }

  /// The value of a path; nil when there is none. The first name is looked for further and further out.
  private func value(of path: Mustache.Path) -> Fields.Item? {
    guard let first = path.names.first else { return stack.last }
    for item in stack.reversed() {
      guard case .one(let fields) = item, let found = fields.member(first) else { continue }
      var value = found
      for name in path.names.dropFirst() {
        guard case .one(let inner)? = value, let next = inner.member(name) else { return nil }
        value = next
      }
      return value
    }
    return nil
  }

  private mutating func append(template text: [UInt8]) {
    if indent.isEmpty { return bytes.append(contentsOf: text) }
    for (place, byte) in text.enumerated() {
      bytes.append(byte)
      if byte == UInt8(ascii: "\n"), place + 1 < text.count { bytes.append(contentsOf: indent) }
    }
  }
}

/// Text on its way into HTML.
enum HTMLText {
  /// Appends `text`, cleaned, and escaped for elements and quoted attributes alike.
  static func append(_ text: String, isEscaped: Bool, to bytes: inout [UInt8]) {
    var text = cleanText(text)
    text.withUTF8 { raw in
      guard isEscaped else { return bytes.append(contentsOf: raw) }
      var plain = 0
      for index in raw.indices {
        guard let escape = escape(of: raw[index]) else { continue }
        bytes.append(contentsOf: raw[plain..<index])
        bytes.append(contentsOf: escape)
        plain = index + 1
      }
      bytes.append(contentsOf: raw[plain...])
    }
  }

  private static let ampersand = Array("&amp;".utf8)
  private static let less = Array("&lt;".utf8)
  private static let greater = Array("&gt;".utf8)
  private static let quote = Array("&quot;".utf8)
  private static let apostrophe = Array("&#39;".utf8)

  private static func escape(of byte: UInt8) -> [UInt8]? {
    switch byte {
    case UInt8(ascii: "&"): ampersand
    case UInt8(ascii: "<"): less
    case UInt8(ascii: ">"): greater
    case UInt8(ascii: "\""): quote
    case UInt8(ascii: "'"): apostrophe
    default: nil
    }
  }
}
