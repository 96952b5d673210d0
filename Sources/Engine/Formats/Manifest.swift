internal import Ledger
internal import Records

/// `ledger.json`: what one must know to read the data directory.
struct Manifest: Sendable, Equatable {
  /// The format of the directory; a newer one is refused.
  static let format = 1

  /// The version of each kind's schema.
  var kinds: [String: Int]
  /// The page step of each stream, by `connection/stream`.
  var steps: [String: PageStep]
  /// The fingerprint of the workspace key; not the key.
  var keyFingerprint: String
  /// Since when each rule and each `stream:<connection>/<stream>` is looked at; see docs/data-format.md.
  var since: [String: Instant]
  /// A fingerprint of each rule's condition: a changed one gets a new mark.
  var rules: [String: String]

  /// The manifest of a new data directory.
  init(keyFingerprint: String) {
    self.keyFingerprint = keyFingerprint
    kinds = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0.rawValue, Schema.of($0).version) })
    steps = [:]
    since = [:]
    rules = [:]
  }

  /// The members of the file.
  var json: JSONObject {
    [
      "format": .integer(Self.format),
      "key_fingerprint": .string(keyFingerprint),
      "kinds": .object(JSONObject(kinds.map { ($0, .integer($1)) })),
      "steps": .object(JSONObject(steps.map { ($0, $1.json) })),
      "since": .object(JSONObject(since.map { ($0, .string($1.description)) })),
      "rules": .object(JSONObject(rules.map { ($0, .string($1)) })),
    ]
  }

  /// Reads the file.
  ///
  /// - Throws: `ledger.newer-format` for what a later version wrote, `ledger.manifest-unreadable` for anything else.
  init(bytes: [UInt8]) throws(Diagnostic) {
    let unreadable = Diagnostic(
      .ledger, code: "ledger.manifest-unreadable", "data/ledger.json can't be read",
      reason: "The file was edited by hand or damaged.",
      hints: ["Restore it: git -C data checkout -- ledger.json"], location: "data/ledger.json")
    guard let json = try? JSONReader.object(bytes), let format = json["format"]?.integer else { throw unreadable }
    guard format <= Self.format else { throw Self.newer("format \(format)") }
    guard let fingerprint = json["key_fingerprint"]?.string, let kinds = json["kinds"]?.object,
      let steps = json["steps"]?.object, let since = json["since"]?.object
    else { throw unreadable }
    self.init(keyFingerprint: fingerprint)
    for member in kinds.members {
      guard let version = member.value.integer else { throw unreadable }
      if let kind = Kind(rawValue: member.key), version > Schema.of(kind).version {
        throw Self.newer("version \(version) of \(member.key)")
      }
    }
    for member in steps.members {
      guard let step = PageStep(json: member.value) else { throw unreadable }
      self.steps[member.key] = step
    }
    for member in json["rules"]?.object?.members ?? [] { rules[member.key] = member.value.string }
    for member in since.members {
      guard let instant = member.value.instant else { throw unreadable }
      self.since[member.key] = instant
    }
  }

  private static func newer(_ what: String) -> Diagnostic {
    Diagnostic(
      .ledger, code: "ledger.newer-format", "The data directory was written by a newer Tend (\(what))",
      reason: "Reading it with this version could lose what the newer one recorded.",
      hints: ["Install the version that wrote it, or a later one; `git -C data log -1` names it in Tend-Version"],
      location: "data/ledger.json")
  }
}
