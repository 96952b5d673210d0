internal import Index
internal import Ledger
internal import Records

/// `people/links.jsonl` and `people/forgotten.jsonl`.
enum PeopleFiles {
  static let links = "people/links.jsonl"
  static let forgotten = "people/forgotten.jsonl"

  /// Joins and splits of persons that someone decided, in their order.
  static func links(_ ledger: Ledger, _ head: Commit) throws(Diagnostic) -> [PersonLink] {
    try lines(of: links, ledger, head).compactMap { line in
      if let one = line["join"]?.string, let other = line["with"]?.string { return .join(one, other) }
      return line["split"]?.string.map { .split($0) }
    }
  }

  /// Pseudonyms whose personal data was erased.
  static func forgotten(_ ledger: Ledger, _ head: Commit?) throws(Diagnostic) -> Set<String> {
    guard let head else { return [] }
    return Set(try lines(of: forgotten, ledger, head).compactMap { $0["pseudonym"]?.string })
  }

  private static func lines(
    of path: String, _ ledger: Ledger, _ head: Commit
  ) throws(Diagnostic) -> [JSONObject] {
    guard let bytes = try ledger.read(path, in: head.tree) else { return [] }
    return try bytes.split(separator: UInt8(ascii: "\n")).map { line throws(Diagnostic) in
      try Lines.object(Array(line), path)
    }
  }
}
