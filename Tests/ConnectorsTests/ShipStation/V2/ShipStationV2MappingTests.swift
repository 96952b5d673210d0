import Records
import Testing

@testable import Connectors

/// Bodies written by hand by the published contract; nobody in them exists. The short shipment is an example of the
/// interface's documentation.
struct ShipStationV2MappingTests {
  private let today = Day(number: 20_611)  // 2026-06-07

  private static let shipment = """
    {"shipment_id":"se-940001","external_shipment_id":"shopify-2041","shipment_number":"#2041",
    "external_order_id":"6120001","store_id":"se-12345","shipment_status":"pending",
    "created_at":"2026-06-01T08:20:00.123Z","modified_at":"2026-06-02T10:00:03.55Z",
    "ship_by_date":"2026-06-03T07:00:00Z","hold_until_date":null,"ship_date":null,"is_return":false,
    "order_source_code":"shopify","notes_from_buyer":"leave at door",
    "amount_paid":{"currency":"usd","amount":48.5},"shipping_paid":{"currency":"usd","amount":8.0},
    "tax_paid":{"currency":"usd","amount":0.5},
    "ship_to":{"name":"Ana Sousa","phone":"+1 201 555 0142","email":" Ana@Example.com ","company_name":null,
    "country_code":"PT"},
    "items":[{"name":"Mug","sku":"MUG","quantity":2,"unit_price":19.5},
    {"name":"Card","sku":null,"quantity":1,"unit_price":1}],
    "tags":[{"name":"wholesale"},{"name":"late"}]}
    """

  private static let label = """
    {"label_id":"se-330001","status":"completed","shipment_id":"se-940001","external_order_id":"6120001",
    "ship_date":"2026-06-05T00:00:00Z","created_at":"2026-06-05T18:00:00.5Z",
    "shipment_cost":{"currency":"usd","amount":2.35},"tracking_number":"9400111899560000000001",
    "is_return_label":false,"voided":false,"voided_at":null,"trackable":true,"carrier_code":"stamps_com",
    "tracking_status":"in_transit","ship_to":{"name":"Bo Lind","phone":"1","email":"bo@example.com"}}
    """

  private func order(_ changes: (String, String)...) throws -> MappedRecord? {
    try ShipStationShipmentV2.map(answer(try changed(Self.shipment, changes)), currency: "USD")
  }

  private func parcel(_ changes: (String, String)...) throws -> MappedRecord? {
    try ShipStationLabelV2.map(answer(try changed(Self.label, changes)), numbers: ["se-940001": "2041"], today: today)
  }

  private func changed(_ text: String, _ changes: [(String, String)]) throws -> String {
    var text = text
    for (from, to) in changes {
      try #require(text.contains(from), "\(from) is not there")
      text = text.replacing(from, with: to)
    }
    return text
  }

  private func problem(_ map: () throws(MappingProblem) -> MappedRecord?) -> MappingProblem? {
    do throws(MappingProblem) {
      _ = try map()
      return nil
    } catch {
      return error
    }
  }

  // MARK: Orders

  @Test func `maps an order to ship`() throws {
    let record = try #require(try order())
    #expect(record.id == "940001" && record.kind == .order)
    let items: JSONValue = [["quantity": 2, "sku": "MUG", "total": 3900], ["quantity": 1, "total": 100]]
    let expected: JSONObject = [
      "channel": "shopify", "country": "PT", "currency": "USD", "due": "2026-06-04T06:59:59Z",
      "fulfillment": "unfulfilled", "items": items,
      "link": "https://ship.shipstation.com/orders/all-orders-search-result?quickSearch=2041", "net": 4000,
      "number": "2041", "payment": "paid", "placed": "2026-06-01T08:20:00Z", "shipping": 800,
      "tags": ["late", "wholesale"], "tax": 50, "total": 4850, "updated": "2026-06-02T10:00:03Z",
    ]
    #expect(record.fields == expected)
    #expect(record.identifiers == Identifiers(email: "ana@example.com", phone: "+12015550142"))
    #expect(record.personal == ["name": "Ana Sousa", "note": "leave at door"])
  }

  @Test func `maps the documentation's short example`() throws {
    let text = """
      {"shipment_id":"se-940001","external_shipment_id":"shopify-2041","shipment_number":"2041",\
      "external_order_id":"6120001","store_id":"se-12345","shipment_status":"pending",\
      "created_at":"2026-06-01T08:20:00.123Z","modified_at":"2026-06-02T10:00:03.55Z",\
      "ship_by_date":"2026-06-03T07:00:00Z","hold_until_date":null,"amount_paid":{"currency":"usd","amount":48.0},\
      "shipping_paid":{"currency":"usd","amount":8.0},"tax_paid":{"currency":"usd","amount":0.0},"is_return":false,\
      "tags":[{"name":"late"}],"items":[]}
      """
    let record = try #require(try ShipStationShipmentV2.map(answer(text), currency: "EUR"))
    #expect(record.fields["number"] == "2041" && record.fields["currency"] == "USD")
    #expect(record.fields["tags"] == ["late"] && record.fields["shipping"] == 800 && record.fields["tax"] == 0)
    // Without lines nothing says whether this is all that is to be paid.
    #expect(record.fields["net"] == nil && record.fields["total"] == nil && record.fields["items"] == nil)
  }

