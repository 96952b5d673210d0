public import Records

/// The quick way past old, fulfilled and paid records of a first load: whether none of the rules can open for a record,
/// now or later by time alone.
///
/// Conservative: when in doubt the answer is no. It looks at the record only, so that what is around it (a customer's
/// n-th order, a refund without an order) is not counted as backlog for settled records.
public struct SettledFilter: Sendable {
  private let ruled: Set<Kind>
  private let custom: Set<Kind>
  private let isReplay: Bool
  private let leastHighValue: Int
  /// What was made until then opens no event any more.
  public let before: Instant

  /// A filter for one run.
  ///
  /// - Parameters:
  ///   - rules: all rules that are asked.
  ///   - marks: since when each rule looks, by rule id, as for ``Planner``. A rule without a mark begins now.
  public init(rules: [Rule], settings: WorkflowSettings, marks: [String: Instant], now: Instant) {
    func kinds(_ rules: [Rule]) -> Set<Kind> {
      Set(rules.compactMap { if case .record(let kind) = $0.kind { kind } else { nil } })
    }
    ruled = kinds(rules)
    custom = kinds(rules.filter(\.isCustom))
    isReplay = settings.baseline == .none
    leastHighValue = ([settings.thresholds] + settings.copies.map(\.thresholds)).map(\.highValue).min() ?? 0
    // Whatever happened after the earliest mark, less the grace, may still open as an event.
    let earliest = rules.map { $0.since ?? marks[$0.id] ?? now }.min() ?? now
    before = min(earliest, now) - settings.eventGrace
  }

  /// Whether nothing can open for the record unless it changes.
  public func isSettled(_ record: JSONObject, kind: Kind) -> Bool {
    guard ruled.contains(kind) else { return true }
    guard !isReplay, !custom.contains(kind), let field = kind.creationField ?? (kind == .lead ? "created" : nil),
      let created = record[field]?.instant, created <= before
    else { return false }
    switch kind {
    case .order: return isSettledOrder(record)
    case .shipment: return ["delivered", "returned"].contains(record["state"]?.string)
    case .refund:
      let isDone = record["state"] == nil || ["paid", "rejected"].contains(record["state"]?.string)
      return isDone && record["observed"]?.instant ?? created <= before
    case .dispute: return ["won", "lost", "closed", "accepted"].contains(record["status"]?.string)
    case .checkout: return record["recovered"]?.bool == true
    case .lead: return ["won", "lost"].contains(record["state"]?.string)
    case .ticket: return record["state"]?.string == "closed" && record["last_customer"]?.instant ?? created <= before
    default: return false
    }
  }

  private func isSettledOrder(_ order: JSONObject) -> Bool {
    guard order["fulfillment"]?.string == "fulfilled", order["cancelled"] == nil,
      ["paid", "refunded", "partially_refunded"].contains(order["payment"]?.string),
      !["high", "pending"].contains(order["risk"]?.string)
    else { return false }
    if let total = order["total"]?.integer, order["refunded"]?.integer ?? 0 > total { return false }
    // A large order of the past is evaluated all the same, so that the first look can count it.
    return order["net"]?.integer.map { $0 < leastHighValue } ?? false
  }
}
