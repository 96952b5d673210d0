import Records

extension Answer {
  /// A text without white space around it; nil where there is none.
  ///
  /// - Throws: `nul-byte`, which no shop's text has.
  func plain(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try text(key) else { return nil }
    if text.utf8.contains(0) { throw problem(.nulByte, key) }
    return text.trimmed
  }

  /// The number of an order as people know it, without the sign before it, which other systems leave out; nil where there
  /// is none.
  func orderNumber(_ key: String) throws(MappingProblem) -> String? {
    guard var text = try plain(key) else { return nil }
    if text.first == "#" { text = String(text.dropFirst()).trimmed }
    return text.isEmpty ? nil : String(text.prefix(64))
  }
}
