internal import Crypto
internal import Index
internal import Records

/// Turns what a connector mapped into what may enter git, and what stays beside it.
///
/// The one place where personal data and public record part ways.
struct RecordSealer {
  /// A record ready to be staged.
  struct Sealed {
    /// The id under which the record stands; the connector's own unless that held an e-mail address.
    var id: String
    /// Orders the staged records as their pages will be: the creation day, or the first 24 bits of the id's hash.
    var slot: Int
    /// The canonical record.
    var record: JSONObject
    /// Pseudonyms in the record, sorted.
    var people: [String]
  }

  let pseudonyms: PseudonymMaker
  let connection: String
  let store: String
  let schema: Schema
  private let memo: PseudonymMemo
  private let codes: Set<String>

  init(pseudonyms: PseudonymMaker, connection: String, store: String, kind: Kind) {
    self.pseudonyms = pseudonyms
    self.connection = connection
    self.store = store
    schema = Schema.of(kind)
    memo = PseudonymMemo(pseudonyms, connection: connection)
    codes = Set(schema.fields.filter { $0.isPublic }.map(\.name))
  }

  /// The public record with pseudonyms, the keyed hash of its private fields, and nothing a schema does not name.
  func seal(_ mapped: MappedRecord) -> Sealed {
    var record = JSONObject()
    for member in mapped.fields.members where codes.contains(member.key) {
      record[member.key] = gated(member.value)
    }
    let id = sealed(id: mapped.id)
    let people = memo.pseudonyms(of: mapped.identifiers).list
    record["id"] = .string(id)
    record["store"] = .string(store)
    if !people.isEmpty { record["people"] = .array(people.map { .string($0) }) }
    if !mapped.personal.isEmpty { record["private"] = .string(pseudonyms.seal(personal: mapped.personal)) }
    return Sealed(id: id, slot: Self.slot(of: record, id: id, kind: schema.kind), record: record, people: people)
  }

  /// The id under which a record stands.
  func sealed(id: String) -> String {
    if PrivacyGate.holdsEmail(id), let email = Identifiers.normalised(email: id) { return pseudonyms.email(email) }
    return PrivacyGate.masked(id) == id ? id : pseudonyms.customer(id, connection: connection)
  }

  /// The slot of a record that has no creation time although its kind should: after all days.
  static let undated = Int(Int32.max)

  /// The creation day of a record whose kind has one, else the first 24 bits of SHA-256 of its id.
  static func slot(of record: JSONObject, id: String, kind: Kind) -> Int {
    if let field = kind.creationField {
      if let day = created(record, field) { return day.number }
      return undated
    }
    var prefix = 0
    for byte in SHA256.hash(data: Array(id.utf8)).prefix(3) { prefix = prefix << 8 | Int(byte) }
    return prefix
  }

  /// The UTC day of creation; nil when the record does not tell.
  static func created(_ record: JSONObject, _ field: String) -> Day? {
    record[field]?.instant?.utcDay ?? record[field]?.day
      ?? (field == "created" ? record["observed"]?.instant?.utcDay : nil)
  }

  private func gated(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(PrivacyGate.masked(text))
    case .array(let elements): .array(elements.map(gated))
    case .object(let object): .object(JSONObject(object.members.map { ($0.key, gated($0.value)) }))
    case .bool, .integer: value
    }
  }
}
