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
  public func person(of pseudonym: String) throws -> String? { try members(ofPerson: pseudonym).first?.pseudonym }

  /// All pseudonyms of the person that `pseudonym` belongs to, sorted by bytes; empty when it is unknown.
  public func identifiers(of pseudonym: String) throws -> [String] {
    try members(ofPerson: pseudonym).map(\.pseudonym)
  }

  /// The identifiers of the person that `pseudonym` belongs to, sorted by the bytes of their pseudonyms; empty when it is
  /// unknown. Those of the last person asked for are kept: a dozen questions about one come after each other.
  func members(ofPerson pseudonym: String) throws -> [PersonMember] {
    try prepare()
    if let last = session.lastPerson, sameBytes(last.pseudonym, pseudonym) { return last.members }
    let members = try session(
      """
      SELECT identifier, pseudonym FROM identifiers
      WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1) ORDER BY pseudonym
      """
    ).all(pseudonym) { PersonMember(identifier: $0.integer(0), pseudonym: $0.text(1)) }
    session.lastPerson = (pseudonym, members)
    return members
  }

  /// The records of a person, by any of its pseudonyms: sorted by creation (unknown first), then address.
  ///
  /// - Parameters:
  ///   - kind: only records of this kind; nil for all.
  ///   - created: only records created in this range, both ends included; nil for all.
  public func records(
    ofPerson pseudonym: String, kind: Kind? = nil, created: ClosedRange<Instant>? = nil
  ) throws -> [IndexedRecord] {
    var number: Int64?
    if let kind {
      number = try words.known(kind.rawValue)
      if number == nil { return [] }
    }
    // One look an identifier: a list of them within one query would be sorted into a table first.
    var found = try members(ofPerson: pseudonym).flatMap { member in
      if let number {
        if let created {
          return try records(
            "WHERE anchor = ?1 AND kind = ?2 AND created BETWEEN ?3 AND ?4", member.identifier, number,
            created.lowerBound.seconds, created.upperBound.seconds)
        }
        return try records("WHERE anchor = ?1 AND kind = ?2", member.identifier, number)
      }
      return try records("WHERE anchor = ?1", member.identifier)
    }
    if kind == nil, let created { found = found.filter { $0.created.map(created.contains) ?? false } }
    return found.sorted {
      let (left, right) = ($0.created?.seconds ?? .min, $1.created?.seconds ?? .min)
      return left == right ? $0.address < $1.address : left < right
    }
  }

  /// What a person did with the shop, read in one go.
  public func history(ofPerson pseudonym: String) throws -> PersonHistory {
    var history = PersonHistory()
    var first: [PersonHistory.Place: Int64] = [:]
    for member in try members(ofPerson: pseudonym) {
      let rows = try session(
        """
        SELECT connection, id, created, amount, refunded, class, cancelled, currency, kind, store FROM records
        WHERE anchor = ?1
        """)
      rows.bind(member.identifier)
      defer { rows.reset() }
      while try rows.step() {
        guard let connection = try words.text(rows.integer(0)), let store = try words.text(rows.integer(9)),
          let kind = try words.text(rows.integer(8)).flatMap(Kind.init(rawValue:))
        else { continue }
        history.kinds.insert(kind)
        let created = rows.optionalInteger(2)
        let place = PersonHistory.Place(connection: connection, store: store)
        first[place] = min(first[place] ?? .max, created ?? .min)
        guard kind == .order || kind == .refund, let created else { continue }
        let dealing = Dealing(
          address: RecordAddress(connection: connection, kind: kind, id: rows.text(1)),
          created: Instant(seconds: created), amount: rows.optionalInteger(3).map { Int($0) },
          refunded: rows.optionalInteger(4).map { Int($0) }, currency: try words.text(rows.optionalInteger(7)),
          classification: try words.text(rows.optionalInteger(5)), isCancelled: !rows.isNull(6))
        if kind == .order { history.orders.append(dealing) } else { history.refunds.append(dealing) }
      }
    }
    history.orders.sort(by: Dealing.isOlder)
    history.refunds.sort(by: Dealing.isOlder)
    history.places = first.sorted { left, right in
      left.value == right.value ? precedes(left.key.connection, right.key.connection) : left.value < right.value
    }.map(\.key)
    return history
  }

  /// The addresses of a person's records, sorted.
  public func addresses(ofPerson pseudonym: String, kind: Kind? = nil) throws -> [RecordAddress] {
    try records(ofPerson: pseudonym, kind: kind).map(\.address).sorted()
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
