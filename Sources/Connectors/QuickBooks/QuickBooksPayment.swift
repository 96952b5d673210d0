import Records

/// What a payment tells of the invoices that it paid. Its amounts are of no matter: what is owed, an invoice says itself.
struct QuickBooksPayment: Sendable, Equatable {
  var id: String
  /// When it arrived.
  var arrived: Instant
  /// The processor's reference for it; nil where there is none, or words that somebody wrote.
  var reference: String?
  /// The invoices that its lines name; none where it is void.
  var invoices: Set<String>
  var isVoided: Bool

  init(_ row: Answer, _ terms: QuickBooksTerms) throws(MappingProblem) {
    guard let id = try row.publicLine("Id") else { throw row.problem(.missingID, "Id") }
    self.id = id
    arrived = try terms.booked(row)
    reference = try row.text("PaymentRefNum").map(\.trimmed).flatMap(Self.reference)
    let isNothing = try row.decimal("TotalAmt").map { $0.units == 0 } ?? false
    isVoided = try terms.isVoided(row, total: isNothing ? 0 : 1)
    invoices = isVoided ? [] : try Self.invoices(of: row)
  }

  /// The invoices that a payment's lines name.
  static func invoices(of row: Answer) throws(MappingProblem) -> Set<String> {
    var ids: Set<String> = []
    for line in try row.children("Line") {
      for link in try line.children("LinkedTxn")
      where try link.text("TxnType") == QuickBooksEntity.invoice.rawValue {
        if let id = try link.text("TxnId"), QuickBooksEntity.isID(id) { ids.insert(id) }
      }
    }
    return ids
  }

  /// A text that is an id and nothing that tells of a person: letters, digits, `_` and `-`, with a digit in it.
  private static func reference(_ text: String) -> String? {
    let isID = text.utf8.allSatisfy {
      isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
    return isID && text.utf8.count <= 64 && text.utf8.contains(where: isDigit) ? text : nil
  }

  /// Whether it came in after another; of two at one moment, the one with the greater id did.
  func isNewer(than other: QuickBooksPayment) -> Bool {
    if arrived != other.arrived { return arrived > other.arrived }
    return (id.utf8.count, id) > (other.id.utf8.count, other.id)
  }
}
