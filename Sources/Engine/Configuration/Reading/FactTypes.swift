import Records
import Workflows

/// The facts that a team's own rules about one kind may name.
struct FactTypes: Sendable {
  var kind: SubjectKind
  /// In documentation order.
  var facts: [FactSpec]

  var names: [String] { facts.map(\.name) }

  static func of(_ kind: SubjectKind) -> FactTypes { FactTypes(kind: kind, facts: FactCatalog.facts(of: kind)) }

  func names(of type: FactType) -> [String] { facts.filter { $0.type == type }.map(\.name) }

  func type(of name: String) -> FactType? { facts.first { sameBytes($0.name, name) }?.type }

  func isPrivate(_ name: String) -> Bool {
    guard case .record(let kind) = kind else { return false }
    return Schema.of(kind).field(name).map { !$0.isPublic } ?? false
  }
}

extension FactType {
  /// How a value of the type is written in `tend.yml`.
  var form: String {
    switch self {
    case .flag: "true or false"
    case .number: "3"
    case .money: "1000.00"
    case .instant: "2026-11-23T14:00:00Z"
    case .day: "2026-11-23"
    case .text, .list: "a text"
    }
  }

  /// The operators that make sense for the type.
  var operators: [String] {
    switch self {
    case .flag: ["equals", "differs", "exists"]
    case .number, .money, .day:
      ["equals", "differs", "at_least", "above", "at_most", "below", "one_of", "exists"]
    case .instant:
      ["older_than", "newer_than", "due_within", "at_least", "above", "at_most", "below", "exists"]
    case .text: ["equals", "differs", "one_of", "exists"]
    case .list: ["contains", "exists"]
    }
  }
}
