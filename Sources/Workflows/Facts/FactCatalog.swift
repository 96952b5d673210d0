public import Records

/// The type of a fact, as configuration and documentation name it.
public enum FactType: String, Sendable, CaseIterable, Hashable {
  case flag, number, money, instant, day, text, list

  /// The words of configuration errors: the same as ``Fact/typeName``.
  public var words: String {
    switch self {
    case .flag: "yes or no"
    case .number: "a whole number"
    case .money: "an amount"
    case .instant: "a time"
    case .day: "a day"
    case .text: "a text"
    case .list: "a list"
    }
  }

  init(_ fact: Fact) {
    switch fact {
    case .flag: self = .flag
    case .number: self = .number
    case .money: self = .money
    case .instant: self = .instant
    case .day: self = .day
    case .text: self = .text
    case .list: self = .list
    }
  }
}

/// One fact that rules may look at.
public struct FactSpec: Sendable, Hashable {
  /// Its name in conditions and templates.
  public var name: String
  /// Its type.
  public var type: FactType
  /// What it says, in one sentence.
  public var sentence: String
  /// Whether Tend works it out; otherwise it is a field of the record.
  public var isDerived: Bool
}

/// What is wrong with a condition of a team's own rule.
public enum FactProblem: Sendable, Hashable {
  /// The kind has no such fact; the nearest names, best first.
  case unknownField(String, nearest: [String])
  /// The fact has another type than the value it is compared with.
  case wrongType(field: String, expected: FactType, found: String)
  /// The operator can't be used with facts of that type.
  case wrongOperator(field: String, type: FactType, operator: String)
}

/// All facts by subject kind: what conditions are checked against and documentation is made from.
public enum FactCatalog {
  /// The facts of a kind: fields of the record, then what Tend works out.
  public static func facts(of kind: SubjectKind) -> [FactSpec] { catalogue[kind] ?? [] }

  private static let catalogue = Dictionary(uniqueKeysWithValues: SubjectKind.all.map { ($0, list(of: $0)) })

  private static func list(of kind: SubjectKind) -> [FactSpec] {
    let derived = DerivedFacts.of(kind)
    guard case .record(let kind) = kind else { return derived }
    let names = Set(derived.map(\.name))
    let own = Schema.of(kind).fields.filter { $0.isPublic && !names.contains($0.name) && $0.name != "private" }
    return own.compactMap { field in
      FactType(field.type).map {
        FactSpec(name: field.name, type: $0, sentence: "The record's `\(field.name)`.", isDerived: false)
      }
    } + derived
  }

  /// The fact of that name; nil when the kind has none.
  public static func fact(_ name: String, of kind: SubjectKind) -> FactSpec? {
    facts(of: kind).first { sameBytes($0.name, name) }
  }

  /// Everything wrong with a condition about subjects of `kind`; empty when it can be evaluated.
  public static func problems(of condition: Condition, kind: SubjectKind) -> [FactProblem] {
    switch condition {
    case .all(let parts), .any(let parts): return parts.flatMap { problems(of: $0, kind: kind) }
    case .not(let part): return problems(of: part, kind: kind)
    case .test(let field, let comparison):
      guard let spec = fact(field, of: kind) else {
        return [.unknownField(field, nearest: nearest(to: field, of: kind))]
      }
      return problem(of: comparison, with: spec).map { [$0] } ?? []
    }
  }

  /// Fields named in `{…}` of a template that the kind does not have.
  public static func unknownFields(inTemplate template: String, kind: SubjectKind) -> [String] {
    Template.fields(of: template).filter { fact($0, of: kind) == nil }
  }

  private static func problem(of comparison: Comparison, with spec: FactSpec) -> FactProblem? {
    func same(_ facts: [Fact]) -> FactProblem? {
      facts.first { FactType($0) != spec.type }.map {
        .wrongType(field: spec.name, expected: spec.type, found: $0.typeName)
      }
    }
    func allowed(_ types: Set<FactType>) -> FactProblem? {
      types.contains(spec.type)
        ? nil : .wrongOperator(field: spec.name, type: spec.type, operator: comparison.word)
    }
    switch comparison {
    case .exists: return nil
    case .equals(let fact), .differs(let fact): return same([fact])
    case .oneOf(let facts): return same(facts)
    case .contains: return allowed([.list])
    case .atLeast(let fact), .above(let fact), .atMost(let fact), .below(let fact):
      return allowed([.number, .money, .instant, .day]) ?? same([fact])
    case .olderThan, .newerThan, .dueWithin: return allowed([.instant])
    }
  }

  static func nearest(to name: String, of kind: SubjectKind) -> [String] {
    let scored = facts(of: kind).map { (name: $0.name, distance: editDistance(name, $0.name)) }
    let near = scored.filter { $0.distance <= max(2, name.utf8.count / 3) }
    return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  static func editDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var previous = row[0]
      row[0] = index + 1
      for column in right.indices {
        let cost = min(row[column + 1] + 1, row[column] + 1, previous + (right[column] == byte ? 0 : 1))
        previous = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row[right.count]
  }
}

extension FactType {
  /// The type of a canonical field's fact; nil for fields that are not offered to conditions.
  init?(_ type: FieldType) {
    switch type {
    case .code: self = .text
    case .money: self = .money
    case .integer: self = .number
    case .instant: self = .instant
    case .day: self = .day
    case .flag: self = .flag
    case .codes: self = .list
    case .text, .items: return nil
    }
  }
}

extension Comparison {
  /// The operator's word in `tend.yml`.
  public var word: String {
    switch self {
    case .equals: "equals"
    case .differs: "differs"
    case .atLeast: "at_least"
    case .above: "above"
    case .atMost: "at_most"
    case .below: "below"
    case .oneOf: "one_of"
    case .contains: "contains"
    case .exists: "exists"
    case .olderThan: "older_than"
    case .newerThan: "newer_than"
    case .dueWithin: "due_within"
    }
  }
}
