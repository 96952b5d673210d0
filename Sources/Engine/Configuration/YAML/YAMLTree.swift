import Records
import Yams

/// A line and a column of `tend.yml`, both from 1.
struct FilePlace: Hashable, Sendable {
  var line: Int
  var column: Int

  static let start = FilePlace(line: 1, column: 1)
}

/// One value of the file with its place, before anything is known about its meaning.
struct YAMLTree: Sendable {
  indirect enum Value: Sendable {
    /// `isPlain`: written without quotes.
    case scalar(String, isPlain: Bool)
    case list([YAMLTree])
    case table([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var place: FilePlace
    var value: YAMLTree
  }

  var value: Value
  var place: FilePlace

  var form: Shape.Form {
    switch value {
    case .scalar: .scalar
    case .list: .list
    case .table: .table
    }
  }

  /// Whether nothing stands here: `key:` or `key: null`.
  var isEmpty: Bool {
    if case .scalar(let text, true) = value { return ["", "~", "null", "Null", "NULL"].contains(text) }
    return false
  }

  /// The value in one written form, whatever the layout of the file and the order of keys.
  var written: String {
    switch value {
    case .scalar(let text, _): String(decoding: CanonicalJSON.bytes(.string(text)), as: UTF8.self)
    case .list(let elements): "[\(elements.map(\.written).joined(separator: ","))]"
    case .table(let entries):
      "{\(entries.map { "\($0.key): \($0.value.written)" }.sorted(by: precedes).joined(separator: ","))}"
    }
  }

  func entry(_ key: String) -> Entry? {
    guard case .table(let entries) = value else { return nil }
    return entries.first { $0.key == key }
  }
}

/// Reads the bytes of a `tend.yml` into a tree, or says in one diagnostic why they are no YAML.
struct YAMLDocument {
  static let largestFile = 1 << 20

  let path: String

  func tree(_ bytes: [UInt8]) throws(Diagnostic) -> YAMLTree {
    let text = try self.text(bytes)
    if let (finding, place) = YAMLScan.first(in: text) { throw diagnostic(finding, place) }
    let node: Node?
    do {
      // The encoding is named because the default one asks the environment.
      node = try Yams.compose(yaml: text, .default, .default, .utf8)
    } catch {
      throw diagnostic(error, text)
    }
    guard let node else { throw empty }
    let tree = try convert(node, depth: 0)
    if tree.isEmpty { throw empty }
    return tree
  }

  private func text(_ bytes: [UInt8]) throws(Diagnostic) -> String {
    guard bytes.count <= Self.largestFile else {
      throw Diagnostic(
        .configuration, code: "config.too-large", "The configuration is larger than 1 MB",
        reason: "A tend.yml has a few kilobytes; this is probably another file.",
        hints: ["Name the right file"], location: path)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(
        .configuration, code: "config.not-utf8", "The configuration is not UTF-8 text",
        reason: "Its first unreadable byte is on line \(firstUnreadableLine(bytes)).",
        hints: ["Save the file as UTF-8"], location: "\(path):\(firstUnreadableLine(bytes))")
    }
    if text.utf8.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { throw empty }
    let scalars = text.unicodeScalars
    return scalars.first == "\u{FEFF}" ? String(scalars.dropFirst()) : text
  }

  private func firstUnreadableLine(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }

  private var empty: Diagnostic {
    Diagnostic(
      .configuration, code: "config.empty", "The configuration is empty",
      hints: ["Run tend init to write one"], location: path)
  }

  private func convert(_ node: Node, depth: Int) throws(Diagnostic) -> YAMLTree {
    let place = node.mark.map { FilePlace(line: $0.line, column: $0.column) } ?? .start
    guard depth <= YAMLScan.deepest else { throw diagnostic(.depth, place) }
    switch node {
    case .scalar(let scalar):
      return YAMLTree(value: .scalar(scalar.string, isPlain: scalar.style == .plain), place: place)
    case .sequence(let sequence):
      var elements: [YAMLTree] = []
      for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
      return YAMLTree(value: .list(elements), place: place)
    case .mapping(let mapping):
      var entries: [YAMLTree.Entry] = []
      for (key, value) in mapping {
        let keyPlace = key.mark.map { FilePlace(line: $0.line, column: $0.column) } ?? place
        guard case .scalar(let name) = key else {
          throw problem("config.key", "A key must be a single word", keyPlace, hints: ["Write the key as plain text"])
        }
        var tree = try convert(value, depth: depth + 1)
        // An absent value has the place of whatever comes next; its key's is more use.
        if tree.isEmpty { tree.place = keyPlace }
        entries.append(YAMLTree.Entry(key: name.string, place: keyPlace, value: tree))
      }
      return YAMLTree(value: .table(entries), place: place)
    case .alias(let alias):
      throw diagnostic(.alias("*\(alias.anchor.rawValue)"), place)
    }
  }
}
