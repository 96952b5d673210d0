public import Records

extension IndexView {
  // MARK: Rows

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
    var ids: Set<String> = []
    for name in try names(ofPerson: pseudonym) {
      ids.formUnion(
        try session(
          """
          SELECT id FROM exception_people JOIN exceptions ON row = exception
          WHERE pseudonym = ?1 AND is_open = 1
          """
        ).all(name) { $0.text(0) })
    }
    return Array(ids)
  }

  /// All ids of exceptions, sorted by subject so that neighbours share what is read about them.
  public func exceptionIDs() throws -> [String] {
    try session("SELECT id FROM exceptions ORDER BY subject, id").all { $0.text(0) }
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

  // MARK: Counts

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

  /// How many exceptions of a workflow were opened in a range, both ends included.
  public func openedCount(workflow: String, in range: ClosedRange<Instant>) throws -> Int {
    try count("opened BETWEEN ?1 AND ?2 AND workflow = ?3", workflow, range)
  }

  /// How many exceptions of a workflow were resolved in a range, both ends included, and stayed so.
  public func resolvedCount(workflow: String, in range: ClosedRange<Instant>) throws -> Int {
    try count("resolved BETWEEN ?1 AND ?2 AND workflow = ?3", workflow, range)
  }

  private func count(_ condition: String, _ workflow: String, _ range: ClosedRange<Instant>) throws -> Int {
    Int(
      try session("SELECT count(*) FROM exceptions WHERE \(condition)").first(
        range.lowerBound.seconds, range.upperBound.seconds, workflow
      ) { $0.integer(0) } ?? 0)
  }

  /// What was received for the orders of a connection that open cases of a workflow are about, and what was paid back, by
  /// case; an order of which it is not known when it was made is left out.
  public func orderFigures(
    ofOpenCasesIn workflow: String, connection: String
  ) throws -> [ExactText: (amount: Int?, refunded: Int?)] {
    try prepare()
    guard let place = try words.known(connection), let kind = try words.known(Kind.order.rawValue) else { return [:] }
    let prefix = "order:\(connection):"
    let rows = try session(
      """
      SELECT own.case_key, records.amount, records.refunded FROM (
        SELECT DISTINCT case_key FROM exceptions INDEXED BY exceptions_open
        WHERE is_open = 1 AND workflow = ?1 AND substr(case_key, 1, ?2) = ?3) AS own
      JOIN records ON connection = ?4 AND kind = ?5 AND id = substr(own.case_key, ?2 + 1)
      WHERE created IS NOT NULL
      """
    ).all(workflow, prefix.utf8.count, prefix, place, kind) { row in
      (ExactText(row.text(0)), (row.optionalInteger(1).map { Int($0) }, row.optionalInteger(2).map { Int($0) }))
    }
    return Dictionary(rows) { first, _ in first }
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
