import Records

extension ConfigurationChecker {
  mutating func reportForm(_ tree: YAMLTree, _ shape: Shape, _ key: String) {
    let found =
      switch tree.value {
      case .scalar(let text, _): "It is \(quoted(text))."
      case .list: "It is a list."
      case .table: "It is a table of keys."
      }
    report(
      "config.type", key.isEmpty ? "The file must be \(shape.expectation)" : "\"\(key)\" must be \(shape.expectation)",
      at: tree.place, reason: found,
      hints: hintForForm(tree.form, shape))
  }

  private func hintForForm(_ form: Shape.Form, _ shape: Shape) -> [String] {
    if shape.forms == [.list], form != .list { return ["Put it in brackets: [ … ]"] }
    if shape.forms == [.table] { return ["Write its keys on lines of their own, indented by two spaces"] }
    return ["Give it \(shape.expectation)"]
  }

  mutating func reportValue(_ text: String, _ shape: Shape, _ place: FilePlace, _ key: String, _ hints: [String]) {
    report(
      "config.value", "\"\(key)\" can't be \(quoted(text))", at: place, hints: hints + ["Give it \(shape.expectation)"])
  }

  mutating func reportUnknown(_ entry: YAMLTree.Entry, _ table: TableShape, _ key: String) {
    let summary = "Unknown key \"\(entry.key)\"" + (key.isEmpty ? "" : " in \"\(key)\"")
    if looksSecret(entry.key) {
      return report(
        "config.secret", summary, at: entry.place,
        reason: "No secret belongs into this file: it is kept in the history of the data.",
        hints: ["Remove the key, and replace the secret at its system if the file was ever committed"])
    }
    var hints: [String] = []
    let names = table.keys.map(\.name)
    if let near = Suggestion.nearest(to: entry.key, among: names) {
      hints.append("Did you mean \"\(near)\"?")
    } else if let home = Shapes.all.first(where: { $0.name != table.name && $0.key(entry.key) != nil }),
      !home.place.isEmpty
    {
      hints.append("It belongs under \"\(home.place)\"")
    }
    if hints.isEmpty { hints.append("Known here: \(names.joined(separator: ", "))") }
    report("config.unknown-key", summary, at: entry.place, hints: hints)
  }

  func amountHints(_ text: String) -> [String] {
    let bare = text.filter { $0.isASCII && ($0.isNumber || $0 == ".") }
    if let places = ScalarText.decimalPlaces(text), places > Currency.exponent(of: currency) {
      return ["Write at most \(Currency.exponent(of: currency)) decimals: \(currency) has no smaller unit"]
    }
    // Not where the sign or the power would go with what is left out.
    let hasMeaning = text.contains("-") || text.count(where: \.isLetter) == 1
    if bare != text, !hasMeaning, ScalarText.amount(bare, exponent: Currency.exponent(of: currency)) != nil {
      return ["Write digits and a point only: \(bare)"]
    }
    return []
  }

  /// Words of systems and modes that a later version brings.
  func laterWord(_ text: String, _ key: String) -> (summary: String, hints: [String])? {
    if key == "actions", text == "live" {
      return (
        "This version only previews actions; it sends nothing",
        ["Write actions: preview; live actions come in a later version"]
      )
    }
    if key.hasPrefix("connections."), key.hasSuffix(".system"), Shapes.laterSystems.contains(text) {
      return (
        "The system \"\(text)\" comes in a later version",
        ["Export its data to files and read them with system: csv"]
      )
    }
    return nil
  }

  private func looksSecret(_ key: String) -> Bool {
    let key = key.lowercased()
    return ["token", "secret", "password", "api_key", "apikey", "api-key", "credential"].contains { key.contains($0) }
  }

  func quoted(_ text: String) -> String {
    let clean = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
    return clean.count > 40 ? "\"\(clean.prefix(40))…\"" : "\"\(clean)\""
  }
}
