import Records

extension Answer {
  /// The number of an order as people know it, without the sign before it, which other systems leave out; nil where there
  /// is none.
  ///
  /// - Throws: `nul-byte`, which no shop's text has.
  func orderNumber(_ key: String) throws(MappingProblem) -> String? {
    guard var text = try text(key) else { return nil }
    if text.utf8.contains(0) { throw problem(.nulByte, key) }
    text = text.trimmed
    if text.first == "#" { text = String(text.dropFirst()).trimmed }
    return text.isEmpty ? nil : String(text.prefix(64))
  }
}
