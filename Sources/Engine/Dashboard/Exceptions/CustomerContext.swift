internal import Index
internal import Records
internal import Site
internal import Workflows

/// What all systems together know about the customer behind an exception.
final class CustomerContext {
  /// The facts, and why there are none.
  typealias Facts = (facts: [CustomerFact], reason: String?)

  private struct Key: Hashable {
    var people: [String]
    var isResolved: Bool
  }

  private let context: DashboardContext
  /// How many customers are kept before all are let go.
  private static let kept = 2_000
  private var known: [Key: Facts] = [:]

  init(context: DashboardContext) { self.context = context }

  /// What the page of an exception says of its customer; of one customer it is put together once.
  func facts(_ exception: ShopException) throws -> Facts {
    guard !exception.people.isEmpty else {
      return ([], exception.subject.hasPrefix("stream:") ? "This is not about a customer." : nil)
    }
    let key = Key(people: exception.people, isResolved: exception.state == .resolved)
    if let facts = known[key] { return facts }
    if known.count >= Self.kept { known.removeAll(keepingCapacity: true) }
    let facts = try facts(key)
    known[key] = facts
    return facts
  }

  private func facts(_ key: Key) throws -> Facts {
    guard let pseudonym = key.people.first else { return ([], nil) }
    let rows = try context.view.records(ofPerson: pseudonym)
    guard !rows.isEmpty else { return ([], "No record about the customer can be read any more.") }
    var facts: [CustomerFact] = []
    if let name = try name(key.people) { facts.append(CustomerFact("Name", name, source: source(rows, .order))) }
    func of(_ kind: Kind) -> [IndexedRecord] { rows.filter { $0.address.kind == kind } }
    facts += orders(of(.order).filter { $0.classification != "test" })
    // A shop and its payment processor tell of the same refund.
    let telling = context.session.refundConnections
    facts += refunds(of(.refund).filter { telling.contains($0.address.connection) })
    // The page of a resolved exception is not written again: nothing is said there that holds for the moment only.
    if key.isResolved { return (facts, nil) }
    let open = of(.ticket).filter { !$0.isSettled }
    if context.reads(.ticket) {
      facts.append(
        CustomerFact("Open tickets", open.isEmpty ? "none" : "\(open.count)", source: source(of(.ticket), .ticket)))
    }
    if context.reads(.lead) {
      let leads = of(.lead).filter { !$0.isSettled }
      facts.append(
        CustomerFact("Open leads", leads.isEmpty ? "none" : "\(leads.count)", source: source(of(.lead), .lead)))
    }
    return (facts, nil)
  }

  private func name(_ people: [String]) throws -> String? {
    switch context.session.configuration.dashboard.names {
    case .none: nil
    case .full: try context.session.people.name(of: people)
    case .masked: try context.session.people.name(of: people).map(MaskedName.of)
    }
  }

  private func orders(_ orders: [IndexedRecord]) -> [CustomerFact] {
    let from = source(orders, .order)
    guard let first = orders.compactMap(\.created).min(), let last = orders.compactMap(\.created).max() else {
      return [CustomerFact("Orders", "none", source: from)]
    }
    let own = orders.filter { $0.cancelled == nil && $0.currency == context.currency }
    let net = own.reduce(0) { bounded($0, plus: bounded($1.amount ?? 0, minus: $1.refunded ?? 0)) }
    var facts = [
      CustomerFact("Orders", "\(orders.count), first on \(day(first))", source: from),
      CustomerFact("Lifetime value", context.words.money(net), source: from),
      CustomerFact("Last order", day(last), source: from),
    ]
    let foreign = orders.count { $0.currency != nil && $0.currency != context.currency }
    if foreign > 0 { facts[1].value += ", and \(foreign) in other currencies" }
    return facts
  }

  private func refunds(_ refunds: [IndexedRecord]) -> [CustomerFact] {
    guard context.reads(.refund) else { return [] }
    let sum = refunds.filter { $0.currency == context.currency }.reduce(0) { bounded($0, plus: $1.amount ?? 0) }
    let value = refunds.isEmpty ? "none" : "\(refunds.count), \(context.words.money(sum))"
    return [CustomerFact("Refunds", value, source: source(refunds, .refund))]
  }

  private func day(_ instant: Instant) -> String { context.words.day(context.zone.day(of: instant)) }

  /// The systems that say so: those of the records, else those that would.
  private func source(_ rows: [IndexedRecord], _ kind: Kind) -> String {
    let named = Set(rows.map(\.address.connection))
    let all = named.isEmpty ? Set(context.streams.filter { $0.kind == kind }.map(\.connection.name)) : named
    return all.sorted(by: precedes).map(DashboardWords.title).joined(separator: ", ")
  }
}
