internal import Records

/// The documentation and the JSON Schema of `tend.yml`, made from the same shapes that the reader checks against.
public enum ConfigurationReference {
  /// docs/configuration.md.
  public static func markdown() -> String {
    var out = """
      # tend.yml: every key

      All configuration of a workspace stands in `tend.yml`. No secret is ever in it. Unknown keys are errors, and every problem
      of the file is reported at once, with its line. This page is made from the reader's own description of the keys; editors
      that know JSON Schema can use `data/schemas/tend.schema.json`.

      - Amounts are decimals in the shop's currency: `1000.00`. They are never rounded on the way in.
      - Lengths of time are a whole number and a unit, `s m h d w`: `36h`, `14d`.
      - References (`&`, `*`) and tabs are refused; quote values that begin with such a sign: `"*.csv"`.
      - In messages, entries of a list are counted from 1: `owners[1]` is the first.

      """
    for table in documented {
      out +=
        "\n## \(heading(table))\n\n\(table.about)\n\n| key | type | default | meaning | example |\n|---|---|---|---|---|\n"
      for key in table.keys {
        out +=
          "| `\(key.name)` | \(cell(link(key.shape))) | \(cell(fallback(key))) | \(cell(key.about)) | `\(cell(key.example))` |\n"
      }
    }
    out += fields
    return out
  }

  /// The fields that a mapping can fill, by kind.
  private static var fields: String {
    var out = """

      ## The fields of each kind

      What `fields` of a file rule can fill, with the type of each; `personal` fields go to the private folder and never into
      git. `id`, `date`, `items`, `customer`, `email` and `phone` have keys of their own. Conditions of rules may ask for the public ones,
      and for what Tend works out: `tend explain` of any record shows those.

      | kind | public fields | personal fields |
      |---|---|---|

      """
    for kind in Kind.allCases {
      let fields = Schema.of(kind).fields.filter { field in !Schema.common.contains { $0.name == field.name } }
      func list(_ fields: [Field]) -> String {
        fields.isEmpty ? "none" : fields.map { "`\($0.name)` \($0.type.rawValue)" }.joined(separator: ", ")
      }
      out += "| \(kind.rawValue) | \(list(fields.filter(\.isPublic))) | \(list(fields.filter { !$0.isPublic })) |\n"
    }
    return out
  }

  /// Rules share keys: they stand once, under "any rule".
  private static var documented: [TableShape] {
    var tables: [TableShape] = []
    for table in Shapes.all {
      if table.name == Shapes.root || !table.name.hasPrefix("rule_") {
        tables.append(table)
        if table.name == "rules" { tables.append(anyRule) }
      } else if let rule = Shapes.builtInRules.first(where: { $0.table.name == table.name }), !rule.keys.isEmpty {
        var own = table
        own.keys = rule.keys
        own.about += " And the keys of any rule."
        tables.append(own)
      }
    }
    return tables
  }

  private static let anyRule = TableShape(
    name: "any_rule", place: "rules.NAME", about: "The keys that every built-in rule and every copy of one takes.",
    keys: Shapes.commonRuleKeys + [
      .optional(
        "based_on", Shapes.basedOn.shape,
        "Only under an id of your own: the built-in rule it is a copy of, whose keys it takes too.",
        example: Shapes.basedOn.example)
    ])

  private static func heading(_ table: TableShape) -> String {
    table.place == "tend.yml" ? "The file" : "`\(table.place)`"
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private static func fallback(_ key: KeyShape) -> String { key.isRequired ? "required" : key.fallback ?? "none" }

  private static func link(_ shape: Shape) -> String {
    switch shape {
    case .table(let name):
      let table = Shapes.table(name)
      return name.hasPrefix("rule_") ? "table" : "[table](#\(anchor(heading(table))))"
    case .list(let element, _): return "list of " + link(element)
    case .map(let element): return "names, each " + link(element)
    case .either(let shapes): return shapes.map(link).joined(separator: ", or ")
    case .choice(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
    case .text: return "text"
    case .scalar: return "single value"
    case .name: return "name"
    case .flag: return "true or false"
    case .whole(let range):
      return range.upperBound >= 1_000_000 ? "whole number" : "whole number, \(range.lowerBound) to \(range.upperBound)"
    case .amount: return "amount"
    case .span: return "length of time"
    case .time: return "time of day"
    case .zone: return "zone"
    case .currency: return "currency"
    case .hours: return "working hours"
    case .days: return "day, or days `first..last`"
    case .colour: return "colour"
    case .folder: return "folder"
    case .domain: return "mail domain"
    }
  }

  /// The anchor that readers of Markdown give a heading.
  private static func anchor(_ heading: String) -> String {
    String(
      heading.lowercased().compactMap { letter -> Character? in
        if letter == " " { return "-" }
        return letter.isLetter || letter.isNumber || letter == "_" || letter == "-" ? letter : nil
      })
  }
}
