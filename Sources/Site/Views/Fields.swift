import Records

/// What a template sees: names with texts, flags, one group or many. Every text passes ``cleanText(_:)`` on its way out.
struct Fields: ExpressibleByDictionaryLiteral, Sendable {
  /// One value of a field.
  indirect enum Item: Sendable {
    case text(String)
    case flag(Bool)
    case one(Fields)
    case many([Fields])
  }

  typealias Key = String
  /// nil is a field without a value, which is not the same as no field: see ``member(_:)``.
  typealias Value = Item?

  /// A dozen names, mostly: looked through sooner than hashed.
  private var values: [(name: String, value: Item?)]

  init(dictionaryLiteral elements: (String, Item?)...) {
    values = elements.map { (name: $0.0, value: $0.1) }
  }

  subscript(name: String) -> Item? {
    get { values.first { $0.name == name }?.value ?? nil }
    set {
      if let place = values.firstIndex(where: { $0.name == name }) {
        values[place].value = newValue
      } else {
        values.append((name, newValue))
      }
    }
  }

  /// The value of a name, nil inside when it has none, and nil when there is no such field: then an outer one of that
  /// name counts. For `name?` whether it has a value, so that a table can stand around its rows.
  func member(_ name: Mustache.Name) -> Item?? {
    for (known, value) in values where known == name.text {
      return name.asksPresence ? .some(.flag(value != nil)) : .some(value)
    }
    return nil
  }
}

extension Fields.Item: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension Optional<String> {
  /// A text field, absent when nil or empty.
  var field: Fields.Value { flatMap { $0.isEmpty ? nil : .text($0) } }
}

extension String {
  /// A text field, absent when empty.
  var field: Fields.Value { isEmpty ? nil : .text(self) }
}

extension Bool {
  /// A flag.
  var field: Fields.Value { .flag(self) }
}

extension Int {
  /// A count with thousands set apart.
  var field: Fields.Value { .text(grouped(self)) }
}

extension [Fields] {
  /// Rows, absent when there are none.
  var field: Fields.Value { isEmpty ? nil : .many(self) }
}

extension Fields {
  /// One group.
  var field: Value { .one(self) }
}
