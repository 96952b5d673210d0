internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// Puts together what the rules are asked about: a record or a person with what is around it.
struct SubjectLoader {
  let view: IndexView
  let reader: RecordReader
  let settings: WorkflowSettings
  let refundJoinWithin: Span?
  /// The connections whose refunds count.
  let refundConnections: Set<String>
  let health: [StreamHealth]
  /// Since when rules and streams are looked at, as in the manifest.
  let marks: [String: Instant]
  let now: Instant
  /// Records that their system has just said are deleted.
  var deleted: Set<RecordAddress> = []
  private let known = KnownPersons()

  /// More orders of one person in 90 days than this come from an address that several people share.
  private static let sharedOrders = 20
  /// A subscription is live while its renewals come at most this far apart.
  private static let subscriptionGap = Span.days(60)

  /// The subject of an address; nil when nothing of that name was ever known.
  func subject(_ address: String) throws -> Subject? {
    if address.hasPrefix("person:") { return try person(String(address.dropFirst("person:".count))) }
    if address.hasPrefix("stream:") {
      let name = String(address.dropFirst("stream:".count))
      return health.first { $0.name == name }.map { Subject(stream: $0) }
    }
    guard let record = RecordAddress(address), counts(record) else { return nil }
    return try subject(of: record)
  }

  /// Whether a record is looked at for itself; another connection may be the one that tells of refunds.
  private func counts(_ address: RecordAddress) -> Bool {
    address.kind != .refund || refundConnections.contains(address.connection)
  }

  private func subject(of address: RecordAddress) throws -> Subject {
    guard let row = try view.record(address) else {
      var subject = Subject(address, record: nil)
      subject.isDeleted = deleted.contains(address)
      return subject
    }
    let record = try reader.record(row)
    var related = Related()
    if let pseudonym = row.people.list.first { related.person = try summary(pseudonym) }
    let order = address.kind == .order ? row : try self.order(of: row)
    if let order {
      if address.kind != .order {
        related.orderAddress = order.address
        related.order = try reader.record(order)
      }
      related.shipments = try reader.records(view.records(ofOrder: order, kind: .shipment))
      let refunds = try view.records(ofOrder: order, kind: .refund)
      related.refunds = try reader.records(refunds.filter { counts($0.address) })
      if address.kind == .order { related.paidBack = try paidBack(refunds.filter { !counts($0.address) }, order) }
      related.tickets = try reader.records(view.records(ofOrder: order, kind: .ticket))
      related.invoices = try reader.records(view.records(ofOrder: order, kind: .invoice))
    }
    var subject = Subject(address, record: record, store: row.store, related: related)
    subject.mark = health.first { $0.connection == address.connection && $0.kind == address.kind }
      .flatMap { marks["stream:\($0.name)"] }
    return subject
  }

  /// What the other systems of an order's store say was paid back for it. Books that know of no refund are named too.
  private func paidBack(_ refunds: [IndexedRecord], _ order: IndexedRecord) throws -> [PaidBack] {
    var connections = Set(refunds.map(\.address.connection))
    let books = Set(health.filter { $0.kind == .invoice && $0.store == order.store }.map(\.connection))
    let telling = Set(health.filter { $0.kind == .refund && !$0.isInferred }.map(\.connection))
    connections.formUnion(books.intersection(telling).subtracting(refundConnections))
    return try connections.sorted(by: precedes).map { connection in
      PaidBack(
        isBooks: books.contains(connection),
        refunds: try reader.records(refunds.filter { sameBytes($0.address.connection, connection) }))
    }
  }

  /// The order a record is about; a refund that names none is joined by customer and amount where the configuration asks for it.
  private func order(of row: IndexedRecord) throws -> IndexedRecord? {
    if let named = try view.order(of: row) { return named }
    guard row.address.kind == .refund, row.orderReference == nil, let within = refundJoinWithin,
      let amount = row.amount, let created = row.created, let pseudonym = row.people.list.first
    else { return nil }
    let candidates = try view.match(
      person: pseudonym, kind: .order, amount: amount, created: (created - within)...created)
    return candidates.last
  }

