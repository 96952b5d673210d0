import Records
import Testing

@testable import Connectors

/// Bodies made up by hand, and what becomes of them.
@Suite struct ShopifyMappingTests {
  private static let shop = ShopifyShop(account: "larkspur.myshopify.com")

  private static let order = """
    {"id":"gid://shopify/Order/5501","legacyResourceId":"5501","name":"#2041","createdAt":"2026-06-01T08:12:44Z",
    "updatedAt":"2026-06-02T10:00:03Z","cancelledAt":null,"cancelReason":null,"test":false,"tags":["VIP","b2b","VIP"],
    "sourceName":"web","poNumber":"PO-77","currencyCode":"EUR","taxesIncluded":true,
    "displayFinancialStatus":"PARTIALLY_REFUNDED","displayFulfillmentStatus":"FULFILLED","app":{"name":"Online Store"},
    "totalPriceSet":{"shopMoney":{"amount":"138.0","currencyCode":"EUR"}},
    "subtotalPriceSet":{"shopMoney":{"amount":"130.0","currencyCode":"EUR"}},
    "totalTaxSet":{"shopMoney":{"amount":"13.25","currencyCode":"EUR"}},
    "totalShippingPriceSet":{"shopMoney":{"amount":"8","currencyCode":"EUR"}},
    "totalDiscountsSet":{"shopMoney":{"amount":"10.000","currencyCode":"EUR"}},
    "totalRefundedSet":{"shopMoney":{"amount":"20.0","currencyCode":"EUR"}},
    "lineItems":{"nodes":[
      {"id":"gid://shopify/LineItem/1","sku":"MUG-B","quantity":2,"currentQuantity":0,"requiresShipping":true,
       "isGiftCard":false,"originalTotalSet":{"shopMoney":{"amount":"90.0","currencyCode":"EUR"}},
       "discountAllocations":[{"allocatedAmountSet":{"shopMoney":{"amount":"10.0","currencyCode":"EUR"}}}],
       "taxLines":[{"priceSet":{"shopMoney":{"amount":"12.5","currencyCode":"EUR"}}}]},
      {"id":"gid://shopify/LineItem/2","sku":null,"quantity":1,"currentQuantity":1,"requiresShipping":false,
       "isGiftCard":true,"originalTotalSet":{"shopMoney":{"amount":"50.0","currencyCode":"EUR"}},
       "discountAllocations":[],"taxLines":[]}]},
    "transactions":[
      {"kind":"SALE","status":"FAILURE","processedAt":"2026-06-01T08:10:00Z"},
      {"kind":"SALE","status":"SUCCESS","processedAt":"2026-06-01T08:12:43Z"},
      {"kind":"REFUND","status":"SUCCESS","processedAt":"2026-06-02T10:00:02Z"}],
    "fulfillments":[{"status":"SUCCESS","createdAt":"2026-06-01T15:00:00Z","deliveredAt":"2026-06-04T09:00:00Z"},
      {"status":"CANCELLED","createdAt":"2026-06-03T15:00:00Z","deliveredAt":null}],
    "customer":{"legacyResourceId":"77001"},"email":" Ana@Example.com ","phone":null,"note":"ring twice",
    "shippingAddress":{"name":"Ana Sousa","company":null,"countryCodeV2":"PT"},
    "billingAddress":{"name":"A. Sousa","company":"Casa Lda","countryCodeV2":"ES","phone":"+351 210 000 001"},
    "fulfillmentOrders":{"nodes":[]},"paymentTerms":{"paymentTermsName":"Net 30"},
    "purchasingEntity":{"__typename":"Customer"},
    "risk":{"recommendation":"ACCEPT","assessments":[{"riskLevel":"LOW"},{"riskLevel":"PENDING"}]},
    "customerJourneySummary":{"lastVisit":{"utmParameters":null},"firstVisit":{"utmParameters":{"campaign":"spring"}}}}
    """

  private func node(_ text: String, _ changes: [String: String?] = [:]) throws -> Answer {
    var object = try #require(try JSONReader.answer(Array(text.utf8)).object)
    for (key, value) in changes {
      object[key] = try value.map { try JSONReader.answer(Array("{\"v\":\($0)}".utf8)).object?["v"] } ?? nil
    }
    return Answer(object)
  }

  private func order(_ changes: [String: String?] = [:]) throws -> MappedRecord {
    let order = try node(Self.order, changes)
    return try #require(try ShopifyOrder.map(order, of: order, in: Self.shop))
  }

  // MARK: Orders

