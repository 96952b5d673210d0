public import Records

extension IndexTransaction {
  // MARK: Waking

  /// Says when a subject must be looked at again; nil takes it off the list.
  public func setWake(_ subject: String, at instant: Instant?) throws {
    if let instant {
      try session("INSERT OR REPLACE INTO wakes (subject, at) VALUES (?1, ?2)").run(subject, instant.seconds)
    } else {
      try session("DELETE FROM wakes WHERE subject = ?1").run(subject)
    }
  }

  /// Forgets when anybody is to be looked at, before all of it is worked out anew.
  public func removeWakes() throws { try session("DELETE FROM wakes").run() }

  /// Notes what was found about a subject and not acted on, and why, a line each.
  ///
  /// It only keeps the same from being told in every receipt, so it is no part of what a rebuilt index must equal: there
  /// it is told once more.
  ///
  /// - Returns: the lines that were not noted before, in their order.
  public func note(suppressed lines: [String], of subject: String) throws -> [String] {
    let known = try session("SELECT reasons FROM suppressions WHERE subject = ?1").first(subject) { $0.text(0) }
    let text = lines.joined(separator: "\n")
    if known ?? "" == text { return [] }
    if lines.isEmpty {
      try session("DELETE FROM suppressions WHERE subject = ?1").run(subject)
    } else {
      try session("INSERT OR REPLACE INTO suppressions (subject, reasons) VALUES (?1, ?2)").run(subject, text)
    }
    let before = Set((known ?? "").split(separator: "\n").map(String.init))
    return lines.filter { !before.contains($0) }
  }

  // MARK: Exceptions

  /// Writes an exception in place of the one with its id.
  ///
  /// - Parameter file: the bytes of its file; nil makes them from `exception`.
  public func put(_ exception: ShopException, file: [UInt8]? = nil) throws {
    let severity = ShopException.Severity.allCases.firstIndex(of: exception.severity) ?? 0
    let row = try session(
      """
      INSERT INTO exceptions (id, rule, workflow, subject, episode, state, severity, owner, amount, currency, opened,
        updated, sla_due, snoozed_until, resolved, resolution, case_key, is_open, is_handled)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
      ON CONFLICT (id) DO UPDATE SET rule = ?2, workflow = ?3, subject = ?4, episode = ?5, state = ?6, severity = ?7,
        owner = ?8, amount = ?9, currency = ?10, opened = ?11, updated = ?12, sla_due = ?13, snoozed_until = ?14,
        resolved = ?15, resolution = ?16, case_key = ?17, is_open = ?18, is_handled = ?19
      RETURNING row
      """
    ).first(
      exception.id, exception.rule, exception.workflow, exception.subject, exception.episode,
      exception.state.rawValue, severity, exception.owner, exception.amount, exception.currency,
      exception.opened.seconds, exception.updated.seconds, exception.slaDue?.seconds, exception.snoozedUntil?.seconds,
      exception.resolved?.seconds, exception.resolution, exception.caseKey, exception.state != .resolved,
      exception.timeline.contains { $0.by != "tend" }
    ) { $0.integer(0) }
    guard let row else { return }
    try session("INSERT OR REPLACE INTO exception_files (exception, file) VALUES (?1, ?2)")
      .run(row, file ?? PrettyJSON.bytes(exception.json))
    try session("DELETE FROM exception_people WHERE exception = ?1").run(row)
    for pseudonym in exception.people {
      try session("INSERT OR IGNORE INTO exception_people (pseudonym, exception) VALUES (?1, ?2)").run(pseudonym, row)
    }
  }

  /// Removes an exception, for catching up with a history in which its file is gone.
  public func removeException(_ id: String) throws {
    try session("DELETE FROM exception_people WHERE exception = (SELECT row FROM exceptions WHERE id = ?1)").run(id)
    try session("DELETE FROM exception_files WHERE exception = (SELECT row FROM exceptions WHERE id = ?1)").run(id)
    try session("DELETE FROM exceptions WHERE id = ?1").run(id)
  }

  // MARK: Actions and runs

  /// Writes an action in place of the one with its key.
  public func put(_ action: PlannedAction) throws {
    try session(
      """
      INSERT INTO actions (key, exception, kind, target, transition, state, reason, planned, settled)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      ON CONFLICT (key) DO UPDATE SET exception = ?2, kind = ?3, target = ?4, transition = ?5, state = ?6, reason = ?7,
        planned = ?8, settled = ?9
      """
    ).run(
      action.key, action.exception, action.kind, action.target, action.transition, action.state.rawValue,
      action.reason, action.planned.seconds, action.settled?.seconds)
  }

  /// Removes an action, for catching up.
  public func removeAction(_ key: String) throws { try session("DELETE FROM actions WHERE key = ?1").run(key) }

  /// Writes a run in place of the one with its id.
  public func put(_ run: IndexedRun) throws {
    try session(
      """
      INSERT INTO runs (id, at, commit_id, summary, receipt, brief) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (id) DO UPDATE SET at = ?2, commit_id = ?3, summary = ?4, receipt = ?5, brief = ?6
      """
    ).run(run.id, run.at.seconds, run.commit, run.summary, run.receipt, run.brief)
  }

  /// Removes a run, for catching up.
  public func removeRun(_ id: String) throws { try session("DELETE FROM runs WHERE id = ?1").run(id) }
}

/// A run as the index keeps it.
public struct IndexedRun: Sendable, Hashable {
  /// The run's id.
  public var id: String
  /// Its clock.
  public var at: Instant
  /// The commit that holds its receipt.
  public var commit: String
  /// The subject of that commit.
  public var summary: String
  /// The bytes of its receipt.
  public var receipt: [UInt8]
  /// The receipt without its long lists, for pages that show many runs; the whole one where it has none.
  public var brief: [UInt8]

  /// A run of its parts.
  public init(id: String, at: Instant, commit: String, summary: String, receipt: [UInt8], brief: [UInt8]? = nil) {
    self.id = id
    self.at = at
    self.commit = commit
    self.summary = summary
    self.receipt = receipt
    self.brief = brief ?? receipt
  }
}
