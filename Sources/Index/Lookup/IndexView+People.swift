public import Records

extension IndexView {
  /// The person a record is about: the smallest pseudonym of that person, by bytes; nil for a record without people.
  public func person(of address: RecordAddress) throws -> String? {
    try prepare()
    guard let (connection, kind) = try numbers(address) else { return nil }
    let sql = """
      SELECT min(other.pseudonym) FROM records JOIN identifiers AS own ON own.identifier = records.anchor
      JOIN identifiers AS other ON other.person = own.person
      WHERE connection = ?1 AND kind = ?2 AND id = ?3
      """
    return try session(sql).first(connection, kind, address.id) { $0.optionalText(0) } ?? nil
  }

  /// The smallest pseudonym of the person that `pseudonym` belongs to; nil when no record or decision names it.
  public func person(of pseudonym: String) throws -> String? {
    try identifiers(of: pseudonym).first
  }

  /// All pseudonyms of the person that `pseudonym` belongs to, sorted by bytes; empty when it is unknown.
  public func identifiers(of pseudonym: String) throws -> [String] {
    try prepare()
    let sql = """
      SELECT pseudonym FROM identifiers
      WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1) ORDER BY pseudonym
      """
    return try session(sql).all(pseudonym) { $0.text(0) }
  }

  /// The records of a person, by any of its pseudonyms: sorted by creation (unknown first), then address.
  ///
  /// - Parameters:
  ///   - kind: only records of this kind; nil for all.
  ///   - created: only records created in this range, both ends included; nil for all.
  public func records(
    ofPerson pseudonym: String, kind: Kind? = nil, created: ClosedRange<Instant>? = nil
  ) throws -> [IndexedRecord] {
    try prepare()
    let persons = """
      WHERE anchor IN (SELECT identifier FROM identifiers
        WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1))
      """
    var found: [IndexedRecord]
    if let kind {
      guard let kind = try words.known(kind.rawValue) else { return [] }
      if let created {
        found = try records(
          persons + " AND kind = ?2 AND created BETWEEN ?3 AND ?4", pseudonym, kind, created.lowerBound.seconds,
          created.upperBound.seconds)
      } else {
        found = try records(persons + " AND kind = ?2", pseudonym, kind)
      }
    } else {
      found = try records(persons, pseudonym)
      if let created { found = found.filter { $0.created.map(created.contains) ?? false } }
    }
    return found.sorted {
      let (left, right) = ($0.created?.seconds ?? .min, $1.created?.seconds ?? .min)
      return left == right ? $0.address < $1.address : left < right
    }
  }

  /// A person's orders or refunds of which it is known when they were made, with no more than their figures; the
  /// oldest first, then by address.
  public func dealings(ofPerson pseudonym: String, kind: Kind) throws -> [Dealing] {
    try prepare()
    guard let number = try words.known(kind.rawValue) else { return [] }
    let rows = try session(
      """
      SELECT connection, id, created, amount, refunded, class, cancelled, currency FROM records
      WHERE anchor IN (SELECT identifier FROM identifiers
        WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1)) AND kind = ?2 AND created IS NOT NULL
      """
    ).all(pseudonym, number) { try self.dealing($0, kind) }
    return rows.compactMap { $0 }.sorted {
      $0.created == $1.created ? $0.address < $1.address : $0.created < $1.created
    }
  }

  /// The connections and stores that know a person, the place of the oldest record first.
  public func places(ofPerson pseudonym: String) throws -> [(connection: String, store: String)] {
    try prepare()
    let rows = try session(
      """
      SELECT connection, store, min(coalesce(created, -9223372036854775808)) FROM records
      WHERE anchor IN (SELECT identifier FROM identifiers
        WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1))
      GROUP BY connection, store
      """
    ).all(pseudonym) { (connection: $0.integer(0), store: $0.integer(1), first: $0.integer(2)) }
    let places = try rows.compactMap { row -> (connection: String, store: String, first: Int64)? in
      guard let connection = try words.text(row.connection), let store = try words.text(row.store) else { return nil }
      return (connection, store, row.first)
    }
    return places.sorted { $0.first == $1.first ? precedes($0.connection, $1.connection) : $0.first < $1.first }
      .map { ($0.connection, $0.store) }
  }

