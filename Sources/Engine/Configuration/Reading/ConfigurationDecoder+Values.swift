import Connectors
import Records

extension ConfigurationDecoder {
  /// A column by its name, or a table that says where a value comes from.
  mutating func source(_ tree: YAMLTree, _ key: String) -> ColumnSource? {
    if let text = tree.text { return ColumnSource(.column(text)) }
    guard tree.form == .table else { return nil }
    let table = TableView(tree)
    let given = ["column", "value", "sum"].filter { table.has($0) }
    guard given.count == 1 else {
      checker.report(
        "config.value-source", "\"\(key)\" needs one of \"column\", \"value\" and \"sum\"", at: tree.place,
        reason: given.isEmpty ? nil : "It has \(given.joined(separator: " and ")).",
        hints: ["Keep the one that says where the value comes from"])
      return nil
    }
    var source: ColumnSource
    if let column = table.text("column") {
      source = ColumnSource(.column(column))
    } else if let value = table.text("value") {
      source = ColumnSource(.value(value))
    } else if let columns = table.text("sum").map({ [$0] }) ?? table.table("sum").texts("multiply") {
      source = ColumnSource(.sum(columns))
    } else {
      return nil
    }
    source.layout = table.text("layout")
    for entry in table.table("values").entries {
      source.values = (source.values ?? [:]).merging([entry.key: entry.value.text ?? ""]) { $1 }
    }
    source.fallback = table.text("default")
    source.negate = table.flag("negate") ?? false
    source.split = table.text("split")
    source.stripPrefix = table.text("strip_prefix")
    source.stripSuffix = table.text("strip_suffix")
    if table.has("default"), !table.has("values") {
      checker.report(
        "config.conflict", "\"\(key).default\" has no meaning without values", at: table.place(of: "default"),
        hints: ["Add values:", "Or write value: for a constant"])
    }
    return source
  }

  mutating func rowTest(_ table: TableView, _ key: String) -> RowTest? {
    guard let column = table.text("column") else { return nil }
    var tests: [RowTest.Test] = []
    if let texts = table.texts("prefix") { tests.append(.prefix(texts)) }
    if let texts = table.texts("not_prefix") { tests.append(.notPrefix(texts)) }
    if let texts = table.texts("equals") { tests.append(.equals(texts)) }
    if let texts = table.texts("not_equals") { tests.append(.notEquals(texts)) }
    if let flag = table.flag("empty") { tests.append(.empty(flag)) }
    for (name, make) in [("below", RowTest.Test.below), ("above", RowTest.Test.above)] {
      guard let text = table.text(name) else { continue }
      if ScalarText.decimalPlaces(text.hasPrefix("-") ? String(text.dropFirst()) : text) == nil {
        checker.report(
          "config.value", "\"\(key).\(name)\" must be a number", at: table.place(of: name),
          reason: "It is \(checker.quoted(text)).", hints: ["Write digits and a point only"])
      }
      tests.append(make(text))
    }
    guard tests.count == 1 else {
      checker.report(
        "config.row-test", "\"\(key)\" needs one test besides \"column\"", at: table.place,
        hints: [
          tests.isEmpty
            ? "Add one of prefix, not_prefix, equals, not_equals, empty, below, above"
            : "Write a list with one test in each entry"
        ])
      return nil
    }
    return RowTest(column: column, tests[0])
  }
}
