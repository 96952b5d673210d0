import GRDB
public import Records

/// Personal data and free text by record and pseudonym, in `.tend/people.sqlite`. Several threads may use one.
///
/// Nothing in it is derived from the ledger: a backup has to include it. All methods throw a ``Records/Diagnostic`` whose
/// code begins with `people.`; no diagnostic holds personal data.
public final class PeopleStore: Sendable {
  let file: PrivateFile
  let queue: DatabaseQueue

  /// Opens the file at `path`, making it when there is none; only its owner may read it.
  public convenience init(path: String) throws { try self.init(path: path, patience: 30) }

  /// - Parameter patience: seconds to wait for another process.
  init(path: String, patience: Double) throws {
    // synchronous FULL: git may hold the hash of a text that is nowhere else, so it must survive a power cut.
    // secure_delete: what is deleted is overwritten. temp_store in memory: no copy in a temporary folder.
    file = PrivateFile(
      name: "people", path: path, version: 1,
      remedy: "Restore the file from a backup, or delete it: names return with the next full sync, staff notes do not.",
      pragmas: [
        "secure_delete = ON", "journal_mode = WAL", "journal_size_limit = 67108864", "synchronous = FULL",
        "temp_store = MEMORY", "cache_size = -32768",
      ], patience: patience)
    queue = try file.open(schema: PeopleStore.schema)
  }

  private static let schema = """
    CREATE TABLE identities (identity INTEGER PRIMARY KEY, pseudonym BLOB NOT NULL UNIQUE, plain BLOB);
    CREATE INDEX identities_plain ON identities (plain, pseudonym) WHERE plain IS NOT NULL;
    CREATE TABLE personal (
      row INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, email INTEGER, phone INTEGER, customer INTEGER,
      updated INTEGER NOT NULL, name BLOB, fields BLOB NOT NULL);
    CREATE INDEX personal_email ON personal (email) WHERE email IS NOT NULL;
    CREATE INDEX personal_phone ON personal (phone) WHERE phone IS NOT NULL;
    CREATE INDEX personal_customer ON personal (customer) WHERE customer IS NOT NULL;
    CREATE TABLE notes (row INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, text BLOB NOT NULL);
    CREATE TABLE note_people (pseudonym BLOB, note INTEGER, PRIMARY KEY (pseudonym, note)) WITHOUT ROWID;
    CREATE INDEX note_people_note ON note_people (note);
    CREATE TABLE tombstones (pseudonym BLOB PRIMARY KEY) WITHOUT ROWID;
    """

  /// Runs `body` as one transaction; when it throws, nothing of it stays.
  public func write<Result>(_ body: (PeopleTransaction) throws -> Result) throws -> Result {
    try file.diagnosed { try queue.write { try body(PeopleTransaction(Session($0))) } }
  }

  func read<Result>(_ body: (Session) throws -> Result) throws -> Result {
    try file.diagnosed { try queue.read { try body(Session($0)) } }
  }

  /// The private fields of a record; empty when there are none.
  public func fields(of address: RecordAddress) throws -> [String: String] {
    try read { session in
      let bytes = try session("SELECT fields FROM personal WHERE address = ?1").first(address.description) {
        $0.bytes(0)
      }
      guard let bytes else { return [:] }
      var reader = ByteReader(bytes)
      return reader.fields() ?? [:]
    }
  }

  /// The name of a person known by these pseudonyms: the one that changed last; nil when none is known.
  public func name(of pseudonyms: [String]) throws -> String? {
    try read { try PeopleStore.name(of: pseudonyms, $0) }
  }

  /// The names of many persons in one go; nil in a place where none is known.
  public func names(of persons: [[String]]) throws -> [String?] {
    try read { session in try persons.map { try PeopleStore.name(of: $0, session) } }
  }

  private static func name(of pseudonyms: [String], _ session: Session) throws -> String? {
    var best: (updated: Int64, address: String, name: String)?
    for pseudonym in pseudonyms {
      guard let column = column(of: pseudonym) else { continue }
      let sql = """
        SELECT updated, address, name FROM personal
        WHERE \(column) = (SELECT identity FROM identities WHERE pseudonym = ?1) AND name IS NOT NULL
        ORDER BY updated DESC, address DESC LIMIT 1
        """
      guard let found = try session(sql).first(pseudonym, read: { ($0.integer(0), $0.text(1), $0.text(2)) }) else {
        continue
      }
      if let best, (found.0, 0) < (best.updated, precedes(best.address, found.1) ? -1 : 1) { continue }
      best = (found.0, found.1, found.2)
    }
    return best?.name
  }

  static func column(of pseudonym: String) -> String? {
    switch pseudonym.utf8.first {
    case UInt8(ascii: "e"): "email"
    case UInt8(ascii: "p"): "phone"
    case UInt8(ascii: "s"): "customer"
    default: nil
    }
  }

  /// The pseudonyms of an e-mail address, normalised before it is looked up; empty when it is unknown or none.
  public func pseudonyms(email: String) throws -> [String] {
    guard let email = Identifiers.normalised(email: email) else { return [] }
    return try pseudonyms(plain: email)
  }

  /// The pseudonyms of a phone number, normalised before it is looked up; empty when it is unknown or none.
  public func pseudonyms(phone: String) throws -> [String] {
    guard let phone = Identifiers.normalised(phone: phone) else { return [] }
    return try pseudonyms(plain: phone)
  }

  private func pseudonyms(plain: String) throws -> [String] {
    try read { session in
      try session("SELECT pseudonym FROM identities WHERE plain = ?1 ORDER BY pseudonym").all(plain) { $0.text(0) }
    }
  }

  /// The e-mail address or phone number behind a pseudonym; nil when unknown or a customer id's.
  public func plain(of pseudonym: String) throws -> String? {
    try read { session in
      try session("SELECT plain FROM identities WHERE pseudonym = ?1").first(pseudonym) { $0.optionalText(0) } ?? nil
    }
  }

  /// The addresses of the records that hold something personal of these pseudonyms, sorted.
  public func addresses(of pseudonyms: [String]) throws -> [RecordAddress] {
    try read { session in
      var found: Set<String> = []
      for pseudonym in pseudonyms {
        guard let column = PeopleStore.column(of: pseudonym) else { continue }
        let sql = """
          SELECT address FROM personal WHERE \(column) = (SELECT identity FROM identities WHERE pseudonym = ?1)
          """
        found.formUnion(try session(sql).all(pseudonym) { $0.text(0) })
      }
      return found.compactMap { RecordAddress($0) }.sorted()
    }
  }

  /// A note that staff wrote, by the hash that git holds; nil when it is unknown or was forgotten.
  public func note(_ hash: String) throws -> String? {
    try read { session in try session("SELECT text FROM notes WHERE hash = ?1").first(hash) { $0.text(0) } }
  }

  /// How many records hold something personal.
  public func count() throws -> Int {
    try read { session in Int(try session("SELECT count(*) FROM personal").first { $0.integer(0) } ?? 0) }
  }
}
