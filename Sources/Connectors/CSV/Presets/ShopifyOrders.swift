import Records

/// Shopify's orders export: a row a line item, what belongs to the order on its first row only, `Name` on all.
///
/// - The id is `Id`; a file without that column, or whose cell is empty, goes by the number.
/// - `net` is `Subtotal`, which Shopify gives after discounts, without the lines that sell gift cards.
/// - `refunded` is a running total without a date: a refund is told by two exports that differ.
/// - A hold shows as the status `on_hold`; `restocked` is `cancelled` for a cancelled order, else `returned`.
struct ShopifyOrders: RowMapper {
  let fields: [String]
  var cells: CellReader
  var grouping: Grouping { .adjacent }

  private let name, id, email, phone, billingPhone, payment, paid, fulfillment, fulfilled, currency: Int
  private let subtotal, shipping, tax, total, discount, placed, cancelled, refunded, tags, risk, source: Int
  private let quantity, itemName, price, sku, requiresShipping, itemDiscount: Int
  private let billingName, billingCompany, shippingCompany, billingCountry, shippingCountry, notes, terms, method: Int

  init(_ header: Header, _ settings: CellSettings) throws(HeaderProblem) {
    var lookup = HeaderLookup(header)
    cells = CellReader(settings)
    name = lookup.need("Name")
    placed = lookup.need("Created at")
    payment = lookup.need("Financial Status")
    total = lookup.need("Total")
    id = lookup.maybe("Id")
    email = lookup.maybe("Email")
    phone = lookup.maybe("Phone")
    billingPhone = lookup.maybe("Billing Phone")
    paid = lookup.maybe("Paid at")
    fulfillment = lookup.maybe("Fulfillment Status")
    fulfilled = lookup.maybe("Fulfilled at")
    currency = lookup.maybe("Currency")
    subtotal = lookup.maybe("Subtotal")
    shipping = lookup.maybe("Shipping")
    tax = lookup.maybe("Taxes")
    discount = lookup.maybe("Discount Amount")
    cancelled = lookup.maybe("Cancelled at")
    refunded = lookup.maybe("Refunded Amount")
    tags = lookup.maybe("Tags")
    risk = lookup.maybe("Risk Level")
    source = lookup.maybe("Source")
    quantity = lookup.maybe("Lineitem quantity")
    itemName = lookup.maybe("Lineitem name")
    price = lookup.maybe("Lineitem price")
    sku = lookup.maybe("Lineitem sku")
    requiresShipping = lookup.maybe("Lineitem requires shipping")
    itemDiscount = lookup.maybe("Lineitem discount")
    billingName = lookup.maybe("Billing Name")
    billingCompany = lookup.maybe("Billing Company")
    shippingCompany = lookup.maybe("Shipping Company")
    billingCountry = lookup.maybe("Billing Country")
    shippingCountry = lookup.maybe("Shipping Country")
    notes = lookup.maybe("Notes")
    terms = lookup.maybe("Payment Terms Name")
    method = lookup.maybe("Payment Method")
    try lookup.check()
    fields = covered([
      "number": name, "placed": placed, "payment": payment, "total": total, "currency": name, "paid": paid,
      "fulfillment": fulfillment, "shipped": fulfilled, "net": subtotal, "shipping": shipping, "tax": tax,
      "discount": discount, "cancelled": cancelled, "refunded": refunded, "tags": tags, "risk": risk,
      "channel": source, "source": source, "subscription": source, "items": quantity, "country": shippingCountry,
      "company": billingCompany, "payment_terms": terms, "name": billingName, "note": notes, "test": method,
    ])
  }

  func key(_ row: CSVRow) -> ArraySlice<UInt8> { row.trimmed(name) }

