internal import Index
internal import Ledger
internal import Records
internal import Workflows

/// Which exceptions read differently than at an earlier commit, by what the ledger says changed since.
struct TouchedPages {
  let context: DashboardContext

  /// From how many changed pages of records on it is cheaper to take every unresolved exception.
  private static let manyPages = 300

  /// - Returns: exceptions that changed, and unresolved ones around which a record, order or customer did.
  func ids(since commit: String) throws -> (changed: Set<String>, around: Set<String>) {
    let ledger = context.session.ledger
    guard let id = ObjectID(commit) else { return ([], []) }
    let changes = try ledger.changes(from: ledger.commit(id).tree, to: context.head.tree)
    var changed: Set<String> = []
    var pages: [(connection: String, stream: String, change: PathChange)] = []
    for change in changes {
      let parts = change.path.split(separator: "/", maxSplits: 3).map(String.init)
      if parts.first == "exceptions", let name = parts.last, name.hasSuffix(".json") {
        changed.insert(String(name.dropLast(".json".count)))
      } else if parts.first == "records", parts.count == 4 {
        pages.append((parts[1], parts[2], change))
      }
    }
    if pages.count > Self.manyPages { return (changed, Set(context.open.sorted.map(\.id))) }
    var around = Set(context.open.of(workflow: "sync-health").map(\.id))
    var seen: Set<String> = []
    for page in pages { around.formUnion(try touched(page.change, page.connection, page.stream, &seen)) }
    return (changed, around)
  }

  /// - Parameter seen: persons who were looked at already.
  private func touched(
    _ change: PathChange, _ connection: String, _ stream: String, _ seen: inout Set<String>
  ) throws -> Set<String> {
    guard let kind = context.session.streamNames.kind(connection, stream) else { return [] }
    let ledger = context.session.ledger
    let old = try change.old.map { try ledger.read(blob: $0) }
    let new = try change.new.map { try ledger.read(blob: $0) }
    var ids: Set<String> = []
    for difference in try Page.differences(from: old, to: new) {
      let address = RecordAddress(connection: connection, kind: kind, id: difference.id)
      ids.formUnion(try context.view.openExceptionIDs(subject: address.description))
      guard let row = try context.view.record(address) else { continue }
      if kind != .order, let order = try context.view.order(of: row) {
        ids.formUnion(try context.view.openExceptionIDs(subject: order.address.description))
      }
      if let person = row.people.list.first, seen.insert(person).inserted {
        ids.formUnion(try context.view.openExceptionIDs(ofPerson: person))
      }
    }
    return ids
  }
}
