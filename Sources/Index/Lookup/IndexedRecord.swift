public import Records

/// What the index keeps of a record, of any kind. Amounts are minor units of `currency`.
public struct IndexedRecord: Sendable, Hashable {
  /// Where it stands.
  public var address: RecordAddress
  /// The store it belongs to.
  public var store: String
  /// The page slot, as in the ledger; nil where nobody asks for it.
  public var slot: Int?
  /// When it came to be: an order's `placed`, a refund's `created`, a ticket's `opened`, …
  public var created: Instant?
  /// When its system last changed it.
  public var updated: Instant?
  /// An order's net value; what a refund, dispute, checkout, lead or invoice is about; a campaign day's spend.
  public var amount: Int?
  /// The ISO 4217 code of `amount` and `refunded`.
  public var currency: String?
  /// The state code of kinds that have one.
  public var state: String?
  /// An order's class; a refund's type; elsewhere free for the caller.
  public var classification: String?
  /// An order's payment state.
  public var payment: String?
  /// An order's fulfilment state.
  public var fulfillment: String?
  /// An order's own number; what another record names as its order. Normalised by ``OrderReference``.
  public var orderReference: String?
  /// What was paid back of an order.
  public var refunded: Int?
  /// When an order was cancelled.
  public var cancelled: Instant?
  /// Nothing is open any more: a refund paid, a ticket closed, a lead won or lost. The caller decides by kind.
  public var isSettled: Bool
  /// The shop's calendar day on which it counts in ``DailyFigure``; nil when it does not count (a test order).
  public var day: Day?
  /// Who it is about.
  public var people: Pseudonyms

  /// A record of which only the address and the store are known; set the rest.
  public init(address: RecordAddress, store: String) {
    self.address = address
    self.store = store
    isSettled = false
    people = Pseudonyms()
  }
}

/// How systems name an order: by its number, with or without a sign before it.
public enum OrderReference {
  /// Without white space around it and one leading `#`, ASCII letters in lower case: `#1001` and `1001` are the same;
  /// nil when nothing is left.
  public static func normalised(_ text: String) -> String? {
    var rest = text.unicodeScalars[...]
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    if rest.first == "#" { rest.removeFirst() }
    guard !rest.isEmpty else { return nil }
    var out = String.UnicodeScalarView()
    for scalar in rest {
      out.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
    }
    return String(out)
  }
}

/// Sums over the records of one shop day, store, kind, class and currency.
public struct DailyFigure: Sendable, Hashable {
  /// The day in the shop's zone.
  public var day: Day
  /// The store.
  public var store: String
  /// What was counted.
  public var kind: Kind
  /// The records' ``IndexedRecord/classification``.
  public var classification: String?
  /// The ISO 4217 code of the sums.
  public var currency: String?
  /// How many records.
  public var count: Int
  /// The sum of their ``IndexedRecord/amount``.
  public var amount: Int
  /// The sum of their ``IndexedRecord/refunded``.
  public var refunded: Int
}

/// How many records there are of a connection, kind and state.
public struct StateCount: Sendable, Hashable {
  /// The connection.
  public var connection: String
  /// The kind.
  public var kind: Kind
  /// The state; nil for records without one.
  public var state: String?
  /// How many.
  public var count: Int
}

/// A decision of someone about who is one person, from `people/links.jsonl`.
public enum PersonLink: Sendable, Hashable {
  /// The two pseudonyms are the same person, whatever the records say.
  case join(String, String)
  /// The pseudonym joins nobody through records any more, and earlier joins with it end. A later join stands.
  case split(String)
}
