public import Records

/// How many exceptions need someone; see ``IndexView/attention(now:newSince:today:)``.
public struct AttentionCount: Sendable, Hashable {
  /// Open, not snoozed, and more than watched.
  public var open: Int
  /// Of these, opened since the moment asked for.
  public var new: Int
  /// Of these, past their SLA.
  public var breached: Int
  /// Of these, to pass it before the day ends.
  public var breachToday: Int
}

/// How many exceptions of a rule or workflow are in which state at a moment.
public struct Standing: Sendable, Hashable {
  /// The rule's id.
  public var rule: String
  /// The workflow's id.
  public var workflow: String
  /// How many.
  public var count: Int
}

extension IndexView {
  // MARK: Rows

  /// Exceptions that are not resolved, the first ones of a list for people: snoozed ones last, before them those only
  /// watched, before them acknowledged ones; then past the SLA, near it, the rest; then the largest amount, the oldest, the id.
  ///
  /// - Parameter needingAttention: only those that are open, not snoozed, and more than watched.
  public func urgentExceptionIDs(
    workflow: String? = nil, needingAttention: Bool = false, now: Instant, limit: Int
  ) throws -> [String] {
    try session(
      """
      SELECT id FROM exceptions WHERE is_open = 1 AND (?1 IS NULL OR workflow = ?1)
        AND (?5 = 0 OR (state = ?6 AND severity < \(Self.watch) AND (snoozed_until IS NULL OR snoozed_until <= ?2)))
      ORDER BY CASE WHEN snoozed_until > ?2 THEN 3 WHEN severity >= \(Self.watch) THEN 2 WHEN state = ?3 THEN 1 ELSE 0 END,
        CASE WHEN sla_due IS NULL THEN 2 WHEN sla_due < ?2 THEN 0
          WHEN opened + (sla_due - opened) / 4 * 3 <= ?2 THEN 1 ELSE 2 END,
        coalesce(amount, 0) DESC, opened, id LIMIT ?4
      """
    ).all(workflow, now.seconds, "acknowledged", limit, needingAttention, "open") { $0.text(0) }
  }

  /// Exceptions that are resolved, the last resolved first.
  public func resolvedExceptionIDs(workflow: String? = nil, limit: Int) throws -> [String] {
    try session(
      """
      SELECT id FROM exceptions WHERE resolved IS NOT NULL AND (?1 IS NULL OR workflow = ?1)
      ORDER BY resolved DESC, id LIMIT ?2
      """
    ).all(workflow, limit) { $0.text(0) }
  }

  /// The subjects of exceptions of the given rules opened in a range, both ends included.
  public func subjects(ofRules rules: [String], opened: ClosedRange<Instant>) throws -> Set<String> {
    try rules.reduce(into: []) { subjects, rule in
      subjects.formUnion(
        try session("SELECT subject FROM exceptions WHERE rule = ?1 AND opened BETWEEN ?2 AND ?3")
          .all(rule, opened.lowerBound.seconds, opened.upperBound.seconds) { $0.text(0) })
    }
  }

  /// Exceptions of the given rules opened in a range, both ends included, the oldest first.
  public func exceptions(ofRules rules: [String], opened: ClosedRange<Instant>) throws -> [ShopException] {
    try rules.flatMap { rule in
      try decode(
        "SELECT id, \(Self.file) FROM exceptions WHERE rule = ?1 AND opened BETWEEN ?2 AND ?3 ORDER BY opened, id",
        rule, opened.lowerBound.seconds, opened.upperBound.seconds)
    }
  }

  /// Exceptions of the given rules resolved in a range, both ends included, the first resolved first.
  public func exceptions(ofRules rules: [String], resolved: ClosedRange<Instant>) throws -> [ShopException] {
    try rules.flatMap { rule in
      try decode(
        "SELECT id, \(Self.file) FROM exceptions WHERE rule = ?1 AND resolved BETWEEN ?2 AND ?3 ORDER BY resolved, id",
        rule, resolved.lowerBound.seconds, resolved.upperBound.seconds)
    }
  }

  /// Exceptions changed since a moment on which a person has acted at any time: they acknowledged, assigned, snoozed,
  /// resolved or noted something.
  public func handledExceptions(since: Instant) throws -> [ShopException] {
    try decode(
      """
      SELECT id, \(Self.file) FROM exceptions INDEXED BY exceptions_handled WHERE is_handled = 1 AND updated >= ?1 ORDER BY opened, id
      """, since.seconds)
  }

