/// What a value in `tend.yml` must look like. One description serves the reader, its messages, the documentation and the
/// JSON Schema, so that they can't drift apart.
enum Shape: Sendable, Hashable {
  /// Any text but an empty one.
  case text
  /// Lower-case letters, digits and hyphens (and underscores, where `underscores`), beginning with a letter or digit.
  case name(underscores: Bool = false)
  case flag
  case whole(ClosedRange<Int>)
  /// A decimal in the shop's currency; read from its characters, never through a binary fraction.
  case amount
  /// A whole number and a unit: `36h`.
  case span
  /// A time of day: `14:00`.
  case time
  case zone
  case currency
  /// Weekdays and times: `Mon-Fri 09:00-17:00`.
  case hours
  /// A day, or first and last day: `2026-12-24..2027-01-01`.
  case days
  /// `#2f6f4f`.
  case colour
  /// A folder below the workspace.
  case folder
  /// A mail domain: `larkspur.example.com`.
  case domain
  case choice([String])
  /// A single value whose type only the thing it is compared with can tell.
  case scalar
  indirect case list(Shape, atLeast: Int = 0)
  /// A table described in ``Shapes``, by name.
  case table(String)
  /// Names chosen by the team, each with such a value.
  indirect case map(Shape)
  /// One of several, told apart by whether the value is single, a list or a table.
  indirect case either([Shape])

  enum Form: Equatable { case scalar, list, table }

  var forms: [Form] {
    switch self {
    case .list: [.list]
    case .table, .map: [.table]
    case .either(let shapes): shapes.flatMap(\.forms)
    default: [.scalar]
    }
  }

  func part(of form: Form) -> Shape? {
    if case .either(let shapes) = self { return shapes.lazy.compactMap { $0.part(of: form) }.first }
    return forms.contains(form) ? self : nil
  }

  /// The words of a message: "expected …".
  var expectation: String {
    switch self {
    case .text: "a text"
    case .name(let underscores):
      "a name of lower-case letters, digits and \(underscores ? "underscores" : "hyphens")"
    case .flag: "true or false"
    case .whole(let range): Self.words(range)
    case .amount: "an amount such as 1000.00"
    case .span: "a length of time such as 90s, 15m, 8h, 7d or 2w"
    case .time: "a time of day such as \"14:00\""
    case .zone: "a time zone such as Europe/Rome"
    case .currency: "a currency code such as USD"
    case .hours: "working hours such as Mon-Fri 09:00-17:00"
    case .days: "a day such as 2026-12-24, or two with .. between them"
    case .colour: "a colour such as \"#2f6f4f\""
    case .folder: "a folder inside the workspace, such as imports/shop"
    case .domain: "a mail domain such as example.com"
    case .choice(let words): words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    case .scalar: "a single value"
    case .list(let element, _): "a list, each entry \(element.expectation)"
    case .table: "a table of keys"
    case .map: "a table of names"
    case .either(let shapes): shapes.map(\.expectation).joined(separator: ", or ")
    }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    if range.count == 1 { return "\(range.lowerBound)" }
    return range.upperBound >= 1_000_000
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}

/// One key of a table.
struct KeyShape: Sendable {
  var name: String
  var shape: Shape
  var isRequired: Bool
  /// What holds when the key is absent, as text for people; nil where absence means "off" or the key is required.
  var fallback: String?
  /// One or two sentences for the documentation.
  var about: String
  var example: String

  /// A required key.
  static func required(_ name: String, _ shape: Shape, _ about: String, example: String) -> KeyShape {
    KeyShape(name: name, shape: shape, isRequired: true, fallback: nil, about: about, example: example)
  }

  /// A key that may be left out.
  static func optional(
    _ name: String, _ shape: Shape, default fallback: String? = nil, _ about: String, example: String
  ) -> KeyShape {
    KeyShape(name: name, shape: shape, isRequired: false, fallback: fallback, about: about, example: example)
  }
}

/// One table of `tend.yml`.
struct TableShape: Sendable {
  /// The heading in the documentation and the name of the definition in the schema.
  var name: String
  /// Where it stands: `connections.NAME.files[]`.
  var place: String
  var about: String
  var keys: [KeyShape]
  /// Whether other keys may stand here as copies of a built-in rule (`based_on`).
  var takesCopies = false

  func key(_ name: String) -> KeyShape? { keys.first { $0.name == name } }
}

/// All tables by name.
enum Shapes {
  static let root = "file"
  static let all: [TableShape] =
    [file, owner, route] + connectionTables + [rulesTable] + builtInRules.map(\.table) + [custom, condition]
    + [orders, refundJoin, workflow, sync, shrink, dashboard]
  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  static func table(_ name: String) -> TableShape {
    byName[name] ?? TableShape(name: name, place: "", about: "", keys: [])
  }
}
