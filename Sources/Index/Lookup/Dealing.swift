public import Records

/// The figures of one order or refund of a person.
public struct Dealing: Sendable, Hashable {
  /// Where it stands.
  public var address: RecordAddress
  /// When it was made.
  public var created: Instant
  /// Net value of an order, amount of a refund, in minor units.
  public var amount: Int?
  /// What was paid back of an order, in minor units.
  public var refunded: Int?
  /// The currency of both; nil where none is named.
  public var currency: String?
  /// The order's class or the refund's type.
  public var classification: String?
  /// Whether it was cancelled.
  public var isCancelled: Bool
}
