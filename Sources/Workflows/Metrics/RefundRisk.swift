import Records

/// The money that open escalations may cost.
public struct RefundRisk: Sendable, Hashable {
  /// One open escalation about an order, or about none.
  public struct Item: Sendable, Hashable {
    /// The order's address; nil when it is not known.
    public var order: String?
    /// What the shop received for the order, in minor units of its currency.
    public var received: Int
    /// What was paid back already.
    public var refunded: Int
    /// The value of the affected lines; nil when not known.
    public var lines: Int?

    /// An item of its parts.
    public init(order: String?, received: Int, refunded: Int, lines: Int? = nil) {
      self.order = order
      self.received = received
      self.refunded = refunded
      self.lines = lines
    }
  }

  /// The sum in minor units of the shop's currency.
  public var amount = 0
  /// How many orders it is about.
  public var orders = 0
  /// Escalations without an order: counted, no money.
  public var withoutOrder = 0

  /// The sum over distinct orders of min(received − refunded, value of the affected lines where known), never below zero.
  ///
  /// Of several escalations about one order the largest value counts, so that no order is counted twice.
  public static func of(_ items: [Item]) -> RefundRisk {
    var result = RefundRisk()
    var largest: [String: Int] = [:]
    for item in items {
      guard let order = item.order else {
        result.withoutOrder += 1
        continue
      }
      let left = max(0, bounded(item.received, minus: item.refunded))
      largest[order] = max(largest[order] ?? 0, item.lines.map { min(left, max(0, $0)) } ?? left)
    }
    result.orders = largest.count
    result.amount = largest.values.reduce(0) { bounded($0, plus: $1) }
    return result
  }
}
