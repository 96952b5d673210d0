import Records

/// A record as the table holds it, words as numbers.
struct RecordRow {
  static let columns = """
    row, connection, kind, id, store, slot, created, updated, amount, currency, state, class, payment, fulfillment,
    order_ref, refunded, cancelled, settled, day, email, phone, customer, anchor
    """

  static let insert = """
    INSERT INTO records (\(columns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
    """

  static let replace = "INSERT OR REPLACE" + insert.dropFirst("INSERT".count)

  var row: Int64?
  var connection: Int64
  var kind: Int64
  var store: Int64
  var currency: Int64?
  var state: Int64?
  var classification: Int64?
  var payment: Int64?
  var fulfillment: Int64?
  var email: Int64?
  var phone: Int64?
  var customer: Int64?
  var anchor: Int64?
  var amount: Int?
  var refunded: Int?
  var day: Int?

  /// The words of a record; identifiers are filled in later.
  init(_ record: IndexedRecord, words: Words) throws {
    guard let connection = try words.number(record.address.connection),
      let kind = try words.number(record.address.kind.rawValue), let store = try words.number(record.store)
    else { throw Diagnostic(.fault, code: "index.fault", "A word of the index has no number") }
    self.connection = connection
    self.kind = kind
    self.store = store
    currency = try words.number(record.currency)
    state = try words.number(record.state)
    classification = try words.number(record.classification)
    payment = try words.number(record.payment)
    fulfillment = try words.number(record.fulfillment)
    amount = record.amount
    refunded = record.refunded
    day = record.day?.number
  }

  /// Reads the numbers of a row with ``columns``.
  init(_ query: Query) {
    row = query.integer(0)
    connection = query.integer(1)
    kind = query.integer(2)
    store = query.integer(4)
    amount = query.optionalInteger(8).map { Int($0) }
    currency = query.optionalInteger(9)
    state = query.optionalInteger(10)
    classification = query.optionalInteger(11)
    payment = query.optionalInteger(12)
    fulfillment = query.optionalInteger(13)
    refunded = query.optionalInteger(15).map { Int($0) }
    day = query.optionalInteger(18).map { Int($0) }
    email = query.optionalInteger(19)
    phone = query.optionalInteger(20)
    customer = query.optionalInteger(21)
    anchor = query.optionalInteger(22)
  }

  func write(_ record: IndexedRecord, with query: Query) throws {
    try query.run(
      row, connection, kind, record.address.id, store, record.slot, record.created?.seconds, record.updated?.seconds,
      amount, currency, state, classification, payment, fulfillment, record.orderReference, refunded,
      record.cancelled?.seconds, record.isSettled, day, email, phone, customer, anchor)
  }
}

extension IndexView {
  /// Runs a query whose columns are those of ``RecordRow`` and reads whole records.
  func records<each Value: Bindable>(_ condition: String, _ values: repeat each Value) throws -> [IndexedRecord] {
    let query = try session("SELECT \(RecordRow.columns) FROM records \(condition)")
    return try query.all(repeat each values) { try self.record($0) }.compactMap { $0 }
  }

  /// The record of the current row; nil when its kind is unknown to this version.
  func record(_ query: Query) throws -> IndexedRecord? {
    let row = RecordRow(query)
    guard let connection = try words.text(row.connection),
      let kind = try words.text(row.kind).flatMap(Kind.init(rawValue:)),
      let store = try words.text(row.store)
    else { return nil }
    var record = IndexedRecord(
      address: RecordAddress(connection: connection, kind: kind, id: query.text(3)), store: store)
    record.slot = query.optionalInteger(5).map { Int($0) }
    record.created = query.optionalInteger(6).map { Instant(seconds: $0) }
    record.updated = query.optionalInteger(7).map { Instant(seconds: $0) }
    record.amount = row.amount
    record.currency = try words.text(row.currency)
    record.state = try words.text(row.state)
    record.classification = try words.text(row.classification)
    record.payment = try words.text(row.payment)
    record.fulfillment = try words.text(row.fulfillment)
    record.orderReference = query.optionalText(14)
    record.refunded = row.refunded
    record.cancelled = query.optionalInteger(16).map { Instant(seconds: $0) }
    record.isSettled = query.integer(17) != 0
    record.day = row.day.map { Day(number: $0) }
    record.people = Pseudonyms(
      email: try pseudonym(row.email), phone: try pseudonym(row.phone), customer: try pseudonym(row.customer))
    return record
  }

  func pseudonym(_ identifier: Int64?) throws -> String? {
    guard let identifier else { return nil }
    if let known = session.pseudonyms[identifier] { return known }
    let found = try session("SELECT pseudonym FROM identifiers WHERE identifier = ?1").first(identifier) { $0.text(0) }
    if let found { session.pseudonyms[identifier] = found }
    return found
  }
}
