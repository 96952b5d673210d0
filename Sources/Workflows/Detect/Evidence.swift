public import Records

/// What an exception keeps of the facts that made it: `{"net": {"value": 7718360, "at_least": 100000}}`.
///
/// Nothing in it depends on the moment of the run, so that it changes only when a fact or a threshold does.
public enum Evidence {
  static func of(_ rule: Rule, facts: Facts, checks: [Check]) -> JSONObject {
    var evidence = JSONObject()
    let told = Template.fields(of: rule.title) + rule.why.flatMap { Template.fields(of: $0.text) }
    for field in told + [rule.amount, rule.began].compactMap({ $0 }) {
      guard let fact = facts[field] else { continue }
      evidence[field] = .object(["value": fact.json])
    }
    for check in checks {
      var entry = evidence[check.field]?.object ?? JSONObject()
      entry["value"] = check.value?.json
      let word = check.comparison.word
      let operand = check.comparison.operand
      switch entry[word] {
      case nil: entry[word] = operand
      case .array(let several)? where several.contains(operand): break
      case .some(let one) where one == operand: break
      case .some(let one): entry[word] = .array((one.array ?? [one]) + [operand])
      }
      evidence[check.field] = .object(entry)
    }
    return evidence
  }

  /// What an exception's evidence says, by name: the value, and what it was held against: `54.95, against at least 100.00`.
  ///
  /// - Parameter kind: of the rule's subjects; nil where the rule is gone, and with it the types of the facts.
  public static func lines(
    _ evidence: JSONObject, kind: SubjectKind?, words: FactWords
  ) -> [(name: String, value: String)] {
    evidence.members.map { member in
      let type = kind.flatMap { FactCatalog.fact(member.key, of: $0)?.type }
      let entry = member.value.object ?? JSONObject()
      let held = entry.members.filter { $0.key != "value" }.map { comparison in
        comparison.key.split(separator: "_").joined(separator: " ") + " " + text(comparison.value, type, words)
      }
      let value = entry["value"].map { text($0, type, words) } ?? "unknown"
      return (member.key, held.isEmpty ? value : "\(value), against \(held.joined(separator: ", "))")
    }
  }

  private static func text(_ value: JSONValue, _ type: FactType?, _ words: FactWords) -> String {
    if let fact = type.flatMap({ Fact(value, type: $0) }) { return words.long(fact) }
    return switch value {
    case .string(let text): text
    case .bool(let flag): words.long(.flag(flag))
    case .array(let several): several.map { text($0, type, words) }.joined(separator: ", ")
    default: String(decoding: CanonicalJSON.bytes(value), as: UTF8.self)
    }
  }

  /// The facts that an exception's evidence holds, with the types of the catalogue.
  public static func facts(_ evidence: JSONObject, kind: SubjectKind) -> Facts {
    var facts: Facts = [:]
    for member in evidence.members {
      guard let spec = FactCatalog.fact(member.key, of: kind), let value = member.value.object?["value"] else {
        continue
      }
      facts[member.key] = Fact(value, type: spec.type)
    }
    return facts
  }
}

extension Fact {
  init?(_ value: JSONValue, type: FactType) {
    let field: FieldType =
      switch type {
      case .flag: .flag
      case .number: .integer
      case .money: .money
      case .instant: .instant
      case .day: .day
      case .text: .code
      case .list: .codes
      }
    self.init(value, type: field)
  }

  var json: JSONValue {
    switch self {
    case .flag(let flag): .bool(flag)
    case .number(let number), .money(let number): .integer(bounded(0, plus: number))
    case .instant(let instant): .string(instant.description)
    case .day(let day): .string(day.description)
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map { .string($0) })
    }
  }
}

extension Comparison {
  var operand: JSONValue {
    switch self {
    case .equals(let fact), .differs(let fact), .atLeast(let fact), .above(let fact), .atMost(let fact),
      .below(let fact):
      fact.json
    case .oneOf(let facts): .array(facts.map(\.json))
    case .contains(let element): .string(element)
    case .exists(let wanted): .bool(wanted)
    case .olderThan(let span), .newerThan(let span), .dueWithin(let span): .string(span.description)
    }
  }
}
