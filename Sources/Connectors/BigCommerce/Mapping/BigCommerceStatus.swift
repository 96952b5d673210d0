import Records

/// What the status of an order and that of its payment say together, in Tend's words.
struct BigCommerceStatus {
  static let incomplete = 0
  static let cancelled = 5
  static let declined = 6

  let id: Int
  /// The word of the payment; empty for methods that BigCommerce does not handle itself.
  let payment: String

  /// - Throws: `unknown-value` for a status or word that is not documented.
  init(_ order: Answer) throws(MappingProblem) {
    guard let id = try order.integer("status_id") else { throw order.problem(.wrongType, "status_id") }
    guard (0...14).contains(id) else { throw order.problem(.unknownValue, "status_id") }
    self.id = id
    payment = folded(try order.text("payment_status"))
    guard payment.isEmpty || Self.words[payment] != nil else { throw order.problem(.unknownValue, "payment_status") }
  }

  private static let words = [
    "authorized": "authorized", "captured": "paid", "capture pending": "authorized", "declined": "failed",
    "held for review": "authorized", "paid": "paid", "partially refunded": "partially_refunded", "pending": "pending",
    "refunded": "refunded", "void": "voided", "void pending": "voided",
  ]

  /// The payment's own word where there is one; but what the seller marked as refunded is.
  var paymentState: String {
    let own = Self.words[payment]
    if id == 4, own == nil || own == "paid" { return "refunded" }
    if id == 14, own == nil || own == "paid" { return "partially_refunded" }
    if let own { return own }
    return switch id {
    case 0, 1, 7: "pending"
    case 12: "authorized"
    case Self.cancelled: "voided"
    case Self.declined: "failed"
    default: "paid"
    }
  }

  /// Whether a person has to look at the payment first.
  var isRisky: Bool { payment == "held for review" }

  /// - Parameters:
  ///   - open: Items of the order that have to be sent, less those refunded and those sent.
  ///   - sent: Items sent.
  func fulfillment(open: Int, sent: Int) -> String {
    switch id {
    case Self.cancelled, Self.declined: "cancelled"
    case 12: "on_hold"
    case 3: "partial"
    case 2, 4, 10: "fulfilled"
    case 13, 14: open == 0 ? "fulfilled" : sent > 0 ? "partial" : "unfulfilled"
    default: sent == 0 ? "unfulfilled" : open == 0 ? "fulfilled" : "partial"
    }
  }
}
