import HTTP
import Records
import Testing

@testable import Connectors

/// Orders as the API would give them; all of them are invented.
struct BigCommerceOrderMappingTests {
  static let body = """
    {"id":2041,"customer_id":77,"date_created":"Mon, 01 Jun 2026 08:12:44 +0000",
     "date_modified":"Tue, 02 Jun 2026 10:00:03 +0000","date_shipped":"","status_id":11,
     "payment_status":"captured","subtotal_ex_tax":"130.0000","subtotal_inc_tax":"154.7000",
     "shipping_cost_ex_tax":"8.0000","total_ex_tax":"128.0000","total_inc_tax":"152.7000","total_tax":"24.7000",
     "discount_amount":"4.0000","coupon_discount":"6.0000","refunded_amount":"0.0000","items_total":3,
     "items_shipped":0,"payment_method":"Credit Card","currency_code":"JPY","default_currency_code":"EUR",
     "store_default_currency_code":"USD","customer_message":"Ring twice","staff_notes":"Fragile",
     "order_source":"WWW","channel_id":1,"external_source":null,
     "billing_address":{"first_name":"Rui","last_name":"Faria","company":"","country_iso2":"PT",
       "phone":"+351 555 0101","email":" Rui@Example.com "},
     "consignments":{"pickups":[],"downloads":[],"shipping":[{"id":1,"company":"","country_iso2":"ES","line_items":[
       {"id":194,"name":"Mug","sku":"MUG-B","type":"physical","quantity":2,"quantity_shipped":0,"quantity_refunded":0,
        "total_ex_tax":"80.0000"}]}],
      "email":{"gift_certificates":[{"recipient_email":"x@example.com","line_items":[
       {"id":195,"sku":"","type":"giftcertificate","quantity":1,"total_ex_tax":"50.0000"}]}]}}}
    """

  static func object(_ text: String = body) throws -> JSONObject {
    try #require(try JSONReader.answer(text.utf8).object)
  }

  static func map(
    _ object: JSONObject, panel: HTTPURL? = nil
  ) throws(MappingProblem) -> MappedRecord? {
    let order = Answer(object)
    return try BigCommerceOrder.map(order, lines: try BigCommerceLines.within(order) ?? [], panel: panel)
  }

  @Test func `maps every field of an order`() throws {
    let panel = try #require(HTTPURL("https://store-abc123.mybigcommerce.com"))
    let record = try #require(try Self.map(try Self.object(), panel: panel))
    let fields: JSONObject = [
      "number": "2041", "currency": "EUR", "placed": "2026-06-01T08:12:44Z", "payment": "paid",
      "fulfillment": "unfulfilled", "total": 15270, "net": 7000, "discount": 1000, "shipping": 800, "tax": 2470,
      "source": "www", "channel": "1", "country": "ES",
      "items": [
        ["sku": "MUG-B", "quantity": 2, "total": 8000, "shippable": true],
        ["quantity": 1, "total": 5000, "shippable": false, "gift_card": true],
      ],
      "link": "https://store-abc123.mybigcommerce.com/manage/orders/2041",
    ]
    #expect(record.fields == fields)
    #expect(record.id == "2041")
    #expect(record.identifiers == Identifiers(email: "rui@example.com", phone: "+3515550101", customer: "77"))
    #expect(record.personal == ["name": "Rui Faria", "note": "Ring twice\nFragile"])
  }

  @Test func `names every field that it fills`() throws {
    var object = try Self.object()
    object["status_id"] = 5
    object["date_shipped"] = "Tue, 02 Jun 2026 09:00:00 +0000"
    object["payment_status"] = "held for review"
    object["payment_method"] = "Test Payment Gateway"
    let record = try #require(try Self.map(object))
    let known = BigCommerceOrder.fields
    #expect(Set(record.fields.keys).union(record.personal.keys).isSubset(of: known))
    #expect(known.allSatisfy { Schema.of(.order).field($0) != nil })
    #expect(!known.contains("refunded"))
  }

