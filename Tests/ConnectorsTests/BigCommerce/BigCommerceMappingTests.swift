import Records
import Testing

@testable import Connectors

/// Shipments, refunds, customers and checkouts as the API would give them; all of them are invented.
struct BigCommerceMappingTests {
  private func answer(_ text: String) throws -> Answer {
    Answer(try #require(try JSONReader.answer(text.utf8).object))
  }

  /// The problem that mapping ends in.
  private func problem(_ map: () throws(MappingProblem) -> MappedRecord) -> MappingProblem? {
    do throws(MappingProblem) {
      _ = try map()
      return nil
    } catch {
      return error
    }
  }

  // MARK: Shipments

  private static let shipment = """
    {"id":11,"order_id":2041,"customer_id":77,"date_created":"Wed, 03 Jun 2026 09:00:00 +0000",
     "tracking_number":"TR0001","tracking_carrier":"","shipping_provider":"dhl",
     "shipping_provider_display_name":"DHL","billing_address":{"email":"rui@example.com"},
     "shipping_address":{"first_name":"Ana","last_name":"Faria","email":"ana@example.com"},
     "items":[{"order_product_id":194,"product_id":501,"quantity":2}]}
    """

  @Test func `maps every field of a shipment`() throws {
    let record = try BigCommerceShipment.map(try answer(Self.shipment), order: 2041)
    #expect(
      record.fields == [
        "order": "2041", "created": "2026-06-03T09:00:00Z", "shipped": "2026-06-03T09:00:00Z", "state": "in_transit",
        "carrier": "DHL",
      ])
    #expect(record.identifiers == Identifiers(email: "rui@example.com", customer: "77"))
    #expect(record.personal == ["name": "Ana Faria", "tracking": "TR0001"])
    #expect(Set(record.fields.keys).union(record.personal.keys) == Set(BigCommerceShipment.fields))
  }

  @Test(arguments: [
    ("\"id\":11", "\"x\":1", MappingProblem(.missingID, "id")),
    ("\"id\":11", "\"id\":{}", MappingProblem(.wrongType, "id")),
    ("Wed, 03 Jun 2026 09:00:00 +0000", "", MappingProblem(.missingDate, "date_created")),
    ("Wed, 03 Jun", "Wed, 43 Jun", MappingProblem(.badDate, "date_created")),
    ("\"order_id\":2041", "\"order_id\":2042", MappingProblem(.wrongType, "order_id")),
    ("\"DHL\"", "7.5", nil), ("\"DHL\"", "\"D\\u0000L\"", MappingProblem(.nulByte, "shipping_provider_display_name")),
  ])
  func `sets a shipment aside with the member that does not fit`(
    text: String, other: String, expected: MappingProblem?
  ) throws {
    let answer = try answer(Self.shipment.replacing(text, with: other))
    #expect(problem { () throws(MappingProblem) in try BigCommerceShipment.map(answer, order: 2041) } == expected)
  }

  // MARK: Refunds

  private static func refund(_ total: String, _ payments: String) -> String {
    """
    {"id":12,"order_id":2041,"user_id":0,"created":"2026-06-05T18:44:15+02:00","reason":"Broken in transit",
     "total_amount":\(total),"total_tax":-1.2,"items":[],"payments":[\(payments)]}
    """
  }
  private static let order = """
    {"id":2041,"customer_id":77,"currency_code":"JPY","default_currency_code":"EUR",
     "billing_address":{"email":"rui@example.com","phone":"5550101"}}
    """
  private static let went = #"{"id":13,"amount":40.5,"is_declined":false}"#
  private static let declined = #"{"id":14,"amount":24.5,"is_declined":true,"declined_message":"No"}"#