  @Test func `maps every field of an order`() throws {
    let record = try order()
    let expected: JSONObject = [
      "number": "2041", "placed": "2026-06-01T08:12:44Z", "updated": "2026-06-02T10:00:03Z", "currency": "EUR",
      "link": "https://admin.shopify.com/store/larkspur/orders/5501", "total": 13800, "net": 6750, "discount": 1000,
      "shipping": 800, "tax": 1325, "refunded": 2000, "tags": ["VIP", "b2b"], "source": "web", "channel": "web",
      "campaign": "spring", "company": true, "country": "PT", "payment_terms": "Net 30", "po_number": "PO-77",
      "payment": "partially_refunded", "paid": "2026-06-01T08:12:43Z", "fulfillment": "fulfilled",
      "shipped": "2026-06-01T15:00:00Z", "risk": "pending",
      "items": [
        ["quantity": 2, "shippable": false, "total": 8000, "sku": "MUG-B"],
        ["quantity": 1, "shippable": false, "total": 5000, "gift_card": true],
      ],
    ]
    #expect(record.fields == expected)
    #expect(record.id == "5501" && record.kind == .order)
    #expect(
      record.identifiers == Identifiers(email: "ana@example.com", phone: "+351210000001", customer: "77001"))
    #expect(record.personal == ["name": "A. Sousa", "note": "ring twice"])
  }

  @Test func `reads only fields that it declares`() throws {
    let record = try order(["cancelledAt": "\"2026-06-03T00:00:00Z\"", "cancelReason": "\"FRAUD\"", "test": "true"])
    let own = Set(ShopifyOrder.fields)
    #expect(record.fields.keys.allSatisfy(own.contains))
    #expect(record.fields["cancel_reason"] == "fraud" && record.fields["test"] == true)
    for source in ShopifyConnection.sources {
      let schema = Schema.of(source.kind)
      for field in source.fields { #expect(schema.field(field) != nil, "\(source.kind) has no \(field)") }
      for part in source.parts { #expect(part.fields.allSatisfy(source.fields.contains)) }
    }
  }

  @Test(arguments: [
    ("\"PAID\"", "paid"), ("\"PENDING\"", "pending"), ("\"PARTIALLY_PAID\"", "pending"), ("\"VOIDED\"", "voided"),
    ("\"AUTHORIZED\"", "authorized"), ("\"EXPIRED\"", "voided"), ("\"REFUNDED\"", "refunded"), ("null", "pending"),
  ])
  func `knows every state of payment`(_ status: String, _ state: String) throws {
    #expect(try order(["displayFinancialStatus": status]).fields["payment"]?.string == state)
  }

  @Test func `tells a failed payment from one that may still come`() throws {
    let failed = #"[{"kind":"SALE","status":"FAILURE"}]"#
    let waits = #"[{"kind":"SALE","status":"FAILURE"},{"kind":"SALE","status":"PENDING"}]"#
    let pending: [String: String?] = ["displayFinancialStatus": "\"PENDING\""]
    #expect(try order(pending.merging(["transactions": failed]) { $1 }).fields["payment"] == "failed")
    #expect(try order(pending.merging(["transactions": waits]) { $1 }).fields["payment"] == "pending")
  }

  @Test func `knows when an authorisation ends`() throws {
    let record = try order([
      "displayFinancialStatus": "\"AUTHORIZED\"",
      "transactions":
        #"[{"kind":"AUTHORIZATION","status":"SUCCESS","authorizationExpiresAt":"2026-06-08T08:00:00Z"}]"#,
    ])
    #expect(record.fields["authorization_expires"] == "2026-06-08T08:00:00Z" && record.fields["paid"] == nil)
  }

  @Test(arguments: [
    ("UNFULFILLED", "unfulfilled", "cancelled"), ("PARTIALLY_FULFILLED", "partial", "partial"),
    ("FULFILLED", "fulfilled", "fulfilled"), ("IN_PROGRESS", "unfulfilled", "cancelled"),
    ("ON_HOLD", "on_hold", "cancelled"), ("RESTOCKED", "returned", "cancelled"),
    ("PENDING_FULFILLMENT", "unfulfilled", "cancelled"), ("REQUEST_DECLINED", "unfulfilled", "cancelled"),
  ])
  func `knows every state of shipping`(_ status: String, _ state: String, _ cancelled: String) throws {
    let record = try order(["displayFulfillmentStatus": "\"\(status)\""])
    #expect(record.fields["fulfillment"]?.string == state)
    #expect((record.fields["shipped"] != nil) == (state == "fulfilled"))
    let gone = try order(["displayFulfillmentStatus": "\"\(status)\"", "cancelledAt": "\"2026-06-02T00:00:00Z\""])
    #expect(gone.fields["fulfillment"]?.string == cancelled)
  }

  @Test func `knows holds, schedules and due dates`() throws {
    let held = try order([
      "displayFulfillmentStatus": "\"ON_HOLD\"",
      "fulfillmentOrders": """
      {"nodes":[{"status":"ON_HOLD","updatedAt":"2026-06-01T09:30:00Z","fulfillAt":"2026-06-01T08:12:44Z",
      "fulfillBy":"2026-06-03T09:00:00Z","fulfillmentHolds":[{"reason":"INVENTORY_OUT_OF_STOCK"},{"reason":"OTHER"}]},
      {"status":"CLOSED","updatedAt":"2026-06-01T09:00:00Z","fulfillBy":"2026-06-02T09:00:00Z","fulfillmentHolds":[]}]}
      """,
    ])
    #expect(held.fields["hold_reason"] == "inventory_out_of_stock")
    #expect(held.fields["held_since"] == "2026-06-01T09:30:00Z" && held.fields["due"] == "2026-06-03T09:00:00Z")
    #expect(held.fields["scheduled"] == nil)
    let later = try order([
      "displayFulfillmentStatus": "\"SCHEDULED\"",
      "fulfillmentOrders":
        #"{"nodes":[{"status":"SCHEDULED","fulfillAt":"2026-07-01T00:00:00Z","fulfillmentHolds":[]}]}"#,
    ])
    #expect(later.fields["scheduled"] == "2026-07-01T00:00:00Z" && later.fields["fulfillment"] == "unfulfilled")
    let undated = try order(["displayFulfillmentStatus": "\"SCHEDULED\""])
    #expect(undated.fields["fulfillment"] == "on_hold" && undated.fields["hold_reason"] == "scheduled")
  }

  @Test func `names an app that has no word of its own`() throws {
    let record = try order(["sourceName": "\"2329312\"", "app": #"{"name":"Amazon"}"#])
    #expect(record.fields["channel"] == "amazon" && record.fields["source"] == "2329312")
    #expect(try order(["sourceName": "\"subscription_contract\""]).fields["subscription"] == true)
  }

  @Test func `keeps free text out of public fields`() throws {
    let record = try order([
      "poNumber": "\"call Ana\"", "sourceName": "\"ana@example.com\"",
      "customerJourneySummary":
        #"{"lastVisit":{"utmParameters":{"campaign":"mail ana@example.com"}},"firstVisit":null}"#,
    ])
    for field in ["po_number", "source", "campaign"] { #expect(record.fields[field] == nil) }
  }

  private static let hostile: [(String, String, RowReason)] = [
    ("legacyResourceId", "null", .missingID), ("legacyResourceId", "\"55/01\"", .wrongType),
    ("legacyResourceId", "[]", .wrongType), ("createdAt", "null", .missingDate), ("createdAt", "\"soon\"", .badDate),
    ("createdAt", "\"1890-01-01T00:00:00Z\"", .dateOutOfRange), ("createdAt", "true", .wrongType),
    ("currencyCode", "null", .badCurrency), ("currencyCode", "\"EURO\"", .badCurrency),
    ("currencyCode", "\"USD\"", .otherCurrency), ("displayFinancialStatus", "\"GIVEN\"", .unknownValue),
    ("displayFulfillmentStatus", "7", .unknownValue), ("tags", "\"VIP\"", .wrongType),
    ("tags", "[{}]", .wrongType), ("test", "\"no\"", .wrongType), ("customer", "[]", .wrongType),
    ("customer", "{}", .missingID), ("totalPriceSet", "{}", .badAmount), ("totalPriceSet", "138", .wrongType),
    ("totalPriceSet", #"{"shopMoney":{"amount":"1e9","currencyCode":"EUR"}}"#, .badAmount),
    ("totalPriceSet", #"{"shopMoney":{"amount":"99999999999999999999","currencyCode":"EUR"}}"#, .badAmount),
    ("totalPriceSet", #"{"shopMoney":{"amount":"999999999999999.0","currencyCode":"EUR"}}"#, .amountTooLarge),
    ("lineItems", #"{"nodes":[{"quantity":-1}]}"#, .badNumber), ("lineItems", #"{"nodes":[{}]}"#, .badNumber),
    ("lineItems", #"{"nodes":[{"quantity":"x"}]}"#, .badNumber),
    ("lineItems", #"{"nodes":[{"quantity":1}]}"#, .badAmount),
    ("risk", #"{"assessments":[{"riskLevel":"DIRE"}]}"#, .unknownValue), ("cancelReason", "\"a b\"", .unknownValue),
  ]

  @Test(arguments: hostile)
  func `says what of an order does not fit`(_ given: (String, String, RowReason)) throws {
    let (key, value, reason) = given
    let order = try node(Self.order, [key: value])
    let problem = #expect(throws: MappingProblem.self) { try ShopifyOrder.map(order, of: order, in: Self.shop) }
    #expect(problem?.reason == reason && problem?.field != nil)
  }

  @Test func `maps an order of which hardly anything is known`() throws {
    let bare = try node(
      #"{"legacyResourceId":"7","createdAt":"2026-06-01T08:12:44Z","currencyCode":"JPY"}"#)
    let record = try #require(try ShopifyOrder.map(bare, of: bare, in: Self.shop))
    #expect(record.fields["number"] == "7" && record.fields["net"] == nil && record.identifiers.isEmpty)
  }

  @Test func `makes no link of a shop's name that is none`() {
    #expect(ShopifyShop(account: "a/b?c.myshopify.com").link("orders/1") == nil)
    #expect(ShopifyShop(account: "").link("orders/1") == nil)
  }
}
