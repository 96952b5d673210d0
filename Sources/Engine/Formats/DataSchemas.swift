internal import Records

/// JSON Schemas (draft 2020-12) of every file that Tend writes into `data/`. The files in `data/schemas` are made from
/// this; a test holds them equal and validates real files against them.
enum DataSchemas {
  /// File name and content of every schema.
  static var all: [(name: String, schema: JSONObject)] {
    Kind.allCases.map { ("record-\($0.rawValue).schema.json", record($0)) } + [
      ("ledger.schema.json", ledger), ("source.schema.json", source), ("exception.schema.json", exception),
      ("action.schema.json", action), ("receipt.schema.json", receipt), ("link.schema.json", link),
      ("forgotten.schema.json", forgotten),
    ]
  }

  // MARK: Types

  private static let text: JSONValue = ["type": "string"]
  private static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
  private static let whole: JSONValue = ["type": "integer"]
  private static let count: JSONValue = ["type": "integer", "minimum": 0]
  private static let flag: JSONValue = ["type": "boolean"]
  private static let counts: JSONValue = ["type": "object", "additionalProperties": ["type": "integer"]]
  private static let instant: JSONValue = [
    "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
  ]
  private static let day: JSONValue = ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]
  private static let pseudonym: JSONValue = ["type": "string", "pattern": "^[eps]\\.[0-9a-z]{26}$"]
  private static let exceptionID: JSONValue = ["type": "string", "pattern": "^EX-[0-9A-HJKMNP-TV-Z]{10}$"]

  private static func one(of words: [String]) -> JSONValue {
    ["type": "string", "enum": .array(words.map { .string($0) })]
  }

  private static func map(of value: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": value] }
  private static func list(of value: JSONValue) -> JSONValue { ["type": "array", "items": value] }

  private static func object(_ members: [(String, JSONValue)], required: [String], open: Bool = false) -> JSONValue {
    [
      "type": "object", "properties": .object(JSONObject(members)),
      "required": .array(required.map { .string($0) }), "additionalProperties": .bool(open),
    ]
  }

  private static func schema(_ title: String, _ body: JSONValue) -> JSONObject {
    var schema = body.object ?? JSONObject()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = .string(title)
    return schema
  }

  // MARK: Files

  private static func record(_ kind: Kind) -> JSONObject {
    let fields = Schema.of(kind).fields.filter(\.isPublic).map { ($0.name, type(of: $0)) }
    return schema("A record of kind \(kind.rawValue), one line of a page", object(fields, required: ["id", "store"]))
  }

  private static func type(of field: Field) -> JSONValue {
    if field.name == "people" { return list(of: pseudonym) }
    switch field.type {
    case .code, .text: return text
    case .money, .integer: return whole
    case .instant: return instant
    case .day: return day
    case .flag: return flag
    case .codes: return texts
    case .items:
      return list(of: object(Schema.itemFields.map { ($0.name, type(of: $0)) }, required: []))
    }
  }

  private static var ledger: JSONObject {
    schema(
      "ledger.json",
      object(
        [
          ("format", whole), ("key_fingerprint", text), ("kinds", map(of: whole)), ("since", map(of: instant)),
          ("rules", map(of: text)), ("steps", map(of: ["type": "object"])),
        ], required: ["format", "key_fingerprint", "kinds", "since", "rules", "steps"]))
  }

  private static var source: JSONObject {
    let coverage = object(
      [
        ("verdict", one(of: Coverage.Verdict.allCases.map(\.rawValue))), ("created_since", instant),
        ("fields", texts), ("as_of", instant), ("hides_people", ["type": "boolean"]),
      ], required: ["verdict", "fields", "as_of"])
    let row = object(
      [("source", text), ("line", count), ("reason", text), ("column", text)], required: ["source", "reason"])
    let stream = object(
      [
        ("cursor", ["type": "object"]), ("coverage", coverage), ("records", count), ("held", text),
        ("offered", count), ("trouble_since", instant), ("accepted", count), ("quarantined", count),
        ("quarantined_at", instant), ("quarantine", list(of: row)), ("notices", texts),
        ("peaks", list(of: object([("day", day), ("records", count)], required: ["day", "records"]))),
      ], required: ["cursor", "coverage", "records", "peaks"])
    return schema(
      "sources/<connection>.json",
      object([("streams", map(of: stream)), ("access_ends", instant)], required: ["streams"]))
  }

  private static var exception: JSONObject {
    let entry = object(
      [
        ("at", instant), ("event", one(of: TimelineEntry.Event.allCases.map(\.rawValue))), ("by", text),
        ("run", text),
      ], required: ["at", "event", "by"], open: true)
    return schema(
      "exceptions/7/K/EX-….json",
      object(
        [
          ("id", exceptionID), ("rule", text), ("workflow", text), ("subject", text), ("episode", count),
          ("state", one(of: ShopException.State.allCases.map(\.rawValue))),
          ("severity", one(of: ShopException.Severity.allCases.map(\.rawValue))), ("owner", text), ("title", text),
          ("opened", instant), ("updated", instant), ("since", instant), ("resolved", instant),
          ("resolution", text), ("amount", whole), ("currency", text), ("sla_due", instant),
          ("snoozed_until", instant), ("level", count), ("reopened", count), ("people", list(of: pseudonym)),
          ("case", text), ("evidence", ["type": "object"]), ("timeline", list(of: entry)), ("actions", texts),
        ],
        required: [
          "id", "rule", "workflow", "subject", "episode", "state", "severity", "owner", "title", "opened", "updated",
          "case", "evidence", "timeline",
        ]))
  }

  private static var action: JSONObject {
    schema(
      "actions/<k>/<k>/<key>.json",
      object(
        [
          ("key", text), ("exception", exceptionID), ("kind", text), ("target", text), ("transition", text),
          ("state", one(of: PlannedAction.State.allCases.map(\.rawValue))), ("reason", text), ("planned", instant),
          ("settled", instant),
        ], required: ["key", "exception", "kind", "target", "transition", "state", "planned"]))
  }

  private static var receipt: JSONObject {
    let stream = object(
      [
        ("verdict", one(of: Coverage.Verdict.allCases.map(\.rawValue))), ("held", text), ("files", texts),
        ("read", count), ("created", count), ("updated", count), ("deleted", count), ("quarantined", count),
      ], required: [])
    let requests = object([("sent", count), ("retried", count), ("waited_ms", count)], required: ["sent"])
    let backlog = object([("count", count), ("amount", whole)], required: ["count", "amount"])
    let suppressed = object(
      [("rule", text), ("subject", text), ("reason", text)], required: ["rule", "subject", "reason"])
    return schema(
      "runs/<yyyy>/<mm>/<dd>/<run-id>.json",
      object(
        [
          ("run", text), ("at", instant), ("version", text), ("configuration", text), ("previous", text),
          ("recovered", texts), ("changes", count), ("evaluated", count), ("streams", map(of: stream)),
          ("requests", map(of: requests)),
          ("opened", list(of: exceptionID)), ("reopened", list(of: exceptionID)),
          ("resolved", list(of: exceptionID)), ("updated", list(of: exceptionID)), ("backlog", map(of: backlog)),
          ("suppressed", list(of: suppressed)), ("suppressed_counts", counts), ("actions", counts),
          ("durations_ms", counts),
        ], required: ["run", "at", "version", "configuration", "changes", "evaluated"]))
  }

  private static var link: JSONObject {
    schema(
      "A line of people/links.jsonl",
      object(
        [("join", pseudonym), ("with", pseudonym), ("split", pseudonym), ("at", instant), ("by", text)], required: []))
  }

  private static var forgotten: JSONObject {
    schema(
      "A line of people/forgotten.jsonl",
      object([("pseudonym", pseudonym), ("at", instant), ("by", text)], required: ["pseudonym", "at", "by"]))
  }
}
