import HTTP
import Records

/// A shipment of `GET /v2/shipments`: an order to ship, as far as the second interface knows orders.
///
/// - When the order was placed is not told, so `placed` is when ShipStation got it.
/// - Neither totals nor discounts are told. What was paid is the total where it is what the lines, tax and shipping come
///   to; else a part may have been paid, or a discount taken off, and nobody can say which.
/// - An order on hold shows only by the day until which it is held: that is `scheduled`.
enum ShipStationShipmentV2 {
  static let fields = [
    "cancelled", "channel", "company", "country", "currency", "due", "fulfillment", "items", "link", "name", "net",
    "note", "number", "payment", "placed", "scheduled", "shipped", "shipping", "tags", "tax", "total", "updated",
  ]

  /// An order; nil for a shipment that brings something back.
  static func map(_ answer: Answer, currency standard: String) throws(MappingProblem) -> MappedRecord? {
    let id = ShipStationVersion.number(in: try answer.id("shipment_id"))
    guard let created = try answer.instant("created_at") else { throw answer.problem(.missingDate, "created_at") }
    if try answer.flag("is_return") ?? false { return nil }
    let shipTo = try answer.child("ship_to")
    let number = try answer.orderNumber("shipment_number")

    var object = JSONObject()
    object.put("channel", try answer.word("order_source_code")?.lowercased())
    if try shipTo?.plain("company_name") != nil { object["company"] = true }
    object.put("country", try shipTo?.word("country_code"))
    object.put("due", try answer.instant("ship_by_date").map(end))
    object.put("link", number.map(ShipStationOrder.link))
    object.put("number", number)
    object["placed"] = .time(created)
    object.put("scheduled", try answer.instant("hold_until_date").map(start))
    object.put("updated", try answer.instant("modified_at"))
    try putMoney(answer, standard, into: &object)
    try putState(answer, into: &object)
    var tags: Set<String> = []
    for tag in try answer.children("tags") { if let name = try tag.plain("name") { tags.insert(name) } }
    if !tags.isEmpty { object["tags"] = .array(tags.sorted(by: precedes).map { .string($0) }) }

    var record = MappedRecord(kind: .order, id: id, fields: object)
    record.identifiers = Identifiers(email: try shipTo?.plain("email"), phone: try shipTo?.plain("phone"))
    record.personal["name"] = try shipTo?.plain("name")
    record.personal["note"] = try answer.plain("notes_from_buyer")
    return record
  }

  // MARK: Days

  /// A day comes as a moment: as its beginning in UTC, or on the wall of the account.
  private static func day(_ instant: Instant) -> Day? {
    if instant.utcSecondOfDay == 0 { return instant.utcDay }
    let (day, second) = PacificTime.zone.local(instant)
    return second == 0 ? day : nil
  }

  /// What is due on a day is so until that is over.
  private static func end(_ instant: Instant) -> Instant {
    day(instant).map { PacificTime.zone.instant($0 + 1) - Span(seconds: 1) } ?? instant
  }

  private static func start(_ instant: Instant) -> Instant {
    day(instant).map { PacificTime.zone.instant($0) } ?? instant
  }

  // MARK: States

  private static func putState(_ answer: Answer, into object: inout JSONObject) throws(MappingProblem) {
    switch try answer.plain("shipment_status") {
    case "pending", "processing": object["fulfillment"] = "unfulfilled"
    case "label_purchased":
      object["fulfillment"] = "fulfilled"
      if let day = try answer.day("ship_date") { object["shipped"] = .time(PacificTime.zone.instant(day)) }
    case "cancelled":
      object["fulfillment"] = "cancelled"
      // As with the first interface, nothing else tells when, and what was paid may have been given back.
      object.put("cancelled", try answer.instant("modified_at"))
      return
    default: throw answer.problem(.unknownValue, "shipment_status")
    }
    if let paid = try answer.child("amount_paid")?.decimal("amount"), paid.units > 0 { object["payment"] = "paid" }
  }

  // MARK: Money

  private static func putMoney(
    _ answer: Answer, _ standard: String, into object: inout JSONObject
  ) throws(MappingProblem) {
    var currency: (code: String, places: Int)?
    for name in ["amount_paid", "shipping_paid", "tax_paid"] {
      guard let amount = try answer.child(name), let found = try amount.currency("currency") else { continue }
      if let currency, currency.code != found.code { throw amount.problem(.badCurrency, "currency") }
      currency = found
    }
    let places = currency?.places ?? Currency.exponent(of: standard)
    object["currency"] = .string(currency?.code ?? standard)
    let paid = try answer.child("amount_paid")?.money("amount", places: places)
    let shipping = try answer.child("shipping_paid")?.money("amount", places: places)
    let tax = try answer.child("tax_paid")?.money("amount", places: places)
    object.put("shipping", shipping)
    object.put("tax", tax)
    guard let goods = try putItems(answer, places, into: &object), let paid, paid > 0,
      goods + (shipping ?? 0) + (tax ?? 0) == paid
    else { return }
    object["net"] = .integer(goods)
    object["total"] = .integer(paid)
  }

  /// The lines, and what they come to; nil where one has no price.
  private static func putItems(
    _ answer: Answer, _ places: Int, into object: inout JSONObject
  ) throws(MappingProblem) -> Int? {
    let lines = try answer.children("items")
    var items: [JSONValue] = []
    var sum: ExactDecimal? = lines.isEmpty ? nil : .zero
    for line in lines {
      let quantity = try line.integer("quantity") ?? 0
      var item: JSONObject = ["quantity": .integer(quantity)]
      item.put("sku", try line.plain("sku"))
      if let price = try line.decimal("unit_price") {
        guard let value = ExactDecimal.product(price, ExactDecimal(units: quantity, scale: 0)),
          let total = value.rounded(places: places)
        else { throw line.problem(.amountTooLarge, "unit_price") }
        item["total"] = .integer(total)
        sum = sum.flatMap { ExactDecimal.sum($0, value) }
      } else {
        sum = nil
      }
      items.append(.object(item))
    }
    if !items.isEmpty { object["items"] = .array(items) }
    return sum?.rounded(places: places)
  }
}