  /// The figures of the order or refund at an address; nil when there is none, or it is not known when it was made.
  public func dealing(_ address: RecordAddress) throws -> Dealing? {
    try prepare()
    guard let (connection, kind) = try numbers(address) else { return nil }
    return try session(
      """
      SELECT connection, id, created, amount, refunded, class, cancelled, currency FROM records
      WHERE connection = ?1 AND kind = ?2 AND id = ?3 AND created IS NOT NULL
      """
    ).first(connection, kind, address.id) { try self.dealing($0, address.kind) } ?? nil
  }

  private func dealing(_ row: Query, _ kind: Kind) throws -> Dealing? {
    guard let connection = try words.text(row.integer(0)) else { return nil }
    return Dealing(
      address: RecordAddress(connection: connection, kind: kind, id: row.text(1)),
      created: Instant(seconds: row.integer(2)), amount: row.optionalInteger(3).map { Int($0) },
      refunded: row.optionalInteger(4).map { Int($0) }, currency: try words.text(row.optionalInteger(7)),
      classification: try words.text(row.optionalInteger(5)),
      isCancelled: !row.isNull(6))
  }

  /// The addresses of a person's records, sorted.
  public func addresses(ofPerson pseudonym: String, kind: Kind? = nil) throws -> [RecordAddress] {
    try records(ofPerson: pseudonym, kind: kind).map(\.address).sorted()
  }

  /// How many records of a kind a person has since a moment: more than 20 orders in 90 days is a shared address.
  public func count(ofPerson pseudonym: String, kind: Kind, since: Instant) throws -> Int {
    try prepare()
    guard let kind = try words.known(kind.rawValue) else { return 0 }
    let sql = """
      SELECT count(*) FROM records WHERE anchor IN (SELECT identifier FROM identifiers
        WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1)) AND kind = ?2 AND created >= ?3
      """
    return Int(try session(sql).first(pseudonym, kind, since.seconds) { $0.integer(0) } ?? 0)
  }

  /// The records of a person that could be the other half of one that names no order: same kind asked for, exactly
  /// `amount`, created in the range. Sorted by creation.
  public func match(
    person pseudonym: String, kind: Kind, amount: Int, created: ClosedRange<Instant>
  ) throws -> [IndexedRecord] {
    try records(ofPerson: pseudonym, kind: kind, created: created).filter { $0.amount == amount }
  }

  /// The pseudonyms of phones on a person's records that are on no record of anybody else; one that names nobody but the
  /// phone is nobody else's. Sorted.
  public func ownPhones(ofPerson pseudonym: String) throws -> [String] {
    try prepare()
    let own = Set(try identifiers(of: pseudonym).map(ExactText.init))
    let phones = Set(try records(ofPerson: pseudonym).compactMap(\.people.phone).map(ExactText.init))
    return try phones.filter { phone in
      let others = try session(
        """
        SELECT pseudonym FROM identifiers WHERE identifier IN (
          SELECT email FROM records WHERE phone = (SELECT identifier FROM identifiers WHERE pseudonym = ?1)
          UNION SELECT customer FROM records WHERE phone = (SELECT identifier FROM identifiers WHERE pseudonym = ?1))
        """
      ).all(phone.text) { ExactText($0.text(0)) }
      return others.allSatisfy(own.contains)
    }.map(\.text).sorted(by: precedes)
  }

  /// Other persons whose records carry the same phone as a record of this one: suggestions to join. Smallest
  /// pseudonyms, sorted.
  public func suggestions(forPerson pseudonym: String) throws -> [String] {
    let phones = Set(try records(ofPerson: pseudonym).compactMap(\.people.phone))
    let own = try person(of: pseudonym)
    var found: Set<String> = []
    for phone in phones {
      let sql = """
        SELECT DISTINCT pseudonym FROM identifiers JOIN records ON anchor = identifier
        WHERE phone = (SELECT identifier FROM identifiers WHERE pseudonym = ?1)
        """
      for other in try session(sql).all(phone, read: { $0.text(0) }) {
        if let other = try person(of: other), other != own { found.insert(other) }
      }
    }
    return found.sorted(by: precedes)
  }

  func numbers(_ address: RecordAddress) throws -> (connection: Int64, kind: Int64)? {
    guard let connection = try words.known(address.connection), let kind = try words.known(address.kind.rawValue)
    else { return nil }
    return (connection, kind)
  }
}
