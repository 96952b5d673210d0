extension ShopException {
  /// The members of the exception's file.
  public var json: JSONObject {
    var json = JSONObject()
    json["id"] = .string(id)
    json["rule"] = .string(rule)
    json["workflow"] = .string(workflow)
    json["subject"] = .string(subject)
    json["episode"] = .integer(episode)
    json["state"] = .string(state.rawValue)
    json["severity"] = .string(severity.rawValue)
    json["owner"] = .string(owner)
    json["title"] = .string(title)
    json["opened"] = .string(opened.description)
    json["updated"] = .string(updated.description)
    json["since"] = since.map { .string($0.description) }
    json["resolved"] = resolved.map { .string($0.description) }
    json["resolution"] = resolution.map { .string($0) }
    json["amount"] = amount.map { .integer($0) }
    json["currency"] = currency.map { .string($0) }
    json["sla_due"] = slaDue.map { .string($0.description) }
    json["snoozed_until"] = snoozedUntil.map { .string($0.description) }
    json["level"] = level == 0 ? nil : .integer(level)
    json["reopened"] = reopened == 0 ? nil : .integer(reopened)
    json["people"] = people.isEmpty ? nil : .array(people.map { .string($0) })
    json["case"] = .string(caseKey)
    json["evidence"] = .object(evidence)
    json["timeline"] = .array(timeline.map { .object($0.json) })
    json["actions"] = actions.isEmpty ? nil : .array(actions.map { .string($0) })
    return json
  }

  /// Reads an exception's file.
  ///
  /// - Throws: a diagnostic `ledger.exception-unreadable` that names the first member that does not fit.
  public init(json: JSONObject, location: String) throws(Diagnostic) {
    func need<Value>(_ key: String, _ read: (JSONValue) -> Value?) throws(Diagnostic) -> Value {
      guard let member = json[key], let value = read(member) else {
        throw Diagnostic(
          .ledger, code: "ledger.exception-unreadable", "The exception has no usable \"\(key)\"",
          reason: "The file was edited by hand or written by another version.",
          hints: ["Restore the file from the last commit: git checkout -- \(location)"], location: location)
      }
      return value
    }
    self.init(
      id: try need("id", \.string), rule: try need("rule", \.string), workflow: try need("workflow", \.string),
      subject: try need("subject", \.string), episode: try need("episode", \.integer),
      severity: try need("severity") { $0.string.flatMap(Severity.init) }, owner: try need("owner", \.string),
      title: try need("title", \.string), opened: try need("opened", \.instant))
    state = try need("state") { $0.string.flatMap(State.init) }
    updated = try need("updated", \.instant)
    since = json["since"]?.instant
    resolved = json["resolved"]?.instant
    resolution = json["resolution"]?.string
    amount = json["amount"]?.integer
    currency = json["currency"]?.string
    slaDue = json["sla_due"]?.instant
    snoozedUntil = json["snoozed_until"]?.instant
    level = json["level"]?.integer ?? 0
    reopened = json["reopened"]?.integer ?? 0
    people = json["people"]?.array?.compactMap(\.string) ?? []
    caseKey = try need("case", \.string)
    evidence = try need("evidence", \.object)
    timeline = try need("timeline") { value in
      let entries = value.array?.map { $0.object.flatMap(TimelineEntry.init(json:)) }
      return entries.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } }
    }
    actions = json["actions"]?.array?.compactMap(\.string) ?? []
  }
}

extension TimelineEntry {
  var json: JSONObject {
    var json = detail
    json["at"] = .string(at.description)
    json["event"] = .string(event.rawValue)
    json["by"] = .string(by)
    json["run"] = run.map { .string($0) }
    return json
  }

  init?(json: JSONObject) {
    guard let at = json["at"]?.instant, let event = json["event"]?.string.flatMap(Event.init),
      let by = json["by"]?.string
    else { return nil }
    var detail = json
    for key in ["at", "event", "by", "run"] { detail[key] = nil }
    self.init(at: at, event: event, by: by, run: json["run"]?.string, detail: detail)
  }
}
