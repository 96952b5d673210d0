public import Records

extension IndexView {
  /// The record at an address; nil when there is none.
  public func record(_ address: RecordAddress) throws -> IndexedRecord? {
    try prepare()
    guard let (connection, kind) = try numbers(address) else { return nil }
    return try records("WHERE connection = ?1 AND kind = ?2 AND id = ?3", connection, kind, address.id).first
  }

  /// Hands over the records of a kind, of one connection or all, sorted by connection and then by the bytes of the id,
  /// one at a time. `body` may ask this view anything.
  public func forEachRecord(
    kind: Kind, connection: String? = nil, _ body: (IndexedRecord) throws -> Void
  ) throws {
    try prepare()
    guard let kind = try words.known(kind.rawValue) else { return }
    let names =
      try connection.map { [$0] }
      ?? session("SELECT DISTINCT connection FROM records WHERE kind = ?1").all(kind) { $0.integer(0) }
      .compactMap { try words.text($0) }.sorted(by: precedes)
    for name in names {
      guard let number = try words.known(name) else { continue }
      let rows = try session.stream(
        "SELECT \(RecordRow.columns) FROM records WHERE connection = ?1 AND kind = ?2 ORDER BY id")
      rows.bind(number, kind)
      defer { rows.reset() }
      while try rows.step() {
        if let record = try record(rows) { try body(record) }
      }
    }
  }

  /// The addresses of records of a kind in a state, sorted by creation (unknown first), then connection and id.
  public func addresses(kind: Kind, state: String, created: ClosedRange<Instant>? = nil) throws -> [RecordAddress] {
    try prepare()
    guard let kindNumber = try words.known(kind.rawValue), let state = try words.known(state) else { return [] }
    let range = created ?? Instant(seconds: .min)...Instant(seconds: .max)
    let sql = """
      SELECT connection, id, created FROM records WHERE kind = ?1 AND state = ?2
        AND coalesce(created, ?3) BETWEEN ?3 AND ?4 ORDER BY created, connection, id
      """
    return try session(sql).all(kindNumber, state, range.lowerBound.seconds, range.upperBound.seconds) { row in
      (row.integer(0), row.text(1), row.optionalInteger(2))
    }.compactMap { connection, id, instant in
      if created != nil, instant == nil { return nil }
      return try words.text(connection).map { RecordAddress(connection: $0, kind: kind, id: id) }
    }
  }

  // MARK: Around an order

  /// The order that a record names: in its own connection by id, else in its store by number (the newest, should several
  /// have it). For an order: itself. nil when it names none or none is found.
  public func order(of record: IndexedRecord) throws -> IndexedRecord? {
    try prepare()
    if record.address.kind == .order { return try self.record(record.address) }
    guard let reference = record.orderReference else { return nil }
    if let own = try self.record(RecordAddress(connection: record.address.connection, kind: .order, id: reference)) {
      return own
    }
    return try order(number: reference, store: record.store)
  }

  /// The order of a store with this normalised number; the newest, should several have it.
  public func order(number: String, store: String) throws -> IndexedRecord? {
    try prepare()
    guard let kind = try words.known(Kind.order.rawValue), let store = try words.known(store) else { return nil }
    return try records(
      "WHERE order_ref = ?1 AND store = ?2 AND kind = ?3 ORDER BY created DESC, connection, id LIMIT 1", number, store,
      kind
    ).first
  }

  /// The records of a kind that name this order: shipments, tickets, invoices, refunds, disputes. Sorted by creation.
  public func records(ofOrder order: IndexedRecord, kind: Kind) throws -> [IndexedRecord] {
    try prepare()
    guard let store = try words.known(order.store), let kind = try words.known(kind.rawValue) else { return [] }
    let references = [order.orderReference, order.address.id].compactMap { $0 }
    var found: [IndexedRecord] = []
    for (place, reference) in references.enumerated() {
      if place == 1, sameBytes(references[0], reference) { continue }
      found += try records(
        "WHERE order_ref = ?1 AND store = ?2 AND kind = ?3 ORDER BY created, connection, id", reference, store, kind)
    }
    // A number may be another order's id: what counts is where the record itself leads.
    let own = order.address.description
    return try found.filter { try self.order(of: $0).map { sameBytes($0.address.description, own) } ?? false }.sorted {
      let (left, right) = ($0.created?.seconds ?? .min, $1.created?.seconds ?? .min)
      return left == right ? $0.address < $1.address : left < right
    }
  }

