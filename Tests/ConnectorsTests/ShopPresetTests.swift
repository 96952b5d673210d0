import Records
import Testing

@testable import Connectors

/// All rows here are made up.
struct ShopPresetTests {
  private let columns =
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,"
    + "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,"
    + "Billing Name,Billing Company,Shipping Country,Notes,Cancelled at,Refunded Amount,Id,Tags,Risk Level,Source,"
    + "Lineitem discount,Payment Terms Name\n"

  @Test func setsAsideTwoOrdersUnderOneNumber() async throws {
    func row(_ id: String) -> String {
      "#1001,a@example.com,paid,,,,USD,1.00,0.00,0.00,1.00,0.00,2026-03-12 09:14:02 -0400,1,Mug,1.00,MUG,true,,,,,,,\(id),,,,,\n"
    }
    let outcome = try await read(.shopifyOrders, columns + row("5001") + row("5002"))
    #expect(outcome.records.isEmpty)
    #expect(outcome.quarantined.map(\.reason) == ["two-ids"])
    #expect(try await read(.shopifyOrders, columns + row("5001") + row("") + row("5001")).records.map(\.id) == ["5001"])
  }

  @Test func mapsAShopifyOrderOfThreeLines() async throws {
    let outcome = try await read(
      .shopifyOrders,
      columns + #"""
        #1001,Ada@Example.com ,paid,2026-03-12 09:15:00 -0400,unfulfilled,,USD,150.00,5.00,12.00,167.00,10.00,2026-03-12 09:14:02 -0400,2,"Bowl, ""blue""",30.00,BOWL,true,Ada Moss,Moss GmbH,US,"call 555-0100
        please",,0.00,5501,"vip, b2b,vip",Low,web,0.00,Net 30
        #1001,ada@example.com,,,,,,,,,,,,1,Gift Card,50.00,GC,false,,,,,,,,,,,0.00,
        #1001,ada@example.com,,,,,,,,,,,,1,Mug,50.00,,true,,,,,,,,,,,10.00,
        #1002,bo@example.com,partially_refunded,,Fulfilled,2026-03-13 10:00:00 -0400,USD,20.00,0.00,0.00,20.00,0.00,2026-03-12 10:00:00 -0400,1,Mug,20.00,MUG,true,,,,,,5.00,5502,,,,0.00,

        """#)
    #expect(outcome.quarantined.isEmpty)
    #expect(outcome.records.count == 2)
    let order = try #require(outcome.record("5501"))
    #expect(order.kind == .order)
    #expect(
      String(decoding: CanonicalJSON.bytes(order.fields), as: UTF8.self)
        == #"{"channel":"web","company":true,"country":"US","currency":"USD","discount":1000,"fulfillment":"unfulfilled","items":[{"quantity":2,"shippable":true,"sku":"BOWL","total":6000},{"gift_card":true,"quantity":1,"shippable":false,"sku":"GC","total":5000},{"quantity":1,"shippable":true,"total":4000}],"net":10000,"number":"1001","paid":"2026-03-12T13:15:00Z","payment":"paid","payment_terms":"Net 30","placed":"2026-03-12T13:14:02Z","refunded":0,"risk":"low","shipping":500,"source":"web","tags":["b2b","vip"],"tax":1200,"total":16700}"#
    )
    #expect(order.identifiers == Identifiers(email: "ada@example.com"))
    #expect(order.personal == ["name": "Ada Moss", "note": "call 555-0100\nplease"])
    let second = try #require(outcome.record("5502"))
    #expect(second.fields["payment"] == "partially_refunded")
    #expect(second.fields["fulfillment"] == "fulfilled")
    #expect(second.fields["refunded"] == 500)
    #expect(second.fields["shipped"] == "2026-03-13T14:00:00Z")
  }

  @Test func keepsEveryPublicFieldInTheSchema() async throws {
    let outcome = try await read(
      .shopifyOrders,
      columns + "#1,a@example.com,paid,,,,USD,1,0,0,1,0,2026-03-12 09:14:02 -0400,1,M,1,S,true,,,,,,0,1,,,,0,\n")
    let schema = Schema.of(.order)
    for name in try #require(outcome.records.first).fields.keys { #expect(schema.field(name)?.isPublic == true) }
    for name in try #require(outcome.reports.first).coverage.fields { #expect(schema.field(name) != nil, "\(name)") }
  }

  @Test func goesByTheNumberInOlderShopifyFiles() async throws {
    let outcome = try await read(
      .shopifyOrders,
      "Name,Created at,Financial Status,Total,Subtotal,Fulfillment Status,Cancelled at\n"
        + "#1001,2020-10-29 09:07:00 +0000,voided,10,10,restocked,2020-10-30 00:00:00 +0000\n"
        + "#1002,2020-10-29 09:07:00 +0000,refunded,10,10,restocked,\n"
        + "#1003,29/10/2020 09:07,paid,10,10,,\n" + "#1004,2020-10-29 09:07:00 +0000,frozen,10,10,,\n"
        + "5.36365E+05,2020-10-29 09:07:00 +0000,paid,10,10,,\n" + ",2020-10-29 09:07:00 +0000,paid,10,10,,\n"
        + "#1007,,paid,10,10,,\n" + "#1008,2020-10-29 09:07:00 +0000,paid,ten,10,,\n")
    #expect(outcome.records.map(\.id) == ["1001", "1002"])
    #expect(outcome.records.map { $0.fields["fulfillment"] } == ["cancelled", "returned"])
    #expect(outcome.records[0].fields["risk"] == nil)
    #expect(
      outcome.quarantined.map { "\($0.line ?? 0) \($0.reason) \($0.column ?? "-")" } == [
        "4 mixed-dates Created at", "5 unknown-value Financial Status", "6 mangled-id Name", "7 missing-id Name",
        "8 missing-date Created at", "9 bad-amount Total",
      ])
    #expect(outcome.reports[0].coverage.fields.contains("risk") == false)
  }

  @Test func mapsShopifyCustomersOfAllAges() async throws {
    let now = try await read(
      .shopifyCustomers,
      "\u{FEFF}Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,"
        + "Default Address Phone,Phone,Total Spent,Total Orders,Note,Tags\n"
        + "'9013808660771,Ada,Moss,ada@example.com,yes,US,'+1 555-0100,,\"1,250.50\",3,likes blue,\"vip, trade\"\n",
      mode: .full)
    let customer = try #require(now.records.first)
    #expect(customer.id == "9013808660771")
    #expect(
      String(decoding: CanonicalJSON.bytes(customer.fields), as: UTF8.self)
        == #"{"consent":"subscribed","country":"US","currency":"USD","orders":3,"spent":125050,"tags":["trade","vip"]}"#
    )
    #expect(
      customer.identifiers == Identifiers(email: "ada@example.com", phone: "+1 555-0100", customer: "9013808660771"))
    #expect(customer.personal == ["name": "Ada Moss", "note": "likes blue"])
    #expect(now.reports[0].coverage.verdict == .complete)

    let old = try await read(
      .shopifyCustomers,
      "First Name,Last Name,Email,Accepts Marketing,Total Spent,Total Orders\nBo,,bo@example.com,no,0.00,0\n")
    #expect(old.records.first?.id == "bo@example.com")
    #expect(old.records.first?.identifiers.customer == nil)
    #expect(old.records.first?.fields["consent"] == "not_subscribed")
  }

  @Test func mapsBigCommerceOrders() async throws {
    let header =
      "Order ID,Customer ID,Customer Name,Customer Email,Order Date,Order Status,Subtotal (ex tax),Tax Total,"
      + "Order Total (inc tax),Date Shipped,Order Currency Code,Order Notes,Billing Company,Billing Country,"
      + "Billing Purchase Order #,Product Details,Refund Amount\n"
    let details =
      "Product ID: 2471, Product Qty: 20, Product SKU: A-1, Product Name: Cup, blue | small, Product Weight: 1.0, "
      + "Product Variation Details: , Product Unit Price: 2.49, Product Total Price: 49.80|Product ID: 2472, "
      + "Product Qty: 1, Product SKU: , Product Name: Gift, Product Unit Price: 5, Product Total Price: 5.00"
    let text =
      header
      + "100,0,Ada Moss,ada@example.com,29/10/2026,Partially Shipped,54.80,5.20,60.00,,EUR,ring twice,,Italy,PO-77,\"\(details)\",0\n"
      + "101,17,Bo,bo@example.com,30/10/2026,Declined,1,0,1,,EUR,,Bo Ltd,Italy,leave at the door,,0\n"
      + "102,17,Bo,bo@example.com,30/10/2026,Shipped,1,0,1,31/10/2026,EUR,,,Italy,,,0\n"
      + "103,17,Bo,bo@example.com,30/10/2026,Teleported,1,0,1,,EUR,,,Italy,,,0\n"
    let outcome = try await read(.bigcommerceOrders, text, dateOrder: .dmy)
    let order = try #require(outcome.record("100"))
    #expect(order.fields["items"] == [["quantity": 20, "sku": "A-1", "total": 4980], ["quantity": 1, "total": 500]])
    #expect(order.fields["payment"] == "paid")
    #expect(order.fields["fulfillment"] == "partial")
    #expect(order.fields["net"] == 5480)
    #expect(order.fields["po_number"] == "PO-77")
    #expect(order.identifiers.customer == nil)
    #expect(order.personal["note"] == "ring twice")
    #expect(outcome.record("101")?.fields["payment"] == "failed")
    #expect(outcome.record("101")?.fields["po_number"] == nil)
    #expect(outcome.record("101")?.fields["company"] == true)
    #expect(outcome.record("102")?.fields["shipped"] == "2026-10-31T04:00:00Z")
    #expect(outcome.quarantined.map(\.reason) == ["unknown-value"])
    #expect(
      try await read(.bigcommerceOrders, header + "1,0,,,4/2/2026,Shipped,1,0,1,,EUR,,,,,,\n").quarantined.map(\.reason)
        == ["ambiguous-date"])
  }

  @Test func mapsStripeRefundsOnly() async throws {
    let outcome = try await read(
      .stripePayments,
      "id,Created date (UTC),Amount,Amount Refunded,Currency,Mode,Status,Refunded date (UTC),Customer Email,Description,order_id (metadata)\n"
        + "ch_1,2026-07-10 18:37:41,50.00,0.00,usd,Live,Paid,,a@example.com,,#1001\n"
        + "ch_2,2026-07-10 18:37:41,50.00,20.00,usd,Live,Partially refunded,2026-07-12 08:00:00,a@example.com,,#1002\n"
        + "py_3,2026-07-10 18:37:41,5000,5000,jpy,Test,Refunded,,,Order #1003,\n"
        + "ch_4,2026-07-10 18:37:41,9.00,0.00,usd,Live,Failed,,,,#1004\n"
        + "ch_5,2026-07-10 18:37:41,twelve,0.00,usd,Live,Paid,,,,#1005\n"
        + "ch_6,2026-07-10 18:37:41,1,1,zzz,Live,Refunded,,,,#1006\n")
    #expect(
      outcome.records.map { String(decoding: CanonicalJSON.bytes($0.fields), as: UTF8.self) } == [
        #"{"amount":2000,"created":"2026-07-12T08:00:00Z","currency":"USD","link":"https://dashboard.stripe.com/payments/ch_2","order":"1002","state":"paid","type":"refund"}"#,
        #"{"amount":5000,"currency":"JPY","order":"1003","state":"paid","type":"refund"}"#,
      ])
    #expect(outcome.quarantined.map(\.reason) == ["bad-amount", "bad-currency"])
    let comma = try await read(
      .stripePayments, "id;Amount;Amount Refunded;Currency;Status\nch_1;1.000,50;0,25;eur;Refunded\n", decimal: .comma)
    #expect(comma.records.first?.fields["amount"] == 25)
  }
}
