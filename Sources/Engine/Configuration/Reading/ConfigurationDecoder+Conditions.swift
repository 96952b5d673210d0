import Records
import Workflows

extension ConfigurationDecoder {
  /// Makes a condition; nil when it has been reported.
  mutating func condition(_ tree: YAMLTree, _ key: String, _ catalog: FactTypes) -> Condition? {
    guard tree.form == .table else { return nil }
    let table = TableView(tree)
    let groups = ["all", "any", "not"].filter { table.has($0) }
    let operators = Shapes.operators.filter { table.has($0) }
    if table.has("field"), groups.isEmpty, operators.count == 1 {
      return test(table, operators[0], key, catalog)
    }
    guard groups.count == 1, !table.has("field"), operators.isEmpty else {
      reportCondition(table, key, groups, operators)
      return nil
    }
    if groups[0] == "not" {
      return table["not"].flatMap { condition($0, "\(key).not", catalog) }.map { .not($0) }
    }
    var parts: [Condition] = []
    for (index, part) in table.list(groups[0]).enumerated() {
      if let part = condition(part, "\(key).\(groups[0])[\(index + 1)]", catalog) { parts.append(part) }
    }
    return groups[0] == "all" ? .all(parts) : .any(parts)
  }

  private mutating func reportCondition(_ table: TableView, _ key: String, _ groups: [String], _ operators: [String]) {
    let summary: String
    var hints: [String] = []
    if table.has("field"), groups.isEmpty {
      summary =
        operators.isEmpty
        ? "\"\(key)\" does not say how the field is compared"
        : "\"\(key)\" compares in two ways: \(operators.joined(separator: " and "))"
      hints.append(
        operators.isEmpty
          ? "Add one of \(Shapes.operators.joined(separator: ", "))" : "Put each into an entry of its own under all:")
    } else {
      summary = "\"\(key)\" is not one condition"
      hints.append("Write {field: …, an operator: …}, or one of all, any and not")
    }
    checker.report("config.condition", summary, at: table.place, hints: hints)
  }

  private mutating func test(
    _ table: TableView, _ name: String, _ key: String, _ catalog: FactTypes
  ) -> Condition? {
    guard let field = table.text("field") else { return nil }
    guard let type = catalog.type(of: field) else {
      reportUnknownFact(field, table.place(of: "field"), "\(key).field", catalog)
      return nil
    }
    guard type.operators.contains(name) else {
      checker.report(
        "config.fact-type", "\"\(key)\" can't ask \(name) of \(field)", at: table.place(of: name),
        reason: "\(field) is \(type.words).", hints: ["Use one of \(type.operators.joined(separator: ", "))"])
      return nil
    }
    return comparison(table, name, key, field, type).map { .test(field: field, $0) }
  }

  private mutating func comparison(
    _ table: TableView, _ name: String, _ key: String, _ field: String, _ type: FactType
  ) -> Comparison? {
    switch name {
    case "exists": return table.flag(name).map { .exists($0) }
    case "contains": return table.text(name).map { .contains($0) }
    case "older_than": return table.span(name).map { .olderThan($0) }
    case "newer_than": return table.span(name).map { .newerThan($0) }
    case "due_within": return table.span(name).map { .dueWithin($0) }
    case "one_of":
      let facts = table.list(name).map { fact($0, type, field, "\(key).\(name)") }
      return facts.contains(nil) ? nil : .oneOf(facts.compactMap { $0 })
    default: break
    }
    guard let tree = table[name], let fact = fact(tree, type, field, "\(key).\(name)") else { return nil }
    switch name {
    case "equals": return .equals(fact)
    case "differs": return .differs(fact)
    case "at_least": return .atLeast(fact)
    case "above": return .above(fact)
    case "at_most": return .atMost(fact)
    case "below": return .below(fact)
    default: return nil
    }
  }

  private mutating func fact(_ tree: YAMLTree, _ type: FactType, _ field: String, _ key: String) -> Fact? {
    guard let text = tree.text else { return nil }
    let fact: Fact? =
      switch type {
      case .flag: ScalarText.flag(text).map { .flag($0) }
      case .number: ScalarText.whole(text).map { .number($0) }
      case .money: ScalarText.amount(text, exponent: Currency.exponent(of: currency)).map { .money($0) }
      case .instant: Instant(text).map { .instant($0) }
      case .day: Day(text).map { .day($0) }
      case .text: .text(text)
      case .list: nil
      }
    if fact == nil {
      checker.report(
        "config.fact-type", "\"\(key)\" must be \(type.words)", at: tree.place,
        reason: "\(field) is \(type.words), and the value is \(checker.quoted(text)).",
        hints: ["Write it as \(type.form)"])
    }
    return fact
  }
}