  /// The ids of unresolved exceptions about a subject.
  public func openExceptionIDs(subject: String) throws -> [String] {
    try session("SELECT id FROM exceptions WHERE subject = ?1 AND is_open = 1").all(subject) { $0.text(0) }
  }

  /// The ids of unresolved exceptions about a person, by any of its pseudonyms.
  public func openExceptionIDs(ofPerson pseudonym: String) throws -> [String] {
    try prepare()
    return try session(
      """
      SELECT id FROM exceptions WHERE is_open = 1 AND row IN (
        SELECT exception FROM exception_people WHERE pseudonym = ?1 OR pseudonym IN (
          SELECT pseudonym FROM identifiers WHERE person = (SELECT person FROM identifiers WHERE pseudonym = ?1)))
      """
    ).all(pseudonym) { $0.text(0) }
  }

  /// The ids of unresolved exceptions, of one workflow or all.
  public func openExceptionIDs(workflow: String?) throws -> [String] {
    try session("SELECT id FROM exceptions WHERE is_open = 1 AND (?1 IS NULL OR workflow = ?1)").all(workflow) {
      $0.text(0)
    }
  }

  /// All ids of exceptions, sorted by subject so that neighbours share what is read about them.
  public func exceptionIDs() throws -> [String] {
    try session("SELECT id FROM exceptions ORDER BY subject, id").all { $0.text(0) }
  }

  /// The ids of exceptions of some rules that are open and not snoozed, each rule's most severe and then oldest first.
  public func needingIDs(ofRules rules: [String], now: Instant) throws -> [String] {
    try rules.flatMap { rule in
      try session(
        """
        SELECT id FROM exceptions WHERE rule = ?1 AND is_open = 1 AND state = ?2
          AND (snoozed_until IS NULL OR snoozed_until <= ?3) ORDER BY severity, opened, id
        """
      ).all(rule, "open", now.seconds) { $0.text(0) }
    }
  }

  /// The money at stake in exceptions of some rules that are open and not snoozed, by currency; of each case the largest.
  public func stakes(ofRules rules: [String], now: Instant) throws -> [String: Int] {
    var largest: [String: [String: Int]] = [:]
    for rule in rules {
      let rows = try session(
        """
        SELECT currency, case_key, max(amount) FROM exceptions WHERE rule = ?1 AND is_open = 1 AND state = ?2
          AND (snoozed_until IS NULL OR snoozed_until <= ?3) AND currency IS NOT NULL AND amount IS NOT NULL
        GROUP BY currency, case_key
        """
      ).all(rule, "open", now.seconds) { (currency: $0.text(0), key: $0.text(1), amount: Int($0.integer(2))) }
      for row in rows {
        largest[row.currency, default: [:]][row.key] = max(largest[row.currency]?[row.key] ?? 0, row.amount)
      }
    }
    return largest.mapValues { $0.values.reduce(0) { bounded($0, plus: $1) } }
  }

  /// The ids of the exceptions of a case, the newest first.
  public func exceptionIDs(ofCase caseKey: String, limit: Int) throws -> [String] {
    try session("SELECT id FROM exceptions WHERE case_key = ?1 ORDER BY opened DESC, id LIMIT ?2")
      .all(caseKey, limit) { $0.text(0) }
  }

  /// The workflows that exceptions belong to.
  public func workflows(of ids: Set<String>) throws -> Set<String> {
    try ids.reduce(into: []) { workflows, id in
      if let one = try session("SELECT workflow FROM exceptions WHERE id = ?1").first(id, read: { $0.text(0) }) {
        workflows.insert(one)
      }
    }
  }

  /// The ids of the other exceptions in the cases of `ids`.
  public func caseMates(of ids: Set<String>) throws -> Set<String> {
    var mates: Set<String> = []
    let sql = """
      SELECT id FROM exceptions WHERE case_key = (SELECT case_key FROM exceptions WHERE id = ?1) AND id <> ?1
      """
    for id in ids { mates.formUnion(try session(sql).all(id) { $0.text(0) }) }
    return mates.subtracting(ids)
  }

