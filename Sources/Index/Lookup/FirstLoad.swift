import Records

/// Persons and counts of a load into an empty index, in memory until its end: a statement a record would take longer
/// than all the rest. About 200 bytes an identifier.
struct FirstLoad {
  private struct Known {
    var pseudonym: String
    var uses: Int64
    var isSplit: Bool
    var parent: Int32
    /// Whether its row is in the table already, because a decision names it.
    var isStored: Bool
  }

  private var numbers: [ExactText: Int64] = [:]
  /// Identifier n is at n - 1.
  private var known: [Known] = []
  private var edges: [PersonGraph.Edge: Int64] = [:]
  /// Hashes of addresses met: a doubled one ends the load, so that the table's own index decides.
  private var addresses: Set<Int> = []

  /// Takes over the identifiers that decisions name; nil when their numbers have gaps.
  init?(_ session: Session) throws {
    let rows = try session("SELECT identifier, pseudonym, is_split FROM identifiers ORDER BY identifier")
      .all { ($0.integer(0), $0.text(1), $0.integer(2) != 0) }
    for (place, row) in rows.enumerated() {
      guard row.0 == Int64(place + 1) else { return nil }
      _ = add(row.1, isSplit: row.2, isStored: true)
    }
  }

  private mutating func add(_ pseudonym: String, isSplit: Bool, isStored: Bool) -> Int64 {
    known.append(
      Known(pseudonym: pseudonym, uses: 0, isSplit: isSplit, parent: Int32(known.count), isStored: isStored))
    numbers[ExactText(pseudonym)] = Int64(known.count)
    return Int64(known.count)
  }

  /// Notes an address; false when it may have been met before.
  mutating func isNew(_ connection: Int64, _ kind: Int64, _ id: String) -> Bool {
    var hasher = Hasher()
    hasher.combine(connection)
    hasher.combine(kind)
    ExactText(id).hash(into: &hasher)
    return addresses.insert(hasher.finalize()).inserted
  }

  /// Gives a record's row its identifiers and anchor, and counts them.
  mutating func use(_ people: Pseudonyms, in row: inout RecordRow) {
    row.email = use(people.email)
    row.phone = use(people.phone)
    row.customer = use(people.customer)
    if let email = row.email, let customer = row.customer {
      edges[PersonGraph.Edge(email, customer), default: 0] += 1
      if !isSplit(email), !isSplit(customer) { merge(email, customer) }
    }
    row.anchor =
      [row.customer, row.email].compactMap { $0 }.first { !isSplit($0) } ?? row.customer ?? row.email ?? row.phone
  }

  private mutating func use(_ pseudonym: String?) -> Int64? {
    guard let pseudonym else { return nil }
    let number = numbers[ExactText(pseudonym)] ?? add(pseudonym, isSplit: false, isStored: false)
    known[Int(number) - 1].uses += 1
    return number
  }

  private func isSplit(_ identifier: Int64) -> Bool { known[Int(identifier) - 1].isSplit }

  private mutating func root(_ place: Int32) -> Int32 {
    var place = place
    while known[Int(place)].parent != place {
      let above = known[Int(known[Int(place)].parent)].parent
      known[Int(place)].parent = above
      place = above
    }
    return place
  }

  private mutating func merge(_ left: Int64, _ right: Int64) {
    let (left, right) = (root(Int32(left - 1)), root(Int32(right - 1)))
    if left != right { known[Int(max(left, right))].parent = min(left, right) }
  }

  /// Writes everything and makes the indexes.
  mutating func finish(_ session: Session) throws {
    for join in try session("SELECT low, high FROM joins").all(read: { ($0.integer(0), $0.integer(1)) }) {
      merge(join.0, join.1)
    }
    let insert = try session(
      "INSERT INTO identifiers (identifier, pseudonym, person, uses, is_split) VALUES (?1, ?2, ?3, ?4, ?5)")
    let update = try session("UPDATE identifiers SET person = ?2, uses = ?3 WHERE identifier = ?1")
    for place in known.indices {
      let person = Int64(root(Int32(place))) + 1
      let entry = known[place]
      if entry.isStored {
        try update.run(Int64(place + 1), person, entry.uses)
      } else {
        try insert.run(Int64(place + 1), entry.pseudonym, person, entry.uses, entry.isSplit)
      }
    }
    let edge = try session("INSERT INTO edges (low, high, uses) VALUES (?1, ?2, ?3)")
    for (pair, uses) in edges.sorted(by: { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }) {
      try edge.run(pair.low, pair.high, uses)
    }
    try session.db.execute(sql: IndexSchema.recordIndexes)
  }
}
