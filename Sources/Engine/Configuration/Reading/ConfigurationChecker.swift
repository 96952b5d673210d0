import Records
import Workflows

/// Holds a tree against the shapes and collects everything that does not fit.
struct ConfigurationChecker {
  let path: String
  /// The shop's currency, which decides how many decimals an amount may have.
  let currency: String
  let zones: ZoneLoader
  private(set) var problems: [Diagnostic] = []

  init(path: String, currency: String, zones: ZoneLoader) {
    self.path = path
    self.currency = currency
    self.zones = zones
  }

  mutating func report(
    _ code: String, _ summary: String, at place: FilePlace, reason: String? = nil, hints: [String]
  ) {
    problems.append(
      Diagnostic(
        .configuration, code: code, summary, reason: reason, hints: hints,
        location: "\(path):\(place.line):\(place.column)"))
  }

  mutating func check(_ tree: YAMLTree, _ shape: Shape, _ key: String) {
    if tree.isEmpty {
      return report(
        "config.no-value", "\"\(key)\" has no value", at: tree.place,
        hints: ["Give it \(shape.expectation)", "Or remove the key"])
    }
    guard let part = shape.part(of: tree.form) else { return reportForm(tree, shape, key) }
    switch (tree.value, part) {
    case (.scalar(let text, let isPlain), _): checkScalar(text, isPlain, part, tree.place, key)
    case (.list(let elements), .list(let element, let atLeast)):
      if elements.count < atLeast {
        report(
          "config.empty-list", "\"\(key)\" is empty", at: tree.place,
          hints: ["Give it at least \(atLeast == 1 ? "one entry" : "\(atLeast) entries")"])
      }
      for (index, value) in elements.enumerated() { check(value, element, "\(key)[\(index + 1)]") }
    case (.table(let entries), .map(let element)):
      for entry in entries { check(entry.value, element, "\(key).\(entry.key)") }
    case (.table(let entries), .table(let name)): checkTable(entries, Shapes.table(name), tree.place, key)
    default: reportForm(tree, shape, key)
    }
  }

  mutating func checkTable(_ entries: [YAMLTree.Entry], _ table: TableShape, _ place: FilePlace, _ key: String) {
    for entry in entries {
      let entryKey = key.isEmpty ? entry.key : "\(key).\(entry.key)"
      if let known = table.key(entry.key) {
        // A rule that stands there without keys keeps its defaults.
        if entry.value.isEmpty, table.takesCopies { continue }
        check(entry.value, known.shape, entryKey)
      } else if table.takesCopies {
        checkCopy(entry, table, entryKey)
      } else {
        reportUnknown(entry, table, key)
      }
    }
    for required in table.keys where required.isRequired && !entries.contains(where: { $0.key == required.name }) {
      report(
        "config.missing-key",
        key.isEmpty ? "\"\(required.name)\" is missing" : "\"\(key)\" has no \"\(required.name)\"",
        at: place, reason: required.about,
        hints: ["Add it, for example: \(required.name): \(required.example)"])
    }
  }

  /// A rule under another id: `based_on` decides which keys it takes.
  private mutating func checkCopy(_ entry: YAMLTree.Entry, _ table: TableShape, _ key: String) {
    guard let original = entry.value.entry("based_on") else {
      var hints: [String] = []
      if let near = Suggestion.nearest(to: entry.key, among: table.keys.map(\.name)) {
        hints.append("Did you mean \"\(near)\"?")
      }
      hints.append(
        "For a second copy of a built-in rule, add based_on; for a rule of your own, put it under rules.custom")
      return report("config.unknown-rule", "There is no rule \"\(entry.key)\"", at: entry.place, hints: hints)
    }
    if !ScalarText.isName(entry.key, underscores: true) {
      report(
        "config.value", "\"\(entry.key)\" can't be a rule's id", at: entry.place,
        hints: ["Give it \(Shape.name(underscores: true).expectation)"])
    }
    var shape = TableShape(name: "copy", place: key, about: "", keys: [Shapes.basedOn] + Shapes.commonRuleKeys)
    guard case .table(var entries) = entry.value.value else { return }
    if let rule = original.value.text.flatMap(Shapes.builtInRule) {
      shape.keys += rule.keys
    } else {
      // Without an original its own keys can't be told from mistakes.
      entries.removeAll { shape.key($0.key) == nil }
    }
    checkTable(entries, shape, entry.place, key)
  }

  private mutating func checkScalar(_ text: String, _ isPlain: Bool, _ shape: Shape, _ place: FilePlace, _ key: String)
  {
    if let later = laterWord(text, key) {
      return report("config.not-yet", later.summary, at: place, hints: later.hints)
    }
    var hints: [String] = []
    switch shape {
    case .choice(let words):
      if words.contains(text) { return }
      if let near = Suggestion.nearest(to: text, among: words) { hints.append("Did you mean \"\(near)\"?") }
    case .zone:
      if zones.exists(text) { return }
      hints = zones.suggestion(for: text).map { ["Did you mean \"\($0)\"?"] } ?? []
    case .amount:
      if ScalarText.amount(text, exponent: Currency.exponent(of: currency)) != nil { return }
      hints = amountHints(text)
    case .flag:
      if isPlain, ScalarText.flag(text) != nil { return }
      if !isPlain, ScalarText.flag(text) != nil { hints = ["Remove the quotes"] }
    default:
      if fits(text, shape) { return }
    }
    reportValue(text, shape, place, key, hints)
  }

  private func fits(_ text: String, _ shape: Shape) -> Bool {
    switch shape {
    case .text: !text.isEmpty
    case .scalar: true
    case .name(let underscores): ScalarText.isName(text, underscores: underscores)
    case .whole(let range): ScalarText.whole(text).map(range.contains) ?? false
    case .span: Span(text) != nil
    case .time: BusinessHours.time(text) != nil
    case .currency: Currency.codes.contains(text)
    case .hours: BusinessHours(text) != nil
    case .days: ScalarText.days(text) != nil
    case .colour: ScalarText.isColour(text)
    case .folder: ScalarText.isFolder(text)
    case .domain: ScalarText.isDomain(text)
    case .flag, .amount, .zone, .choice, .list, .table, .map, .either: false
    }
  }
}
