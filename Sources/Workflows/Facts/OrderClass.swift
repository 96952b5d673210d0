public import Records

/// What sort of sale an order is; it decides which rules are asked of it.
public enum OrderClass: String, Sendable, CaseIterable, Hashable {
  case test, staff, replacement, wholesale, marketplace, pos, renewal, online
  /// Another system's copy of an order that the store's shop tells of itself.
  case copy

  /// The fields that the class of an order follows from, beside the customer's e-mail domain.
  public static let inputs: Set<String> = [
    "channel", "company", "discount", "net", "payment_terms", "po_number", "source", "subscription", "tags", "test",
  ]

  /// The class of an order; the first that fits, in the order in which they are listed.
  ///
  /// The engine asks once, when a record comes in, while the customer's e-mail domain is still known, and writes the
  /// answer into the record's `class`.
  public static func of(_ order: JSONObject, emailDomain: String? = nil, settings: OrderSettings) -> OrderClass {
    if order["test"]?.bool == true { return .test }
    if isStaff(order, emailDomain, settings) { return .staff }
    let tags = Set((order["tags"]?.array ?? []).compactMap { $0.string?.lowercased() })
    func tagged(_ words: [String]) -> Bool { words.contains { tags.contains($0.lowercased()) } }
    if tagged(settings.replacementTags) { return .replacement }
    let terms = ["payment_terms", "po_number"].contains { order[$0]?.string?.isEmpty == false }
    if order["company"]?.bool == true || terms || tagged(settings.wholesaleTags) { return .wholesale }
    let origins = ["channel", "source"].compactMap { order[$0]?.string?.lowercased() }
    func comes(from words: [String]) -> Bool { words.contains { origins.contains($0.lowercased()) } }
    if comes(from: settings.marketplaces) { return .marketplace }
    if comes(from: settings.pointsOfSale) { return .pos }
    if order["subscription"]?.bool == true || comes(from: settings.renewals) { return .renewal }
    return .online
  }

  private static func isStaff(_ order: JSONObject, _ domain: String?, _ settings: OrderSettings) -> Bool {
    if let domain = domain?.lowercased(), settings.staffDomains.contains(where: { $0.lowercased() == domain }) {
      return true
    }
    // Everything given away: a discount that leaves nothing of the goods' value.
    guard let discount = order["discount"]?.integer, discount > 0 else { return false }
    return order["net"]?.integer == 0
  }
}
