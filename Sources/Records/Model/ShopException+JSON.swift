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
    // Asked for in canonical order: hundreds of files are read in a run, a dozen members each.
    var members = MemberWalk(json)
    func missing(_ key: String) -> Diagnostic {
      Diagnostic(
        .ledger, code: "ledger.exception-unreadable", "The exception has no usable \"\(key)\"",
        reason: "The file was edited by hand or written by another version.",
        hints: ["Restore the file from the last commit: git checkout -- \(location)"], location: location)
    }
    func need<Value>(_ key: String, _ read: (JSONValue) -> Value?) throws(Diagnostic) -> Value {
      guard let member = members[key], let value = read(member) else { throw missing(key) }
      return value
    }
    let actions = members["actions"]?.array?.compactMap(\.string) ?? []
    let amount = members["amount"]?.integer
    let caseKey = try need("case", \.string)
    let currency = members["currency"]?.string
    let episode = try need("episode", \.integer)
    let evidence = try need("evidence", \.object)
    let id = try need("id", \.string)
    let level = members["level"]?.integer ?? 0
    let opened = try need("opened", \.instant)
    let owner = try need("owner", \.string)
    let people = members["people"]?.array?.compactMap(\.string) ?? []
    let reopened = members["reopened"]?.integer ?? 0
    let resolution = members["resolution"]?.string
    let resolved = members["resolved"]?.instant
    let rule = try need("rule", \.string)
    let severity = try need("severity") { $0.string.flatMap(Severity.init) }
    let since = members["since"]?.instant
    let slaDue = members["sla_due"]?.instant
    let snoozedUntil = members["snoozed_until"]?.instant
    let state = try need("state") { $0.string.flatMap(State.init) }
    let subject = try need("subject", \.string)
    let timeline = try need("timeline") { value in
      let entries = value.array?.map { $0.object.flatMap(TimelineEntry.init(json:)) }
      return entries.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } }
    }
    let title = try need("title", \.string)
    let updated = try need("updated", \.instant)
    self.init(
      id: id, rule: rule, workflow: try need("workflow", \.string), subject: subject, episode: episode,
      severity: severity, owner: owner, title: title, opened: opened)
    self.state = state
    self.updated = updated
    self.since = since
    self.resolved = resolved
    self.resolution = resolution
    self.amount = amount
    self.currency = currency
    self.slaDue = slaDue
    self.snoozedUntil = snoozedUntil
    self.level = level
    self.reopened = reopened
    self.people = people
    self.caseKey = caseKey
    self.evidence = evidence
    self.timeline = timeline
    self.actions = actions
  }
}

/// Finds members that are asked for in canonical order by going through them once.
private struct MemberWalk {
  private let members: [JSONObject.Member]
  private var next = 0

  init(_ object: JSONObject) { members = object.members }

  subscript(key: String) -> JSONValue? {
    mutating get {
      while next < members.count {
        if sameBytes(members[next].key, key) { return members[next].value }
        if precedes(key, members[next].key) { return nil }
        next += 1
      }
      return nil
    }
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
