public import Records

extension ConfigurationReference {
  /// data/schemas/tend.schema.json: JSON Schema, draft 2020-12.
  public static func schema() -> JSONObject {
    var schema = object(Shapes.table(Shapes.root))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "tend.yml"
    var definitions = JSONObject()
    for table in Shapes.all where table.name != Shapes.root { definitions[table.name] = .object(object(table)) }
    definitions["rule_copy"] = .object(copy)
    schema["$defs"] = .object(definitions)
    return schema
  }

  private static func object(_ table: TableShape) -> JSONObject {
    var properties = JSONObject()
    for key in table.keys { properties[key.name] = .object(property(key)) }
    var schema: JSONObject = [
      "type": "object", "description": .string(table.about), "properties": .object(properties),
      "additionalProperties": false,
    ]
    if table.takesCopies { schema["additionalProperties"] = ["$ref": "#/$defs/rule_copy"] }
    let required = table.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return schema
  }

  private static func property(_ key: KeyShape) -> JSONObject {
    var schema = type(key.shape)
    let fallback = key.fallback.map { " Default: \($0)." } ?? ""
    schema["description"] = .string(key.about + fallback)
    return schema
  }

  /// A copy takes the keys of its original; which that is, the schema can't follow, so it allows those of every rule.
  private static var copy: JSONObject {
    var table = TableShape(
      name: "rule_copy", place: "", about: "A second copy of a built-in rule.",
      keys: [Shapes.basedOn] + Shapes.commonRuleKeys)
    for key in Shapes.builtInRules.flatMap(\.keys) where table.key(key.name) == nil { table.keys.append(key) }
    return object(table)
  }

  private static func pattern(_ pattern: String) -> JSONObject { ["type": "string", "pattern": .string(pattern)] }

  private static func type(_ shape: Shape) -> JSONObject {
    switch shape {
    case .text: return ["type": ["string", "number", "boolean"]]
    case .scalar: return ["type": ["string", "number", "boolean"]]
    case .domain: return pattern("^[a-z0-9-]+(\\.[a-z0-9-]+)+$")
    case .folder: return pattern("^[^/~]")
    case .name(let underscores): return pattern(underscores ? "^[a-z0-9][a-z0-9_-]*$" : "^[a-z0-9][a-z0-9-]*$")
    case .flag: return ["type": "boolean"]
    case .whole(let range):
      return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .amount: return ["type": ["number", "string"], "minimum": 0, "pattern": "^[0-9]+(\\.[0-9]+)?$"]
    case .span: return pattern("^[0-9]+[smhdw]$")
    case .time: return pattern("^[0-9]{1,2}:[0-9]{2}$")
    case .zone: return pattern("^[A-Z][A-Za-z0-9_+/-]*$")
    case .currency: return pattern("^[A-Z]{3}$")
    case .hours: return pattern("^[A-Za-z,-]+ [0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$")
    case .days:
      return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$")
    case .colour: return pattern("^#[0-9A-Fa-f]{6}$")
    case .choice(let words): return ["enum": .array(words.map { .string($0) })]
    case .list(let element, let atLeast):
      var schema: JSONObject = ["type": "array", "items": .object(type(element))]
      if atLeast > 0 { schema["minItems"] = .integer(atLeast) }
      return schema
    case .table(let name):
      // A built-in rule may stand without keys.
      return name.hasPrefix("rule_")
        ? ["anyOf": [["$ref": .string("#/$defs/\(name)")], ["type": "null"]]] : ["$ref": .string("#/$defs/\(name)")]
    case .map(let element): return ["type": "object", "additionalProperties": .object(type(element))]
    case .either(let shapes): return ["anyOf": .array(shapes.map { .object(type($0)) })]
    }
  }
}
