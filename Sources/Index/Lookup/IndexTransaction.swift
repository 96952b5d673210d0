public import Records

/// The one write transaction of a run. It answers every question of ``IndexView`` with what was written so far.
public final class IndexTransaction: IndexView {
  let graph: PersonGraph
  private var firstLoad: FirstLoad?
  private var daily: [DailyKey: DailySum] = [:]
  private var isChecked = false
  /// Kept apart: in a first load even finding a statement by its text counts.
  private var insert: Query?

  struct DailyKey: Hashable {
    var day, store, kind, classification, currency: Int64
  }

  struct DailySum {
    var count = 0
    var amount = 0
    var refunded = 0

    mutating func add(_ row: RecordRow, sign: Int) {
      add(DailySum(count: sign, amount: sign * (row.amount ?? 0), refunded: sign * (row.refunded ?? 0)))
    }

    /// Wraps around, so that what was added can be taken off again in any order, whatever the records say.
    mutating func add(_ other: DailySum) {
      count += other.count
      amount &+= other.amount
      refunded &+= other.refunded
    }
  }

  override init(_ session: Session) {
    graph = PersonGraph(session)
    super.init(session)
  }

  override func prepare() throws {
    try endFirstLoad()
    try graph.settle()
    try writeDaily()
  }

  private func endFirstLoad() throws {
    guard var load = firstLoad else { return }
    firstLoad = nil
    try load.finish(session)
    graph.numberAnew()
  }

  // MARK: Records

  /// Writes a record in place of what stood at its address, and keeps persons and daily figures right.
  ///
  /// A load into an empty index is fast (no index is kept up) until the first question is asked or an address comes
  /// twice.
  public func put(_ record: IndexedRecord) throws {
    session.lastPerson = nil
    var row = try RecordRow(record, words: words)
    if try isFirstLoad(row, record.address.id) {
      firstLoad?.use(record.people, in: &row)
      count(row, sign: 1)
      let insert = try insert ?? session(RecordRow.insert)
      self.insert = insert
      return try row.write(record, with: insert)
    }
    let before = try stored(row.connection, row.kind, record.address.id)
    row.row = before?.row
    row.email = try record.people.email.map(graph.identifier)
    row.phone = try record.people.phone.map(graph.identifier)
    row.customer = try record.people.customer.map(graph.identifier)
    row.anchor = try graph.anchor(email: row.email, phone: row.phone, customer: row.customer)
    let isSamePeople =
      before != nil && before?.email == row.email && before?.phone == row.phone && before?.customer == row.customer
    if !isSamePeople { try graph.use(row) }
    if let before {
      count(before, sign: -1)
      if !isSamePeople { try graph.release(before) }
    }
    count(row, sign: 1)
    try row.write(record, with: try session(RecordRow.replace))
  }

  /// Removes a record; false when there is none.
  @discardableResult
  public func remove(_ address: RecordAddress) throws -> Bool {
    session.lastPerson = nil
    try endFirstLoad()
    guard let connection = try words.known(address.connection), let kind = try words.known(address.kind.rawValue),
      let before = try stored(connection, kind, address.id)
    else { return false }
    count(before, sign: -1)
    try graph.release(before)
    try session("DELETE FROM records WHERE row = ?1").run(before.row)
    return true
  }

  private func stored(_ connection: Int64, _ kind: Int64, _ id: String) throws -> RecordRow? {
    try session("SELECT \(RecordRow.columns) FROM records WHERE connection = ?1 AND kind = ?2 AND id = ?3")
      .first(connection, kind, id) { RecordRow($0) }
  }

  private func isFirstLoad(_ row: RecordRow, _ id: String) throws -> Bool {
    if !isChecked {
      isChecked = true
      if try session("SELECT 1 FROM records LIMIT 1").first(read: { _ in true }) == nil {
        firstLoad = try FirstLoad(session)
        if firstLoad != nil { try session.db.execute(sql: IndexSchema.dropRecordIndexes) }
      }
    }
    if firstLoad?.isNew(row.connection, row.kind, id) == false { try endFirstLoad() }
    return firstLoad != nil
  }

  // MARK: Persons

  /// Makes `links`, in their order, the only decisions about persons there are. In a first load give them after the
  /// records.
  public func setLinks(_ links: [PersonLink]) throws {
    session.lastPerson = nil
    try endFirstLoad()
    try graph.setLinks(links)
  }

  // MARK: Daily figures

  private func count(_ row: RecordRow, sign: Int) {
    guard let day = row.day else { return }
    let key = DailyKey(
      day: Int64(day), store: row.store, kind: row.kind, classification: row.classification ?? 0,
      currency: row.currency ?? 0)
    daily[key, default: DailySum()].add(row, sign: sign)
  }

  private func writeDaily() throws {
    let sums = daily
    daily = [:]
    for (key, sum) in sums where sum.count != 0 || sum.amount != 0 || sum.refunded != 0 {
      var total =
        try session(
          """
          SELECT count, amount, refunded FROM daily
          WHERE day = ?1 AND store = ?2 AND kind = ?3 AND class = ?4 AND currency = ?5
          """
        ).first(key.day, key.store, key.kind, key.classification, key.currency) {
          DailySum(count: Int($0.integer(0)), amount: Int($0.integer(1)), refunded: Int($0.integer(2)))
        } ?? DailySum()
      total.add(sum)
      if total.count == 0 {
        try session(
          "DELETE FROM daily WHERE day = ?1 AND store = ?2 AND kind = ?3 AND class = ?4 AND currency = ?5"
        ).run(key.day, key.store, key.kind, key.classification, key.currency)
      } else {
        try session(
          """
          INSERT OR REPLACE INTO daily (day, store, kind, class, currency, count, amount, refunded)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
          """
        ).run(key.day, key.store, key.kind, key.classification, key.currency, total.count, total.amount, total.refunded)
      }
    }
  }
}
