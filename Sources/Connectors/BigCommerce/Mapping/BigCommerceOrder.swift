import HTTP
import Records

/// An order of BigCommerce as a record.
enum BigCommerceOrder {
  /// The canonical fields that are read; `refunded` is none of them, since BigCommerce always says 0 there.
  static let fields = [
    "cancelled", "channel", "company", "country", "currency", "discount", "fulfillment", "items", "name", "net", "note",
    "number", "payment", "payment_terms", "placed", "risk", "shipped", "shipping", "source", "tax", "test", "total",
  ]

  /// The record of an order with its lines; nil for one that was not placed yet.
  ///
  /// - Amounts are in the currency the shopper paid in, `default_currency_code`, not in the one that was displayed.
  /// - `net` is the goods without tax, less discounts and coupons, without gift certificates.
  /// - The API has no time of cancelling; the last change of a cancelled order stands for it.
  static func map(
    _ order: Answer, lines: [Answer], panel: HTTPURL?
  ) throws(MappingProblem) -> MappedRecord? {
    let id = try order.ownID()
    let status = try BigCommerceStatus(order)
    if status.id == BigCommerceStatus.incomplete { return nil }
    guard let placed = try order.mailDate("date_created") else { throw order.problem(.missingDate, "date_created") }
    guard let (currency, places) = try order.currency("default_currency_code") else {
      throw order.problem(.badCurrency, "default_currency_code")
    }
    let items = try BigCommerceItems(lines, places: places)
    var object: JSONObject = [
      "number": .string(id), "currency": .string(currency), "placed": .string(placed.description),
    ]
    object["payment"] = .string(status.paymentState)
    object["fulfillment"] = .string(status.fulfillment(open: items.open, sent: items.sent))
    if status.isRisky { object["risk"] = "pending" }
    if status.id == BigCommerceStatus.cancelled { object.put("cancelled", try order.mailDate("date_modified")) }
    object.put("shipped", try order.mailDate("date_shipped"))
    try putMoney(of: order, giftCards: items.giftCards, places, into: &object)
    if !items.list.isEmpty { object["items"] = .array(items.list) }
    try putOrigin(of: order, into: &object)
    let billing = try order.child("billing_address") ?? Answer(JSONObject())
    let shipping = try BigCommerceLines.address(order)
    let addresses = [shipping, billing].compactMap { $0 }
    object.put("country", try first("country_iso2", of: addresses))
    if try first("company", of: addresses) != nil { object["company"] = true }
    if let panel { object["link"] = .string(link(panel, id)) }

    var record = MappedRecord(kind: .order, id: id, fields: object)
    record.identifiers = try person(order)
    record.personal["name"] = try billing.fullName()
    let notes = [try order.note("customer_message"), try order.note("staff_notes")].compactMap { $0 }
    if !notes.isEmpty { record.personal["note"] = notes.joined(separator: "\n") }
    return record
  }

  /// Who placed an order; a guest is known by the address of the bill.
  static func person(_ order: Answer) throws(MappingProblem) -> Identifiers {
    let billing = try order.child("billing_address")
    return Identifiers(
      email: try billing?.note("email"), phone: try billing?.note("phone"), customer: try order.customer("customer_id"))
  }

  private static func putMoney(
    of order: Answer, giftCards: Int, _ places: Int, into object: inout JSONObject
  ) throws(MappingProblem) {
    guard let total = try order.money("total_inc_tax", places: places) else {
      throw order.problem(.badAmount, "total_inc_tax")
    }
    guard let goods = try order.money("subtotal_ex_tax", places: places) else {
      throw order.problem(.badAmount, "subtotal_ex_tax")
    }
    let manual = try order.money("discount_amount", places: places) ?? 0
    let discount = manual + (try order.money("coupon_discount", places: places) ?? 0)
    object["total"] = .integer(total)
    object["discount"] = .integer(discount)
    object["net"] = .integer(try kept(goods - discount - giftCards, order, "subtotal_ex_tax"))
    object.put("shipping", try order.money("shipping_cost_ex_tax", places: places))
    object.put("tax", try order.money("total_tax", places: places))
  }

  /// An amount worked out, if it can be kept.
  private static func kept(_ amount: Int, _ order: Answer, _ key: String) throws(MappingProblem) -> Int {
    guard amount.magnitude < 1 << 53 else { throw order.problem(.amountTooLarge, key) }
    return amount
  }

  /// `source` is where BigCommerce says the order came from; `channel` the system that handed it in, or the channel's
  /// number.
  private static func putOrigin(of order: Answer, into object: inout JSONObject) throws(MappingProblem) {
    object.put("source", try order.publicText("order_source")?.lowercased())
    let external = try order.publicText("external_source")
    let system = external.map { folded(String($0.prefix { $0 != "(" })) }
    let channel = try order.publicText("channel_id")
    object.put("channel", system.flatMap { $0.isEmpty ? nil : $0 } ?? channel)
    let method = folded(try order.text("payment_method"))
    if method == "test payment gateway" { object["test"] = true }
    if method == "purchase order" { object["payment_terms"] = .string(method) }
  }

  private static func first(_ key: String, of addresses: [Answer]) throws(MappingProblem) -> String? {
    for address in addresses {
      if let text = try address.publicText(key) { return text }
    }
    return nil
  }

  private static func link(_ panel: HTTPURL, _ id: String) -> String {
    panel.appending(path: "manage", "orders", MaskedText(id)).description
  }
}

/// The lines of an order as items.
struct BigCommerceItems {
  var list: [JSONValue] = []
  /// What gift certificates cost.
  var giftCards = 0
  /// How many have to be sent, less those refunded and those sent.
  var open = 0
  /// How many were sent.
  var sent = 0

  init(_ lines: [Answer], places: Int) throws(MappingProblem) {
    for line in lines {
      let quantity = try BigCommerceLines.quantity(line, "quantity")
      let refunded = try BigCommerceLines.quantity(line, "quantity_refunded")
      let shipped = try BigCommerceLines.quantity(line, "quantity_shipped")
      let total = try line.money("total_ex_tax", places: places)
      var item: JSONObject = ["quantity": .integer(quantity)]
      item.put("sku", try line.publicText("sku"))
      item.put("total", total)
      switch try line.text("type") {
      case "physical", nil:
        // What was given back is not to be sent any more.
        item["shippable"] = .bool(refunded < quantity || quantity == 0)
        open += max(0, quantity - refunded - shipped)
        sent += shipped
      case "digital": item["shippable"] = false
      case "giftcertificate":
        item["shippable"] = false
        item["gift_card"] = true
        giftCards += total ?? 0
      default: throw line.problem(.unknownValue, "type")
      }
      list.append(.object(item))
    }
  }
}
