import HTTP
import Records

/// Which order each label of the second interface is of.
///
/// A label names its shipment by id, and only the shipment has the number by which the shop knows the order. So the
/// shipments are read beside the labels, as far as the labels have come; what is not found there is asked for by itself.
struct ShipStationLinks {
  /// How long before its first label a shipment may have been made and is still read with the others.
  private static let reach = Span.days(30)

  /// The number of each shipment's order by the shipment's id, empty where it has none.
  private(set) var numbers: [String: String] = [:]
  /// Of those that can be forgotten which were made when, in that order.
  private var made: [(id: String, at: Instant)] = []
  private let filter: [(name: String, value: String)]
  /// Whether they come in the order in which they were made.
  private let isByCreation: Bool
  /// Whether old ones need not be known any more: what is not known is asked for by itself, but not of one store.
  private let forgets: Bool
  private var page = 1
  private var isDone = false
  /// The newest time that was read.
  private var reached = Instant(seconds: 0)

  /// Links for the labels from a window on: those of everything, or of what is new, which changed its shipment too.
  init(_ window: ShipStationCursor.Window, store: String) {
    isByCreation = window.pass.isWhole
    forgets = isByCreation && store.isEmpty
    guard isByCreation else {
      filter =
        [("modified_at_start", "\(window.from - .minutes(5))")] + ShipStationVersion.two.sorting(.changedOrders)
      return
    }
    let sorting = ShipStationVersion.two.sorting(.allOrders)
    // Of one store nothing is asked for by itself, so that none may be left out.
    filter = store.isEmpty ? [("created_at_start", "\(window.from - Self.reach)")] + sorting : sorting
  }

  /// Reads on until the shipments of some labels are known.
  mutating func learn(
    for labels: [JSONValue], _ requests: ShipStationRequests, store: String
  ) async throws(SyncError) {
    let answers = labels.compactMap(\.object).map { Answer($0) }
    let wanted = Set(answers.compactMap { try? $0.plain("shipment_id") })
    let times = answers.compactMap { try? $0.instant("created_at") }
    let newest = times.max() ?? reached
    if let oldest = times.min() { forget(before: oldest - Self.reach) }
    // No shipment is made after its label.
    while !isDone, !isByCreation || reached <= newest, !wanted.allSatisfy({ numbers[$0] != nil }) {
      try await readOn(requests, store: store)
    }
    guard store.isEmpty else { return }
    for id in wanted.subtracting(numbers.keys).sorted(by: precedes) {
      let shipment = try await requests.shipment(id)
      keep(shipment.flatMap(Self.number), of: id)
    }
  }

  private mutating func keep(_ number: String?, of id: String) {
    numbers[id] = number ?? ""
    if forgets { made.append((id, reached)) }
  }

  /// Forgets shipments of which hardly another label comes, so that no more are held than are read in some weeks.
  private mutating func forget(before edge: Instant) {
    let old = made.prefix { $0.at < edge }
    for shipment in old { numbers[shipment.id] = nil }
    made.removeFirst(old.count)
  }

  private mutating func readOn(_ requests: ShipStationRequests, store: String) async throws(SyncError) {
    let found = try await requests.page(page, of: .orders, filter, store: store)
    if found.rows.isEmpty, page <= found.pages, found.total > 0 {
      throw ShipStationRequests.changed("shipments", "A page was empty though the list is not.")
    }
    for shipment in found.rows.compactMap(\.object).map({ Answer($0) }) {
      guard let id = try? shipment.plain("shipment_id") else { continue }
      reached = max(reached, (try? shipment.instant("created_at")) ?? reached)
      keep(Self.number(of: shipment), of: id)
    }
    page += 1
    isDone = page > found.pages
  }

  private static func number(of shipment: Answer) -> String? { try? shipment.orderNumber("shipment_number") }
}
