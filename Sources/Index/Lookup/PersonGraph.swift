/// Who is one person: the connected components of identifiers, kept up with each record.
///
/// Two identifiers are connected when a record carries both as e-mail and customer id, or someone joined them. A split
/// identifier is connected by joins only. Phones are never connected by records.
final class PersonGraph {
  private let session: Session
  private var nextPerson: Int64?
  /// Persons that may have fallen apart; looked at once, before the next question.
  private var doubtful: Set<Int64> = []

  init(_ session: Session) { self.session = session }

  /// The number of a pseudonym, a new person of its own if need be.
  func identifier(_ pseudonym: String) throws -> Int64 {
    if let known = try known(pseudonym) { return known }
    try session("INSERT INTO identifiers (pseudonym, person, uses, is_split) VALUES (?1, ?2, 0, 0)")
      .run(pseudonym, try newPerson())
    return session.db.lastInsertedRowID
  }

  func known(_ pseudonym: String) throws -> Int64? {
    try session("SELECT identifier FROM identifiers WHERE pseudonym = ?1").first(pseudonym) { $0.integer(0) }
  }

  func newPerson() throws -> Int64 {
    let next = try nextPerson ?? (session("SELECT max(person) FROM identifiers").first { $0.integer(0) } ?? 0) + 1
    nextPerson = next + 1
    return next
  }

  /// The identifier that says whose a record is: customer id, else e-mail, else phone; a split one only for want of another.
  func anchor(email: Int64?, phone: Int64?, customer: Int64?) throws -> Int64? {
    for identifier in [customer, email].compactMap({ $0 }) where try !isSplit(identifier) { return identifier }
    return customer ?? email ?? phone
  }

  private func isSplit(_ identifier: Int64) throws -> Bool {
    try session("SELECT is_split FROM identifiers WHERE identifier = ?1").first(identifier) { $0.integer(0) != 0 }
      ?? false
  }

  /// Looks again for the highest number of a person, after someone else gave some.
  func numberAnew() { nextPerson = nil }

  // MARK: Records

  /// Counts a record that carries these identifiers, and connects them.
  func use(_ row: RecordRow) throws {
    for identifier in [row.email, row.phone, row.customer].compactMap({ $0 }) {
      try session("UPDATE identifiers SET uses = uses + 1 WHERE identifier = ?1").run(identifier)
    }
    guard let email = row.email, let customer = row.customer else { return }
    let (low, high) = (min(email, customer), max(email, customer))
    let uses = try session(
      """
      INSERT INTO edges (low, high, uses) VALUES (?1, ?2, 1)
      ON CONFLICT (low, high) DO UPDATE SET uses = uses + 1 RETURNING uses
      """
    ).first(low, high) { $0.integer(0) }
    if uses == 1, try !isSplit(low), try !isSplit(high) { try merge(low, high) }
  }

  /// Takes back ``use(_:)``.
  func release(_ row: RecordRow) throws {
    if let email = row.email, let customer = row.customer {
      let (low, high) = (min(email, customer), max(email, customer))
      try session("UPDATE edges SET uses = uses - 1 WHERE low = ?1 AND high = ?2").run(low, high)
      try session("DELETE FROM edges WHERE low = ?1 AND high = ?2 AND uses = 0").run(low, high)
      if session.db.changesCount > 0 { try doubt(low) }
    }
    for identifier in [row.email, row.phone, row.customer].compactMap({ $0 }) {
      try session("UPDATE identifiers SET uses = uses - 1 WHERE identifier = ?1").run(identifier)
      try forgetUnused(identifier)
    }
  }

  /// Removes an identifier that no record and no decision names.
  private func forgetUnused(_ identifier: Int64) throws {
    session.pseudonyms[identifier] = nil
    try session(
      """
      DELETE FROM identifiers WHERE identifier = ?1 AND uses = 0 AND is_split = 0
        AND NOT EXISTS (SELECT 1 FROM joins WHERE low = ?1) AND NOT EXISTS (SELECT 1 FROM joins WHERE high = ?1)
      """
    ).run(identifier)
  }

  // MARK: Decisions

