internal import Index
internal import Records
internal import Site
internal import Workflows

/// What the page of an exception is made from, as the index and the ledger have it.
struct PageMaterial: Sendable {
  var exception: ShopException
  var row: ExceptionRow
  var subject: Subject?
  var customer: CustomerContext.Facts
  var actions: [PlannedAction]
  /// Others of the same case.
  var related: [RowMaker.Source]
}

/// Reads what pages of exceptions are made from.
struct MaterialGatherer {
  let context: DashboardContext
  let rows: RowMaker
  let customers: CustomerContext

  /// What the page of an exception is made from.
  func material(_ exception: ShopException) throws -> PageMaterial {
    PageMaterial(
      exception: exception, row: rows.row(exception), subject: try context.loader.subject(exception.subject),
      customer: try customers.facts(exception), actions: try context.view.actions(ofException: exception.id),
      related: try related(exception))
  }

  /// Others of the same case; a few, since a customer can have many.
  private func related(_ exception: ShopException) throws -> [RowMaker.Source] {
    let ids = try context.view.exceptionIDs(ofCase: exception.caseKey, limit: 21)
    return try ids.filter { $0 != exception.id }.prefix(20).compactMap { try rows.source($0, context.view) }
  }
}

/// Makes the page of an exception from what was read: pure, so that it can be done on any thread.
struct ExceptionPageMaker: Sendable {
  private let words: DashboardWords
  private let settings: WorkflowSettings
  private let rules: [String: Rule]
  private let rows: RowMaker
  /// The path of a run's page; nil when the site has none.
  private let runPage: @Sendable (String) -> String?

  init(_ context: DashboardContext, rows: RowMaker, runPage: @escaping @Sendable (String) -> String?) {
    words = context.words
    settings = context.settings
    rules = context.ruleByID
    self.rows = rows
    self.runPage = runPage
  }

  /// The page.
  ///
  /// - Throws: `ledger.exception-unreadable` for another one of the case.
  func page(_ material: PageMaterial) throws(Diagnostic) -> ExceptionPage {
    let exception = material.exception
    let rule = rules[exception.rule]
    let facts = rule.map { Evidence.facts(exception.evidence, kind: $0.kind) } ?? [:]
    let table = ConditionTable(words: words, facts: facts, now: exception.updated)
    return ExceptionPage(
      row: material.row,
      workflow: SiteFrame.Workflow(name: exception.workflow, title: RuleWords.title(exception.workflow)),
      resolution: exception.resolution.map(DashboardWords.resolution),
      rule: rule.map { RuleWords.sentence($0, basedOn: settings.origin(of: $0.id)) }
        ?? "Its rule is no longer in the configuration.",
      ruleName: exception.rule, conditions: rule.map { table.rows($0.when) } ?? [], steps: rule?.nextSteps ?? [],
      links: links(material.subject), customer: material.customer.facts, customerReason: material.customer.reason,
      story: StoryMaker(words: words, page: runPage).story(exception), actions: material.actions.map(action),
      evidence: evidence(exception, rule: rule, then: facts, subject: material.subject),
      related: try material.related.map { source throws(Diagnostic) in try rows.row(source) },
      commands: Command.standard(for: exception.id, by: exception.owner))
  }

  /// The evidence beside what the same fields say today.
  private func evidence(_ exception: ShopException, rule: Rule?, then: Facts, subject: Subject?) -> [EvidenceRow] {
    let isThere = subject.map { $0.record != nil } ?? false
    let now = isThere ? subject?.facts(settings, thresholds: rule?.thresholds) ?? [:] : [:]
    return exception.evidence.keys.compactMap { field in
      if field == "flapping" {
        return EvidenceRow(
          "opened again",
          then: exception.evidence[field]?.object?["value"]?.integer.map { counted($0, "time", "times") },
          now: counted(exception.reopened, "time", "times"))
      }
      let (old, new) = (then[field], now[field])
      if old == nil, new == nil { return nil }
      return EvidenceRow(field, then: old.map(words.value), now: new.map(words.value))
    }
  }

  private func links(_ subject: Subject?) -> [Link] {
    guard let subject, let link = subject.record?["link"]?.string, let connection = subject.connection else {
      return []
    }
    return [Link("Open it in \(DashboardWords.title(connection))", link)]
  }

  private func action(_ action: PlannedAction) -> ActionRow {
    let isOwner = settings.owner(action.target) != nil
    return ActionRow(
      DashboardWords.action(action.kind),
      target: isOwner ? words.owner(action.target) : DashboardWords.title(action.target),
      state: action.state, reason: action.reason.map(DashboardWords.reason), at: action.settled ?? action.planned,
      key: action.key)
  }
}
