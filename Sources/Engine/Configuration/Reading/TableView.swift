import Records

/// A table of the file as the decoder sees it: values by key, nil where absent or not of the form asked for. What is wrong
/// has been reported by the checker; the decoder goes on with defaults, so that later checks still find their problems.
struct TableView {
  let entries: [YAMLTree.Entry]
  let place: FilePlace

  init(_ tree: YAMLTree?) {
    if let tree, case .table(let entries) = tree.value {
      self.entries = entries
      place = tree.place
    } else {
      entries = []
      place = tree?.place ?? .start
    }
  }

  subscript(key: String) -> YAMLTree? { entries.first { $0.key == key }?.value }

  func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  func place(of key: String) -> FilePlace { entries.first { $0.key == key }?.place ?? place }

  func text(_ key: String) -> String? { self[key]?.text }
  func flag(_ key: String) -> Bool? { text(key).flatMap(ScalarText.flag) }
  func whole(_ key: String) -> Int? { text(key).flatMap(ScalarText.whole) }
  func span(_ key: String) -> Span? { text(key).flatMap { Span($0) } }
  func day(_ key: String) -> Day? { text(key).flatMap { Day($0) } }
  func texts(_ key: String) -> [String]? { self[key]?.texts }
  func table(_ key: String) -> TableView { TableView(self[key]) }
  func list(_ key: String) -> [YAMLTree] { self[key]?.elements ?? [] }

  func code<Code: RawRepresentable>(_ key: String, _ type: Code.Type) -> Code? where Code.RawValue == String {
    text(key).flatMap { Code(rawValue: $0) }
  }
}

extension YAMLTree {
  var text: String? {
    if case .scalar(let text, _) = value, !isEmpty { return text }
    return nil
  }

  var elements: [YAMLTree]? {
    if case .list(let elements) = value { return elements }
    return nil
  }

  /// A single value as a list of one, or a list's values.
  var texts: [String]? {
    if let text { return [text] }
    return elements?.compactMap(\.text)
  }
}
