extension ExceptionPage {
  func fields(_ context: ViewContext) -> Fields {
    var fields = context.row(row)
    // A list rounds; the page itself says it to the cent.
    fields["stake"] = joined(row.stake.map(\.text)).field
    fields["workflow"] = context.workflowLink(workflow)
    fields["resolution"] = resolution.field
    fields["rule"] = rule.field
    fields["rulename"] = ruleName.field
    fields["conditions"] =
      conditions.map {
        [
          "field": .text($0.field), "value": .text($0.value), "threshold": .text($0.threshold),
          "met": context.met($0.met),
        ] as Fields
      }.field
    fields["steps"] = steps.map { ["text": .text($0)] as Fields }.field
    fields["links"] = links.map(context.link).field
    fields["todo"] = (!steps.isEmpty || !links.isEmpty).field
    fields["customer"] =
      customer.map {
        ["label": .text($0.label), "value": .text($0.value), "source": .text($0.source)] as Fields
      }.field
    fields["nocustomer"] = .text(customerReason ?? "Nothing is known about the customer.")
    fields["story"] =
      story.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map {
        [
          "at": context.time($0.element.at), "what": .text($0.element.what), "by": $0.element.by.field,
          "commit": context.commit($0.element.commit), "url": $0.element.url.flatMap(safeURL).field,
          "run": $0.element.path.flatMap(safeURL).flatMap { context.href($0) },
        ] as Fields
      }.field
    // The page is as of the last thing that happened: it is not written again because time goes by.
    fields["asof"] = context.time(story.map(\.at).max() ?? row.opened)
    fields["actions"] =
      actions.map {
        [
          "label": .text($0.label), "target": .text($0.target), "mark": context.mark($0.state.mark, $0.state.rawValue),
          "reason": $0.reason.field, "at": context.time($0.at), "key": .text(String($0.key.prefix(12))),
          "url": $0.url.flatMap(safeURL).field,
        ] as Fields
      }.field
    // A page that is not written again says nothing about "now".
    let later: Fields.Value = .text(row.state == .resolved ? "Later" : "Now")
    fields["later"] = later
    fields["evidence"] =
      evidence.map {
        [
          "field": .text($0.field), "then": .text($0.then ?? "absent"), "now": .text($0.now ?? "absent"),
          "changed": ($0.then != $0.now).field, "later": later,
        ] as Fields
      }.field
    fields["related"] = ExceptionRow.sorted(related).map(context.row).field
    fields["commands"] =
      row.state == .resolved
      ? commands.filter { !["Acknowledge", "Assign", "Snooze", "Resolve"].contains($0.label) }.map(\.fields).field
      : commands.map(\.fields).field
    return fields
  }
}

extension Command {
  fileprivate var fields: Fields { ["label": .text(label), "text": .text(text)] }
}

extension ViewContext {
  fileprivate func met(_ met: Bool?) -> Fields.Value {
    switch met {
    case true: mark(.open, "met")
    case false: mark(.snoozed, "not met")
    case nil: mark(.snoozed, "unknown")
    }
  }
}
