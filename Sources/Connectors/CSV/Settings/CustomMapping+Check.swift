public import Records

extension CustomMapping {
  /// What is wrong with the mapping, before any file is seen; empty when nothing is. Locations are keys: `fields.net`.
  public func problems() -> [Diagnostic] {
    var found: [Diagnostic] = []
    let schema = Schema.of(kind)
    if id.isEmpty { found.append(Self.problem("id", "The mapping names no column for the id")) }
    for (name, source) in fields.sorted(by: { precedes($0.key, $1.key) }) {
      found += Self.problems("fields.\(name)", source, schema.field(name), kind)
    }
    for (name, source) in personal.sorted(by: { precedes($0.key, $1.key) }) {
      found += Self.privateProblems("personal.\(name)", source, schema.field(name), kind)
    }
    for (name, source) in [("customer", customer), ("email", email), ("phone", phone)] {
      if case .sum = source?.origin { found.append(Self.problem(name, "A sum can't name a customer")) }
    }
    if items != nil, schema.field("items") == nil {
      found.append(Self.problem("items", "Records of kind \(kind.rawValue) have no items"))
    }
    if let date {
      if kind.creationField == nil {
        found.append(
          Self.problem(
            "date", "Records of kind \(kind.rawValue) have no creation time", "Map the column under `fields`."))
      }
      found += Self.layoutProblems("date.layout", date.layout)
    }
    for (index, test) in onlyWhen.enumerated() {
      if case .below(let bound) = test.test { found += Self.boundProblems("only_when[\(index)].below", bound) }
      if case .above(let bound) = test.test { found += Self.boundProblems("only_when[\(index)].above", bound) }
    }
    return found
  }

  private static func problems(
    _ place: String, _ source: ColumnSource, _ field: Field?, _ kind: Kind
  ) -> [Diagnostic] {
    guard let field, !engineFields.contains(field.name) else {
      let names = Schema.of(kind).fields.filter { $0.isPublic && !engineFields.contains($0.name) }.map(\.name)
      return [
        problem(
          place, "Records of kind \(kind.rawValue) have no field of that name",
          "The fields are \(names.joined(separator: ", ")).")
      ]
    }
    guard field.isPublic else {
      return [problem(place, "The field is private", "Move it under `personal`.")]
    }
    if field.type == .items { return [problem(place, "Items are not a field of one column", "Use `items` instead.")] }
    var found = layoutProblems("\(place).layout", source.layout)
    let isNumber = field.type == .money || field.type == .integer
    if case .sum(let columns) = source.origin {
      if !isNumber { found.append(problem(place, "Only amounts and whole numbers can be summed")) }
      if columns.isEmpty { found.append(problem(place, "The sum names no column")) }
    }
    if source.negate, !isNumber { found.append(problem(place, "Only amounts and whole numbers can be negated")) }
    if source.split != nil, field.type != .codes { found.append(problem(place, "The field is no list to split into")) }
    if source.split == "" {
      found.append(problem(place, "There is nothing to split at", "Name the sign between entries."))
    }
    if source.layout != nil, field.type != .instant, field.type != .day {
      found.append(problem(place, "Only times and days have a layout"))
    }
    if case .value(let text) = source.origin, field.name == "currency", !Currency.codes.contains(text) {
      found.append(problem(place, "ISO 4217 lists no currency \(text)"))
    }
    return found
  }

  private static func privateProblems(
    _ place: String, _ source: ColumnSource, _ field: Field?, _ kind: Kind
  ) -> [Diagnostic] {
    if case .sum = source.origin { return [problem(place, "A text can't be summed")] }
    if field?.isPublic == false { return [] }
    let names = Schema.of(kind).fields.filter { !$0.isPublic }.map(\.name)
    let hint = names.isEmpty ? "The kind has none." : "The private fields are \(names.joined(separator: ", "))."
    return [problem(place, "Records of kind \(kind.rawValue) have no private field of that name", hint)]
  }

  private static func layoutProblems(_ place: String, _ layout: String?) -> [Diagnostic] {
    guard let layout else { return [] }
    do throws(Diagnostic) { _ = try DateLayout(layout) } catch {
      var error = error
      error.location = place
      return [error]
    }
    return []
  }

  private static func boundProblems(_ place: String, _ bound: String) -> [Diagnostic] {
    let value = try? ExactDecimal(ArraySlice(bound.utf8), decimal: .point)
    return value == nil ? [problem(place, "\"\(bound)\" is no number")] : []
  }

  /// Fields that every record gets from the engine.
  private static let engineFields: Set<String> = ["id", "store", "people", "private"]

  private static func problem(_ place: String, _ summary: String, _ hint: String? = nil) -> Diagnostic {
    Diagnostic(
      .configuration, code: "csv.mapping", summary, hints: hint.map { [$0] } ?? [], location: place)
  }
}
