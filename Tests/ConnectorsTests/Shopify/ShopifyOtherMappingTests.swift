import Records
import Testing

@testable import Connectors

/// Refunds, shipments, customers and the others, from bodies made up by hand.
@Suite struct ShopifyOtherMappingTests {
  private static let shop = ShopifyShop(account: "larkspur.myshopify.com")

  private func answer(_ text: String) throws -> Answer {
    Answer(try #require(try JSONReader.answer(Array(text.utf8)).object))
  }

  private func mapped(_ source: any ShopifySource.Type, _ text: String) throws -> [MappedRecord] {
    let node = try answer(text)
    return try source.pieces(node).compactMap { try source.map($0, of: node, in: Self.shop) }
  }

  // MARK: Refunds

  private func order(refunds: String = "[]", returns: String = #"{"nodes":[]}"#) -> String {
    """
    {"legacyResourceId":"5501","name":"#2041","currencyCode":"EUR","email":"ana@example.com",
    "customer":{"legacyResourceId":"77001"},"refunds":\(refunds),"returns":\(returns)}
    """
  }

  private func refund(_ total: String, _ transactions: String, origin: String = "null") -> String {
    """
    [{"id":"gid://shopify/Refund/8001","legacyResourceId":"8001","createdAt":null,"processedAt":"2026-06-02T10:00:02Z",
    "updatedAt":"2026-06-02T10:00:05Z","note":"broken","return":\(origin),
    "totalRefundedSet":{"shopMoney":{"amount":"\(total)","currencyCode":"EUR"}},
    "transactions":{"nodes":[\(transactions)]}}]
    """
  }

  private func transaction(_ status: String, _ amount: String = "15.5", by gateway: String = "card") -> String {
    """
    {"kind":"REFUND","status":"\(status)","gateway":"\(gateway)",
    "amountSet":{"shopMoney":{"amount":"\(amount)","currencyCode":"EUR"}}}
    """
  }

  @Test func `maps every field of a refund`() throws {
    let origin = """
      {"id":"gid://shopify/Return/5","returnLineItems":{"nodes":[{"returnReasonDefinition":{"handle":"too-small"}}]},
      "exchangeLineItems":{"nodes":[]}}
      """
    let record = try #require(
      try mapped(ShopifyRefund.self, order(refunds: refund("15.5", transaction("SUCCESS"), origin: origin))).first)
    let expected: JSONObject = [
      "amount": 1550, "created": "2026-06-02T10:00:02Z", "currency": "EUR", "state": "paid", "type": "return",
      "reason": "too-small", "updated": "2026-06-02T10:00:05Z", "order": "2041",
      "link": "https://admin.shopify.com/store/larkspur/orders/5501",
    ]
    #expect(record.fields == expected && record.id == "8001")
    #expect(record.identifiers == Identifiers(email: "ana@example.com", customer: "77001"))
    #expect(record.personal == ["note": "broken"])
  }

