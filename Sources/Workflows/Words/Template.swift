import Records

/// Titles and reasons with `{field}` for facts.
enum Template {
  /// The names in braces, in order.
  static func fields(of template: String) -> [String] {
    var fields: [String] = []
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      fields.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return fields
  }

  /// The template with its facts; an unknown one reads `?`.
  static func fill(_ template: String, _ facts: Facts, _ words: FactWords) -> String {
    var text = ""
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let field = String(rest[rest.index(after: open)..<close])
      text += facts[field].map { words.short(named($0, field)) } ?? "?"
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// What is due at the midnight that ends a day is due on that day.
  private static func named(_ fact: Fact, _ field: String) -> Fact {
    guard case .instant(let instant) = fact, field == "due" || field.hasSuffix("_due") else { return fact }
    return .instant(instant - Span(seconds: 1))
  }
}
