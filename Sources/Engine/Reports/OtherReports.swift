public import Records

/// What `tend diff [A] [B]` tells.
public struct DiffReport: Sendable {
  /// The older commit; nil for the empty ledger.
  public var from: String?
  /// The newer commit.
  public var to: String
  /// Every record that differs.
  public var changes: [Change]

  /// The documented JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "to": .string(to),
      "changes": .array(
        changes.map { change in
          var json: JSONObject = [
            "address": .string(change.address.description),
            "change": .string(change.before == nil ? "created" : change.after == nil ? "deleted" : "updated"),
            "fields": .array(change.fields.map { .string($0) }),
          ]
          json["before"] = change.before.map { .object($0) }
          json["after"] = change.after.map { .object($0) }
          return .object(json)
        }),
    ]
    json["from"] = from.map { .string($0) }
    return json
  }
}

/// One line of `tend log`.
public struct LogEntry: Sendable {
  /// The commit's full id.
  public var commit: String
  /// When it was made.
  public var at: Instant
  /// Who made it: `tend`, or an owner's id.
  public var by: String
  /// The first line of the message.
  public var subject: String
  /// The run, if a run made it.
  public var run: String?

  /// The documented JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "commit": .string(commit), "at": .string(at.description), "by": .string(by), "subject": .string(subject),
    ]
    json["run"] = run.map { .string($0) }
    return json
  }
}

/// What `tend verify` and `tend doctor` tell: one line a thing that was looked at.
public struct CheckReport: Sendable {
  /// One thing that was looked at.
  public struct Finding: Sendable {
    /// How it stands.
    public enum Level: String, Sendable { case ok, warning, problem }
    /// How it stands.
    public var level: Level
    /// What was looked at.
    public var subject: String
    /// What was found, as a sentence.
    public var message: String
    /// How to mend it; nil when there is nothing to mend.
    public var hint: String?

    /// A finding; see the properties.
    public init(_ level: Level, _ subject: String, _ message: String, hint: String? = nil) {
      self.level = level
      self.subject = subject
      self.message = message
      self.hint = hint
    }
  }

  /// All findings in the order they were made.
  public var findings: [Finding]
  /// What each workflow can see and what is missing for it; only of `tend doctor`, where the workspace can be opened.
  public var workflows: [WorkflowSight] = []

  init(findings: [Finding]) { self.findings = findings }

  /// Whether nothing is a problem.
  public var isSound: Bool { !findings.contains { $0.level == .problem } }

  /// The documented JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "ok": .bool(isSound),
      "findings": .array(
        findings.map { finding in
          var json: JSONObject = [
            "level": .string(finding.level.rawValue), "subject": .string(finding.subject),
            "message": .string(finding.message),
          ]
          json["hint"] = finding.hint.map { .string($0) }
          return .object(json)
        }),
    ]
    if !workflows.isEmpty { json["workflows"] = .array(workflows.map { .object($0.json) }) }
    return json
  }
}

/// What `tend rebuild`, `tend maintain`, `tend forget` and `tend build` tell.
public struct WorkReport: Sendable {
  /// What was done, as a sentence.
  public var message: String
  /// The commit that was made, if any.
  public var commit: String?
  /// Counts and sizes by name: `records`, `bytes_before`, `bytes_after`, `pages_written`.
  public var figures: [String: Int]

  init(message: String, commit: String? = nil, figures: [String: Int] = [:]) {
    self.message = message
    self.commit = commit
    self.figures = figures
  }

  /// The documented JSON.
  public var json: JSONObject {
    var json: JSONObject = ["message": .string(message)]
    json["commit"] = commit.map { .string($0) }
    for (name, figure) in figures { json[name] = .integer(figure) }
    return json
  }
}

/// What `tend init` made.
public struct InitReport: Sendable {
  /// The workspace's folder.
  public var folder: String
  /// The workspace key in hexadecimal, for the recovery kit. Shown once, stored only in `.tend/key`.
  public var key: String
  /// What to do next, as sentences.
  public var next: [String]

  /// The documented JSON; the key is in it, since this is the only time it is told.
  public var json: JSONObject {
    ["folder": .string(folder), "key": .string(key), "next": .array(next.map { .string($0) })]
  }
}
