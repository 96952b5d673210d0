public import Records

/// An open exception as grouping sees it.
public struct CaseMember: Sendable, Hashable {
  /// The exception.
  public var exception: ShopException
  /// SKUs of its order.
  public var skus: [String]
  /// Carrier of its parcel.
  public var carrier: String?
  /// Why its order is held, as a code.
  public var holdReason: String?

  /// A member of its parts.
  public init(_ exception: ShopException, skus: [String] = [], carrier: String? = nil, holdReason: String? = nil) {
    self.exception = exception
    self.skus = skus
    self.carrier = carrier
    self.holdReason = holdReason
  }
}

/// Exceptions that are shown and sent together. Worked out anew every time, never stored.
public struct Case: Sendable, Hashable {
  /// `order:…`, `person:…`, a subject, or the cause: `sku:…`, `carrier:…`, `hold:…`, `rule:…`.
  public var key: String
  /// Ids of its exceptions, the most severe first, then the oldest.
  public var exceptions: [String]
  /// The owner of the most severe.
  public var owner: String
  /// The highest severity.
  public var severity: ShopException.Severity
  /// Money at stake by currency, the largest of each order or person once.
  public var amounts: [String: Int]

  /// A case of its parts.
  public init(
    key: String, exceptions: [String], owner: String, severity: ShopException.Severity, amounts: [String: Int]
  ) {
    self.key = key
    self.exceptions = exceptions
    self.owner = owner
    self.severity = severity
    self.amounts = amounts
  }
}

/// How exceptions become cases.
public enum CaseGrouping {
  /// From how many late orders a shared cause makes one case.
  public static let sharedCause = 5
  /// From how many late orders at once there is one cause, known or not.
  public static let outage = 15

  /// The cases of open exceptions, the most severe first. The order of `members` does not matter.
  public static func cases(_ members: [CaseMember]) -> [Case] {
    let open = members.filter { $0.exception.state != .resolved }.sorted { $0.exception.isGraver(than: $1.exception) }
    var causes: [String: String] = [:]
    for (key, ids) in causesByOrder(open) { for id in ids { causes[id] = key } }
    let groups = Dictionary(grouping: open) { causes[$0.exception.caseKey] ?? $0.exception.caseKey }
    let cases = groups.compactMap { key, group -> Case? in
      guard let first = group.first?.exception else { return nil }
      return Case(
        key: key, exceptions: group.map(\.exception.id), owner: first.owner, severity: first.severity,
        amounts: amounts(group))
    }
    return cases.sorted { $0.severity != $1.severity ? $0.severity < $1.severity : precedes($0.key, $1.key) }
  }

  /// Cause to the case keys that share it; everything about one of these orders goes along.
  private static func causesByOrder(_ open: [CaseMember]) -> [(String, [String])] {
    let late = open.filter { $0.exception.rule == "late_order" }
    if late.count >= outage { return [("rule:late_order", late.map(\.exception.caseKey))] }
    var rest = open.filter { ["late_order", "held_order", "shipment_exception"].contains($0.exception.rule) }
    var found: [(String, [String])] = []
    // The widest cause first, so that an order with two suspects goes to the likelier one.
    while true {
      var keys: [String: Set<String>] = [:]
      for member in rest {
        for cause in member.causes { keys[cause, default: []].insert(member.exception.caseKey) }
      }
      let widest = keys.max {
        $0.value.count != $1.value.count ? $0.value.count < $1.value.count : precedes($1.key, $0.key)
      }
      guard let (cause, orders) = widest, orders.count >= sharedCause else { return found }
      found.append((cause, orders.sorted(by: precedes)))
      rest.removeAll { orders.contains($0.exception.caseKey) }
    }
  }

  private static func amounts(_ group: [CaseMember]) -> [String: Int] { Stake.sums(Stake.of(group.map(\.exception))) }
}

extension CaseMember {
  fileprivate var causes: [String] {
    switch exception.rule {
    case "late_order": skus.map { "sku:\($0)" } + (carrier.map { ["carrier:\($0)"] } ?? [])
    case "held_order": holdReason.map { ["hold:\($0)"] } ?? []
    default: carrier.map { ["carrier:\($0)"] } ?? []
    }
  }
}
