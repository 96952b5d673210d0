internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes rows of lists; each exception once a build.
final class RowMaker {
  private let context: DashboardContext
  private var made: [String: ExceptionRow] = [:]

  init(_ context: DashboardContext) { self.context = context }

  /// The row of the exception with an id; nil when there is none.
  func row(_ id: String) throws -> ExceptionRow? {
    if let row = made[id] { return row }
    return try context.view.exception(id).map(row)
  }

  /// The row of an exception.
  func row(_ exception: ShopException) -> ExceptionRow {
    if let row = made[exception.id] { return row }
    let rule = context.ruleByID[exception.rule]
    var row = ExceptionRow(
      id: exception.id, title: exception.title, reason: reason(exception, rule), state: exception.state,
      sla: sla(exception), snoozedUntil: exception.isSnoozed(at: context.now) ? exception.snoozedUntil : nil,
      stake: stake(exception), owner: context.words.owner(exception.owner), opened: exception.opened,
      resolved: exception.resolved, nextStep: exception.state == .resolved ? nil : rule?.nextSteps.first)
    row.isWatched = exception.severity == .watch
    made[exception.id] = row
    return row
  }

  private func reason(_ exception: ShopException, _ rule: Rule?) -> String {
    guard let rule else { return "its rule, \(exception.rule), is no longer in the configuration" }
    return Reasons.why(exception, rule: rule, settings: context.settings)
  }

  private func stake(_ exception: ShopException) -> [Amount] {
    guard let amount = exception.amount, amount > 0, let currency = exception.currency else { return [] }
    return [Amount(amount, currency)]
  }

  /// How an exception stands at the clock; one that is over, as it stood at its end.
  private func sla(_ exception: ShopException) -> Sla? {
    guard let due = exception.slaDue else { return nil }
    if exception.isPastSLA(at: context.now) { return Sla(due: due, state: .breached) }
    let isNear = exception.state != .resolved && exception.slaWarning.map { $0 <= context.now } ?? false
    return Sla(due: due, state: isNear ? .atRisk : .onTime)
  }
}
