import Records

/// What rows are read with, besides themselves.
struct QuickBooksTerms: Sendable {
  /// The currency of what names none.
  var home: String
  /// The shop's zone.
  var zone: Zone
  /// Whether a document's own number is the shop's order number.
  var numbersAreOrders = false
  /// Where people see the books.
  var site = "https://app.qbo.intuit.com"

  /// A row's record; nil for what has none of its own.
  /// - Parameter payment: the newest payment of an invoice.
  func record(
    _ entity: QuickBooksEntity, _ row: Answer, paidBy payment: QuickBooksPayment? = nil
  ) throws(MappingProblem) -> MappedRecord? {
    switch entity {
    case .payment: nil
    case .invoice: try QuickBooksInvoice.map(row, self, paidBy: payment)
    case .refundReceipt, .creditMemo: try QuickBooksRefund.map(row, entity, self)
    case .customer: try QuickBooksCustomer.map(row, self)
    }
  }

  /// The canonical fields that a stream reads.
  static func fields(of kind: Kind) -> [String] {
    switch kind {
    case .invoice: QuickBooksInvoice.fields
    case .refund: QuickBooksRefund.fields
    case .customer: QuickBooksCustomer.fields
    default: []
    }
  }

  func currency(of row: Answer) throws(MappingProblem) -> (code: String, places: Int) {
    try row.child("CurrencyRef")?.currency("value") ?? (home, Currency.exponent(of: home))
  }

  /// When a document was entered, or noon of the day it is booked on where that is another: books are often kept later.
  func booked(_ row: Answer) throws(MappingProblem) -> Instant {
    guard let day = try row.day("TxnDate") else { throw row.problem(.missingDate, "TxnDate") }
    if let entered = try row.stamp("CreateTime"), zone.day(of: entered) == day { return entered }
    return zone.instant(day, secondOfDay: 12 * 3600)
  }

  /// A page of QuickBooks' own; nil for an id that is not of the form QuickBooks makes.
  func link(_ page: String, _ name: String, _ id: String) -> String? {
    id.utf8.allSatisfy(isDigit) ? "\(site)/app/\(page)?\(name)=\(id)" : nil
  }

  /// The shop's order that a document names: in a custom field with `order` in its name, behind a `#` in a memo or its
  /// number, and, where the settings say so, by its number.
  func order(of row: Answer) throws(MappingProblem) -> String? {
    for field in try row.children("CustomField") {
      let words = folded(try field.text("Name")).split(separator: " ")
      guard words.contains("order"), !words.contains("purchase"),
        let text = [try field.text("StringValue"), try field.text("NumberValue")].compactMap({ $0 }).first
      else { continue }
      if let number = orderNumber(in: text) ?? Self.number(text.trimmed) { return number }
    }
    for memo in [try row.text("PrivateNote"), try row.child("CustomerMemo")?.text("value")] {
      if let number = orderNumber(in: memo) { return number }
    }
    guard let own = try row.text("DocNumber") else { return nil }
    return orderNumber(in: own) ?? (numbersAreOrders ? Self.lastDigits(own) : nil)
  }

  /// A text that is a number as shops make them, `1001` or `LP-1001`, and nothing else.
  private static func number(_ text: String) -> String? {
    let bytes = text.utf8
    guard (1...20).contains(bytes.count), bytes.contains(where: isDigit),
      bytes.allSatisfy({ isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "-") })
    else { return nil }
    return text
  }

  /// `2039` of `R-2039`.
  private static func lastDigits(_ text: String) -> String? {
    let runs = text.utf8.split(whereSeparator: { !isDigit($0) })
    return runs.last { (3...12).contains($0.count) }.map { String(decoding: Array($0), as: UTF8.self) }
  }

  /// Whether it was made void: it stays, its amounts are 0 and its note says so.
  func isVoided(_ row: Answer, total: Int) throws(MappingProblem) -> Bool {
    if try row.text("status") == "Voided" { return true }
    guard total == 0, let note = try row.text("PrivateNote") else { return false }
    return note.lowercased().hasPrefix("voided")
  }
}

extension Answer {
  /// A text for public fields: of one line, not long, without characters that no eye sees.
  func publicLine(_ key: String) throws(MappingProblem) -> String? {
    guard let text = try plain(key) else { return nil }
    if text.utf8.count > 100 { throw problem(.cellTooLong, key) }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw problem(.unknownValue, key)
    }
    return text
  }

  /// An amount that is always there.
  func amount(_ key: String, places: Int) throws(MappingProblem) -> Int {
    guard let amount = try money(key, places: places) else { throw problem(.missingAmount, key) }
    return amount
  }

  /// A stamp in `MetaData`.
  func stamp(_ key: String) throws(MappingProblem) -> Instant? { try child("MetaData")?.instant(key) }

  /// Free text for private fields, without NUL characters.
  func prose(_ key: String) throws(MappingProblem) -> String? {
    try text(key)?.replacing("\0", with: "")
  }

  /// Who a document is about.
  func person() throws(MappingProblem) -> Identifiers {
    Identifiers(
      email: try child("BillEmail")?.address(), customer: try child("CustomerRef")?.publicLine("value"))
  }

  /// The first of the addresses in `Address`, which commas part.
  func address() throws(MappingProblem) -> String? {
    try prose("Address")?.split { $0 == "," || $0 == ";" }.first.map { String($0).trimmed }
  }
}
