internal import Index
internal import Records
internal import Workflows

/// Collects whom a run has to look at: everyone a change can concern.
struct TouchedSubjects {
  private(set) var addresses: Set<String> = []
  /// Pseudonyms whose person is among them already; of one stream, since the next may join persons.
  private var seen: Set<String> = []

  /// Begins with what a stream changed.
  mutating func beginStream() { seen = [] }

  /// Adds a subject by its address.
  mutating func insert(_ address: String) { addresses.insert(address) }

  /// Adds whoever a change concerns: the record, its order, its person, and what is still open of that person.
  ///
  /// - Parameter isSettled: The record can match no rule any more; then only its person is looked at.
  mutating func take(_ row: IndexedRecord, isSettled: Bool, _ view: IndexView) throws {
    if !isSettled { addresses.insert(row.address.description) }
    if row.address.kind != .order, let order = try view.order(of: row) {
      addresses.insert(order.address.description)
    }
    guard let pseudonym = row.people.list.first else { return }
    try take(person: pseudonym, view)
    guard !isSettled, row.address.kind == .order else { return }
    for kind in [Kind.checkout, .ticket] {
      for open in try view.records(ofPerson: pseudonym, kind: kind) where !open.isSettled {
        addresses.insert(open.address.description)
      }
    }
  }

  /// Adds the person behind a pseudonym.
  mutating func take(person pseudonym: String, _ view: IndexView) throws {
    guard seen.insert(pseudonym).inserted, let person = try view.person(of: pseudonym) else { return }
    addresses.insert("person:\(person)")
  }
}
