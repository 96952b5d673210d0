import Records
import Testing

@testable import Connectors

/// One payment, and what it tells of an invoice. All bodies are invented.
struct QuickBooksPaymentMappingTests {
  private static let terms = QuickBooksMappingTests.terms

  static let invoice = """
    {"Id":"130","SyncToken":"1","domain":"QBO","sparse":false,"DocNumber":"2041","TxnDate":"2026-06-01",
    "DueDate":"2026-07-01","CurrencyRef":{"value":"EUR","name":"Euro"},"TotalAmt":138.0,"Balance":38.0,
    "CustomerRef":{"value":"24","name":"Mira Holt"},"LinkedTxn":[{"TxnId":"147","TxnType":"Payment"}],
    "MetaData":{"CreateTime":"2026-06-01T01:16:17-07:00","LastUpdatedTime":"2026-06-02T03:00:03-07:00"}}
    """
  static let payment = """
    {"Id":"147","SyncToken":"0","domain":"QBO","sparse":false,"TxnDate":"2026-06-02","TotalAmt":100.0,
    "UnappliedAmt":0,"ProcessPayment":false,"CurrencyRef":{"value":"EUR","name":"Euro"},
    "CustomerRef":{"value":"24","name":"Mira Holt"},"DepositToAccountRef":{"value":"4"},
    "PaymentMethodRef":{"value":"1"},"PaymentRefNum":"ch_1",
    "Line":[{"Amount":100.0,"LinkedTxn":[{"TxnId":"130","TxnType":"Invoice"}]}],
    "MetaData":{"CreateTime":"2026-06-02T03:00:03-07:00","LastUpdatedTime":"2026-06-02T03:00:03-07:00"}}
    """

  private func payment(_ changes: [String: String?] = [:]) throws -> QuickBooksPayment {
    try QuickBooksPayment(bookRow(Self.payment, changes), Self.terms)
  }

  private func problem(_ changes: [String: String?]) throws -> MappingProblem? {
    let row = try bookRow(Self.payment, changes)
    do throws(MappingProblem) {
      _ = try QuickBooksPayment(row, Self.terms)
      return nil
    } catch {
      return error
    }
  }

  @Test func `maps what a payment tells`() throws {
    let payment = try payment()
    #expect(payment.id == "147")
    #expect(payment.arrived == Instant("2026-06-02T10:00:03Z"))
    #expect(payment.reference == "ch_1")
    #expect(payment.invoices == ["130"])
    #expect(!payment.isVoided)
  }

  @Test func `an invoice says when and by what it was paid`() throws {
    let record = try QuickBooksInvoice.map(bookRow(Self.invoice), Self.terms, paidBy: try payment())
    #expect(record.fields["paid"] == "2026-06-02T10:00:03Z")
    #expect(record.fields["payment_reference"] == "ch_1")
    #expect(record.fields["state"] == "partial")
    let text = String(decoding: CanonicalJSON.bytes(record.fields), as: UTF8.self).lowercased()
    #expect(!text.contains("mira") && !text.contains("holt"))
  }

