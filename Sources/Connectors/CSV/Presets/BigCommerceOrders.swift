import Records

/// BigCommerce's orders export, template "Default": a row an order, its items in one cell.
///
/// The store's display format decides how dates look, so `date_order` is asked for where it can be read two ways.
/// `net` is the subtotal without tax. A customer id of 0 is a guest.
struct BigCommerceOrders: RowMapper {
  let fields: [String]
  var cells: CellReader

  private let id, customer, name, email, phone, date, time, status, subtotal, tax, shipping, total, shipped: Int
  private let currency, company, shippingCompany, country, billingCountry, purchaseOrder, products, refunded, notes: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    id = lookup.need("Order ID")
    date = lookup.need("Order Date")
    status = lookup.need("Order Status")
    total = lookup.need("Order Total (inc tax)", "Order Total")
    customer = lookup.maybe("Customer ID")
    name = lookup.maybe("Customer Name")
    email = lookup.maybe("Customer Email", "Billing Email")
    phone = lookup.maybe("Customer Phone", "Billing Phone")
    time = lookup.maybe("Order Time")
    subtotal = lookup.maybe("Subtotal (ex tax)", "Subtotal")
    tax = lookup.maybe("Tax Total")
    shipping = lookup.maybe("Shipping Cost (ex tax)", "Shipping Cost")
    shipped = lookup.maybe("Date Shipped")
    currency = lookup.maybe("Order Currency Code")
    company = lookup.maybe("Billing Company")
    shippingCompany = lookup.maybe("Shipping Company")
    country = lookup.maybe("Shipping Country")
    billingCountry = lookup.maybe("Billing Country")
    purchaseOrder = lookup.maybe("Billing Purchase Order #")
    products = lookup.maybe("Product Details")
    refunded = lookup.maybe("Refund Amount")
    notes = lookup.maybe("Order Notes")
    try lookup.check()
    fields = covered([
      "number": id, "placed": date, "payment": status, "fulfillment": status, "total": total, "currency": id,
      "net": subtotal, "tax": tax, "shipping": shipping, "shipped": shipped, "company": company, "country": country,
      "po_number": purchaseOrder, "items": products, "refunded": refunded, "name": name, "note": notes,
    ])
  }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    let key = try cells.id(row, id)
    let (code, exponent) = try cells.currency(row, currency)
    var object = JSONObject()
    object["number"] = .string(key)
    object["currency"] = .string(code)
    object["placed"] = .time(try placed(row))
    let (payment, fulfillment) = try states(row)
    object["payment"] = .string(payment)
    object["fulfillment"] = .string(fulfillment)
    object.put("total", try cells.money(row, total, exponent))
    object.put("net", try cells.money(row, subtotal, exponent))
    object.put("tax", try cells.money(row, tax, exponent))
    object.put("shipping", try cells.money(row, shipping, exponent))
    object.put("refunded", try cells.money(row, refunded, exponent))
    object.put("shipped", try cells.instant(row, shipped))
    object.put("country", cells.text(row, country) ?? cells.text(row, billingCountry))
    if !(row.isEmpty(company) && row.isEmpty(shippingCompany)) { object["company"] = true }
    object.put("po_number", plainCode(row, purchaseOrder))
    object["items"] = try items(row, exponent)
    var record = MappedRecord(kind: .order, id: key, fields: object)
    let buyer = cells.text(row, customer).flatMap { $0 == "0" ? nil : $0 }
    record.identifiers = Identifiers(
      email: cells.text(row, email), phone: cells.text(row, phone), customer: buyer)
    record.personal["name"] = cells.text(row, name)
    record.personal["note"] = cells.text(row, notes)
    return record
  }

  private mutating func placed(_ row: CSVRow) throws(RowProblem) -> Instant {
    var bytes = row.trimmed(date)
    if bytes.isEmpty { throw RowProblem(.missingDate, date) }
    if !row.isEmpty(time) { bytes = bytes + [UInt8(ascii: " ")] + row.trimmed(time) }
    guard let moment = try cells.time(bytes, date)?.instant(cells.settings.zone) else {
      throw RowProblem(.missingDate, date)
    }
    return moment
  }

  /// Checkout fields of a shop's own can stand in this column; only what looks like a number of an order is public.
  private func plainCode(_ row: CSVRow, _ column: Int) -> String? {
    guard let text = cells.text(row, column), text.utf8.count <= 32, text.utf8.contains(where: isDigit),
      text.utf8.allSatisfy({ isDigit($0) || (65...90).contains($0 & 0xDF) || [0x2D, 0x2F, 0x23].contains($0) })
    else { return nil }
    return text
  }

  private func states(_ row: CSVRow) throws(RowProblem) -> (payment: String, fulfillment: String) {
    switch folded(cells.text(row, status)) {
    case "pending", "incomplete", "awaiting payment": ("pending", "unfulfilled")
    case "manual verification required": ("authorized", "on_hold")
    case "awaiting fulfillment", "awaiting shipment", "awaiting pickup": ("paid", "unfulfilled")
    case "partially shipped": ("paid", "partial")
    case "shipped", "completed", "disputed": ("paid", "fulfilled")
    case "refunded": ("refunded", "fulfilled")
    case "partially refunded": ("partially_refunded", "fulfilled")
    case "cancelled", "canceled": ("voided", "cancelled")
    case "declined": ("failed", "cancelled")
    default: throw RowProblem(.unknownValue, status)
    }
  }

  // MARK: Items

  private static let labels = [
    "Product ID", "Product Qty", "Product SKU", "Product Name", "Product Weight", "Product Variation Details",
    "Product Unit Price", "Product Total Price",
  ]

  /// Items stand in one cell, joined by `|`, each a list of known labels; names may hold commas and bars.
  private func items(_ row: CSVRow, _ exponent: Int) throws(RowProblem) -> JSONValue? {
    guard let text = cells.text(row, products) else { return nil }
    var list: [JSONValue] = []
    for part in text.split(separator: "Product ID:").dropFirst(text.hasPrefix("Product ID:") ? 0 : 1) {
      let values = Self.values(of: "Product ID:" + part)
      var item = JSONObject()
      if let quantity = values["Product Qty"] {
        item.put("quantity", try cells.integer(ArraySlice(quantity.utf8), products))
      }
      item.put("sku", values["Product SKU"].flatMap { $0.isEmpty ? nil : $0 })
      if let total = values["Product Total Price"],
        let value = try cells.decimal(ArraySlice(total.utf8), products)
      {
        guard let minor = value.rounded(places: exponent) else { throw RowProblem(.amountTooLarge, products) }
        item.put("total", minor)
      }
      if !item.isEmpty { list.append(.object(item)) }
    }
    return list.isEmpty ? nil : .array(list)
  }

  private static func values(of item: String) -> [String: String] {
    var found: [(label: String, range: Range<String.Index>)] = []
    for label in labels {
      if let range = item.firstRange(of: label + ":") { found.append((label, range)) }
    }
    found.sort { $0.range.lowerBound < $1.range.lowerBound }
    var values: [String: String] = [:]
    for (index, entry) in found.enumerated() {
      let end = index + 1 < found.count ? found[index + 1].range.lowerBound : item.endIndex
      let text = item[entry.range.upperBound..<end]
      let kept = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace || $0 == "," || $0 == "|" }.reversed()
      values[entry.label] = String(kept)
    }
    return values
  }
}
