import Records

/// What QuickBooks calls the things that are read, in the order in which a stream reads them.
enum QuickBooksEntity: String, Sendable, CaseIterable {
  case invoice = "Invoice"
  case refundReceipt = "RefundReceipt"
  case creditMemo = "CreditMemo"
  case customer = "Customer"
  /// No records of their own: they say when and by what invoices were paid.
  case payment = "Payment"

  /// The kind of record of the stream that it is read for.
  var kind: Kind {
    switch self {
    case .invoice, .payment: .invoice
    case .refundReceipt, .creditMemo: .refund
    case .customer: .customer
    }
  }

  /// Whether its things become records.
  var isRecord: Bool { self != .payment }

  /// What a stream's records are made of.
  static func of(_ kind: Kind) -> [QuickBooksEntity] { allCases.filter { $0.kind == kind && $0.isRecord } }

  /// What a stream changes with.
  static func changing(_ kind: Kind) -> [QuickBooksEntity] { allCases.filter { $0.kind == kind } }

  /// The one that is read next in the same stream.
  var next: QuickBooksEntity? {
    let siblings = Self.of(kind)
    return siblings.firstIndex(of: self).flatMap { $0 + 1 < siblings.count ? siblings[$0 + 1] : nil }
  }

  /// Whether queries leave out what is inactive unless it is asked for.
  var hidesInactive: Bool { self == .customer }

  /// The record's id: an Id is unique only among things of one sort.
  func recordID(_ id: String) -> String {
    switch self {
    case .refundReceipt, .creditMemo, .payment: "\(rawValue.lowercased())-\(id)"
    case .invoice, .customer: id
    }
  }

  /// Whether a text has the form of an Id, so that it may be asked for and shown.
  static func isID(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { isDigit($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: ":") }
  }
}