  @Test(arguments: [
    ("0.0", "PENDING", "pending"), ("0.0", "AWAITING_RESPONSE", "pending"), ("0.0", "FAILURE", "failed"),
    ("0.0", "ERROR", "failed"), ("15.5", "SUCCESS", "paid"),
  ])
  func `does not take money on its way for paid`(_ total: String, _ status: String, _ state: String) throws {
    let record = try #require(
      try mapped(ShopifyRefund.self, order(refunds: refund(total, transaction(status)))).first)
    #expect(record.fields["state"]?.string == state && record.fields["amount"] == 1550)
    #expect(record.fields["type"] == "refund")
  }

  @Test(arguments: [
    ("FAILURE", "70.0", "", "failed", 7000), ("PENDING", "70.0", "", "pending", 7000),
    ("ERROR", "30.0", "", "failed", 3000), ("FAILURE", "70.0", "SUCCESS", "paid", 3000),
    ("FAILURE", "70.0", "PENDING", "pending", 7000), ("FAILURE", "70.0", "FAILURE", "failed", 7000),
  ])
  func `is about the rest where a part went back`(
    _ status: String, _ amount: String, _ again: String, _ state: String, _ sum: Int
  ) throws {
    var tries = [transaction("SUCCESS", "30.0", by: "gift_card"), transaction(status, amount)]
    if !again.isEmpty { tries.append(transaction(again, amount)) }
    let text = order(refunds: refund("30.0", tries.joined(separator: ",")))
    let record = try #require(try mapped(ShopifyRefund.self, text).first)
    #expect(record.fields["state"]?.string == state && record.fields["amount"]?.integer == sum)
  }

  @Test func `makes no refund of lines taken off without money`() throws {
    #expect(try mapped(ShopifyRefund.self, order(refunds: refund("0.0", ""))).isEmpty)
    #expect(try mapped(ShopifyRefund.self, order(refunds: refund("3.0", ""))).first?.fields["state"] == "paid")
  }

  private func demand(_ status: String, processed: Int = 0, refunds: String = "", exchange: String = "") -> String {
    """
    {"nodes":[{"id":"gid://shopify/Return/9","status":"\(status)","createdAt":"2026-06-05T00:00:00Z","closedAt":null,
    "returnLineItems":{"nodes":[{"processedQuantity":\(processed),"returnReasonDefinition":{"handle":"DEFECTIVE"},
    "withCodeDiscountedTotalPriceSet":{"shopMoney":{"amount":"20.0","currencyCode":"EUR"}}}]},
    "exchangeLineItems":{"nodes":[\(exchange)]},"refunds":{"nodes":[\(refunds)]}}]}
    """
  }

  @Test(arguments: [
    ("REQUESTED", 0, "", "requested"), ("OPEN", 0, "", "returning"), ("OPEN", 1, "", "received"),
    ("OPEN", 1, #"{"id":"x"}"#, "paid"), ("CLOSED", 1, "", "paid"), ("DECLINED", 0, "", "rejected"),
    ("CANCELED", 0, "", "rejected"),
  ])
  func `follows a return to its end`(_ status: String, _ processed: Int, _ refunds: String, _ state: String) throws {
    let text = order(returns: demand(status, processed: processed, refunds: refunds))
    let record = try #require(try mapped(ShopifyRefund.self, text).first)
    #expect(record.id == "return-9" && record.fields["state"]?.string == state)
    #expect(record.fields["type"] == "return" && record.fields["reason"] == "defective")
    #expect((record.fields["amount"] == 2000) == ["requested", "returning", "received"].contains(state))
    // Its refund names the person; two records of one matter would count twice.
    #expect(record.identifiers.isEmpty && record.fields["order"] == "2041")
  }

  @Test(
    arguments: [
      ("OPEN", 1, "", "2026-06-10T09:00:00Z"),
      ("OPEN", 1, #","arrivedAt":"2026-06-08T00:00:00Z""#, "2026-06-08T00:00:00Z"),
      ("OPEN", 0, "", nil), ("REQUESTED", 0, "", nil),
    ] as [(String, Int, String, String?)])
  func `counts a return from when it came back`(
    _ status: String, _ processed: Int, _ arrival: String, _ updated: String?
  ) throws {
    let returns = demand(status, processed: processed).replacing(
      #","closedAt":null"#, with: ",\"closedAt\":null\(arrival)")
    let text = order(returns: returns).replacing(
      #""currencyCode":"EUR","email""#, with: #""currencyCode":"EUR","updatedAt":"2026-06-10T09:00:00Z","email""#)
    #expect(try mapped(ShopifyRefund.self, text).first?.fields["updated"]?.string == updated)
  }

  @Test func `tells an exchange from a return`() throws {
    let text = order(returns: demand("CLOSED", exchange: #"{"id":"y"}"#))
    #expect(try mapped(ShopifyRefund.self, text).first?.fields["type"] == "exchange")
  }

  // MARK: Shipments

  private func parcel(_ status: String, _ display: String, _ more: String = "", source: String = "web") -> String {
    """
    {"legacyResourceId":"5501","name":"#2041","sourceName":"\(source)","email":"ana@example.com",
    "customer":{"legacyResourceId":"77001"},"shippingAddress":{"name":"Ana Sousa"},"fulfillments":[
    {"id":"gid://shopify/Fulfillment/7001","legacyResourceId":"7001","status":"\(status)","displayStatus":\(display),
    "requiresShipping":true,"createdAt":"2026-06-01T15:00:00Z","updatedAt":"2026-06-02T07:00:00Z",
    "estimatedDeliveryAt":"2026-06-03T12:00:00Z","trackingInfo":[{"company":"DHL Express","number":"JD0146"}]\(more)}]}
    """
  }

  @Test func `maps every field of a shipment`() throws {
    let events = """
      ,"events":{"nodes":[{"status":"DELIVERED","happenedAt":"2026-06-03T10:00:00Z"},
      {"status":"IN_TRANSIT","happenedAt":"2026-06-02T06:00:00Z"},
      {"status":"CARRIER_PICKED_UP","happenedAt":"2026-06-01T18:00:00Z"}]}
      """
    let record = try #require(try mapped(ShopifyShipment.self, parcel("SUCCESS", "\"DELIVERED\"", events)).first)
    let expected: JSONObject = [
      "order": "2041", "carrier": "DHL Express", "state": "delivered", "created": "2026-06-01T15:00:00Z",
      "shipped": "2026-06-01T18:00:00Z", "delivered": "2026-06-03T10:00:00Z", "promised": "2026-06-03T12:00:00Z",
      "updated": "2026-06-02T07:00:00Z", "link": "https://admin.shopify.com/store/larkspur/orders/5501",
    ]
    #expect(record.fields == expected && record.id == "7001")
    #expect(record.personal == ["tracking": "JD0146", "name": "Ana Sousa"])
  }

  @Test(arguments: [
    ("SUCCESS", "\"LABEL_PRINTED\"", "label"), ("SUCCESS", "\"IN_TRANSIT\"", "in_transit"),
    ("SUCCESS", "\"FULFILLED\"", "in_transit"), ("SUCCESS", "null", "in_transit"),
    ("SUCCESS", "\"NOT_DELIVERED\"", "exception"), ("SUCCESS", "\"DELAYED\"", "exception"),
    ("SUCCESS", "\"PICKED_UP\"", "delivered"), ("CANCELLED", "\"CANCELED\"", "voided"),
    ("SUCCESS", "\"LABEL_VOIDED\"", "voided"),
  ])
  func `knows how far a parcel is`(_ status: String, _ display: String, _ state: String) throws {
    let record = try #require(try mapped(ShopifyShipment.self, parcel(status, display)).first)
    #expect(record.fields["state"]?.string == state)
    #expect((record.fields["shipped"] != nil) == !["label", "voided"].contains(state))
  }

  @Test func `makes no parcel of what needs none`() throws {
    #expect(try mapped(ShopifyShipment.self, parcel("SUCCESS", "null", source: "pos")).isEmpty)
    let digital = parcel("SUCCESS", "null").replacing("\"requiresShipping\":true", with: "\"requiresShipping\":false")
    #expect(try mapped(ShopifyShipment.self, digital).isEmpty)
  }

  // MARK: People and the rest

  @Test func `maps every field of a customer`() throws {
    let record = try #require(
      try mapped(
        ShopifyCustomer.self,
        """
        {"legacyResourceId":"77001","createdAt":"2024-02-03T09:00:00Z","updatedAt":"2026-06-02T10:00:04Z",
        "tags":["vip"],"numberOfOrders":"7","amountSpent":{"amount":"812.4","currencyCode":"EUR"},"firstName":"Ana",
        "lastName":"Sousa","defaultEmailAddress":{"emailAddress":"ana@example.com","marketingState":"SUBSCRIBED"},
        "defaultPhoneNumber":{"phoneNumber":"+351210000001"},"defaultAddress":{"countryCodeV2":"PT"},"note":"kind",
        "lastOrder":{"createdAt":"2026-06-01T08:12:44Z"}}
        """
      ).first)
    let expected: JSONObject = [
      "created": "2024-02-03T09:00:00Z", "updated": "2026-06-02T10:00:04Z", "tags": ["vip"], "orders": 7,
      "spent": 81240, "currency": "EUR", "consent": "subscribed", "country": "PT",
      "last_order": "2026-06-01T08:12:44Z", "link": "https://admin.shopify.com/store/larkspur/customers/77001",
    ]
    #expect(record.fields == expected)
    #expect(record.personal == ["name": "Ana Sousa", "note": "kind"])
    #expect(
      record.identifiers == Identifiers(email: "ana@example.com", phone: "+351210000001", customer: "77001"))
  }

  @Test(arguments: ["UNSUBSCRIBED", "NOT_SUBSCRIBED", "PENDING", "INVALID"])
  func `takes only a given consent for one`(_ state: String) throws {
    let text = """
      {"legacyResourceId":"1","createdAt":"2024-02-03T09:00:00Z",
      "defaultEmailAddress":{"emailAddress":"a@example.com","marketingState":"\(state)"}}
      """
    #expect(try mapped(ShopifyCustomer.self, text).first?.fields["consent"] == "not_subscribed")
  }

  @Test func `maps checkouts without the way into them`() throws {
    let text = """
      {"id":"gid://shopify/AbandonedCheckout/41001","createdAt":"2026-06-02T07:10:00Z",
      "updatedAt":"2026-06-02T07:20:00Z","completedAt":null,
      "totalPriceSet":{"shopMoney":{"amount":"64.0","currencyCode":"EUR"}},"customer":{"legacyResourceId":"77009",
      "firstName":"Bo","lastName":null,"defaultEmailAddress":{"emailAddress":"bo@example.com"}}}
      """
    let record = try #require(try mapped(ShopifyCheckout.self, text).first)
    let expected: JSONObject = [
      "created": "2026-06-02T07:10:00Z", "updated": "2026-06-02T07:20:00Z", "total": 6400, "currency": "EUR",
      "recovered": false, "link": "https://admin.shopify.com/store/larkspur/checkouts/41001",
    ]
    #expect(record.fields == expected && record.personal == ["name": "Bo"])
    let done = text.replacing("\"completedAt\":null", with: "\"completedAt\":\"2026-06-03T00:00:00Z\"")
    #expect(try mapped(ShopifyCheckout.self, done).first?.fields["recovered"] == true)
    #expect(!ShopifyCheckout.selection { _ in true }.contains("Url"))
  }

  @Test func `maps disputes and drafts`() throws {
    let dispute = try #require(
      try mapped(
        ShopifyDispute.self,
        """
        {"legacyResourceId":"31","status":"NEEDS_RESPONSE","initiatedAt":"2026-06-09T00:00:00Z",
        "evidenceDueBy":"2026-06-18T00:00:00Z","amount":{"amount":"138","currencyCode":"EUR"},
        "order":{"legacyResourceId":"5501","name":"#2041","customer":null,"email":"ana@example.com"}}
        """
      ).first)
    #expect(dispute.fields["status"] == "needs_response" && dispute.fields["evidence_due"] == "2026-06-18T00:00:00Z")
    #expect(dispute.fields["amount"] == 13800 && dispute.fields["order"] == "2041")
    let draft = try #require(
      try mapped(
        ShopifyDraft.self,
        """
        {"legacyResourceId":"61","name":"#D7","status":"INVOICE_SENT","createdAt":"2026-06-01T00:00:00Z",
        "updatedAt":"2026-06-02T00:00:00Z","invoiceSentAt":"2026-06-02T00:00:00Z","currencyCode":"EUR",
        "totalPriceSet":{"shopMoney":{"amount":"900","currencyCode":"EUR"}},"customer":{"legacyResourceId":"77001"}}
        """
      ).first)
    #expect(draft.fields["state"] == "open" && draft.fields["stage"] == "invoice_sent")
    #expect(draft.fields["amount"] == 90000 && draft.fields["last_contact"] == "2026-06-02T00:00:00Z")
    #expect(draft.identifiers.customer == "77001")
  }

  @Test(arguments: [Kind.order, .shipment, .dispute, .customer, .checkout, .lead])
  func `sets aside what has no id`(_ kind: Kind) throws {
    let source = try #require(ShopifyConnection.sources.first { $0.kind == kind })
    let empty = try answer(#"{"currencyCode":"EUR","createdAt":"2026-06-01T00:00:00Z","status":"OPEN"}"#)
    #expect(throws: MappingProblem.self) { try source.map(empty, of: empty, in: Self.shop) }
  }
}