  static let states: [(status: Int, payment: String, expected: [String])] = [
    (1, "", ["pending", "unfulfilled"]), (2, "captured", ["paid", "fulfilled"]), (3, "captured", ["paid", "partial"]),
    (4, "refunded", ["refunded", "fulfilled"]), (4, "captured", ["refunded", "fulfilled"]),
    (5, "", ["voided", "cancelled"]), (5, "captured", ["paid", "cancelled"]), (6, "", ["failed", "cancelled"]),
    (6, "declined", ["failed", "cancelled"]), (7, "", ["pending", "unfulfilled"]),
    (7, "authorized", ["authorized", "unfulfilled"]), (8, "paid", ["paid", "unfulfilled"]),
    (9, "capture pending", ["authorized", "unfulfilled"]), (10, "", ["paid", "fulfilled"]),
    (11, "pending", ["pending", "unfulfilled"]), (12, "", ["authorized", "on_hold"]),
    (12, "held for review", ["authorized", "on_hold"]), (13, "captured", ["paid", "unfulfilled"]),
    (14, "", ["partially_refunded", "unfulfilled"]), (11, "void pending", ["voided", "unfulfilled"]),
  ]

  @Test(arguments: states)
  func `tells payment and fulfilment apart`(_ row: (status: Int, payment: String, expected: [String])) throws {
    var object = try Self.object()
    object["status_id"] = .integer(row.status)
    object["payment_status"] = .string(row.payment)
    let record = try #require(try Self.map(object))
    #expect([record.fields["payment"]?.string, record.fields["fulfillment"]?.string] == row.expected)
    #expect((record.fields["risk"] == "pending") == (row.payment == "held for review"))
    #expect((record.fields["cancelled"] == "2026-06-02T10:00:03Z") == (row.status == 5))
  }

  @Test(arguments: [
    (2, 0, "fulfilled"), (1, 1, "fulfilled"), (1, 0, "partial"), (0, 2, "fulfilled"), (0, 0, "unfulfilled"),
  ])
  func `counts what is left to send of a partly refunded order`(shipped: Int, refunded: Int, expected: String) throws {
    let text = Self.body.replacing("\"quantity_shipped\":0", with: "\"quantity_shipped\":\(shipped)")
      .replacing("\"quantity_refunded\":0", with: "\"quantity_refunded\":\(refunded)")
    var object = try Self.object(text)
    object["status_id"] = 14
    let record = try #require(try Self.map(object))
    #expect(record.fields["fulfillment"]?.string == expected)
    #expect(record.fields["items"]?.array?[0].object?["shippable"] == .bool(refunded < 2))
  }

  @Test func `takes an incomplete order for none`() throws {
    var object = try Self.object()
    object["status_id"] = 0
    #expect(try Self.map(object) == nil)
  }

  @Test func `knows tests, tills, companies, purchase orders and guests`() throws {
    var object = try Self.object(
      Self.body.replacing("\"company\":\"\",\"country_iso2\":\"PT\"", with: "\"company\":\"Inn\""))
    object["external_source"] = "POS (Hudson Store)"
    object["payment_method"] = "Purchase Order"
    object["customer_id"] = 0
    let record = try #require(try Self.map(object))
    #expect(record.fields["channel"] == "pos")
    #expect(record.fields["company"] == true)
    #expect(record.fields["payment_terms"] == "purchase order")
    #expect(record.identifiers.customer == nil)
    object["payment_method"] = "Test Payment Gateway"
    #expect(try Self.map(object)?.fields["test"] == true)
  }

  static let hostile: [(key: String, value: JSONValue?, reason: RowReason)] = [
    ("id", nil, .missingID), ("id", "abc", .badNumber), ("id", [], .wrongType), ("id", -4, .wrongType),
    ("date_created", nil, .missingDate), ("date_created", "2026-06-01", .badDate), ("date_created", true, .wrongType),
    ("date_created", "Mon, 01 Jun 1899 08:12:44 +0000", .dateOutOfRange),
    ("date_modified", "soon", .badDate), ("date_shipped", "Mon, 99 Jun 2026 08:12:44 +0000", .badDate),
    ("status_id", nil, .wrongType), ("status_id", 15, .unknownValue), ("status_id", "eleven", .badNumber),
    ("payment_status", "sent by owl", .unknownValue), ("payment_status", [:], .wrongType),
    ("total_inc_tax", nil, .badAmount), ("total_inc_tax", "1e9", .badAmount), ("total_inc_tax", "NaN", .badAmount),
    ("total_inc_tax", "9999999999999999.00", .amountTooLarge), ("total_inc_tax", true, .wrongType),
    ("subtotal_ex_tax", nil, .badAmount), ("subtotal_ex_tax", "12,50", .badAmount), ("discount_amount", [], .wrongType),
    ("default_currency_code", nil, .badCurrency), ("default_currency_code", "", .badCurrency),
    ("default_currency_code", "DOUBLOON", .badCurrency), ("billing_address", "Lisbon", .wrongType),
    ("order_source", "w\0w", .nulByte), ("customer_id", "7.5", .badNumber), ("items_total", -1, .badNumber),
    ("staff_notes", ["a"], .wrongType),
  ]