  /// Makes `links`, in their order, the only decisions there are.
  func setLinks(_ links: [PersonLink]) throws {
    var wanted: (joins: Set<Edge>, splits: Set<Int64>) = ([], [])
    for link in links {
      switch link {
      case .join(let left, let right):
        let (left, right) = (try identifier(left), try identifier(right))
        if left != right { wanted.joins.insert(Edge(left, right)) }
      case .split(let pseudonym):
        let identifier = try identifier(pseudonym)
        wanted.splits.insert(identifier)
        wanted.joins = wanted.joins.filter { !$0.touches(identifier) }
      }
    }
    let oldJoins = Set(try session("SELECT low, high FROM joins").all { Edge($0.integer(0), $0.integer(1)) })
    let oldSplits = Set(
      try session("SELECT identifier FROM identifiers WHERE is_split = 1").all { $0.integer(0) })
    for edge in oldJoins.subtracting(wanted.joins) {
      try session("DELETE FROM joins WHERE low = ?1 AND high = ?2").run(edge.low, edge.high)
      try doubt(edge.low)
    }
    for identifier in oldSplits.symmetricDifference(wanted.splits) {
      let isSplit = wanted.splits.contains(identifier)
      try session("UPDATE identifiers SET is_split = ?2 WHERE identifier = ?1").run(identifier, isSplit)
      try doubt(identifier)
      try anchorAgain(identifier)
    }
    for edge in wanted.joins.subtracting(oldJoins) {
      try session("INSERT INTO joins (low, high) VALUES (?1, ?2)").run(edge.low, edge.high)
      try merge(edge.low, edge.high)
    }
    for identifier in oldSplits.subtracting(wanted.splits) {
      for other in try neighbours(of: identifier) { try merge(identifier, other) }
    }
    try settle()
    var touched = oldSplits.union(wanted.splits)
    for edge in oldJoins.union(wanted.joins) { touched.formUnion([edge.low, edge.high]) }
    for link in links {
      switch link {
      case .join(let left, let right): touched.formUnion([try known(left), try known(right)].compactMap { $0 })
      case .split: break
      }
    }
    for identifier in touched { try forgetUnused(identifier) }
  }

  private func anchorAgain(_ identifier: Int64) throws {
    let rows = try session("SELECT row, email, phone, customer FROM records WHERE email = ?1 OR customer = ?1")
      .all(identifier) { ($0.integer(0), $0.optionalInteger(1), $0.optionalInteger(2), $0.optionalInteger(3)) }
    for (row, email, phone, customer) in rows {
      try session("UPDATE records SET anchor = ?2 WHERE row = ?1")
        .run(row, try anchor(email: email, phone: phone, customer: customer))
    }
  }

  // MARK: Components

  func person(of identifier: Int64) throws -> Int64? {
    try session("SELECT person FROM identifiers WHERE identifier = ?1").first(identifier) { $0.integer(0) }
  }

  private func merge(_ left: Int64, _ right: Int64) throws {
    guard let left = try person(of: left), let right = try person(of: right), left != right else { return }
    let size = "SELECT count(*) FROM identifiers WHERE person = ?1"
    let leftSize = try session(size).first(left) { $0.integer(0) } ?? 0
    let rightSize = try session(size).first(right) { $0.integer(0) } ?? 0
    let (kept, gone) = leftSize >= rightSize ? (left, right) : (right, left)
    try session("UPDATE identifiers SET person = ?2 WHERE person = ?1").run(gone, kept)
    if doubtful.remove(gone) != nil { doubtful.insert(kept) }
  }

  private func doubt(_ identifier: Int64) throws {
    if let person = try person(of: identifier) { doubtful.insert(person) }
  }

  /// Takes apart the persons whose identifiers are no longer connected.
  func settle() throws {
    for person in doubtful {
      var rest = Set(
        try session("SELECT identifier FROM identifiers WHERE person = ?1").all(person) { $0.integer(0) })
      var isFirst = true
      while let start = rest.first {
        let component = try reachable(from: start)
        rest.subtract(component)
        if isFirst {
          isFirst = false
          if rest.isEmpty { break }
          continue
        }
        let own = try newPerson()
        for identifier in component {
          try session("UPDATE identifiers SET person = ?2 WHERE identifier = ?1").run(identifier, own)
        }
      }
    }
    doubtful = []
  }

  private func reachable(from start: Int64) throws -> Set<Int64> {
    var seen: Set<Int64> = [start]
    var open = [start]
    while let identifier = open.popLast() {
      for other in try neighbours(of: identifier) where seen.insert(other).inserted { open.append(other) }
    }
    return seen
  }

  private func neighbours(of identifier: Int64) throws -> [Int64] {
    try session(
      """
      SELECT high FROM joins WHERE low = ?1 UNION ALL SELECT low FROM joins WHERE high = ?1
      UNION ALL
      SELECT other.identifier FROM identifiers AS own
      JOIN (SELECT low AS a, high AS b FROM edges WHERE low = ?1 UNION ALL SELECT high, low FROM edges WHERE high = ?1)
      JOIN identifiers AS other ON other.identifier = b
      WHERE own.identifier = ?1 AND own.is_split = 0 AND other.is_split = 0
      """
    ).all(identifier) { $0.integer(0) }
  }

  struct Edge: Hashable {
    var low: Int64
    var high: Int64

    init(_ left: Int64, _ right: Int64) {
      low = min(left, right)
      high = max(left, right)
    }

    func touches(_ identifier: Int64) -> Bool { low == identifier || high == identifier }
  }
}
