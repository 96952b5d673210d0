import Records

/// Stripe's payments export, read for the refunds in it: one `refund` a payment of which something was given back.
///
/// `amount` is the running total of that payment, so a second partial refund changes the record. Payments without a
/// refund are no records: whether an order is paid is the shop's to say. The order is named by a metadata column
/// (`order_id (metadata)`, `order_number (metadata)`, `order (metadata)`) or by `#1001` in the description. Where the
/// export lacks `Refunded date (UTC)` the record has no creation time.
struct StripePayments: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, amount, refunded, currency, status, refundedAt, order, text, email, customer, mode: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    id = lookup.need("id")
    refunded = lookup.need("Amount Refunded")
    currency = lookup.need("Currency")
    status = lookup.need("Status")
    amount = lookup.need("Amount")
    refundedAt = lookup.maybe("Refunded date (UTC)")
    order = lookup.maybe(
      "order_id (metadata)", "order_number (metadata)", "order (metadata)", "order_name (metadata)")
    text = lookup.maybe("Description")
    email = lookup.maybe("Customer Email")
    customer = lookup.maybe("Customer ID")
    mode = lookup.maybe("Mode")
    try lookup.check()
    fields = covered([
      "amount": refunded, "currency": currency, "state": status, "type": status, "created": refundedAt,
      "order": max(order, text), "link": id,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, id)
    let (code, exponent) = try cells.currency(row, currency)
    guard let given = try cells.money(row, refunded, exponent), given > 0 else {
      // No record, but a payment whose amount can't be read is still set aside and counted.
      _ = try cells.money(row, amount, exponent)
      return nil
    }
    var object = JSONObject()
    object["amount"] = .integer(given)
    object.put("created", try cells.instant(row, refundedAt, zone: .utc))
    object["currency"] = .string(code)
    object.put("order", try cells.number(row, order) ?? orderNumber(in: cells.text(row, text)))
    object["state"] = "paid"
    object["type"] = "refund"
    if Self.isPlain(key), folded(cells.text(row, mode)) != "test" {
      object["link"] = .string("https://dashboard.stripe.com/payments/\(key)")
    }
    var record = MappedRecord(kind: .refund, id: key, fields: object)
    record.identifiers = Identifiers(email: cells.text(row, email), customer: cells.text(row, customer))
    return record
  }

  private static func isPlain(_ id: String) -> Bool {
    id.utf8.allSatisfy { isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") }
  }
}