  @Test(arguments: hostile)
  func `sets an order aside with the member that does not fit`(
    _ row: (key: String, value: JSONValue?, reason: RowReason)
  ) throws {
    var object = try Self.object()
    if row.key == "date_modified" { object["status_id"] = 5 }
    object[row.key] = row.value
    do throws(MappingProblem) {
      let record = try Self.map(object)
      Issue.record("\(row.key) was taken: \(record?.id ?? "none")")
    } catch {
      #expect(error == MappingProblem(row.reason, row.key))
    }
  }

  static let optional = [
    "customer_id", "date_shipped", "payment_status", "shipping_cost_ex_tax", "total_tax", "discount_amount",
    "coupon_discount", "payment_method", "currency_code", "customer_message", "staff_notes", "order_source",
    "channel_id", "billing_address", "consignments", "items_shipped",
  ]

  @Test(arguments: optional)
  func `does without what an order need not have`(_ key: String) throws {
    var object = try Self.object()
    object[key] = nil
    #expect(try Self.map(object)?.id == "2041")
  }

  @Test func `takes numbers for amounts and drops a NUL from a note`() throws {
    let text = Self.body.replacing("\"152.7000\"", with: "152.7").replacing("Ring twice", with: "Ring\\u0000 twice")
    let record = try #require(try Self.map(try Self.object(text)))
    #expect(record.fields["total"] == 15270)
    #expect(record.personal["note"] == "Ring twice\nFragile")
  }

  @Test(arguments: [
    #""consignments":{"url":"https://x.example","resource":"/orders/2041/consignments"}"#, #""consignments":[]"#,
    #""consignments":{"shipping":[{"line_items":[{"url":"https://x.example","resource":"/x"}]}]}"#,
    #""consignments":{"downloads":[{"line_items":{"url":"https://x.example","resource":"/x"}}]}"#,
    #""consignments":{"shipping":[{"line_items":[{"id":1,"quantity":2}]}]}"#, #""none":1"#,
  ])
  func `does not take consignments without all lines for the lines`(_ member: String) throws {
    let object = try Self.object("{\"id\":1,\"items_total\":3,\(member)}")
    #expect(try BigCommerceLines.within(Answer(object)) == nil)
  }

  @Test(arguments: [
    ("Wed, 10 Jan 2018 21:05:30 +0000", "2018-01-10T21:05:30Z"), ("10 Jan 2018 21:05:30 +0000", "2018-01-10T21:05:30Z"),
    ("Thu, 20 Apr 2017 11:32:00 -0400", "2017-04-20T15:32:00Z"),
    ("Thu, 01 Jan 1970 00:30:00 +0100", "1969-12-31T23:30:00Z"),
    ("Wed, 5 Dec 2018 20:16:55 GMT", "2018-12-05T20:16:55Z"),
  ])
  func `reads dates as mail has them`(text: String, expected: String) {
    #expect(MailDate.instant(text) == instant(expected))
  }

  @Test(arguments: [
    "", "Wed, 10 Jan 2018", "Wed, 10 Jan 2018 21:05 +0000", "Wed, 10 Jan 2018 24:00:00 +0000",
    "10 Foo 2018 21:05:30 +0000",
    "Wed, 30 Feb 2018 21:05:30 +0000", "Wed, 10 Jan 18 21:05:30 +0000", "Wed, 10 Jan 2018 21:05:30 EST",
    "Wed, 10 Jan 2018 21:05:30 +00000", "Wed, 10 Jan 2018 21:05:-1 +0000", "0000-00-00 00:00:00",
  ])
  func `refuses other dates`(_ text: String) {
    #expect(MailDate.instant(text) == nil)
  }
}
