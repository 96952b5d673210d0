import Records
import Workflows

extension ConfigurationDecoder {
  mutating func addRules(to settings: inout WorkflowSettings) {
    let thresholds = ThresholdReader(currency: currency)
    settings.thresholds = thresholds.defaults
    for entry in root.table("rules").entries where entry.key != "custom" {
      let table = TableView(entry.value)
      settings.overrides[entry.key] = override(table, "rules.\(entry.key)", settings.zone)
      if Shapes.builtInRule(entry.key) != nil {
        thresholds.read(table, of: entry.key, into: &settings.thresholds)
      } else if let original = table.text("based_on"), Shapes.builtInRule(original) != nil {
        var own = thresholds.defaults
        thresholds.read(table, of: original, into: &own)
        settings.copies.append(RuleCopy(id: entry.key, basedOn: original, thresholds: own))
      }
    }
    settings.customRules = customRules(settings)
  }

  private mutating func override(_ table: TableView, _ key: String, _ zone: Zone) -> RuleOverride {
    var override = RuleOverride()
    override.enabled = table.flag("enabled")
    override.owner = table.text("owner")
    override.role = table.code("role", Role.self)
    override.severity = table.code("severity", ShopException.Severity.self)
    override.sla = table.span("sla")
    override.since = since(table, key, zone)
    override.closeAfter = table.span("close_after")
    override.reopenWindow = table.span("reopen_window")
    override.actions = table.texts("actions")
    return override
  }

  /// The beginning of the day, in the shop's zone.
  private mutating func since(_ table: TableView, _ key: String, _ zone: Zone) -> Instant? {
    guard let text = table.text("since") else { return nil }
    if let day = Day(text) { return zone.instant(day) }
    checker.report(
      "config.value", "\"\(key).since\" must be a day such as 2026-11-01", at: table.place(of: "since"),
      reason: "It is \(checker.quoted(text)).", hints: ["Write year, month and day: 2026-11-01"])
    return nil
  }

  private mutating func customRules(_ settings: WorkflowSettings) -> [Rule] {
    var rules: [Rule] = []
    var lines: [String: Int] = [:]
    for entry in root.table("rules").entries where entry.key != "custom" { lines[entry.key] = entry.place.line }
    for (index, table) in root.table("rules").list("custom").map({ TableView($0) }).enumerated() {
      guard let id = table.text("id") else { continue }
      if Shapes.builtInRule(id) != nil {
        checker.report(
          "config.duplicate-id", "\"\(id)\" is a built-in rule", at: table.place(of: "id"),
          hints: ["Give your rule another id", "Or change the built-in rule under rules.\(id)"])
      } else {
        reportTwice("rule", id, table.place(of: "id"), &lines)
      }
      let rule = customRule(table, id, "rules.custom[\(index + 1)]", settings)
      // A rule that is switched off is checked all the same.
      if let rule, table.flag("enabled") != false { rules.append(rule) }
    }
    return rules
  }

  private mutating func customRule(
    _ table: TableView, _ id: String, _ key: String, _ settings: WorkflowSettings
  ) -> Rule? {
    guard let kind = table.text("kind").flatMap({ SubjectKind($0) }), Shapes.ruleKinds.contains(kind.description) else {
      return nil
    }
    let facts = FactTypes.of(kind)
    let when = table["when"].flatMap { condition($0, "\(key).when", facts) }
    if let amount = table.text("amount") { checkAmount(amount, table.place(of: "amount"), key, facts) }
    if let title = table.text("title") { checkTitle(title, table.place(of: "title"), key, facts) }
    let workflow = table.text("workflow") ?? "custom"
    let basis: Rule.Basis = table.text("rests_on").flatMap { Rule.Basis(rawValue: $0) } ?? .presence
    var streams: [Kind] = []
    if case .record(let kind) = kind, basis == .absence { streams = [kind] }
    var rule = Rule(
      id: id, workflow: workflow, kind: kind, type: table.code("type", Rule.RuleType.self) ?? .event, basis: basis,
      streams: streams, when: when ?? .all([]), amount: table.text("amount"),
      severity: table.code("severity", ShopException.Severity.self) ?? .today,
      role: table.code("role", Role.self) ?? .ops, sla: table.span("sla"), title: table.text("title") ?? id,
      why: table.text("why").map { [Rule.Reason($0)] } ?? [], nextSteps: table.text("next_step").map { [$0] } ?? [],
      actions: table.texts("actions") ?? settings.actions[workflow] ?? ["alert"], isCustom: true)
    rule.owner = table.text("owner")
    rule.since = since(table, key, settings.zone)
    rule.closeAfter = table.span("close_after") ?? rule.closeAfter
    rule.reopenWindow = table.span("reopen_window") ?? rule.reopenWindow
    return rule
  }

  private mutating func checkAmount(_ field: String, _ place: FilePlace, _ key: String, _ facts: FactTypes) {
    guard let type = facts.type(of: field) else {
      return reportUnknownFact(field, place, "\(key).amount", facts)
    }
    if type != .money {
      checker.report(
        "config.fact-type", "\"\(key).amount\" must name an amount", at: place, reason: "\(field) is \(type.words).",
        hints: ["Amounts here: \(facts.names(of: .money).joined(separator: ", "))"])
    }
  }

  private mutating func checkTitle(_ title: String, _ place: FilePlace, _ key: String, _ facts: FactTypes) {
    for part in title.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: "}") else {
        checker.report(
          "config.title", "\"\(key).title\" has a { without a }", at: place, hints: ["Close it: {number}"])
        continue
      }
      let name = String(part[..<end])
      if facts.type(of: name) == nil { reportUnknownFact(name, place, "\(key).title", facts) }
    }
  }

  mutating func reportUnknownFact(_ field: String, _ place: FilePlace, _ key: String, _ facts: FactTypes) {
    var hints: [String] = []
    var reason: String?
    if facts.isPrivate(field) {
      reason = "\(field) is private: rules and titles see only public fields."
    } else if let near = Suggestion.nearest(to: field, among: facts.names) {
      hints.append("Did you mean \"\(near)\"?")
    }
    if hints.isEmpty { hints.append("Known for \(facts.kind): \(facts.names.joined(separator: ", "))") }
    checker.report(
      "config.unknown-fact", "\"\(key)\" names the unknown field \"\(field)\" of kind \(facts.kind)", at: place,
      reason: reason, hints: hints)
  }
}
