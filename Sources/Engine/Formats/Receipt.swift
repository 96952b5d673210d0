public import Records

/// What one run saw, decided, suppressed and did: `runs/<yyyy>/<mm>/<dd>/<run-id>.json`.
public struct Receipt: Sendable, Equatable {
  /// What became of one stream in the run.
  public struct StreamReceipt: Sendable, Equatable {
    /// What the sync proved; nil when there was nothing new to read.
    public var verdict: Coverage.Verdict?
    /// Rows or records read.
    public var read = 0
    /// Records new, changed and gone.
    public var created = 0
    /// Records changed.
    public var updated = 0
    /// Records gone.
    public var deleted = 0
    /// Rows that could not be mapped.
    public var quarantined = 0
    /// Why nothing of it was taken over: a stable code.
    public var held: String?
    /// The files that were read, in order.
    public var files: [String] = []
  }

  /// Something that was found and deliberately not acted on.
  public struct Suppressed: Sendable, Hashable {
    /// The rule.
    public var rule: String
    /// The subject's address.
    public var subject: String
    /// A stable code.
    public var reason: String
  }

  /// How much of the past a rule left alone.
  public struct Backlog: Sendable, Equatable {
    /// Subjects that match the rule but are older than its mark.
    public var count = 0
    /// Their money at stake, in minor units of the shop's currency.
    public var amount = 0
  }

  /// What was asked of one connection's system.
  public struct Requests: Sendable, Equatable {
    /// How many requests were sent: each attempt, and each hop of one that is led elsewhere.
    public var sent = 0
    /// How many of them were sent again, because one before had not been answered well.
    public var retried = 0
    /// Milliseconds that requests waited before they were sent, to keep the system's pace or before another attempt, all
    /// added up.
    public var waited = 0
  }

  /// The run's name.
  public var run: RunID
  /// The version of Tend that made it.
  public var version: String
  /// SHA-256 of the configuration it used, in hexadecimal.
  public var configuration: String
  /// The run before; nil for the first.
  public var previous: String?
  /// What recovery finished or undid before the run.
  public var recovered: [String] = []
  /// By `connection/stream`.
  public var streams: [String: StreamReceipt] = [:]
  /// By connection; none where nothing was asked, as of files. Like ``durations`` they may differ when the same run is made
  /// again.
  public var requests: [String: Requests] = [:]
  /// How many subjects were evaluated.
  public var evaluated = 0
  /// Ids of exceptions opened.
  public var opened: [String] = []
  /// Ids of exceptions opened again.
  public var reopened: [String] = []
  /// Ids of exceptions resolved.
  public var resolved: [String] = []
  /// Ids of exceptions whose evidence, level or owner changed.
  public var updated: [String] = []
  /// By rule.
  public var backlog: [String: Backlog] = [:]
  /// At most 500; ``suppressedCounts`` has all.
  public var suppressed: [Suppressed] = []
  /// By `rule reason`.
  public var suppressedCounts: [String: Int] = [:]
  /// How many actions ended in which state, by `kind state`.
  public var actions: [String: Int] = [:]
  /// Milliseconds by stage. Only these and ``requests`` may differ when the same run is made again.
  public var durations: [String: Int] = [:]

  /// An empty receipt.
  public init(run: RunID, version: String, configuration: String) {
    self.run = run
    self.version = version
    self.configuration = configuration
  }

  /// Records created, updated and deleted in all streams.
  public var changes: Int { streams.values.reduce(0) { $0 + $1.created + $1.updated + $1.deleted } }

  /// The members of the file.
  public var json: JSONObject {
    var json: JSONObject = [
      "run": .string(run.description), "at": .string(run.at.description), "version": .string(version),
      "configuration": .string(configuration), "changes": .integer(changes), "evaluated": .integer(evaluated),
    ]
    json["previous"] = previous.map { .string($0) }
    json["recovered"] = texts(recovered)
    json["streams"] = streams.isEmpty ? nil : .object(JSONObject(streams.map { ($0, .object($1.json)) }))
    json["requests"] = requests.isEmpty ? nil : .object(JSONObject(requests.map { ($0, .object($1.json)) }))
    json["opened"] = texts(opened)
    json["reopened"] = texts(reopened)
    json["resolved"] = texts(resolved)
    json["updated"] = texts(updated)
    if !backlog.isEmpty {
      json["backlog"] = .object(
        JSONObject(backlog.map { ($0, ["count": .integer($1.count), "amount": .integer($1.amount)]) }))
    }
    if !suppressed.isEmpty {
      json["suppressed"] = .array(
        suppressed.map {
          ["rule": .string($0.rule), "subject": .string($0.subject), "reason": .string($0.reason)]
        })
    }
    json["suppressed_counts"] = counts(suppressedCounts)
    json["actions"] = counts(actions)
    json["durations_ms"] = counts(durations)
    return json
  }

