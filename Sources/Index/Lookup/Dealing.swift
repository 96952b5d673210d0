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

extension Dealing {
  static func isOlder(_ left: Dealing, _ right: Dealing) -> Bool {
    left.created == right.created ? left.address < right.address : left.created < right.created
  }
}

/// What a person did with the shop.
public struct PersonHistory: Sendable, Hashable {
  /// Where records about a person stand.
  public struct Place: Sendable, Hashable {
    /// The connection.
    public var connection: String
    /// The store.
    public var store: String
  }

  /// Orders of which it is known when they were made; the oldest first, then by address.
  public var orders: [Dealing] = []
  /// Refunds, likewise.
  public var refunds: [Dealing] = []
  /// The connections and stores that know the person, the place of the oldest record first.
  public var places: [Place] = []
  /// The kinds of records there are about the person.
  public var kinds: Set<Kind> = []
}

/// One identifier of a person.
struct PersonMember {
  var identifier: Int64
  var pseudonym: String
}
