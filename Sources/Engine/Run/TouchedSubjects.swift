internal import Index
internal import Records
internal import Workflows

/// Collects whom a run has to look at: everyone a change can concern.
struct TouchedSubjects {
  private(set) var addresses: Set<String> = []
  /// Pseudonyms whose person is among them already; of one stream, since the next may join persons.
  private var seen: Set<String> = []
  /// What was made before can open nothing any more.
  private var before = Instant(seconds: 0)

  /// Begins with what a stream changed.
  ///
  /// - Parameter before: what was made until then can open nothing any more unless it changes itself.
  mutating func beginStream(before: Instant) {
    seen = []
    self.before = before
  }

  /// Adds a subject by its address.
  mutating func insert(_ address: String) { addresses.insert(address) }

  /// Adds whoever a change concerns: the record, its order, its person, and what is still open of that person.
  ///
  /// - Parameter isSettled: The record can match no rule any more; then only those around it are looked at.
  mutating func take(_ row: IndexedRecord, isSettled: Bool, _ view: IndexView) throws {
    if !isSettled { addresses.insert(row.address.description) }
    if row.address.kind != .order, let order = try view.order(of: row) {
      addresses.insert(order.address.description)
    }
    guard let pseudonym = row.people.list.first else { return }
    try take(person: pseudonym, view)
    switch row.address.kind {
    // It moves the place of those that came after it: which order of the customer, which refund.
    case .order, .refund: try takeDealings(of: pseudonym, from: max(row.created ?? before, before), view)
    // The shop's own count of orders moves all of them.
    case .customer: try takeDealings(of: pseudonym, from: before, view)
    default: break
    }
  }

  /// Adds the person behind a settled order, and what may have moved because of it.
  mutating func take(settledOrderOf pseudonym: String, _ view: IndexView) throws {
    try take(person: pseudonym, view)
    try takeDealings(of: pseudonym, from: before, view)
  }

  /// Adds the person behind a pseudonym, and what waits for an answer or an order of theirs.
  private mutating func take(person pseudonym: String, _ view: IndexView) throws {
    guard seen.insert(pseudonym).inserted, let person = try view.person(of: pseudonym) else { return }
    addresses.insert("person:\(person)")
    for kind in [Kind.checkout, .ticket] {
      for open in try view.records(ofPerson: pseudonym, kind: kind) where !open.isSettled {
        addresses.insert(open.address.description)
      }
    }
  }

  private mutating func takeDealings(of pseudonym: String, from: Instant, _ view: IndexView) throws {
    for kind in [Kind.order, .refund] {
      for one in try view.records(ofPerson: pseudonym, kind: kind, created: from...Instant(seconds: .max)) {
        addresses.insert(one.address.description)
      }
    }
  }
}
