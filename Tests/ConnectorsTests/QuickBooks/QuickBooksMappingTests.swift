import Records
import Testing

@testable import Connectors

/// One row to one record. All bodies are invented.
struct QuickBooksMappingTests {
  static let terms = QuickBooksTerms(home: "USD", zone: newYork)

  static let invoice = """
    {"Id":"130","SyncToken":"1","domain":"QBO","sparse":false,"DocNumber":"INV-2041","TxnDate":"2026-06-01",
    "DueDate":"2026-07-01","CurrencyRef":{"value":"EUR","name":"Euro"},"TotalAmt":138.0,"Balance":38.05,"Deposit":0,
    "CustomerRef":{"value":"24","name":"Mira Holt"},"BillEmail":{"Address":"Mira@Example.com, office@example.com"},
    "PrivateNote":"web order #2041","CustomerMemo":{"value":"thank you"},"LinkedTxn":[],"Line":[],"Unknown":[[1.5]],
    "CustomField":[{"DefinitionId":"1","Name":"Sales rep","Type":"StringType","StringValue":"Ines"}],
    "MetaData":{"CreateTime":"2026-06-01T01:16:17-07:00","LastUpdatedTime":"2026-06-02T03:00:03-07:00"}}
    """
  static let receipt = """
    {"Id":"166","DocNumber":"R-2039","TxnDate":"2026-06-02","TotalAmt":65,"Balance":0,
    "CustomerRef":{"value":"24"},"CustomerMemo":{"value":"Broken in transit"},"PrivateNote":"see ticket",
    "MetaData":{"CreateTime":"2026-06-02T04:00:00-07:00","LastUpdatedTime":"2026-06-03T04:00:00-07:00"}}
    """
  static let customer = """
    {"Id":"24","DisplayName":"Holt Interiors","GivenName":"Mira","FamilyName":"Holt","Active":true,
    "CurrencyRef":{"value":"EUR"},"PrimaryEmailAddr":{"Address":"mira@example.com,books@example.com"},
    "PrimaryPhone":{"FreeFormNumber":"+351 210 000 001"},"BillAddr":{"City":"Porto","Country":"PT"},"Notes":"prefers mail",
    "MetaData":{"CreateTime":"2024-02-03T01:00:00-08:00","LastUpdatedTime":"2026-06-02T03:00:03-07:00"}}
    """

  private func invoice(_ changes: [String: String?] = [:], _ terms: QuickBooksTerms = terms) throws -> MappedRecord {
    try QuickBooksInvoice.map(bookRow(Self.invoice, changes), terms)
  }