  /// The ids of unresolved exceptions that read differently because time went from one moment to another: the SLA was
  /// passed or came near, or a snooze ended.
  public func exceptionsTurning(after: Instant, upTo now: Instant) throws -> Set<String> {
    Set(
      try session(
        """
        SELECT id FROM exceptions WHERE is_open = 1 AND ((sla_due >= ?1 AND sla_due < ?2)
          OR (opened + (sla_due - opened) / 4 * 3 > ?1 AND opened + (sla_due - opened) / 4 * 3 <= ?2)
          OR (snoozed_until > ?1 AND snoozed_until <= ?2))
        """
      ).all(after.seconds, now.seconds) { $0.text(0) })
  }

  // MARK: Counts

  /// How the table writes that an exception is only watched.
  private static var watch: Int { ShopException.Severity.allCases.firstIndex(of: .watch) ?? 0 }

  /// How many exceptions are not resolved and only watched.
  public func watchedCount() throws -> Int {
    Int(
      try session("SELECT count(*) FROM exceptions WHERE is_open = 1 AND severity >= ?1").first(Self.watch) {
        $0.integer(0)
      } ?? 0)
  }

  /// What the first sentence says, of exceptions that are open, not snoozed at `now`, and more than watched.
  ///
  /// - Parameters:
  ///   - newSince: from when on an exception counts as new.
  ///   - today: the end of the day.
  public func attention(now: Instant, newSince: Instant, today: Instant) throws -> AttentionCount {
    try session(
      """
      SELECT count(*), coalesce(sum(opened > ?2), 0), coalesce(sum(sla_due < ?1), 0),
        coalesce(sum(sla_due >= ?1 AND sla_due < ?3), 0)
      FROM exceptions WHERE is_open = 1 AND state = ?4 AND severity < \(Self.watch)
        AND (snoozed_until IS NULL OR snoozed_until <= ?1)
      """
    ).first(now.seconds, newSince.seconds, today.seconds, "open") { row in
      AttentionCount(
        open: Int(row.integer(0)), new: Int(row.integer(1)), breached: Int(row.integer(2)),
        breachToday: Int(row.integer(3)))
    } ?? AttentionCount(open: 0, new: 0, breached: 0, breachToday: 0)
  }

  /// The largest amount of each case among exceptions that are not resolved, by case and currency: what is at stake, an
  /// order counted once.
  ///
  /// - Parameters:
  ///   - workflow: only of this one.
  ///   - awakeAt: leaves out those that are acknowledged, only watched, or snoozed at the moment; nil keeps them in.
  public func stakes(workflow: String? = nil, awakeAt now: Instant?) throws -> [(
    caseKey: String, currency: String, amount: Int
  )] {
    try session(
      """
      SELECT case_key, currency, max(amount) FROM exceptions
      WHERE is_open = 1 AND amount IS NOT NULL AND currency IS NOT NULL AND (?1 IS NULL OR workflow = ?1)
        AND (?2 IS NULL OR (state = ?3 AND severity < \(Self.watch)
          AND (snoozed_until IS NULL OR snoozed_until <= ?2)))
      GROUP BY case_key, currency
      """
    ).all(workflow, now?.seconds, "open") { ($0.text(0), $0.text(1), Int($0.integer(2))) }
  }

  /// How many exceptions that are not resolved belong to no order.
  public func openWithoutOrder(workflow: String) throws -> Int {
    Int(
      try session(
        "SELECT count(*) FROM exceptions WHERE is_open = 1 AND workflow = ?1 AND substr(case_key, 1, 6) <> ?2"
      ).first(workflow, "order:") { $0.integer(0) } ?? 0)
  }

  /// How many exceptions of the given rules were not resolved at a moment, as far as their present state tells: one that
  /// was opened again since counts as open all the time.
  public func standing(ofRules rules: [String], at moment: Instant) throws -> Int {
    try rules.reduce(0) { sum, rule in
      let sql = """
        SELECT count(*) FROM exceptions WHERE rule = ?1 AND opened <= ?2 AND (resolved IS NULL OR resolved > ?2)
        """
      return sum + Int(try session(sql).first(rule, moment.seconds) { $0.integer(0) } ?? 0)
    }
  }

