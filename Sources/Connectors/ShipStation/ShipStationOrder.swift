import HTTP
import Records

/// What an account has beside its orders: what is needed to tell what an order says.
struct ShipStationAccount: Equatable {
  var currency: String
  /// The names of tags by their id.
  var tags: [Int: String] = [:]
  /// Where orders come from, in lower case, by the id of the store: `shopify`, `amazon`.
  var channels: [Int: String] = [:]
  /// All stores that are listed, also those without a marketplace.
  var stores: Set<Int> = []
  /// The numbers of orders by the second interface's ids, for its labels; empty for one that has none.
  var numbers: [String: String] = [:]

  var places: Int { Currency.exponent(of: currency) }

  /// Whether the tags and the store that an order refers to are listed. What can't be read is left to the mapping.
  func knowsAll(of order: JSONValue) -> Bool {
    guard let answer = order.object.map({ Answer($0) }) else { return true }
    let tagged = (try? answer.texts("tagIds")) ?? []
    if !tagged.compactMap({ Int($0) }).allSatisfy({ tags[$0] != nil }) { return false }
    guard let options = try? answer.child("advancedOptions"), let store = try? options.integer("storeId") else {
      return true
    }
    return stores.contains(store)
  }

  /// Adds what another asking told.
  mutating func add(_ other: ShipStationAccount) {
    tags.merge(other.tags) { $1 }
    channels.merge(other.channels) { $1 }
    stores.formUnion(other.stores)
  }
}

/// An order of `GET /orders`.
///
/// - `net` is the sum of its lines; a discount is a line of its own with a negative price.
/// - ShipStation says neither when an order was cancelled nor since when it is held, and knows of no refund.
enum ShipStationOrder {
  static let fields = [
    "cancelled", "channel", "company", "country", "currency", "discount", "due", "fulfillment", "items", "link", "name",
    "net", "note", "number", "paid", "payment", "placed", "scheduled", "shipped", "shipping", "source", "tags", "tax",
    "total", "updated",
  ]

  static func map(_ answer: Answer, _ account: ShipStationAccount) throws(MappingProblem) -> MappedRecord? {
    let id = try answer.id("orderId")
    guard let placed = try answer.pacific("orderDate") else { throw answer.problem(.missingDate, "orderDate") }
    let billTo = try answer.child("billTo")
    let shipTo = try answer.child("shipTo")
    let options = try answer.child("advancedOptions")
    let number = try answer.orderNumber("orderNumber")

    var object = JSONObject()
    object.put("channel", try options?.integer("storeId").flatMap { account.channels[$0] })
    if try first("company", shipTo, billTo) != nil { object["company"] = true }
    object.put("country", try shipTo?.word("country"))
    object["currency"] = .string(account.currency)
    object.put("due", try answer.pacific("shipByDate").map(PacificTime.end))
    object.put("link", number.map(link))
    object.put("number", number)
    object.put("paid", try answer.pacific("paymentDate"))
    object["placed"] = .time(placed)
    object.put("scheduled", try answer.day("holdUntilDate").map { PacificTime.zone.instant($0) })
    object.put("source", try options?.word("source"))
    object.put("updated", try answer.pacific("modifyDate"))
    try putState(answer, into: &object)
    try putMoney(answer, account.places, into: &object)
    try putTags(answer, account, into: &object)

    var record = MappedRecord(kind: .order, id: id, fields: object)
    record.identifiers = Identifiers(
      email: try answer.plain("customerEmail"), phone: try first("phone", billTo, shipTo),
      customer: try answer.integer("customerId").flatMap { $0 > 0 ? String($0) : nil })
    record.personal["name"] = try first("name", billTo, shipTo)
    let notes = [try answer.plain("customerNotes"), try answer.plain("internalNotes")].compactMap { $0 }
    if !notes.isEmpty { record.personal["note"] = notes.joined(separator: "\n") }
    return record
  }

  /// The first of several addresses that has the member.
  private static func first(_ key: String, _ places: Answer?...) throws(MappingProblem) -> String? {
    for place in places {
      if let text = try place?.plain(key) { return text }
    }
    return nil
  }

  /// Where people see it; ShipStation documents no form of such links, but this one is in general use.
  static func link(_ number: String) -> String {
    let base = HTTPURL("https://ship.shipstation.com/orders/all-orders-search-result")
    return base?.appending(query: "quickSearch", MaskedText(number)).description ?? ""
  }

  // MARK: States

  private static func putState(_ answer: Answer, into object: inout JSONObject) throws(MappingProblem) {
    let status = try answer.plain("orderStatus")
    switch status {
    case "awaiting_payment", "awaiting_shipment", "pending_fulfillment", "rejected_fulfillment":
      object["fulfillment"] = "unfulfilled"
    case "on_hold": object["fulfillment"] = "on_hold"
    case "shipped":
      object["fulfillment"] = "fulfilled"
      if let day = try answer.day("shipDate") { object["shipped"] = .time(PacificTime.zone.instant(day)) }
    case "cancelled":
      object["fulfillment"] = "cancelled"
      // Nothing else tells when; and what was paid may have been given back, which only the shop knows.
      object.put("cancelled", try answer.pacific("modifyDate"))
      return
    default: throw answer.problem(.unknownValue, "orderStatus")
    }
    let amount = try answer.decimal("amountPaid")?.units ?? 0
    let paid = try answer.pacific("paymentDate")
    if status == "awaiting_payment" {
      object["payment"] = "pending"
    } else if amount > 0 || paid != nil {
      object["payment"] = "paid"
    }
  }

  // MARK: Money

  private static func putMoney(
    _ answer: Answer, _ places: Int, into object: inout JSONObject
  ) throws(MappingProblem) {
    object.put("total", try answer.money("orderTotal", places: places))
    object.put("tax", try answer.money("taxAmount", places: places))
    object.put("shipping", try answer.money("shippingAmount", places: places))
    let lines = try answer.children("items")
    guard !lines.isEmpty else { return }
    var items: [JSONValue] = []
    var net = ExactDecimal.zero
    var discount = ExactDecimal.zero
    for line in lines {
      let quantity = try line.integer("quantity") ?? 0
      let price = try line.decimal("unitPrice") ?? .zero
      guard let value = ExactDecimal.product(price, ExactDecimal(units: quantity, scale: 0)),
        let total = value.rounded(places: places), let sum = ExactDecimal.sum(net, value)
      else { throw line.problem(.amountTooLarge, "unitPrice") }
      net = sum
      if try line.flag("adjustment") ?? false {
        if value.units < 0 { discount = ExactDecimal.sum(discount, value) ?? discount }
        continue
      }
      var item: JSONObject = ["quantity": .integer(quantity), "total": .integer(total)]
      item.put("sku", try line.plain("sku"))
      items.append(.object(item))
    }
    guard let exact = net.rounded(places: places), let taken = discount.rounded(places: places) else {
      throw answer.problem(.amountTooLarge, "items")
    }
    object["net"] = .integer(exact)
    if taken < 0 { object["discount"] = .integer(-taken) }
    if !items.isEmpty { object["items"] = .array(items) }
  }

  private static func putTags(
    _ answer: Answer, _ account: ShipStationAccount, into object: inout JSONObject
  ) throws(MappingProblem) {
    var tags: Set<String> = []
    for id in try answer.texts("tagIds") { tags.insert(Int(id).flatMap { account.tags[$0] } ?? id) }
    if !tags.isEmpty { object["tags"] = .array(tags.sorted(by: precedes).map { .string($0) }) }
  }
}
