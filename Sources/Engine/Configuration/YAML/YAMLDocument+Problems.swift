import Records
import Yams

extension YAMLDocument {
  func problem(
    _ code: String, _ summary: String, _ place: FilePlace, reason: String? = nil, hints: [String]
  ) -> Diagnostic {
    Diagnostic(
      .configuration, code: code, summary, reason: reason, hints: hints,
      location: "\(path):\(place.line):\(place.column)")
  }

  func diagnostic(_ finding: YAMLScan.Finding, _ place: FilePlace) -> Diagnostic {
    switch finding {
    case .tab:
      problem(
        "config.tab", "A line is indented with a tab", place, reason: "YAML allows only spaces there.",
        hints: ["Replace the tab by two spaces a level"])
    case .anchor(let word):
      problem(
        "config.alias", "A value begins with \(word)", place,
        reason: "YAML takes & for an anchor, which Tend does not read.",
        hints: ["Put the value in quotes: \"\(word)…\"", "Write repeated values out"])
    case .alias(let word):
      problem(
        "config.alias", "A value begins with \(word)", place,
        reason: "YAML takes * for a reference, which Tend does not read.",
        hints: ["Put the value in quotes: \"\(word)\"", "Write repeated values out"])
    case .depth:
      problem(
        "config.too-deep", "The configuration is nested more than \(YAMLScan.deepest) levels deep", place,
        hints: ["Look for a bracket that is never closed"])
    }
  }

  func diagnostic(_ error: any Error, _ text: String) -> Diagnostic {
    guard let error = error as? YamlError else {
      return problem("config.yaml", "The configuration is not readable", .start, hints: ["Check it with a YAML tool"])
    }
    switch error {
    case .scanner(let context, let words, let mark, _), .parser(let context, let words, let mark, _):
      return syntax(words, context?.mark, mark)
    case .composer(_, let words, let mark, _):
      return syntax(words, nil, mark)
    case .duplicatedKeysInMapping(let names, let context):
      return duplicate(names.first ?? "", FilePlace(line: context.mark.line, column: context.mark.column), text)
    case .reader(_, let offset, _, _):
      let line = text.prefix(offset ?? 0).count { $0.isNewline } + 1
      return problem(
        "config.yaml", "The configuration has a control character", FilePlace(line: line, column: 1),
        hints: ["Remove the character, or write it as an escape in double quotes"])
    default:
      return problem("config.yaml", "The configuration is not readable", .start, hints: ["Check it with a YAML tool"])
    }
  }

  private func syntax(_ words: String, _ context: Mark?, _ mark: Mark) -> Diagnostic {
    var reason = "The YAML reader says: \(words)."
    if let context, context.line != mark.line { reason += " It belongs to what begins on line \(context.line)." }
    return problem(
      "config.yaml", "The configuration is not valid YAML", FilePlace(line: mark.line, column: mark.column),
      reason: reason, hints: hints(for: words))
  }

  private func hints(for words: String) -> [String] {
    if words.contains("another document") { return ["Remove the line --- and what follows it"] }
    if words.contains("mapping values are not allowed") {
      return [
        "Put a value that holds a colon and a space in quotes", "Check the indentation of this line and the one above",
      ]
    }
    if words.contains("cannot start any token") { return ["Put the value in quotes"] }
    if words.contains("quoted scalar") || words.contains("end of stream") { return ["Close the quote or bracket"] }
    return ["Check indentation, quotes and brackets on this line and the one above"]
  }

  /// The parser names the first of the two keys; the second is the one to look at.
  private func duplicate(_ key: String, _ first: FilePlace, _ text: String) -> Diagnostic {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let second = lines.indices.dropFirst(first.line).first { index in
      let line = lines[index]
      let indent = line.prefix { $0 == " " || $0 == "-" }
      guard indent.count == first.column - 1 else { return false }
      let name = line.dropFirst(indent.count).prefix { $0 != ":" }.filter { $0 != "\"" && $0 != "'" }
      return String(name) == key
    }
    let place = second.map { FilePlace(line: $0 + 1, column: first.column) } ?? first
    return problem(
      "config.duplicate-key", "The key \"\(key)\" stands twice in one table", place,
      reason: second == nil ? nil : "It stands on line \(first.line) already; only one can hold.",
      hints: ["Remove one of the two, or put their values together"])
  }
}
