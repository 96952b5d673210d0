internal import Index
internal import Records
internal import Site
internal import Synchronization
internal import Workflows

/// Makes rows of lists; each exception once a build. For any thread: what is read from the index comes in as bytes.
final class RowMaker: Sendable {
  private let words: DashboardWords
  private let rules: [String: Rule]
  private let settings: WorkflowSettings
  private let now: Instant
  private let made = Mutex<[String: ExceptionRow]>([:])

  init(_ context: DashboardContext) {
    words = context.words
    rules = context.ruleByID
    settings = context.settings
    now = context.now
  }

  /// The row of the exception with an id; nil when there is none.
  func row(_ id: String, _ view: IndexView) throws -> ExceptionRow? { try source(id, view).map(row) }

  /// What a row is made from: itself where it was made before, or an exception's file.
  enum Source: Sendable {
    case made(ExceptionRow)
    case file(id: String, bytes: [UInt8])
  }

  /// What the row of an exception is made from; nil when there is none.
  func source(_ id: String, _ view: IndexView) throws -> Source? {
    if let row = made.withLock({ $0[id] }) { return .made(row) }
    return try view.exceptionFile(id).map { .file(id: id, bytes: $0) }
  }

  /// The row of a source.
  ///
  /// - Throws: `ledger.exception-unreadable`.
  func row(_ source: Source) throws(Diagnostic) -> ExceptionRow {
    switch source {
    case .made(let row): row
    case .file(let id, let bytes): row(try IndexView.exception(id, file: bytes))
    }
  }

  /// The row of an exception.
  func row(_ exception: ShopException) -> ExceptionRow {
    if let row = made.withLock({ $0[exception.id] }) { return row }
    let rule = rules[exception.rule]
    var row = ExceptionRow(
      id: exception.id, title: exception.title, reason: reason(exception, rule), state: exception.state,
      sla: sla(exception), snoozedUntil: exception.isSnoozed(at: now) ? exception.snoozedUntil : nil,
      stake: stake(exception), owner: words.owner(exception.owner), opened: exception.opened,
      resolved: exception.resolved, nextStep: exception.state == .resolved ? nil : rule?.nextSteps.first)
    row.isWatched = exception.severity == .watch
    made.withLock { $0[exception.id] = row }
    return row
  }

  private func reason(_ exception: ShopException, _ rule: Rule?) -> String {
    guard let rule else { return "its rule, \(exception.rule), is no longer in the configuration" }
    return Reasons.why(exception, rule: rule, settings: settings)
  }

  private func stake(_ exception: ShopException) -> [Amount] {
    guard let amount = exception.amount, amount > 0, let currency = exception.currency else { return [] }
    return [Amount(amount, currency)]
  }

  /// How an exception stands at the clock; one that is over, as it stood at its end.
  private func sla(_ exception: ShopException) -> Sla? {
    guard let due = exception.slaDue else { return nil }
    if exception.isPastSLA(at: now) { return Sla(due: due, state: .breached) }
    let isNear = exception.state != .resolved && exception.slaWarning.map { $0 <= now } ?? false
    return Sla(due: due, state: isNear ? .atRisk : .onTime)
  }
}