  private func problem(
    _ body: String, _ entity: QuickBooksEntity, _ changes: [String: String?]
  ) throws -> MappingProblem? {
    let row = try bookRow(body, changes)
    do throws(MappingProblem) {
      _ = try Self.terms.record(entity, row)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Invoices

  @Test func `maps each field of an invoice`() throws {
    let record = try invoice()
    #expect(record.kind == .invoice)
    #expect(record.id == "130")
    #expect(
      record.fields == [
        "balance": 3805, "currency": "EUR", "due": "2026-07-01", "issued": "2026-06-01",
        "link": "https://app.qbo.intuit.com/app/invoice?txnId=130", "number": "INV-2041", "order": "2041",
        "state": "partial", "total": 13_800, "updated": "2026-06-02T10:00:03Z",
      ])
    #expect(record.identifiers == Identifiers(email: "mira@example.com", customer: "24"))
    #expect(record.personal == ["name": "Mira Holt", "memo": "web order #2041"])
  }

  @Test(arguments: [
    ("138.0", "138.0", "", "open"), ("138.0", "38", "", "partial"), ("138.0", "0", "", "paid"), ("0", "0", "", "paid"),
    ("138.0", "0", "Voided", "paid"), ("0", "0", "Voided", "voided"), ("0", "0", "Voided - twice sent", "voided"),
    ("0", "0", "not voided", "paid"), ("138.0", "-2.5", "", "paid"),
  ])
  func `an invoice's state follows its balance and its note`(
    _ total: String, _ balance: String, _ note: String, _ state: String
  ) throws {
    let record = try invoice(["TotalAmt": total, "Balance": balance, "PrivateNote": "\"\(note)\""])
    #expect(record.fields["state"]?.string == state)
  }

  @Test(arguments: [
    ("JPY", "1250", 1250), ("KWD", "1.2345", 1235), ("USD", "362.07", 36_207), ("USD", "0.005", 1),
    ("USD", "\"12.50\"", 1250), ("EUR", "-3", -300),
  ])
  func `amounts are whole minor units of their currency`(_ code: String, _ total: String, _ units: Int) throws {
    let record = try invoice(["CurrencyRef": "{\"value\":\"\(code)\"}", "TotalAmt": total])
    #expect(record.fields["total"]?.integer == units)
  }

  @Test func `what names no currency is in that of the books`() throws {
    #expect(try invoice(["CurrencyRef": nil]).fields["currency"] == "USD")
    let yen = try invoice(["CurrencyRef": nil, "TotalAmt": "1200"], QuickBooksTerms(home: "JPY", zone: newYork))
    #expect(yen.fields["total"] == 1200)
  }

  @Test(
    arguments: [
      ("[]", "\"see #1001\"", "\"77\"", "1001"), ("[]", "\"see 1001\"", "\"#1002\"", "1002"),
      ("[]", "\"none\"", "\"1037\"", nil), ("[]", "null", "null", nil),
      (#"[{"Name":"Order","StringValue":" 1003 "}]"#, "\"#1001\"", "\"77\"", "1003"),
      (##"[{"Name":"Shop order no","StringValue":"#1004"}]"##, "\"#1001\"", "\"77\"", "1004"),
      (#"[{"Name":"web_order","NumberValue":1005}]"#, "null", "null", "1005"),
      (#"[{"Name":"Order","StringValue":"LP-1006"}]"#, "null", "null", "LP-1006"),
      (#"[{"Name":"Order","StringValue":"mira@example.com"}]"#, "null", "null", nil),
      (#"[{"Name":"Order","StringValue":"call Mira 5"}]"#, "null", "null", nil),
      (#"[{"Name":"Purchase order","StringValue":"1007"}]"#, "null", "null", nil),
      (#"[{"Name":"Border","StringValue":"1008"}]"#, "null", "null", nil),
      (#"[{"Name":"Order"},{"Name":"Order","StringValue":"1009"}]"#, "null", "null", "1009"),
    ] as [(String, String, String, String?)])
  func `finds the shop's order`(_ custom: String, _ note: String, _ number: String, _ order: String?) throws {
    let record = try invoice(["CustomField": custom, "PrivateNote": note, "DocNumber": number])
    #expect(record.fields["order"]?.string == order)
  }

  @Test(arguments: [("1037", "1037"), ("R-2039", "2039"), ("2026-1040", "1040"), ("A", nil), ("12", nil)])
  func `takes the document's number for the order's where settings say so`(_ own: String, _ order: String?) throws {
    var terms = Self.terms
    terms.numbersAreOrders = true
    let record = try invoice(["PrivateNote": nil, "DocNumber": "\"\(own)\""], terms)
    #expect(record.fields["order"]?.string == order)
  }

  @Test(arguments: ["DueDate", "DocNumber", "CustomerRef", "BillEmail", "PrivateNote", "CustomField", "MetaData"])
  func `an invoice without what may be missing is mapped`(_ key: String) throws {
    _ = try invoice([key: nil])
    _ = try invoice([key: "null"])
  }

  @Test(
    arguments: [
      ("Id", nil, "missing-id", "Id"), ("Id", "{}", "wrong-type", "Id"), ("Id", "\" \"", "missing-id", "Id"),
      ("TxnDate", nil, "missing-date", "TxnDate"), ("TxnDate", "\"06/01/2026\"", "bad-date", "TxnDate"),
      ("TxnDate", "\"2026-13-01\"", "bad-date", "TxnDate"),
      ("TxnDate", "\"0001-01-01\"", "date-out-of-range", "TxnDate"),
      ("TxnDate", "\"9999-12-31\"", "date-out-of-range", "TxnDate"), ("DueDate", "true", "wrong-type", "DueDate"),
      ("TotalAmt", nil, "missing-amount", "TotalAmt"), ("TotalAmt", "\"1,000\"", "bad-amount", "TotalAmt"),
      ("TotalAmt", "90071992547409.93", "amount-too-large", "TotalAmt"), ("TotalAmt", "1e3", "bad-amount", "TotalAmt"),
      ("TotalAmt", "[]", "wrong-type", "TotalAmt"), ("Balance", nil, "missing-amount", "Balance"),
      ("Balance", "{\"value\":1}", "wrong-type", "Balance"),
      ("CurrencyRef", "{\"value\":\"XXY\"}", "bad-currency", "CurrencyRef.value"),
      ("CurrencyRef", "\"EUR\"", "wrong-type", "CurrencyRef"), ("DocNumber", "\"a\\u0000b\"", "nul-byte", "DocNumber"),
      ("DocNumber", "\"a\\nb\"", "unknown-value", "DocNumber"), ("DocNumber", "[1]", "wrong-type", "DocNumber"),
      ("CustomField", "{}", "wrong-type", "CustomField"), ("CustomField", "[1]", "wrong-type", "CustomField[0]"),
      ("MetaData", "{\"LastUpdatedTime\":\"yesterday\"}", "bad-date", "MetaData.LastUpdatedTime"),
      ("MetaData", "{\"LastUpdatedTime\":\"0001-01-01T00:00:00Z\"}", "date-out-of-range", "MetaData.LastUpdatedTime"),
      ("MetaData", "[]", "wrong-type", "MetaData"), ("BillEmail", "\"mira\"", "wrong-type", "BillEmail"),
      ("PrivateNote", "{}", "wrong-type", "PrivateNote"), ("CustomerRef", "7", "wrong-type", "CustomerRef"),
    ] as [(String, String?, String, String)])
  func `says what is wrong with an invoice`(
    _ key: String, _ value: String?, _ reason: String, _ field: String
  ) throws {
    let problem = try #require(try problem(Self.invoice, .invoice, [key: value]))
    #expect(problem.reason.rawValue == reason)
    #expect(problem.field == field)
  }

  @Test func `a very long number is not taken`() throws {
    let long = "\"" + String(repeating: "9", count: 5000) + "\""
    #expect(try problem(Self.invoice, .invoice, ["DocNumber": long])?.reason == .cellTooLong)
  }

  @Test func `nothing personal is public`() throws {
    for record in [
      try invoice(), try QuickBooksRefund.map(bookRow(Self.receipt), .refundReceipt, Self.terms),
      try QuickBooksCustomer.map(bookRow(Self.customer), Self.terms),
    ] {
      let text = String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self).lowercased()
      for word in ["mira", "holt", "example", "210", "broken", "web order", "ticket", "mail", "porto"] {
        #expect(!text.contains(word), "\(word)")
      }
      let known = Schema.of(record.kind)
      #expect(record.fields.keys.allSatisfy { known.field($0)?.isPublic == true })
      #expect(record.personal.keys.allSatisfy { known.field($0)?.isPublic == false })
      let covered = Set(QuickBooksTerms.fields(of: record.kind))
      #expect(covered.isSuperset(of: record.fields.keys) && covered.isSuperset(of: record.personal.keys))
    }
  }

  @Test func `links go to no page by an id of another form`() throws {
    #expect(try invoice(["Id": "\"13?x=\""]).fields["link"] == nil)
    var terms = Self.terms
    terms.site = "https://app.sandbox.qbo.intuit.com"
    #expect(try invoice([:], terms).fields["link"] == "https://app.sandbox.qbo.intuit.com/app/invoice?txnId=130")
  }

  // MARK: Refunds

  @Test func `maps each field of a refund receipt`() throws {
    let record = try QuickBooksRefund.map(bookRow(Self.receipt), .refundReceipt, Self.terms)
    #expect(record.kind == .refund)
    #expect(record.id == "refundreceipt-166")
    #expect(
      record.fields == [
        "amount": 6500, "created": "2026-06-02T11:00:00Z", "currency": "USD",
        "link": "https://app.qbo.intuit.com/app/refundreceipt?txnId=166", "state": "paid", "type": "refund",
        "updated": "2026-06-03T11:00:00Z",
      ])
    #expect(record.identifiers == Identifiers(customer: "24"))
    #expect(record.personal == ["note": "Broken in transit"])
  }

  @Test func `a credit memo corrects what is owed and has an id of its own`() throws {
    let record = try QuickBooksRefund.map(
      bookRow(Self.receipt, ["Balance": "65", "RemainingCredit": "65", "PrivateNote": "\"for #2039\""]), .creditMemo,
      Self.terms)
    #expect(record.id == "creditmemo-166")
    #expect(record.fields["type"] == "price_correction")
    #expect(record.fields["state"] == "paid")
    #expect(record.fields["order"] == "2039")
    #expect(record.fields["link"] == "https://app.qbo.intuit.com/app/creditmemo?txnId=166")
  }

  @Test func `a voided refund was not made`() throws {
    let row = try bookRow(Self.receipt, ["TotalAmt": "0", "PrivateNote": "\"Voided\""])
    #expect(try QuickBooksRefund.map(row, .refundReceipt, Self.terms).fields["state"] == "rejected")
  }

  @Test(arguments: [
    ("2026-06-02", "2026-06-02T21:30:00-07:00", "2026-06-02T16:00:00Z"),
    ("2026-06-02", "2026-06-02T20:30:00-04:00", "2026-06-03T00:30:00Z"),
    ("2026-05-01", "2026-06-02T04:00:00-07:00", "2026-05-01T16:00:00Z"),
  ])
  func `a refund that was booked later counts on its day`(_ day: String, _ entered: String, _ at: String) throws {
    let row = try bookRow(
      Self.receipt, ["TxnDate": "\"\(day)\"", "MetaData": "{\"CreateTime\":\"\(entered)\"}"])
    #expect(try QuickBooksRefund.map(row, .refundReceipt, Self.terms).fields["created"]?.string == at)
  }

  @Test(arguments: [
    ("Id", "missing-id"), ("TxnDate", "missing-date"), ("TotalAmt", "missing-amount"),
  ])
  func `says what a refund lacks`(_ key: String, _ reason: String) throws {
    for entity in [QuickBooksEntity.refundReceipt, .creditMemo] {
      #expect(try problem(Self.receipt, entity, [key: nil])?.reason.rawValue == reason)
    }
  }

  // MARK: Customers

  @Test func `maps each field of a customer`() throws {
    let record = try QuickBooksCustomer.map(bookRow(Self.customer), Self.terms)
    #expect(record.kind == .customer)
    #expect(record.id == "24")
    #expect(
      record.fields == [
        "country": "PT", "created": "2024-02-03T09:00:00Z", "currency": "EUR",
        "link": "https://app.qbo.intuit.com/app/customerdetail?nameId=24", "updated": "2026-06-02T10:00:03Z",
      ])
    #expect(record.identifiers == Identifiers(email: "mira@example.com", phone: "+351210000001", customer: "24"))
    #expect(record.personal == ["name": "Mira Holt", "note": "prefers mail"])
  }

  @Test func `a company goes by its name, without what QuickBooks adds to it`() throws {
    let names: [String: String?] = [
      "GivenName": nil, "FamilyName": nil, "DisplayName": "\"Holt Interiors (deleted)\"",
      "BillAddr": "{\"Country\":\"Portugal\"}", "PrimaryEmailAddr": nil, "PrimaryPhone": nil,
    ]
    let record = try QuickBooksCustomer.map(bookRow(Self.customer, names), Self.terms)
    #expect(record.personal["name"] == "Holt Interiors")
    #expect(record.fields["country"] == nil)
    #expect(record.identifiers == Identifiers(customer: "24"))
  }

  @Test(arguments: [("Id", "null"), ("MetaData", "7"), ("PrimaryPhone", "\"1\""), ("Notes", "[]"), ("BillAddr", "[]")])
  func `says what is wrong with a customer`(_ key: String, _ value: String) throws {
    #expect(try problem(Self.customer, .customer, [key: value])?.field == key)
  }
}

/// A row of the books with some members replaced; `nil` takes one away.
func bookRow(_ body: String, _ changes: [String: String?] = [:]) throws -> Answer {
  var object = try #require(try JSONReader.answer(Array(body.utf8)).object)
  for (key, text) in changes {
    object[key] = nil
    if let text, case .object(let change) = try JSONReader.answer(Array("{\"\(key)\":\(text)}".utf8)) {
      object[key] = change[key]
    }
  }
  return Answer(object)
}