  /// The bytes of the file without the list of what was suppressed, which is long and on pages only counted.
  var brief: [UInt8] {
    var brief = self
    brief.suppressed = []
    return CanonicalJSON.bytes(brief.json)
  }

  /// Reads a receipt; nil when a member that every receipt has is missing.
  public init?(json: JSONObject) {
    guard let run = json["run"]?.string.flatMap(RunID.init), let version = json["version"]?.string,
      let configuration = json["configuration"]?.string
    else { return nil }
    self.init(run: run, version: version, configuration: configuration)
    previous = json["previous"]?.string
    recovered = json["recovered"]?.array?.compactMap(\.string) ?? []
    for member in json["streams"]?.object?.members ?? [] {
      streams[member.key] = member.value.object.map(StreamReceipt.init(json:))
    }
    for member in json["requests"]?.object?.members ?? [] {
      requests[member.key] = member.value.object.map(Requests.init(json:))
    }
    evaluated = json["evaluated"]?.integer ?? 0
    opened = json["opened"]?.array?.compactMap(\.string) ?? []
    reopened = json["reopened"]?.array?.compactMap(\.string) ?? []
    resolved = json["resolved"]?.array?.compactMap(\.string) ?? []
    updated = json["updated"]?.array?.compactMap(\.string) ?? []
    for member in json["backlog"]?.object?.members ?? [] {
      backlog[member.key] = Backlog(
        count: member.value.object?["count"]?.integer ?? 0, amount: member.value.object?["amount"]?.integer ?? 0)
    }
    suppressed = (json["suppressed"]?.array ?? []).compactMap { value in
      guard let rule = value.object?["rule"]?.string, let subject = value.object?["subject"]?.string,
        let reason = value.object?["reason"]?.string
      else { return nil }
      return Suppressed(rule: rule, subject: subject, reason: reason)
    }
    suppressedCounts = Self.counts(json["suppressed_counts"])
    actions = Self.counts(json["actions"])
    durations = Self.counts(json["durations_ms"])
  }

  private func texts(_ values: [String]) -> JSONValue? {
    values.isEmpty ? nil : .array(values.map { .string($0) })
  }

  private func counts(_ values: [String: Int]) -> JSONValue? {
    values.isEmpty ? nil : .object(JSONObject(values.map { ($0, .integer($1)) }))
  }

  private static func counts(_ value: JSONValue?) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: (value?.object?.members ?? []).map { ($0.key, $0.value.integer ?? 0) })
  }
}

extension Receipt.StreamReceipt {
  var json: JSONObject {
    var json = JSONObject()
    json["verdict"] = verdict.map { .string($0.rawValue) }
    json["held"] = held.map { .string($0) }
    json["files"] = files.isEmpty ? nil : .array(files.map { .string($0) })
    for (key, count) in [
      ("read", read), ("created", created), ("updated", updated), ("deleted", deleted), ("quarantined", quarantined),
    ] where count > 0 { json[key] = .integer(count) }
    return json
  }

  init(json: JSONObject) {
    verdict = json["verdict"]?.string.flatMap(Coverage.Verdict.init)
    held = json["held"]?.string
    files = json["files"]?.array?.compactMap(\.string) ?? []
    read = json["read"]?.integer ?? 0
    created = json["created"]?.integer ?? 0
    updated = json["updated"]?.integer ?? 0
    deleted = json["deleted"]?.integer ?? 0
    quarantined = json["quarantined"]?.integer ?? 0
  }
}

extension Receipt.Requests {
  var json: JSONObject {
    var json: JSONObject = ["sent": .integer(sent)]
    if retried > 0 { json["retried"] = .integer(retried) }
    if waited > 0 { json["waited_ms"] = .integer(waited) }
    return json
  }

  init(json: JSONObject) {
    self.init(
      sent: json["sent"]?.integer ?? 0, retried: json["retried"]?.integer ?? 0, waited: json["waited_ms"]?.integer ?? 0)
  }
}