  // MARK: Figures

  /// The amounts of orders of a class and currency made in a range, both ends included, the largest first.
  public func orderAmounts(
    classification: String, currency: String, created range: ClosedRange<Instant>
  ) throws -> [Int] {
    try prepare()
    guard let kind = try words.known(Kind.order.rawValue), let classification = try words.known(classification),
      let currency = try words.known(currency)
    else { return [] }
    return try session(
      """
      SELECT amount FROM records WHERE kind = ?1 AND class = ?2 AND currency = ?3 AND amount IS NOT NULL
        AND cancelled IS NULL AND created BETWEEN ?4 AND ?5 ORDER BY amount DESC
      """
    ).all(kind, classification, currency, range.lowerBound.seconds, range.upperBound.seconds) { Int($0.integer(0)) }
  }

  /// How many records of a kind a connection has that were created since a moment.
  public func count(connection: String, kind: Kind, since: Instant) throws -> Int {
    try prepare()
    guard let connection = try words.known(connection), let kind = try words.known(kind.rawValue) else { return 0 }
    let sql = "SELECT count(*) FROM records WHERE connection = ?1 AND kind = ?2 AND created >= ?3"
    return Int(try session(sql).first(connection, kind, since.seconds) { $0.integer(0) } ?? 0)
  }

  /// How many records there are by connection, kind and state; sorted in that order.
  public func counts() throws -> [StateCount] {
    try prepare()
    let rows = try session("SELECT connection, kind, state, count(*) FROM records GROUP BY kind, connection, state")
      .all { ($0.integer(0), $0.integer(1), $0.optionalInteger(2), Int($0.integer(3))) }
    return try rows.compactMap { row in
      guard let connection = try words.text(row.0), let kind = try words.text(row.1).flatMap(Kind.init(rawValue:))
      else {
        return nil
      }
      return StateCount(connection: connection, kind: kind, state: try words.text(row.2), count: row.3)
    }.sorted { left, right in
      if left.connection != right.connection { return precedes(left.connection, right.connection) }
      if left.kind != right.kind { return precedes(left.kind.rawValue, right.kind.rawValue) }
      return precedes(left.state ?? "", right.state ?? "")
    }
  }

  /// Sums by shop day, class and currency, days included at both ends, oldest first.
  public func daily(_ days: ClosedRange<Day>, kind: Kind? = nil, store: String? = nil) throws -> [DailyFigure] {
    try prepare()
    let rows = try session(
      "SELECT day, store, kind, class, currency, count, amount, refunded FROM daily WHERE day BETWEEN ?1 AND ?2"
    ).all(days.lowerBound.number, days.upperBound.number) { row in (0..<8).map { row.integer(Int32($0)) } }
    var figures: [DailyFigure] = []
    for row in rows {
      guard let kindName = try words.text(row[2]).flatMap(Kind.init(rawValue:)), let storeName = try words.text(row[1]),
        kind == nil || kind == kindName, store.map({ sameBytes($0, storeName) }) ?? true
      else { continue }
      figures.append(
        DailyFigure(
          day: Day(number: Int(row[0])), store: storeName, kind: kindName, classification: try words.text(row[3]),
          currency: try words.text(row[4]), count: Int(row[5]), amount: Int(row[6]), refunded: Int(row[7])))
    }
    return figures.sorted { left, right in
      if left.day != right.day { return left.day < right.day }
      return precedes(left.sortKey, right.sortKey)
    }
  }
}

extension DailyFigure {
  var sortKey: String { "\(store)\0\(kind.rawValue)\0\(classification ?? "")\0\(currency ?? "")" }
}