  private func person(_ pseudonym: String) throws -> Subject? {
    guard let representative = try view.person(of: pseudonym), let summary = try summary(pseudonym) else {
      return nil
    }
    let places = try person(known: pseudonym)?.places ?? []
    let connections = Set(places.map(\.connection))
    return Subject(
      person: summary, representative: representative, connection: connections.count == 1 ? connections.first : nil,
      store: places.first?.store ?? "main")
  }

  /// What is known of a person. Records stand while subjects are looked at; exceptions may be opened meanwhile.
  private func summary(_ pseudonym: String) throws -> PersonSummary? {
    guard var summary = try person(known: pseudonym)?.summary else { return nil }
    summary.isVIP = try view.hasException(ofPerson: pseudonym, rules: "nth_order", "vip_customer")
    return summary
  }

  private func person(known pseudonym: String) throws -> KnownPersons.Person? {
    try known.person(pseudonym) { try dealings(pseudonym) }
  }

  private func dealings(_ pseudonym: String) throws -> KnownPersons.Person? {
    let pseudonyms = try view.identifiers(of: pseudonym)
    guard !pseudonyms.isEmpty else { return nil }
    let history = try view.history(ofPerson: pseudonym)
    var summary = PersonSummary(pseudonyms: pseudonyms)
    summary.orders = history.orders.map { order in
      // An order in another currency is one more order; what it is worth in the shop's own is not known.
      let isOwn = order.currency == nil || order.currency == settings.currency
      return PersonOrder(
        address: order.address.description, placed: order.created, net: isOwn ? order.amount ?? 0 : 0,
        refunded: isOwn ? order.refunded ?? 0 : 0, orderClass: order.classification.flatMap(OrderClass.init) ?? .online,
        isCancelled: order.isCancelled)
    }
    summary.refunds = history.refunds.compactMap { refund in
      guard counts(refund.address), refund.classification != "exchange", refund.classification != "price_correction"
      else { return nil }
      let isOwn = refund.currency == nil || refund.currency == settings.currency
      return PersonRefund(
        address: refund.address.description, created: refund.created, amount: isOwn ? refund.amount ?? 0 : 0)
    }
    if history.kinds.contains(.customer) {
      summary.ordersBefore = try ordersBefore(pseudonym, known: summary.orders.count)
    }
    let recent = summary.orders.filter { $0.placed > now - .days(90) && $0.placed <= now }
    summary.isShared = recent.count > Self.sharedOrders
    summary.hasSubscription = summary.orders.contains {
      $0.orderClass == .renewal && $0.placed > now - Self.subscriptionGap
    }
    return KnownPersons.Person(summary: summary, places: history.places)
  }

  /// When what is known of a person changes by time alone: a shared address falls silent, a subscription lapses.
  func flips(_ subject: Subject) -> Instant? {
    guard subject.kind == .person, let person = subject.related.person else { return nil }
    var flips: [Instant] = []
    let recent = person.orders.map(\.placed).filter { $0 > now - .days(90) && $0 <= now }.sorted()
    if recent.count > Self.sharedOrders { flips.append(recent[recent.count - Self.sharedOrders - 1] + .days(90)) }
    if person.hasSubscription,
      let last = person.orders.filter({ $0.orderClass == .renewal }).map(\.placed).max()
    {
      flips.append(last + Self.subscriptionGap)
    }
    return flips.min()
  }

  /// Orders that the shop counts for the customer beyond those that can be read.
  private func ordersBefore(_ pseudonym: String, known: Int) throws -> Int {
    let customers = try reader.records(view.records(ofPerson: pseudonym, kind: .customer))
    let counted = customers.compactMap { $0["orders"]?.integer }.max() ?? 0
    return max(0, counted - known)
  }
}

/// Persons that were put together lately: a person's orders, refunds and own subject come up one after the other.
private final class KnownPersons {
  struct Person {
    var summary: PersonSummary
    /// The connections and stores that know them.
    var places: [PersonHistory.Place]
  }

  /// How many are kept before all are let go.
  private static let kept = 500
  private var persons: [String: Person?] = [:]

  func person(_ pseudonym: String, make: () throws -> Person?) rethrows -> Person? {
    if let person = persons[pseudonym] { return person }
    if persons.count >= Self.kept { persons.removeAll(keepingCapacity: true) }
    let person = try make()
    persons[pseudonym] = .some(person)
    return person
  }
}
