internal import Index
internal import Records
internal import Workflows

/// What the index keeps of a canonical record. Pure, so that the index is a function of the ledger.
enum RecordIndexing {
  /// The row of a record in the index.
  ///
  /// - Parameters:
  ///   - zone: The shop's zone; decides the day on which a sale counts.
  static func row(of record: JSONObject, at address: RecordAddress, zone: Zone) -> IndexedRecord {
    let kind = address.kind
    var row = IndexedRecord(address: address, store: record["store"]?.string ?? "main")
    row.slot = RecordSealer.slot(of: record, id: address.id, kind: kind)
    row.created = created(record, kind)
    row.updated = record["updated"]?.instant
    row.amount = amount(record, kind)
    row.currency = record["currency"]?.string
    row.state = (record["state"] ?? record["status"])?.string
    row.classification = (record["class"] ?? record["type"])?.string
    row.payment = record["payment"]?.string
    row.fulfillment = record["fulfillment"]?.string
    row.orderReference = orderReference(record, address)
    row.refunded = record["refunded"]?.integer
    row.cancelled = record["cancelled"]?.instant
    row.isSettled = isSettled(record, kind)
    if row.classification != "test" { row.day = row.created.map(zone.day(of:)) }
    row.people = Pseudonyms(people: record["people"]?.array?.compactMap(\.string) ?? [])
    return row
  }

  /// Whether a record is a copy of a shop's order: it stays in the ledger, and nothing is concluded from it.
  static func isCopy(_ record: JSONObject, at address: RecordAddress) -> Bool {
    address.kind == .order && record["class"]?.string == OrderClass.copy.rawValue
  }

  private static func created(_ record: JSONObject, _ kind: Kind) -> Instant? {
    guard let field = kind.creationField ?? (kind == .lead || kind == .customer ? "created" : nil) else { return nil }
    return record[field]?.instant ?? record[field]?.day.map { Instant(day: $0, secondOfDay: 0) }
      ?? record["observed"]?.instant
  }

  private static func amount(_ record: JSONObject, _ kind: Kind) -> Int? {
    switch kind {
    case .order: (record["net"] ?? record["total"])?.integer
    case .refund, .dispute, .lead: record["amount"]?.integer
    case .checkout, .invoice: record["total"]?.integer
    case .campaignDay: record["spend"]?.integer
    case .trafficDay: record["revenue"]?.integer
    case .customer: record["spent"]?.integer
    case .shipment, .ticket, .task, .acknowledgement: nil
    }
  }

  private static func orderReference(_ record: JSONObject, _ address: RecordAddress) -> String? {
    let named = address.kind == .order ? record["number"]?.string ?? address.id : record["order"]?.string
    return named.flatMap(OrderReference.normalised)
  }

  private static func isSettled(_ record: JSONObject, _ kind: Kind) -> Bool {
    switch kind {
    case .refund: ["paid", "rejected"].contains(record["state"]?.string)
    case .ticket: record["state"]?.string == "closed"
    case .lead: ["won", "lost"].contains(record["state"]?.string)
    case .checkout: record["recovered"]?.bool == true
    case .shipment: ["delivered", "returned"].contains(record["state"]?.string)
    case .invoice: record["balance"]?.integer == 0
    default: false
    }
  }
}
