import Mustache

/// What a template sees: names with texts, flags, one group or many. Every text passes ``cleanText(_:)`` on its way out.
struct Fields: MustacheParent, ExpressibleByDictionaryLiteral {
  /// One value of a field.
  indirect enum Item {
    case text(String)
    case flag(Bool)
    case one(Fields)
    case many([Fields])
  }

  typealias Key = String
  /// nil is a field without a value, which is not the same as no field: see ``child(named:)``.
  typealias Value = Item?

  private var values: [String: Item?]

  init(dictionaryLiteral elements: (String, Item?)...) {
    values = Dictionary(elements, uniquingKeysWith: { _, last in last })
  }

  subscript(name: String) -> Item? {
    get { values[name] ?? nil }
    set { values[name] = .some(newValue) }
  }

  /// The value of `name`; for `name?` whether it has one, so that a table can stand around its rows.
  func child(named name: String) -> Any? {
    if name.utf8.last == UInt8(ascii: "?") { return values[String(name.dropLast())].map { $0 != nil } }
    return switch values[name] {
    case .none: nil
    // Present without a value: an outer field of the same name must not shine through.
    case .some(.none): Nothing()
    case .some(.some(.text(let text))): Words(renderText: cleanText(text))
    case .some(.some(.flag(let flag))): flag
    case .some(.some(.one(let fields))): fields
    case .some(.some(.many(let rows))): rows
    }
  }

  /// A text; a parent without children, so that a lookup inside its own section goes on without reflection.
  private struct Words: MustacheCustomRenderable, MustacheParent {
    let renderText: String
    var isNull: Bool { false }
    func child(named name: String) -> Any? { nil }
  }

  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
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
