public import Records

/// What a rule looks at: a record of one kind, a person, or a stream of a system.
public enum SubjectKind: Sendable, Hashable, CustomStringConvertible {
  case record(Kind)
  case person
  case stream

  /// All of them, in documentation order.
  public static let all: [SubjectKind] = Kind.allCases.map { .record($0) } + [.person, .stream]

  /// Reads the word of `tend.yml`: `order`, `person`, `stream`, …; nil for any other.
  public init?(_ text: String) {
    switch text {
    case "person": self = .person
    case "stream": self = .stream
    default:
      guard let kind = Kind(rawValue: text) else { return nil }
      self = .record(kind)
    }
  }

  /// The word of `tend.yml`.
  public var description: String {
    switch self {
    case .record(let kind): kind.rawValue
    case .person: "person"
    case .stream: "stream"
    }
  }
}
