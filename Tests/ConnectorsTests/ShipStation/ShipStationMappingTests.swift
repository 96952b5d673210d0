import Records
import Testing

@testable import Connectors

/// Bodies written for these tests; nobody in them exists.
struct ShipStationMappingTests {
  private let account = ShipStationAccount(
    currency: "USD", tags: [7: "rush", 8: "wholesale"], channels: [55: "shopify"])
  private let today = Day(number: 20_611)  // 2026-06-07

  private static let order = """
    {"orderId":501,"orderNumber":"#3301","orderKey":"k-3301","orderDate":"2026-06-01T01:12:44.0000000",
    "createDate":"2026-06-01T01:20:00.1230000","modifyDate":"2026-01-05T03:00:03.5500000",
    "paymentDate":"2026-06-01T01:13:00.0000000","shipByDate":"2026-06-03T00:00:00.0000000",
    "orderStatus":"awaiting_shipment","customerId":77,"customerEmail":" Kim@Example.com ",
    "billTo":{"name":"Kim Field","company":null,"phone":"+1 201 555 0142"},
    "shipTo":{"name":"Kim F.","company":"","country":"US","phone":null},
    "items":[{"sku":"CUP-1","quantity":2,"unitPrice":20.00,"adjustment":false},
    {"sku":null,"name":"HELLO","quantity":1,"unitPrice":-4.005,"adjustment":true},
    {"sku":"TRAY","quantity":3,"unitPrice":0.333,"adjustment":false}],
    "orderTotal":48.00,"amountPaid":48.00,"taxAmount":0,"shippingAmount":8.5,"customerNotes":"leave at door",
    "internalNotes":"ask Kim","holdUntilDate":null,"shipDate":null,"tagIds":[8,7,99],
    "advancedOptions":{"storeId":55,"source":"web"}}
    """

  private func order(_ change: (String, String) = ("", "")) throws -> MappedRecord {
    let text = change.0.isEmpty ? Self.order : Self.order.replacing(change.0, with: change.1)
    try #require(change.0.isEmpty || change.0 == change.1 || text != Self.order, "nothing was changed")
    return try #require(try ShipStationOrder.map(answer(text), account))
  }

