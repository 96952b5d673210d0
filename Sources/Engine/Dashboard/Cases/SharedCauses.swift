internal import Index
internal import Records
internal import Site
internal import Workflows

/// Open exceptions that have one cause, as one row and a page of their own: a product that is out, a carrier that stands
/// still, an outage. Worked out anew with each build.
struct SharedCauses {
  /// One cause.
  struct Cause {
    var key: String
    var title: String
    /// The exceptions, the most severe first.
    var members: [String]
    /// The cause as one row.
    var row: ExceptionRow
  }

  private let context: DashboardContext
  private let rows: RowMaker
  /// The causes, the one that most exceptions share first.
  let causes: [Cause]
  /// Exceptions that stand under a cause.
  let grouped: Set<String>

  /// The rules whose findings can share a cause.
  private static let rules = ["late_order", "held_order", "shipment_exception"]
  /// Rows on the page of a cause; the list of everything has the rest.
  static let shown = 300

  init(_ context: DashboardContext, _ rows: RowMaker) throws {
    self.context = context
    self.rows = rows
    let late = context.open.awake(ofRules: context.family("late_order"))
    if late.count >= CaseGrouping.outage {
      // One cause, known or not: what each of the orders holds need not be looked at.
      causes = [try Self.outage(late, context, rows)].compactMap(\.self)
      grouped = Set(late.map(\.id))
      return
    }
    let others = Self.rules.dropFirst().flatMap { context.open.awake(ofRules: context.family($0)) }
    let open = (late + others.prefix(Self.shown)).map(\.id)
    var causes: [Cause] = []
    if open.count >= CaseGrouping.sharedCause {
      let members = try open.compactMap(context.view.exception).map { try Self.member($0, context) }
      for one in CaseGrouping.cases(members) where one.exceptions.count >= CaseGrouping.sharedCause {
        if let cause = try Self.cause(one, context, rows) { causes.append(cause) }
      }
    }
    self.causes = causes.sorted {
      $0.members.count != $1.members.count ? $0.members.count > $1.members.count : precedes($0.key, $1.key)
    }
    grouped = Set(causes.flatMap(\.members))
  }

  /// Many late orders at once.
  private static func outage(
    _ late: [OpenException], _ context: DashboardContext, _ rows: RowMaker
  ) throws -> Cause? {
    let ids = late.map(\.id)
    // What the row says of its members is known without reading all of them.
    let members = Set(ids)
    guard let first = try ids.first.flatMap(context.view.exception), let oldest = late.map(\.opened).min(),
      let lead = try context.open.sorted.first(where: { members.contains($0.id) }).flatMap({
        try rows.row($0.id, context.view)
      })
    else { return nil }
    return cause(
      Case(
        key: "rule:late_order", exceptions: ids, owner: first.owner, severity: first.severity,
        amounts: OpenExceptions.sums(late)),
      title: "\(counted(ids.count, "order is", "orders are")) late at once", context, lead: lead, oldest: oldest)
  }

  /// The page of a cause.
  func page(_ cause: Cause) throws -> ListPage {
    ListPage(
      scope: .cause(key: cause.key, title: cause.title),
      about: "Most likely one cause: look at it once, then at what is left. Each order is counted once.",
      rows: try cause.members.prefix(Self.shown).compactMap { try rows.row($0, context.view) },
      moreOpen: max(0, cause.members.count - Self.shown), moreCommand: "tend exceptions list")
  }

  private static func member(_ exception: ShopException, _ context: DashboardContext) throws -> CaseMember {
    var member = CaseMember(exception)
    guard let subject = try context.loader.subject(exception.subject) else { return member }
    let order = subject.related.order ?? subject.record
    member.skus = Set((order?["items"]?.array ?? []).compactMap { $0.object?["sku"]?.string }).sorted(by: precedes)
    let parcels = subject.related.shipments + [subject.record].compactMap { $0 }
    member.carrier = parcels.compactMap { $0["carrier"]?.string }.first
    member.holdReason = order?["hold_reason"]?.string
    return member
  }

  /// Nil for a case that is only one order or person.
  private static func cause(_ one: Case, _ context: DashboardContext, _ rows: RowMaker) throws -> Cause? {
    let parts = one.key.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let orders = counted(one.exceptions.count, "order", "orders")
    let title: String
    switch parts[0] {
    case "sku": title = "\(orders) with the product \(parts[1]) need attention"
    case "carrier": title = "\(orders) wait for the carrier \(parts[1])"
    case "hold": title = "\(orders) are held for the same reason: \(parts[1])"
    default: return nil
    }
    let members = try one.exceptions.compactMap { try rows.row($0, context.view) }
    guard let lead = ExceptionRow.mostUrgent(members), let oldest = members.map(\.opened).min() else { return nil }
    return cause(one, title: title, context, lead: lead, oldest: oldest)
  }

  private static func cause(
    _ one: Case, title: String, _ context: DashboardContext, lead: ExceptionRow, oldest: Instant
  ) -> Cause {
    Cause(
      key: one.key, title: title, members: one.exceptions,
      row: ExceptionRow(
        id: one.key, title: title, reason: "they share one cause; the oldest waits longest", state: .open,
        sla: lead.sla, stake: one.amounts.sorted { precedes($0.key, $1.key) }.map { Amount($0.value, $0.key) },
        owner: context.words.owner(one.owner), opened: oldest,
        nextStep: "Find the cause, then go through the list", path: SitePath.cause(one.key)))
  }
}
