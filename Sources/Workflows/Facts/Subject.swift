public import Records

/// One order of a person, as the index keeps it.
public struct PersonOrder: Sendable, Hashable {
  /// The order's address as text.
  public var address: String
  /// When it was placed.
  public var placed: Instant
  /// Net value in minor units of the shop's currency.
  public var net: Int
  /// What was paid back.
  public var refunded: Int
  /// Its class.
  public var orderClass: OrderClass
  /// Whether it was cancelled.
  public var isCancelled: Bool

  /// An order of its parts.
  public init(
    address: String, placed: Instant, net: Int, refunded: Int = 0, orderClass: OrderClass = .online,
    isCancelled: Bool = false
  ) {
    self.address = address
    self.placed = placed
    self.net = net
    self.refunded = refunded
    self.orderClass = orderClass
    self.isCancelled = isCancelled
  }
}

/// One refund of a person, as the index keeps it.
public struct PersonRefund: Sendable, Hashable {
  /// The refund's address as text.
  public var address: String
  /// When it was made.
  public var created: Instant
  /// The amount in minor units of the shop's currency.
  public var amount: Int

  /// A refund of its parts.
  public init(address: String, created: Instant, amount: Int) {
    self.address = address
    self.created = created
    self.amount = amount
  }
}

/// What is known about the person behind a record.
public struct PersonSummary: Sendable, Hashable {
  /// Their pseudonyms, the representative first.
  public var pseudonyms: [String]
  /// All their orders, in any order and of any class.
  public var orders: [PersonOrder]
  /// All their refunds, in any order; exchanges and price corrections left out.
  public var refunds: [PersonRefund]
  /// Online orders known to lie before the readable history, from the system's own count.
  public var ordersBefore: Int
  /// Whether a subscription is running.
  public var hasSubscription: Bool
  /// Whether several people seem to stand behind it: out of VIP and outreach.
  public var isShared: Bool
  /// Whether someone already found them to be a VIP.
  public var isVIP: Bool
  /// The last contact by a human being, in or out.
  public var lastContact: Instant?

  /// A summary of its parts.
  public init(
    pseudonyms: [String], orders: [PersonOrder] = [], refunds: [PersonRefund] = [], ordersBefore: Int = 0,
    hasSubscription: Bool = false, isShared: Bool = false, isVIP: Bool = false, lastContact: Instant? = nil
  ) {
    self.pseudonyms = pseudonyms
    self.orders = orders
    self.refunds = refunds
    self.ordersBefore = ordersBefore
    self.hasSubscription = hasSubscription
    self.isShared = isShared
    self.isVIP = isVIP
    self.lastContact = lastContact
  }

  /// The orders that VIP, n-th order and inactivity look at: online and not cancelled, oldest first.
  public var countedOrders: [PersonOrder] {
    orders.filter { $0.orderClass == .online && !$0.isCancelled }
      .sorted { $0.placed != $1.placed ? $0.placed < $1.placed : precedes($0.address, $1.address) }
  }
}

/// What one system says was paid back for an order, beside the system whose refunds count.
public struct PaidBack: Sendable, Hashable {
  /// Whether it keeps the books; else it moves the money.
  public var isBooks: Bool
  /// Its refunds of the order.
  public var refunds: [JSONObject]

  /// What a system says.
  public init(isBooks: Bool, refunds: [JSONObject]) {
    self.isBooks = isBooks
    self.refunds = refunds
  }
}

/// What the engine found around a subject.
public struct Related: Sendable, Hashable {
  /// The person behind it; nil when nobody is known.
  public var person: PersonSummary?
  /// The address of the order it refers to; nil when there is none or the subject is an order.
  public var orderAddress: RecordAddress?
  /// That order.
  public var order: JSONObject?
  /// Parcels of the order, from all systems of the store.
  public var shipments: [JSONObject]
  /// Refunds of the order.
  public var refunds: [JSONObject]
  /// What other systems of the store than those say was paid back for the order.
  public var paidBack: [PaidBack]
  /// Tickets of the order.
  public var tickets: [JSONObject]
  /// Invoices of the order.
  public var invoices: [JSONObject]
  /// The stream it is about, for a stream.
  public var stream: StreamHealth?

  /// What is around a subject; nothing by default.
  public init(
    person: PersonSummary? = nil, orderAddress: RecordAddress? = nil, order: JSONObject? = nil,
    shipments: [JSONObject] = [], refunds: [JSONObject] = [], paidBack: [PaidBack] = [], tickets: [JSONObject] = [],
    invoices: [JSONObject] = [],
    stream: StreamHealth? = nil
  ) {
    self.person = person
    self.orderAddress = orderAddress
    self.order = order
    self.shipments = shipments
    self.refunds = refunds
    self.paidBack = paidBack
    self.tickets = tickets
    self.invoices = invoices
    self.stream = stream
  }
}

/// One thing that rules are asked about.
public struct Subject: Sendable, Hashable {
  /// `connection:kind:id`, `person:<pseudonym>` or `stream:<connection>/<stream>`.
  public var address: String
  /// What it is.
  public var kind: SubjectKind
  /// The store it belongs to.
  public var store: String
  /// Its connection; for a person the one that knows them, nil when several do.
  public var connection: String?
  /// Its canonical record; nil when it is gone or can no longer be read. Empty for persons and streams.
  public var record: JSONObject?
  /// Whether its system itself has just said that it was deleted.
  public var isDeleted = false
  /// What is around it.
  public var related: Related
  /// Since when its stream is watched, when that is later than the rules' own marks: a system added, a longer history.
  public var mark: Instant?

  /// A record; `record` is nil when it is gone.
  public init(_ address: RecordAddress, record: JSONObject?, store: String = "main", related: Related = Related()) {
    self.address = address.description
    kind = .record(address.kind)
    connection = address.connection
    self.store = record?["store"]?.string ?? store
    self.record = record
    self.related = related
  }

  /// A person; their address is made of the representative pseudonym.
  public init(person: PersonSummary, representative: String, connection: String? = nil, store: String = "main") {
    address = "person:\(representative)"
    kind = .person
    self.connection = connection
    self.store = store
    record = JSONObject()
    related = Related(person: person)
  }

  /// A stream.
  public init(stream: StreamHealth) {
    address = "stream:\(stream.name)"
    kind = .stream
    connection = stream.connection
    store = stream.store
    record = JSONObject()
    related = Related(stream: stream)
  }
}