  /// How many exceptions were opened in a range, both ends included.
  public func opened(in range: ClosedRange<Instant>) throws -> [Standing] {
    try standings("opened BETWEEN ?1 AND ?2", range.lowerBound.seconds, range.upperBound.seconds)
  }

  /// How many exceptions were resolved in a range, both ends included, and stayed so.
  public func resolved(in range: ClosedRange<Instant>) throws -> [Standing] {
    try standings("resolved BETWEEN ?1 AND ?2", range.lowerBound.seconds, range.upperBound.seconds)
  }

  private func standings(_ condition: String, _ from: Int64, _ to: Int64) throws -> [Standing] {
    try session("SELECT rule, workflow, count(*) FROM exceptions WHERE \(condition) GROUP BY rule, workflow")
      .all(from, to) { Standing(rule: $0.text(0), workflow: $0.text(1), count: Int($0.integer(2))) }
  }

  /// How many actions of a kind were planned in a range, both ends included, by state.
  public func actionCounts(kind: String, planned range: ClosedRange<Instant>) throws -> [String: Int] {
    let rows = try session(
      "SELECT state, count(*) FROM actions WHERE planned BETWEEN ?1 AND ?2 AND kind = ?3 GROUP BY state"
    ).all(range.lowerBound.seconds, range.upperBound.seconds, kind) { ($0.text(0), Int($0.integer(1))) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// How many follow-ups exceptions of a rule, opened in a range, led to.
  public func followUps(ofRule rule: String, opened range: ClosedRange<Instant>) throws -> Int {
    Int(
      try session(
        """
        SELECT count(*) FROM exceptions JOIN actions ON actions.exception = exceptions.id
        WHERE rule = ?1 AND opened BETWEEN ?2 AND ?3 AND kind = ?4
        """
      ).first(rule, range.lowerBound.seconds, range.upperBound.seconds, "follow-up") { $0.integer(0) } ?? 0)
  }

  /// The resolutions of exceptions of a rule opened in a range; nil stands for not resolved.
  public func outcomes(ofRule rule: String, opened range: ClosedRange<Instant>) throws -> [(
    resolution: String?, count: Int
  )] {
    try session(
      """
      SELECT resolution, count(*) FROM exceptions WHERE rule = ?1 AND opened BETWEEN ?2 AND ?3
      GROUP BY resolution ORDER BY resolution
      """
    ).all(rule, range.lowerBound.seconds, range.upperBound.seconds) { ($0.optionalText(0), Int($0.integer(1))) }
  }

  // MARK: Runs

  /// Runs, the newest first, whose receipts lack the list of what was suppressed: it is long and only counted.
  public func briefRuns(limit: Int) throws -> [IndexedRun] {
    try session(
      """
      SELECT id, at, commit_id, summary, brief FROM runs
      ORDER BY at DESC, length(id) DESC, id DESC LIMIT ?1
      """
    ).all(limit, read: Self.run)
  }

  /// The runs at a moment.
  public func runs(at moment: Instant) throws -> [IndexedRun] {
    try session("SELECT id, at, commit_id, summary, receipt FROM runs WHERE at = ?1 ORDER BY length(id), id")
      .all(moment.seconds, read: Self.run)
  }

  /// The first run; nil before it.
  public func firstRun() throws -> IndexedRun? {
    try session("SELECT id, at, commit_id, summary, receipt FROM runs ORDER BY at, length(id), id LIMIT 1").first(
      read: Self.run)
  }

  /// How many runs there are.
  public func runCount() throws -> Int {
    Int(try session("SELECT count(*) FROM runs").first { $0.integer(0) } ?? 0)
  }

  private static func run(_ row: Query) -> IndexedRun {
    IndexedRun(
      id: row.text(0), at: Instant(seconds: row.integer(1)), commit: row.text(2), summary: row.text(3),
      receipt: row.bytes(4))
  }

  private func decode<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws -> [ShopException] {
    let files = try session(sql).all(repeat each values) { (id: $0.text(0), file: $0.bytes(1)) }
    return try files.map { entry in
      let path = ShopException.path(of: entry.id)
      guard let json = try? JSONReader.object(entry.file) else {
        throw Diagnostic(
          .ledger, code: "ledger.exception-unreadable", "The exception is not JSON",
          hints: ["Restore the file from the last commit: git checkout -- \(path)"], location: path)
      }
      return try ShopException(json: json, location: path)
    }
  }
}