  private func reason(_ from: String, _ to: String) throws -> MappingProblem? {
    let text = Self.order.replacing(from, with: to)
    try #require(text != Self.order, "nothing was changed")
    let answer = try answer(text)
    do throws(MappingProblem) {
      _ = try ShipStationOrder.map(answer, account)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Orders

  @Test func `maps an order`() throws {
    let record = try order()
    #expect(record.id == "501")
    #expect(record.kind == .order)
    let items: JSONValue = [
      ["quantity": 2, "sku": "CUP-1", "total": 4000], ["quantity": 3, "sku": "TRAY", "total": 100],
    ]
    let expected: JSONObject = [
      "channel": "shopify", "country": "US", "currency": "USD", "discount": 401, "due": "2026-06-04T06:59:59Z",
      "fulfillment": "unfulfilled", "items": items,
      "link": "https://ship.shipstation.com/orders/all-orders-search-result?quickSearch=3301", "net": 3699,
      "number": "3301", "paid": "2026-06-01T08:13:00Z", "payment": "paid", "placed": "2026-06-01T08:12:44Z",
      "shipping": 850, "source": "web", "tags": ["99", "rush", "wholesale"], "tax": 0, "total": 4800,
      "updated": "2026-01-05T11:00:03Z",
    ]
    #expect(record.fields == expected)
    #expect(record.identifiers == Identifiers(email: "kim@example.com", phone: "+12015550142", customer: "77"))
    #expect(record.personal == ["name": "Kim Field", "note": "leave at door\nask Kim"])
  }

  @Test func `covers every field that it gives, and only those that the kind has`() throws {
    let known = Set(Schema.of(.order).fields.map(\.name))
    #expect(Set(ShipStationOrder.fields).isSubset(of: known))
    let record = try order((#""company":"""#, #""company":"Field & Co""#))
    #expect(Set(record.fields.keys + record.personal.keys).isSubset(of: ShipStationOrder.fields))
    #expect(record.fields["company"] == true)
    #expect(Set(ShipStationParcel.fields).isSubset(of: Schema.of(.shipment).fields.map(\.name)))
  }

  @Test(arguments: [
    ("awaiting_payment", "unfulfilled", "pending"), ("awaiting_shipment", "unfulfilled", "paid"),
    ("pending_fulfillment", "unfulfilled", "paid"), ("rejected_fulfillment", "unfulfilled", "paid"),
    ("shipped", "fulfilled", "paid"), ("on_hold", "on_hold", "paid"), ("cancelled", "cancelled", nil),
  ])
  func `tells the states by the order's status`(_ status: String, _ fulfillment: String, _ payment: String?) throws {
    let record = try order(("awaiting_shipment", status))
    #expect(record.fields["fulfillment"]?.string == fulfillment)
    #expect(record.fields["payment"]?.string == payment)
    #expect(record.fields["cancelled"]?.string == (status == "cancelled" ? "2026-01-05T11:00:03Z" : nil))
  }

  @Test func `says nothing of a payment that ShipStation does not know`() throws {
    let text = Self.order.replacing(#""amountPaid":48.00"#, with: #""amountPaid":0.0"#)
      .replacing(#""paymentDate":"2026-06-01T01:13:00.0000000""#, with: #""paymentDate":null"#)
    let record = try #require(try ShipStationOrder.map(answer(text), account))
    #expect(record.fields["payment"] == nil)
    #expect(record.fields["paid"] == nil)
  }

  @Test func `takes a ship date for shipped only once the order is`() throws {
    let planned = try order((#""shipDate":null"#, #""shipDate":"2026-06-05""#))
    #expect(planned.fields["shipped"] == nil)
    let text = Self.order.replacing(#""shipDate":null"#, with: #""shipDate":"2026-06-05""#)
      .replacing("awaiting_shipment", with: "shipped")
    #expect(try ShipStationOrder.map(answer(text), account)?.fields["shipped"] == "2026-06-05T07:00:00Z")
  }

  @Test func `a hold until a day starts the clock on that day`() throws {
    let record = try order((#""holdUntilDate":null"#, #""holdUntilDate":"2026-06-30""#))
    #expect(record.fields["scheduled"] == "2026-06-30T07:00:00Z")
  }

  @Test func `a due time within a day is kept to the second`() throws {
    let record = try order(("2026-06-03T00:00:00.0000000", "2026-06-03T14:30:00"))
    #expect(record.fields["due"] == "2026-06-03T21:30:00Z")
  }

  @Test func `counts in the minor units of the shop's currency`() throws {
    let yen = ShipStationAccount(currency: "JPY")
    let record = try #require(try ShipStationOrder.map(answer(Self.order), yen))
    #expect(record.fields["total"] == 48)
    #expect(record.fields["net"] == 37)
    #expect(record.fields["shipping"] == 9)
  }

  @Test(arguments: [
    (#""orderId":501,"#, "", RowReason.missingID, "orderId"),
    (#""orderId":501"#, #""orderId":{"a":1}"#, .wrongType, "orderId"),
    (#""orderDate":"2026-06-01T01:12:44.0000000""#, #""orderDate":null"#, .missingDate, "orderDate"),
    ("2026-06-01T01:12:44.0000000", "2026-06-01T01:12:44Z", .badDate, "orderDate"),
    ("2026-06-01T01:12:44.0000000", "2026-02-30T01:12:44", .badDate, "orderDate"),
    ("2026-06-01T01:12:44.0000000", "0001-01-01T00:00:00", .dateOutOfRange, "orderDate"),
    ("2026-01-05T03:00:03.5500000", "soon", .badDate, "modifyDate"),
    ("awaiting_shipment", "teleported", .unknownValue, "orderStatus"),
    (#""orderStatus":"awaiting_shipment""#, #""orderStatus":null"#, .unknownValue, "orderStatus"),
    (#""orderTotal":48.00"#, #""orderTotal":"many""#, .badAmount, "orderTotal"),
    (#""orderTotal":48.00"#, #""orderTotal":1e300"#, .badAmount, "orderTotal"),
    (#""orderTotal":48.00"#, #""orderTotal":900719925474099.2"#, .amountTooLarge, "orderTotal"),
    (#""quantity":2"#, #""quantity":2.5"#, .badNumber, "items[0].quantity"),
    (#""quantity":2"#, #""quantity":9007199254740991"#, .amountTooLarge, "items[0].unitPrice"),
    (#""unitPrice":0.333"#, #""unitPrice":[1]"#, .wrongType, "items[2].unitPrice"),
    (#""adjustment":true"#, #""adjustment":"yes""#, .wrongType, "items[1].adjustment"),
    (#""tagIds":[8,7,99]"#, #""tagIds":"rush""#, .wrongType, "tagIds"),
    (#""tagIds":[8,7,99]"#, #""tagIds":[[8]]"#, .wrongType, "tagIds[0]"),
    (#""advancedOptions":{"#, #""advancedOptions":7,"x":{"#, .wrongType, "advancedOptions"),
    (##""orderNumber":"#3301""##, #""orderNumber":"33\u000001""#, .nulByte, "orderNumber"),
    (#""customerNotes":"leave at door""#, #""customerNotes":"a\u0000b""#, .nulByte, "customerNotes"),
  ])
  func `sets aside what does not fit`(_ from: String, _ to: String, _ reason: RowReason, _ field: String) throws {
    #expect(try self.reason(from, to) == MappingProblem(reason, field))
  }

  @Test(arguments: [
    #""paymentDate":"2026-06-01T01:13:00.0000000","#, #""shipByDate":"2026-06-03T00:00:00.0000000","#,
    #""customerId":77,"#, #""tagIds":[8,7,99],"#, #""customerNotes":"leave at door","#, #""orderTotal":48.00,"#,
    #""holdUntilDate":null,"#, #""modifyDate":"2026-01-05T03:00:03.5500000","#, #""taxAmount":0,"#,
  ])
  func `does without what may be missing`(_ member: String) throws {
    #expect(try reason(member, "") == nil)
  }

  @Test func `keeps what people write out of the public fields`() throws {
    let record = try order((#""source":"web""#, #""source":"Kim said: call me @ home""#))
    #expect(record.fields["source"] == nil)
    let public_ = String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self).lowercased()
    for private_ in ["kim", "leave at door", "555"] { #expect(!public_.contains(private_), "\(private_)") }
  }

  // MARK: Parcels

  private static let label = """
    {"shipmentId":881,"orderId":501,"orderNumber":"#3301","customerEmail":"kim@example.com",
    "createDate":"2026-06-02T09:14:28.5830000","shipDate":"2026-06-02","trackingNumber":"9400 1","isReturnLabel":false,
    "carrierCode":"stamps_com","voided":false,"voidDate":null,"marketplaceNotified":false,"shipTo":{"name":"Kim F."}}
    """
  private static let fulfillment = """
    {"fulfillmentId":42,"orderId":501,"orderNumber":"3301","customerEmail":"kim@example.com","trackingNumber":"",
    "createDate":"2026-06-02T10:32:33.3730000","shipDate":"2026-06-01T00:00:00.0000000","voidDate":null,
    "deliveryDate":null,"carrierCode":"UPS","voided":false,"marketplaceNotified":true,"shipTo":{"name":"Kim F."}}
    """

  private func label(_ from: String = "", _ to: String = "") throws -> MappedRecord? {
    let text = from.isEmpty ? Self.label : Self.label.replacing(from, with: to)
    try #require(from.isEmpty || text != Self.label)
    return try ShipStationParcel.map(label: answer(text), today: today)
  }

  private func fulfillment(_ from: String = "", _ to: String = "") throws -> MappedRecord? {
    let text = from.isEmpty ? Self.fulfillment : Self.fulfillment.replacing(from, with: to)
    try #require(from.isEmpty || text != Self.fulfillment)
    return try ShipStationParcel.map(fulfillment: answer(text), today: today)
  }

  @Test func `maps a label`() throws {
    let record = try #require(try label())
    let expected: JSONObject = [
      "carrier": "USPS", "created": "2026-06-02T16:14:28Z",
      "link": "https://ship.shipstation.com/orders/all-orders-search-result?quickSearch=3301", "order": "3301",
      "shipped": "2026-06-02T16:14:28Z", "state": "in_transit",
    ]
    #expect(record.id == "881")
    #expect(record.fields == expected)
    #expect(record.identifiers == Identifiers(email: "kim@example.com"))
    #expect(record.personal == ["name": "Kim F.", "tracking": "9400 1"])
  }

  @Test func `a label waits until its ship date has come`() throws {
    let later = try #require(try label(#""shipDate":"2026-06-02""#, #""shipDate":"2026-06-08""#))
    #expect(later.fields["state"] == "label")
    #expect(later.fields["shipped"] == nil)
    let due = try #require(try label(#""shipDate":"2026-06-02""#, #""shipDate":"2026-06-07""#))
    #expect(due.fields["shipped"] == "2026-06-07T07:00:00Z")
    let undated = try #require(try label(#""shipDate":"2026-06-02""#, #""shipDate":null"#))
    #expect(undated.fields["state"] == "label")
  }

  @Test func `nobody waits for a voided label or counts a return as shipped`() throws {
    let voided = try #require(try label(#""voided":false"#, #""voided":true"#))
    #expect(voided.fields["state"] == "voided")
    #expect(voided.fields["shipped"] == nil)
    let returned = try #require(try label(#""isReturnLabel":false"#, #""isReturnLabel":true"#))
    #expect(returned.fields["state"] == "return_label")
    #expect(returned.fields["shipped"] == nil)
  }

  @Test func `maps a parcel that was marked as shipped`() throws {
    let record = try #require(try fulfillment())
    let expected: JSONObject = [
      "carrier": "UPS", "created": "2026-06-02T17:32:33Z",
      "link": "https://ship.shipstation.com/orders/all-orders-search-result?quickSearch=3301", "order": "3301",
      "shipped": "2026-06-01T07:00:00Z", "state": "in_transit",
    ]
    #expect(record.id == "f-42")
    #expect(record.fields == expected)
    #expect(record.personal == ["name": "Kim F."])
  }

  @Test func `a delivery counts once its day has come`() throws {
    let past = try #require(try fulfillment(#""deliveryDate":null"#, #""deliveryDate":"2026-06-05T13:00:00.0000000""#))
    #expect(past.fields["state"] == "delivered")
    #expect(past.fields["delivered"] == "2026-06-05T20:00:00Z")
    let ahead = try #require(try fulfillment(#""deliveryDate":null"#, #""deliveryDate":"2026-06-09T13:00:00.0000000""#))
    #expect(ahead.fields["state"] == "in_transit")
    #expect(ahead.fields["promised"] == "2026-06-09T20:00:00Z")
    let voided = try #require(try fulfillment(#""voided":false"#, #""voided":true"#))
    #expect(voided.fields["state"] == "voided")
  }

  @Test func `a label without an order names none`() throws {
    let record = try #require(try label(##""orderNumber":"#3301""##, #""orderNumber":null"#))
    #expect(record.fields["order"] == nil)
    #expect(record.fields["link"] == nil)
  }

  @Test func `sets aside parcels that do not fit`() throws {
    #expect(throws: MappingProblem(.missingID, "shipmentId")) { try label(#""shipmentId":881,"#, "") }
    #expect(throws: MappingProblem(.missingDate, "createDate")) {
      try label(#""createDate":"2026-06-02T09:14:28.5830000""#, #""createDate":null"#)
    }
    #expect(throws: MappingProblem(.wrongType, "voided")) { try label(#""voided":false"#, #""voided":"no""#) }
    #expect(throws: MappingProblem(.badDate, "shipDate")) {
      try fulfillment(#""shipDate":"2026-06-01T00:00:00.0000000""#, #""shipDate":"June""#)
    }
    #expect(throws: MappingProblem(.missingID, "fulfillmentId")) { try fulfillment(#""fulfillmentId":42,"#, "") }
    #expect(throws: MappingProblem(.wrongType, "shipTo")) { try fulfillment(#"{"name":"Kim F."}"#, "[]") }
  }

  @Test(arguments: [("ups_walleted", "UPS"), ("fedex", "FedEx"), ("DHL_Express", "DHL"), ("Blue Van", "Blue Van")])
  func `names carriers as their people do`(_ code: String, _ name: String) throws {
    #expect(try label("stamps_com", code)?.fields["carrier"]?.string == name)
  }
}
