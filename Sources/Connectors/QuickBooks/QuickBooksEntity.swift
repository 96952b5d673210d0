import Records

/// What QuickBooks calls the things that are read, in the order in which a stream reads them.
enum QuickBooksEntity: String, Sendable, CaseIterable {
  case invoice = "Invoice"
  case refundReceipt = "RefundReceipt"
  case creditMemo = "CreditMemo"
  case customer = "Customer"

  /// The stream's kind of record.
  var kind: Kind {
    switch self {
    case .invoice: .invoice
    case .refundReceipt, .creditMemo: .refund
    case .customer: .customer
    }
  }

  /// What a stream is read from.
  static func of(_ kind: Kind) -> [QuickBooksEntity] { allCases.filter { $0.kind == kind } }

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
    case .refundReceipt, .creditMemo: "\(rawValue.lowercased())-\(id)"
    case .invoice, .customer: id
    }
  }
}