  @Test func `a total is told only where it is what everything comes to`() throws {
    let reduced = try #require(try order((#""amount":48.5"#, #""amount":40"#)))
    #expect(reduced.fields["net"] == nil && reduced.fields["total"] == nil)
    #expect(reduced.fields["payment"] == "paid" && reduced.fields["shipping"] == 800)
    let unpaid = try #require(try order((#""amount":48.5"#, #""amount":0"#)))
    #expect(unpaid.fields["total"] == nil && unpaid.fields["payment"] == nil)
    let unpriced = try #require(try order((#""unit_price":1}"#, #""unit_price":null}"#)))
    #expect(unpriced.fields["net"] == nil && unpriced.fields["items"]?.array?.last == ["quantity": 1])
  }

  @Test(arguments: [
    ("pending", "unfulfilled"), ("processing", "unfulfilled"), ("label_purchased", "fulfilled"),
    ("cancelled", "cancelled"),
  ])
  func `tells the states by the shipment's status`(_ status: String, _ fulfillment: String) throws {
    let record = try #require(
      try order(
        (#""shipment_status":"pending""#, #""shipment_status":"\#(status)""#),
        (#""ship_date":null"#, #""ship_date":"2026-06-05T00:00:00Z""#)))
    #expect(record.fields["fulfillment"]?.string == fulfillment)
    #expect(record.fields["shipped"]?.string == (status == "label_purchased" ? "2026-06-05T07:00:00Z" : nil))
    #expect(record.fields["cancelled"]?.string == (status == "cancelled" ? "2026-06-02T10:00:03Z" : nil))
    #expect(record.fields["payment"]?.string == (status == "cancelled" ? nil : "paid"))
  }

  @Test func `days come as moments, and times stay`() throws {
    let day = try #require(
      try order(
        ("2026-06-03T07:00:00Z", "2026-06-03T00:00:00.000Z"),
        (#""hold_until_date":null"#, #""hold_until_date":"2026-06-30T00:00:00.000Z""#)))
    #expect(day.fields["due"] == "2026-06-04T06:59:59Z" && day.fields["scheduled"] == "2026-06-30T07:00:00Z")
    let time = try #require(try order(("2026-06-03T07:00:00Z", "2026-06-03T14:30:00+02:00")))
    #expect(time.fields["due"] == "2026-06-03T12:30:00Z")
  }

  @Test func `what comes back is no order`() throws {
    #expect(try order((#""is_return":false"#, #""is_return":true"#)) == nil)
  }

  @Test func `a currency is each amount's own`() throws {
    let yen = try #require(try order(("usd", "jpy")))
    #expect(yen.fields["currency"] == "JPY" && yen.fields["shipping"] == 8)
    #expect(
      problem { () throws(MappingProblem) in
        try ShipStationShipmentV2.map(
          Answer(JSONObject([("shipment_id", "se-1"), ("created_at", "2026-06-01T08:20:00Z")] + mixed)), currency: "USD"
        )
      }?.reason == .badCurrency)
  }

  private let mixed: [(String, JSONValue)] = [
    ("shipment_status", "pending"), ("amount_paid", ["currency": "usd", "amount": 1]),
    ("tax_paid", ["currency": "eur", "amount": 1]),
  ]

  @Test func `an id that is no number stays as it is`() throws {
    #expect(try order(("se-940001", "se-4a-77"))?.id == "se-4a-77")
    #expect(ShipStationVersion.number(in: "se-") == "se-")
    #expect(ShipStationVersion.shipment("940001") == "se-940001")
    #expect(ShipStationVersion.shipment("se-4a-77") == "se-4a-77")
    for text in ["", "x", "../1", "se-A", String(repeating: "1", count: 23)] {
      #expect(ShipStationVersion.shipment(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    (#""shipment_id":"se-940001""#, #""shipment_id":null"#, RowReason.missingID, "shipment_id"),
    (#""created_at":"2026-06-01T08:20:00.123Z""#, #""created_at":null"#, .missingDate, "created_at"),
    ("2026-06-01T08:20:00.123Z", "2026-06-01T08:20:00", .badDate, "created_at"),
    (#""shipment_status":"pending""#, #""shipment_status":"lost""#, .unknownValue, "shipment_status"),
    (#""amount":48.5"#, #""amount":{}"#, .wrongType, "amount_paid.amount"),
    (#""amount":48.5"#, #""amount":1e400"#, .badAmount, "amount_paid.amount"),
    (#""currency":"usd","amount":8.0"#, #""currency":"gold","amount":8.0"#, .badCurrency, "shipping_paid.currency"),
    (#""quantity":2"#, #""quantity":9007199254740991"#, .amountTooLarge, "items[0].unit_price"),
    (#""tags":[{"name":"wholesale"}"#, #""tags":["wholesale""#, .wrongType, "tags[0]"),
  ])
  func `what does not fit is named`(_ from: String, _ to: String, _ reason: RowReason, _ field: String) throws {
    let text = try changed(Self.shipment, [(from, to)])
    guard let body = try? answer(text) else { return }
    let found = problem { () throws(MappingProblem) in try ShipStationShipmentV2.map(body, currency: "USD") }
    #expect(found?.field == field)
    #expect(found?.reason == reason)
  }

  // MARK: Labels

  @Test func `maps a label`() throws {
    let record = try #require(try parcel())
    #expect(record.id == "330001" && record.kind == .shipment)
    let expected: JSONObject = [
      "carrier": "USPS", "created": "2026-06-05T18:00:00Z",
      "link": "https://ship.shipstation.com/orders/all-orders-search-result?quickSearch=2041", "order": "2041",
      "shipped": "2026-06-05T18:00:00Z", "state": "in_transit",
    ]
    #expect(record.fields == expected)
    #expect(record.identifiers == Identifiers(email: "bo@example.com"))
    #expect(record.personal == ["tracking": "9400111899560000000001", "name": "Bo Lind"])
  }

  @Test(arguments: [
    ("unknown", "label", false), ("in_transit", "in_transit", true), ("error", "exception", true),
    ("delivered", "delivered", true),
  ])
  func `a state is what the carrier last said`(_ status: String, _ state: String, _ hasLeft: Bool) throws {
    let record = try #require(try parcel(("in_transit", status)))
    #expect(record.fields["state"]?.string == state)
    #expect((record.fields["shipped"] != nil) == hasLeft)
    // When that was is not told.
    #expect(record.fields["delivered"] == nil)
  }

  @Test func `voided, failed and return labels bring nobody anything`() throws {
    #expect(try parcel((#""voided":false"#, #""voided":true"#))?.fields["state"] == "voided")
    #expect(try parcel((#""completed""#, #""voided""#))?.fields["state"] == "voided")
    #expect(try parcel((#""completed""#, #""error""#))?.fields["state"] == "voided")
    #expect(
      try parcel((#""is_return_label":false"#, #""is_return_label":true"#))?.fields["state"] == "return_label")
    #expect(try parcel((#""completed""#, #""processing""#), ("in_transit", "unknown"))?.fields["state"] == "label")
  }

  @Test func `of what no carrier tells the ship date has to do`() throws {
    let untold = [("in_transit", "unknown"), (#""trackable":true"#, #""trackable":false"#)]
    #expect(try parcel(untold[0], untold[1])?.fields["state"] == "in_transit")
    #expect(
      try parcel(untold[0], untold[1], ("2026-06-05T00:00:00Z", "2026-06-09T00:00:00Z"))?.fields["state"] == "label")
  }

  @Test func `without its order a label is a parcel still`() throws {
    let record = try #require(try parcel(("se-940001", "se-1")))
    #expect(record.fields["order"] == nil && record.fields["link"] == nil && record.fields["state"] == "in_transit")
  }

  @Test(arguments: [
    ("se-330001", "", RowReason.missingID, "label_id"),
    ("2026-06-05T18:00:00.5Z", "soon", .badDate, "created_at"),
    (#""tracking_status":"in_transit""#, #""tracking_status":"lost""#, .unknownValue, "tracking_status"),
    (#""status":"completed""#, #""status":null"#, .unknownValue, "status"),
    (#""voided":false"#, #""voided":"no""#, .wrongType, "voided"),
    ("Bo Lind", "Bo\\u0000", .nulByte, "ship_to.name"),
  ])
  func `what does not fit a label is named`(
    _ from: String, _ to: String, _ reason: RowReason, _ field: String
  ) throws {
    let body = try answer(try changed(Self.label, [(from, to)]))
    let found = problem { () throws(MappingProblem) in
      try ShipStationLabelV2.map(body, numbers: [:], today: today)
    }
    #expect(found == MappingProblem(reason, field))
  }

  @Test func `fields are those of the kinds`() {
    #expect(Set(ShipStationShipmentV2.fields).isSubset(of: Schema.of(.order).fields.map(\.name)))
    #expect(Set(ShipStationLabelV2.fields).isSubset(of: Schema.of(.shipment).fields.map(\.name)))
  }
}
