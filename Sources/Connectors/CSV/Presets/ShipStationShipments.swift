import Records

/// ShipStation's shipments report; dates are American unless `date_order` says otherwise.
///
/// - The id is the tracking number behind the order's number; without one, the label's time stands there.
/// - A voided label stays a record with the state `voided`, so that nobody waits for its first scan.
/// - What the carrier said last counts where a custom field repeats it (`In transit`, `Exception: …`, `Lost`).
struct ShipStationShipments: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let order, label, shipped, delivered, carrier, tracking, void, custom, name, email, returned: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    order = lookup.need("Order - Number")
    shipped = lookup.need("Date - Shipped Date", "Date - Ship Date")
    label = lookup.maybe("Date - Label Create Date")
    delivered = lookup.maybe("Delivery - Date", "Date - Delivery Date")
    carrier = lookup.maybe("Carrier - Name", "Shipment - Carrier")
    tracking = lookup.maybe("Shipment - Tracking Number")
    void = lookup.maybe("Shipment - Void Flag")
    custom = lookup.maybe("Custom - Field 1")
    name = lookup.maybe("Ship To - Name")
    email = lookup.maybe("Customer - Email")
    returned = lookup.maybe("Return - Date Received")
    try lookup.check()
    fields = covered([
      "order": order, "state": order, "created": max(label, shipped), "shipped": shipped, "delivered": delivered,
      "carrier": carrier, "tracking": tracking, "name": name,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    guard let number = try cells.number(row, order) else { throw RowProblem(.missingID, order) }
    let shippedAt = try cells.instant(row, shipped, order: .mdy)
    let deliveredAt = try cells.instant(row, delivered, order: .mdy)
    guard let created = try cells.instant(row, label, order: .mdy) ?? shippedAt else {
      throw RowProblem(.missingDate, max(label, shipped))
    }
    var object = JSONObject()
    object.put("carrier", cells.text(row, carrier))
    object["created"] = .time(created)
    object.put("delivered", deliveredAt)
    object["order"] = .string(number)
    object.put("shipped", shippedAt)
    object["state"] = .string(state(row, shipped: shippedAt != nil, delivered: deliveredAt != nil))
    let parcel = row.isEmpty(tracking) ? created.description : try cells.id(row, tracking)
    var record = MappedRecord(kind: .shipment, id: "\(number)-\(parcel)", fields: object)
    record.identifiers = Identifiers(email: cells.text(row, email))
    record.personal["tracking"] = cells.text(row, tracking)
    record.personal["name"] = cells.text(row, name)
    return record
  }

  private func state(_ row: CSVRow, shipped: Bool, delivered: Bool) -> String {
    if cells.flag(row, void) { return "voided" }
    if !row.isEmpty(returned) { return "returned" }
    let said = folded(cells.text(row, custom))
    for (word, state) in Self.words where said.hasPrefix(word) { return state }
    return delivered ? "delivered" : shipped ? "in_transit" : "label"
  }

  private static let words = [
    ("exception", "exception"), ("lost", "exception"), ("failed", "exception"), ("damaged", "exception"),
    ("undeliverable", "exception"), ("return", "returned"), ("delivered", "delivered"), ("in transit", "in_transit"),
    ("out for delivery", "in_transit"),
  ]
}