  mutating func map(_ lines: Lines) throws(RowProblem) -> MappedRecord? {
    let row = lines[0]
    for place in 1..<max(1, lines.count) where !lines[place].isEmpty(id) {
      if !lines[place].trimmed(id).elementsEqual(row.trimmed(id)) { throw RowProblem(.twoIDs, id) }
    }
    guard let number = try cells.number(row, name) else { throw RowProblem(.missingID, name) }
    guard let created = try cells.instant(row, placed) else { throw RowProblem(.missingDate, placed) }
    let (code, exponent) = try cells.currency(row, currency)
    let cancelledAt = try cells.instant(row, cancelled)
    var object = JSONObject()
    object.put("cancelled", cancelledAt)
    object.put("channel", cells.text(row, source)?.lowercased())
    if !(row.isEmpty(billingCompany) && row.isEmpty(shippingCompany)) { object["company"] = true }
    object.put("country", cells.text(row, shippingCountry) ?? cells.text(row, billingCountry))
    object["currency"] = .string(code)
    object.put("discount", try cells.money(row, discount, exponent))
    if fulfillment >= 0 { object["fulfillment"] = .string(try fulfillmentState(row, cancelled: cancelledAt != nil)) }
    let (items, giftCards) = try items(lines, exponent)
    object["items"] = items
    object.put("net", try cells.money(row, subtotal, exponent).map { $0 - giftCards })
    object["number"] = .string(number)
    object.put("paid", try cells.instant(row, paid))
    object["payment"] = .string(try paymentState(row))
    object.put("payment_terms", cells.text(row, terms))
    object["placed"] = .time(created)
    object.put("refunded", try cells.money(row, refunded, exponent))
    object.put("risk", cells.text(row, risk)?.lowercased())
    object.put("shipped", try cells.instant(row, fulfilled))
    object.put("shipping", try cells.money(row, shipping, exponent))
    object.put("source", cells.text(row, source))
    if folded(cells.text(row, source)).hasPrefix("subscription") { object["subscription"] = true }
    object["tags"] = cells.codes(row.cell(tags), separator: [UInt8(ascii: ",")])
    object.put("tax", try cells.money(row, tax, exponent))
    if folded(cells.text(row, method)).contains("bogus") { object["test"] = true }
    object.put("total", try cells.money(row, total, exponent))

    var record = MappedRecord(kind: .order, id: row.isEmpty(id) ? number : try cells.id(row, id), fields: object)
    record.identifiers = Identifiers(
      email: cells.text(row, email), phone: cells.text(row, phone) ?? cells.text(row, billingPhone))
    record.personal["name"] = cells.text(row, billingName)
    record.personal["note"] = cells.text(row, notes)
    return record
  }

  private func items(_ lines: Lines, _ exponent: Int) throws(RowProblem) -> (JSONValue?, giftCards: Int) {
    var list: [JSONValue] = []
    var giftCards = 0
    for index in 0..<lines.count {
      let row = lines[index]
      guard let count = try cells.integer(row, quantity) else { continue }
      let one = try cells.decimal(row.cell(price), price) ?? .zero
      guard let value = ExactDecimal.product(one, ExactDecimal(units: count, scale: 0))?.rounded(places: exponent)
      else {
        throw RowProblem(.amountTooLarge, price)
      }
      let total = value - (try cells.money(row, itemDiscount, exponent) ?? 0)
      let shippable = requiresShipping < 0 || cells.flag(row, requiresShipping)
      let isGiftCard = !shippable && folded(cells.text(row, itemName)).contains("gift card")
      if isGiftCard { giftCards += total }
      var item: JSONObject = ["quantity": .integer(count), "shippable": .bool(shippable), "total": .integer(total)]
      if isGiftCard { item["gift_card"] = true }
      item.put("sku", cells.text(row, sku))
      list.append(.object(item))
    }
    return (list.isEmpty ? nil : .array(list), giftCards)
  }

  private func paymentState(_ row: CSVRow) throws(RowProblem) -> String {
    switch folded(cells.text(row, payment)) {
    case "paid": "paid"
    case "pending", "partially paid", "": "pending"
    case "authorized": "authorized"
    case "partially refunded": "partially_refunded"
    case "refunded": "refunded"
    case "voided", "expired": "voided"
    default: throw RowProblem(.unknownValue, payment)
    }
  }

  private func fulfillmentState(_ row: CSVRow, cancelled: Bool) throws(RowProblem) -> String {
    switch folded(cells.text(row, fulfillment)) {
    case "fulfilled", "shipped": "fulfilled"
    case "partial", "partially fulfilled": "partial"
    case "unfulfilled", "pending", "open", "scheduled", "in progress", "": cancelled ? "cancelled" : "unfulfilled"
    case "on hold": "on_hold"
    case "restocked": cancelled ? "cancelled" : "returned"
    default: throw RowProblem(.unknownValue, fulfillment)
    }
  }
}
