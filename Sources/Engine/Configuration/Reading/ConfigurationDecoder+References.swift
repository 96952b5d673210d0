import Records
import Workflows

extension ConfigurationDecoder {
  /// Reports names that nothing in the file, and nothing built in, has.
  mutating func checkReferences(_ settings: WorkflowSettings) {
    let owners = settings.owners.map(\.id)
    let roles = Set(settings.owners.flatMap(\.roles).map(\.rawValue))
    let custom = root.table("rules").list("custom").map { TableView($0) }
    let rules =
      Shapes.builtInRules.map(\.id) + settings.copies.map(\.id) + custom.compactMap { $0.text("id") }
    let workflows = BuiltInRules.workflows + custom.map { $0.text("workflow") ?? "custom" }
    if !owners.isEmpty { reportUnless(owners, root, "fallback_owner", "owner", "fallback_owner") }
    for (index, table) in root.list("routing").map({ TableView($0) }).enumerated() {
      let key = "routing[\(index + 1)]"
      reportUnless(owners, table, "owner", "owner", key)
      reportUnless(rules, table, "rule", "rule", key)
      reportUnless(workflows, table, "workflow", "workflow", key)
      reportRole(roles, table, key)
    }
    for entry in root.table("rules").entries where entry.key != "custom" {
      let table = TableView(entry.value)
      reportUnless(owners, table, "owner", "owner", "rules.\(entry.key)")
      reportRole(roles, table, "rules.\(entry.key)")
    }
    for (index, table) in custom.enumerated() {
      reportUnless(owners, table, "owner", "owner", "rules.custom[\(index + 1)]")
      reportRole(roles, table, "rules.custom[\(index + 1)]")
    }
    for entry in root.table("workflows").entries where !workflows.contains(entry.key) {
      let near = Suggestion.nearest(to: entry.key, among: workflows).map { "Did you mean \"\($0)\"?" }
      checker.report(
        "config.unknown-workflow", "There is no workflow \"\(entry.key)\"", at: entry.place,
        hints: [near ?? "Known: \(unique(workflows).joined(separator: ", "))"])
    }
  }

  private mutating func reportUnless(
    _ known: [String], _ table: TableView, _ name: String, _ what: String, _ key: String
  ) {
    guard let text = table.text(name), !known.contains(text) else { return }
    let place = table[name]?.place ?? table.place
    let near = Suggestion.nearest(to: text, among: known).map { "Did you mean \"\($0)\"?" }
    checker.report(
      "config.unknown-\(what)", "There is no \(what) \"\(text)\"", at: place, reason: "\"\(key)\" names it.",
      hints: [near ?? (known.isEmpty ? "Add it" : "Known: \(unique(known).joined(separator: ", "))")])
  }

  private mutating func reportRole(_ roles: Set<String>, _ table: TableView, _ key: String) {
    guard let role = table.text("role"), Shapes.roles.contains(role), !roles.contains(role) else { return }
    checker.report(
      "config.unknown-role", "No owner has the role \"\(role)\"", at: table["role"]?.place ?? table.place,
      reason: "\"\(key)\" names it.", hints: ["Give an owner the role: roles: [\(role)]", "Or name an owner: owner: …"])
  }

  private func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}
