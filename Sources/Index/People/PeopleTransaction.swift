public import Records

/// Changes to the people store, valid inside of ``PeopleStore/write(_:)`` only.
public final class PeopleTransaction {
  private let session: Session
  private var tombstones: Set<ExactText>
  private var identities: [ExactText: Int64] = [:]
  /// Whether no record had anything personal when the transaction began: then none has to be looked for.
  private let beganEmpty: Bool

  init(_ session: Session) throws {
    self.session = session
    tombstones = Set(try session("SELECT pseudonym FROM tombstones").all { ExactText($0.text(0)) })
    beganEmpty = try session("SELECT 1 FROM personal LIMIT 1").first { _ in true } == nil
  }

  /// Keeps the private fields of a record, and who it is about, in place of what was known of it.
  ///
  /// A record of someone forgotten is refused, and what was there of it goes: false. Pass the same identifiers that the
  /// pseudonyms were made of.
  @discardableResult
  public func put(
    _ address: RecordAddress, pseudonyms: Pseudonyms, identifiers: Identifiers, fields: [String: String],
    updated: Instant
  ) throws -> Bool {
    if !tombstones.isEmpty, pseudonyms.list.contains(where: { tombstones.contains(ExactText($0)) }) {
      try remove(address)
      return false
    }
    let email = try identity(pseudonyms.email, plain: identifiers.email)
    let phone = try identity(pseudonyms.phone, plain: identifiers.phone)
    let customer = try identity(pseudonyms.customer, plain: nil)
    guard !fields.isEmpty else {
      // The identities say who it is about; a row would say nothing more.
      if !beganEmpty { try remove(address) }
      return true
    }
    var writer = ByteWriter()
    writer.write(fields, order: precedes)
    try session(
      """
      INSERT INTO personal (address, email, phone, customer, updated, name, fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (address) DO UPDATE SET email = ?2, phone = ?3, customer = ?4, updated = ?5, name = ?6, fields = ?7
      """
    ).run(address.description, email, phone, customer, updated.seconds, fields["name"], writer.bytes)
    return true
  }

  private func identity(_ pseudonym: String?, plain: String?) throws -> Int64? {
    guard let pseudonym else { return nil }
    if let known = identities[ExactText(pseudonym)] { return known }
    // Looked for first: most are known, and a row that stays as it is need not be written.
    let stored = try session("SELECT identity, plain IS NULL FROM identities WHERE pseudonym = ?1")
      .first(pseudonym) { (identity: $0.integer(0), lacksPlain: $0.integer(1) != 0) }
    if let stored, plain != nil, stored.lacksPlain {
      try session("UPDATE identities SET plain = ?2 WHERE identity = ?1").run(stored.identity, plain)
    } else if stored == nil {
      try session("INSERT INTO identities (pseudonym, plain) VALUES (?1, ?2)").run(pseudonym, plain)
    }
    let identity = stored?.identity ?? session.db.lastInsertedRowID
    // Bounded, so that a long transaction stays small.
    if identities.count >= 500_000 { identities = [:] }
    identities[ExactText(pseudonym)] = identity
    return identity
  }

  /// Removes what is known of a record.
  public func remove(_ address: RecordAddress) throws {
    try session("DELETE FROM personal WHERE address = ?1").run(address.description)
  }

  /// Whether anything personal is kept of a record.
  public func holds(_ address: RecordAddress) throws -> Bool {
    try session("SELECT 1 FROM personal WHERE address = ?1").first(address.description) { _ in true } ?? false
  }

  /// Keeps a note under the hash that git holds. A note about someone forgotten is refused: false.
  ///
  /// - Parameter people: the pseudonyms of the person it is about; the note is forgotten with any of them.
  @discardableResult
  public func putNote(_ text: String, hash: String, people: [String]) throws -> Bool {
    if people.contains(where: { tombstones.contains(ExactText($0)) }) { return false }
    let note = try session(
      "INSERT INTO notes (hash, text) VALUES (?1, ?2) ON CONFLICT (hash) DO UPDATE SET text = ?2 RETURNING row"
    ).first(hash, text) { $0.integer(0) }
    for pseudonym in people {
      try session("INSERT OR IGNORE INTO note_people (pseudonym, note) VALUES (?1, ?2)").run(pseudonym, note)
    }
    return true
  }

  /// Makes `pseudonyms` the only ones that are refused, as `people/forgotten.jsonl` lists them. It deletes nothing that
  /// is already there: that is ``PeopleStore/forget(_:)``.
  public func setTombstones(_ pseudonyms: [String]) throws {
    try session("DELETE FROM tombstones").run()
    tombstones = []
    for pseudonym in pseudonyms { try addTombstone(pseudonym) }
  }

  private func addTombstone(_ pseudonym: String) throws {
    try session("INSERT OR IGNORE INTO tombstones (pseudonym) VALUES (?1)").run(pseudonym)
    tombstones.insert(ExactText(pseudonym))
  }

  /// Deletes the rows of these pseudonyms and refuses them from now on. Returns the number of records.
  func forget(_ pseudonyms: [String]) throws -> Int {
    var count = 0
    for pseudonym in pseudonyms {
      try addTombstone(pseudonym)
      if let column = PeopleStore.column(of: pseudonym) {
        try session(
          "DELETE FROM personal WHERE \(column) = (SELECT identity FROM identities WHERE pseudonym = ?1)"
        ).run(pseudonym)
        count += session.db.changesCount
      }
      try session("DELETE FROM notes WHERE row IN (SELECT note FROM note_people WHERE pseudonym = ?1)").run(pseudonym)
      try session("DELETE FROM identities WHERE pseudonym = ?1").run(pseudonym)
      identities[ExactText(pseudonym)] = nil
    }
    try session("DELETE FROM note_people WHERE note NOT IN (SELECT row FROM notes)").run()
    return count
  }
}