  @Test func `maps every field of a refund, with currency and customer of its order`() throws {
    let record = try BigCommerceRefund.map(try answer(Self.refund("65", Self.went)), order: try answer(Self.order))
    #expect(
      record.fields == [
        "amount": 6500, "created": "2026-06-05T16:44:15Z", "currency": "EUR", "order": "2041", "state": "paid",
        "type": "refund",
      ])
    #expect(record.identifiers == Identifiers(email: "rui@example.com", phone: "5550101", customer: "77"))
    #expect(record.personal == ["note": "Broken in transit"])
    #expect(Set(record.fields.keys).union(record.personal.keys) == Set(BigCommerceRefund.fields))
  }

  @Test func `does not count what a provider declined`() throws {
    let order = try answer(Self.order)
    let all = try BigCommerceRefund.map(try answer(Self.refund("24.5", Self.declined)), order: order)
    #expect(all.fields["state"] == "failed")
    #expect(all.fields["amount"] == 2450)
    let some = try BigCommerceRefund.map(
      try answer(Self.refund("65.00", Self.went + "," + Self.declined)), order: order)
    #expect(some.fields["state"] == "paid")
    #expect(some.fields["amount"] == 4050)
    let none = try BigCommerceRefund.map(try answer(Self.refund("0.1", "")), order: order)
    #expect(none.fields["state"] == "paid")
    #expect(none.fields["amount"] == 10)
  }

  @Test func `reads amounts to the last digit`() throws {
    let order = try answer(Self.order)
    for (text, cents) in [("0.29", 29), ("4503599627370.49", 450_359_962_737_049), ("1.005", 101), ("-2", -200)] {
      #expect(
        try BigCommerceRefund.map(try answer(Self.refund(text, "")), order: order).fields["amount"]?.integer == cents)
    }
  }

  @Test(arguments: [
    ("\"id\":12", "\"x\":12", MappingProblem(.missingID, "id")),
    ("\"order_id\":2041,", "", MappingProblem(.wrongType, "order_id")),
    ("2026-06-05T18:44:15+02:00", "2026-06-05 18:44", MappingProblem(.badDate, "created")),
    ("2026-06-05T18:44:15+02:00", "", MappingProblem(.missingDate, "created")),
    (":65,", ":6.5e1,", MappingProblem(.badAmount, "total_amount")),
    (":65,", ":{},", MappingProblem(.wrongType, "total_amount")),
    (":65,", ":null,", MappingProblem(.badAmount, "total_amount")),
    (":65,", ":99999999999999.01,", MappingProblem(.amountTooLarge, "total_amount")),
    ("\"payments\":[", "\"payments\":[7,", MappingProblem(.wrongType, "payments[0]")),
    ("\"is_declined\":false", "\"is_declined\":\"no\"", MappingProblem(.wrongType, "payments[0].is_declined")),
  ])
  func `sets a refund aside with the member that does not fit`(
    text: String, other: String, expected: MappingProblem
  ) throws {
    let refund = try answer(Self.refund("65", Self.went).replacing(text, with: other))
    let order = try answer(Self.order)
    #expect(problem { () throws(MappingProblem) in try BigCommerceRefund.map(refund, order: order) } == expected)
  }

  @Test func `does not guess the currency of a refund whose order is gone`() throws {
    let refund = try answer(Self.refund("65", Self.went))
    let found = problem { () throws(MappingProblem) in try BigCommerceRefund.map(refund, order: nil) }
    #expect(found == MappingProblem(.badCurrency, "order_id"))
  }

  // MARK: Customers

  private static let customer = """
    {"id":77,"email":"rui@example.com","first_name":"Rui","last_name":"Faria","company":"","phone":"555 0101",
     "notes":"Likes blue","customer_group_id":0,"date_created":"2024-02-03T09:00:00Z",
     "date_modified":"2026-06-01T08:00:00Z","accepts_product_review_abandoned_cart_emails":true,"channel_ids":null,
     "addresses":[{"id":1,"country_code":"PT","country":"Portugal"},{"id":2,"country_code":"ES"}]}
    """

  @Test func `maps every field of a customer and claims no consent`() throws {
    let record = try BigCommerceCustomer.map(try answer(Self.customer))
    #expect(record.fields == ["created": "2024-02-03T09:00:00Z", "country": "PT"])
    #expect(record.identifiers == Identifiers(email: "rui@example.com", phone: "5550101", customer: "77"))
    #expect(record.personal == ["name": "Rui Faria", "note": "Likes blue"])
    #expect(Set(record.fields.keys).union(record.personal.keys) == Set(BigCommerceCustomer.fields))
  }

  @Test(arguments: [
    ("\"id\":77", "\"id\":null", MappingProblem(.missingID, "id")),
    ("\"id\":77", "\"id\":0", MappingProblem(.wrongType, "id")),
    ("\"2024-02-03T09:00:00Z\"", "17", MappingProblem(.badDate, "date_created")),
    ("\"2024-02-03T09:00:00Z\"", "null", nil), ("\"rui@example.com\"", "[]", MappingProblem(.wrongType, "email")),
    ("\"addresses\":[", "\"addresses\":[\"x\",", MappingProblem(.wrongType, "addresses[0]")),
    ("\"Rui\"", "{}", MappingProblem(.wrongType, "first_name")),
  ])
  func `sets a customer aside with the member that does not fit`(
    text: String, other: String, expected: MappingProblem?
  ) throws {
    let answer = try answer(Self.customer.replacing(text, with: other))
    #expect(problem { () throws(MappingProblem) in try BigCommerceCustomer.map(answer) } == expected)
  }

  // MARK: Checkouts

  @Test(arguments: [(0, false), (1, true), (11, true), (2, true), (5, false), (6, false)])
  func `takes a checkout for recovered once it is an order that stands`(status: Int, isRecovered: Bool) throws {
    var object = try BigCommerceOrderMappingTests.object()
    object["status_id"] = .integer(status)
    let record = try BigCommerceCheckout.map(Answer(object))
    #expect(
      record.fields == [
        "created": "2026-06-01T08:12:44Z", "currency": "EUR", "total": 15270, "recovered": .bool(isRecovered),
      ])
    #expect(record.personal == ["name": "Rui Faria"])
    #expect(Set(record.fields.keys).union(record.personal.keys) == Set(BigCommerceCheckout.fields))
    object["total_inc_tax"] = nil
    let found = problem { () throws(MappingProblem) in try BigCommerceCheckout.map(Answer(object)) }
    #expect(found == MappingProblem(.badAmount, "total_inc_tax"))
  }
}
