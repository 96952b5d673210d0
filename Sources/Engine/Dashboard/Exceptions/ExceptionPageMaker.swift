internal import Index
internal import Records
internal import Site
internal import Workflows

/// Makes the page of an exception.
struct ExceptionPageMaker {
  let context: DashboardContext
  let rows: RowMaker
  let customers: CustomerContext
  /// The path of a run's page; nil when the site has none.
  let runPage: (String) -> String?

  /// The page.
  func page(_ exception: ShopException) throws -> ExceptionPage {
    let rule = context.ruleByID[exception.rule]
    let facts = rule.map { Evidence.facts(exception.evidence, kind: $0.kind) } ?? [:]
    let subject = try context.loader.subject(exception.subject)
    let customer = try customers.facts(exception)
    let table = ConditionTable(words: context.words, facts: facts, now: exception.updated)
    return ExceptionPage(
      row: rows.row(exception),
      workflow: SiteFrame.Workflow(name: exception.workflow, title: RuleWords.title(exception.workflow)),
      resolution: exception.resolution.map(DashboardWords.resolution),
      rule: rule.map { RuleWords.sentence($0, basedOn: context.origin(of: $0.id)) }
        ?? "Its rule is no longer in the configuration.",
      ruleName: exception.rule, conditions: rule.map { table.rows($0.when) } ?? [], steps: rule?.nextSteps ?? [],
      links: links(subject), customer: customer.facts, customerReason: customer.reason,
      story: StoryMaker(words: context.words, page: runPage).story(exception), actions: try actions(exception),
      evidence: evidence(exception, rule: rule, then: facts, subject: subject), related: try related(exception),
      commands: commands(exception))
  }

  /// The evidence beside what the same fields say today.
  private func evidence(_ exception: ShopException, rule: Rule?, then: Facts, subject: Subject?) -> [EvidenceRow] {
    let isThere = subject.map { $0.record != nil } ?? false
    let now = isThere ? subject?.facts(context.settings, thresholds: rule?.thresholds) ?? [:] : [:]
    return exception.evidence.keys.compactMap { field in
      if field == "flapping" {
        return EvidenceRow(
          "opened again",
          then: exception.evidence[field]?.object?["value"]?.integer.map { counted($0, "time", "times") },
          now: counted(exception.reopened, "time", "times"))
      }
      let (old, new) = (then[field], now[field])
      if old == nil, new == nil { return nil }
      return EvidenceRow(field, then: old.map(context.words.value), now: new.map(context.words.value))
    }
  }

  private func links(_ subject: Subject?) -> [Link] {
    guard let subject, let link = subject.record?["link"]?.string, let connection = subject.connection else {
      return []
    }
    return [Link("Open it in \(DashboardWords.title(connection))", link)]
  }

  private func actions(_ exception: ShopException) throws -> [ActionRow] {
    try context.view.actions(ofException: exception.id).map { action in
      let isOwner = context.settings.owner(action.target) != nil
      return ActionRow(
        DashboardWords.action(action.kind),
        target: isOwner ? context.words.owner(action.target) : DashboardWords.title(action.target),
        state: action.state, reason: action.reason.map(DashboardWords.reason), at: action.settled ?? action.planned,
        key: action.key)
    }
  }

  /// Others of the same case; a few, since a customer can have many.
  private func related(_ exception: ShopException) throws -> [ExceptionRow] {
    let ids = try context.view.exceptionIDs(ofCase: exception.caseKey, limit: 21)
    return try ids.filter { $0 != exception.id }.prefix(20).compactMap(rows.row)
  }

  private func commands(_ exception: ShopException) -> [Command] {
    Command.standard(for: exception.id, by: exception.owner)
  }
}