  @Test(arguments: ["[]", "null", #"[{"TxnId":"9","TxnType":"Estimate"}]"#, "[null]"])
  func `an invoice that names no payment has no such fields`(_ links: String) throws {
    let record = try QuickBooksInvoice.map(
      bookRow(Self.invoice, ["LinkedTxn": links]), Self.terms, paidBy: try payment())
    #expect(record.fields["paid"] == nil && record.fields["payment_reference"] == nil)
    let alone = try QuickBooksInvoice.map(bookRow(Self.invoice), Self.terms)
    #expect(alone.fields["paid"] == nil && alone.fields["payment_reference"] == nil)
  }

  @Test(
    arguments: [
      ("ch_1", "ch_1"), (" pi_3OaB-7 ", "pi_3OaB-7"), ("1042", "1042"), ("check", nil), ("Mira Holt", nil),
      ("mira7@example.com", nil), ("+1 518 555 0100", nil), ("n° 12", nil), ("١٢", nil), ("", nil), ("ch.1", nil),
      (String(repeating: "7", count: 64), String(repeating: "7", count: 64)), (String(repeating: "7", count: 65), nil),
    ] as [(String, String?)])
  func `takes for a reference only what has the form of one`(_ text: String, _ reference: String?) throws {
    #expect(try payment(["PaymentRefNum": "\"\(text)\""]).reference == reference)
  }

  @Test func `a reference may be written as a number, or be missing`() throws {
    #expect(try payment(["PaymentRefNum": "1042"]).reference == "1042")
    #expect(try payment(["PaymentRefNum": nil]).reference == nil)
    #expect(try payment(["PaymentRefNum": "null"]).reference == nil)
  }

  @Test(arguments: [
    ("2026-06-02", "2026-06-02T21:30:00-07:00", "2026-06-02T16:00:00Z"),
    ("2026-06-02", "2026-06-02T20:30:00-04:00", "2026-06-03T00:30:00Z"),
    ("2026-05-01", "2026-06-02T04:00:00-07:00", "2026-05-01T16:00:00Z"),
  ])
  func `a payment that was booked later arrived on its day`(_ day: String, _ entered: String, _ at: String) throws {
    let payment = try payment(["TxnDate": "\"\(day)\"", "MetaData": "{\"CreateTime\":\"\(entered)\"}"])
    #expect(payment.arrived == Instant(at))
    #expect(try self.payment(["MetaData": nil]).arrived == Instant("2026-06-02T16:00:00Z"))
  }

  @Test(
    arguments: [
      ("[]", []), ("null", []), ("[null]", []), (#"[{"Amount":1}]"#, []), (#"[{"LinkedTxn":null}]"#, []),
      (#"[{"LinkedTxn":[{"TxnId":"7","TxnType":"CreditMemo"}]}]"#, []), (#"[{"LinkedTxn":[null]}]"#, []),
      (#"[{"LinkedTxn":[{"TxnId":130,"TxnType":"Invoice"},{"TxnId":"130","TxnType":"Invoice"}]}]"#, ["130"]),
      (
        #"[{"LinkedTxn":[{"TxnId":"8","TxnType":"Invoice"}]},{"LinkedTxn":[{"TxnId":"9","TxnType":"Invoice"}]}]"#,
        ["8", "9"]
      ),
      (#"[{"LinkedTxn":[{"TxnId":"mira@example.com","TxnType":"Invoice"},{"TxnType":"Invoice"}]}]"#, []),
    ] as [(String, Set<String>)])
  func `reads the invoices that its lines name`(_ lines: String, _ invoices: Set<String>) throws {
    #expect(try payment(["Line": lines]).invoices == invoices)
  }

  @Test(arguments: [("\"Voided\"", "0", true), ("null", "0", false), ("\"Voided\"", "\"100.0\"", false)])
  func `a voided payment paid nothing`(_ note: String, _ total: String, _ isVoided: Bool) throws {
    let payment = try payment(["PrivateNote": note, "TotalAmt": total])
    #expect(payment.isVoided == isVoided)
    #expect(payment.invoices == (isVoided ? [] : ["130"]))
  }

  @Test func `the currency and the amounts of a payment are of no matter`() throws {
    let foreign = try payment([
      "CurrencyRef": #"{"value":"XXY"}"#, "UnappliedAmt": "\"lots\"", "TotalAmt": "\"90071992547409.93\"",
      "ExchangeRate": "[]",
    ])
    #expect(try foreign == payment())
  }

  @Test(
    arguments: [
      ("Id", nil, "missing-id", "Id"), ("TxnDate", nil, "missing-date", "TxnDate"),
      ("TxnDate", "\"06/02/2026\"", "bad-date", "TxnDate"), ("TxnDate", "7", "bad-date", "TxnDate"),
      ("Line", "{}", "wrong-type", "Line"), ("Line", "[7]", "wrong-type", "Line[0]"),
      ("Line", "[{\"LinkedTxn\":7}]", "wrong-type", "Line[0].LinkedTxn"),
      ("PaymentRefNum", "{}", "wrong-type", "PaymentRefNum"), ("TotalAmt", "{}", "wrong-type", "TotalAmt"),
      ("MetaData", "{\"CreateTime\":\"soon\"}", "bad-date", "MetaData.CreateTime"),
    ] as [(String, String?, String, String)])
  func `says what is wrong with a payment`(_ key: String, _ value: String?, _ reason: String, _ field: String) throws {
    let problem = try #require(try problem([key: value]))
    #expect(problem.reason.rawValue == reason)
    #expect(problem.field == field)
  }

  @Test func `reads thousands of links, each once`() throws {
    let links = (0..<6000).map { #"{"TxnId":"\#($0 % 3000)","TxnType":"Payment"}"# }.joined(separator: ",")
    let ids = try QuickBooksInvoice.payments(of: bookRow(Self.invoice, ["LinkedTxn": "[\(links)]"]))
    #expect(ids == (0..<3000).map(String.init))
    let strange = #"[{"TxnId":"a@b.c","TxnType":"Payment"},{"TxnType":"Payment"},{"TxnId":"9","TxnType":7}]"#
    #expect(try QuickBooksInvoice.payments(of: bookRow(Self.invoice, ["LinkedTxn": strange])).isEmpty)
  }

  @Test func `a link that can't be read sets the invoice aside`() throws {
    for links in ["{}", "[7]", #"[{"TxnType":{}}]"#] {
      let row = try bookRow(Self.invoice, ["LinkedTxn": links])
      #expect(throws: MappingProblem.self) { try QuickBooksInvoice.map(row, Self.terms) }
    }
  }

  @Test func `of two payments of one moment the later id is the newer`() throws {
    let (first, second) = (try payment(["Id": "\"99\""]), try payment(["Id": "\"100\""]))
    #expect(second.isNewer(than: first) && !first.isNewer(than: second))
    let later = try payment(["Id": "\"1\"", "TxnDate": "\"2026-06-03\""])
    #expect(later.isNewer(than: second))
  }
}
