public import Records

/// Which exceptions are asked for; members that are nil do not narrow it.
public struct ExceptionFilter: Sendable, Hashable {
  /// Only in one of these states.
  public var states: Set<ShopException.State>?
  /// Only of this rule.
  public var rule: String?
  /// Only of this workflow.
  public var workflow: String?
  /// Only about this subject.
  public var subject: String?
  /// Only in this case.
  public var caseKey: String?
  /// Only of this owner.
  public var owner: String?
  /// Only opened in this range, ends included.
  public var opened: ClosedRange<Instant>?
  /// Only resolved in this range, ends included.
  public var resolved: ClosedRange<Instant>?

  /// A filter that lets everything pass.
  public init() {}
}

/// How many exceptions there are of a state, rule and workflow.
public struct ExceptionCount: Sendable, Hashable {
  /// The state.
  public var state: ShopException.State
  /// The rule's id.
  public var rule: String
  /// The workflow's id.
  public var workflow: String
  /// How many.
  public var count: Int
}

extension IndexView {
  // MARK: Waking

  /// The subjects whose time has come, the longest awake first.
  public func due(_ now: Instant) throws -> [String] {
    try session("SELECT subject FROM wakes WHERE at <= ?1 ORDER BY at, subject").all(now.seconds) { $0.text(0) }
  }

  /// When a subject must be looked at again; nil when time alone changes nothing.
  public func wake(of subject: String) throws -> Instant? {
    try session("SELECT at FROM wakes WHERE subject = ?1").first(subject) { Instant(seconds: $0.integer(0)) }
  }

  // MARK: Exceptions

  /// An exception by its id; nil when there is none.
  ///
  /// - Throws: `ledger.exception-unreadable` when its file is not one.
  public func exception(_ id: String) throws -> ShopException? {
    try exceptions("WHERE id = ?1", id).first
  }

  /// The bytes of the file in a query over exceptions. They stand in a table of their own, so that what is counted and
  /// sorted lies close together.
  static let file = "(SELECT file FROM exception_files WHERE exception = exceptions.row)"

  /// The bytes of an exception's file; nil when there is none.
  public func exceptionFile(_ id: String) throws -> [UInt8]? {
    try session("SELECT \(Self.file) FROM exceptions WHERE id = ?1").first(id) { $0.bytes(0) }
  }

  /// The ids that begin with `prefix`, by bytes, at most `limit`: two or more mean that it is not unique.
  public func exceptionIDs(prefix: String, limit: Int = 10) throws -> [String] {
    let low = Array(prefix.utf8)
    // 0xFF is in no UTF-8 text, so that this bound is above all that begin with the prefix.
    return try session("SELECT id FROM exceptions WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3")
      .all(low, low + [0xFF], limit) { $0.text(0) }
  }

  /// The exceptions of a filter, the newest first, a page of them.
  public func exceptions(_ filter: ExceptionFilter, limit: Int = .max, offset: Int = 0) throws -> [ShopException] {
    let states = filter.states.map { states in ShopException.State.allCases.filter(states.contains) }
    func state(_ place: Int) -> String? { states.map { place < $0.count ? $0[place].rawValue : "" } }
    // Each condition stands only when it is asked for, so that SQLite can choose an index.
    var conditions: [String] = []
    if states != nil { conditions.append("state IN (?1, ?2, ?3)") }
    if filter.rule != nil { conditions.append("rule = ?4") }
    if filter.workflow != nil { conditions.append("workflow = ?5") }
    if filter.subject != nil { conditions.append("subject = ?6") }
    if filter.caseKey != nil { conditions.append("case_key = ?7") }
    if filter.owner != nil { conditions.append("owner = ?8") }
    if filter.opened != nil { conditions.append("opened BETWEEN ?9 AND ?10") }
    if filter.resolved != nil { conditions.append("resolved BETWEEN ?11 AND ?12") }
    let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
    return try exceptions(
      "\(condition) ORDER BY opened DESC, id LIMIT ?13 OFFSET ?14", state(0), state(1), state(2), filter.rule,
      filter.workflow, filter.subject, filter.caseKey, filter.owner, filter.opened?.lowerBound.seconds,
      filter.opened?.upperBound.seconds, filter.resolved?.lowerBound.seconds, filter.resolved?.upperBound.seconds,
      limit, offset)
  }

  /// The exceptions about a person, by any of its pseudonyms, the newest first.
  public func exceptions(ofPerson pseudonym: String) throws -> [ShopException] {
    try rows(ofPerson: pseudonym).flatMap { try exceptions("WHERE row = ?1", $0) }.sorted(by: Self.isNewer)
  }

  /// The exceptions whose subject is a person, by any of its pseudonyms, the newest first.
  public func exceptions(aboutPerson pseudonym: String) throws -> [ShopException] {
    try rows(ofPerson: pseudonym).flatMap {
      try exceptions("WHERE row = ?1 AND substr(subject, 1, 7) = ?2", $0, "person:")
    }.sorted(by: Self.isNewer)
  }

  private static func isNewer(_ left: ShopException, _ right: ShopException) -> Bool {
    left.opened == right.opened ? precedes(left.id, right.id) : left.opened > right.opened
  }

  /// Whether a person, by any of its pseudonyms, ever had an exception of one of two rules.
  public func hasException(ofPerson pseudonym: String, rules first: String, _ second: String) throws -> Bool {
    try names(ofPerson: pseudonym).contains { name in
      try session(
        """
        SELECT 1 FROM exception_people JOIN exceptions ON row = exception
        WHERE pseudonym = ?1 AND (rule = ?2 OR rule = ?3) LIMIT 1
        """
      ).first(name, first, second) { _ in true } ?? false
    }
  }

  /// The pseudonyms of a person; of one that no record names, the one that was asked for.
  func names(ofPerson pseudonym: String) throws -> [String] {
    let members = try members(ofPerson: pseudonym)
    return members.isEmpty ? [pseudonym] : members.map(\.pseudonym)
  }

  /// The rows of exceptions that name a person by any of its pseudonyms, each once.
  private func rows(ofPerson pseudonym: String) throws -> Set<Int64> {
    var rows: Set<Int64> = []
    for name in try names(ofPerson: pseudonym) {
      rows.formUnion(
        try session("SELECT exception FROM exception_people WHERE pseudonym = ?1").all(name) { $0.integer(0) })
    }
    return rows
  }

  /// The rules that ever had an exception, sorted by bytes. They are few among many: from one to the next.
  public func rulesWithExceptions() throws -> [String] {
    var rules: [String] = []
    let next = try session("SELECT min(rule) FROM exceptions WHERE rule > ?1")
    while let rule = try next.first(rules.last ?? "", read: { $0.optionalText(0) }) ?? nil { rules.append(rule) }
    return rules
  }

  /// How many exceptions there are by state, rule and workflow; sorted by workflow, rule, state.
  public func exceptionCounts() throws -> [ExceptionCount] {
    try session(
      """
      SELECT state, rule, workflow, count(*) FROM exceptions GROUP BY workflow, rule, state
      ORDER BY workflow, rule, state
      """
    ).all { row in
      ShopException.State(rawValue: row.text(0)).map {
        ExceptionCount(state: $0, rule: row.text(1), workflow: row.text(2), count: Int(row.integer(3)))
      }
    }.compactMap { $0 }
  }

  private func exceptions<each Value: Bindable>(
    _ condition: String, _ values: repeat each Value
  ) throws -> [ShopException] {
    let files = try session("SELECT id, \(Self.file) FROM exceptions \(condition)").all(repeat each values) {
      (id: $0.text(0), file: $0.bytes(1))
    }
    return try files.map { try Self.exception($0.id, file: $0.file) }
  }

  /// The exception of an id from the bytes of its file; see ``exceptionFile(_:)``.
  ///
  /// - Throws: `ledger.exception-unreadable` when they are not one.
  public static func exception(_ id: String, file: [UInt8]) throws(Diagnostic) -> ShopException {
    let path = ShopException.path(of: id)
    guard let json = try? JSONReader.object(file) else {
      throw Diagnostic(
        .ledger, code: "ledger.exception-unreadable", "The exception is not JSON",
        hints: ["Restore the file from the last commit: git checkout -- \(path)"], location: path)
    }
    return try ShopException(json: json, location: path)
  }

  // MARK: Actions and runs

  /// An action by its key; nil when there is none.
  public func action(_ key: String) throws -> PlannedAction? { try actions("WHERE key = ?1", key).first }

  /// The actions of an exception, the oldest first.
  public func actions(ofException id: String) throws -> [PlannedAction] {
    try actions("WHERE exception = ?1 ORDER BY planned, key", id)
  }

  /// The actions in a state, the oldest first: `planned` ones are to be sent, `unknown` ones to be asked about.
  public func actions(in state: PlannedAction.State) throws -> [PlannedAction] {
    try actions("WHERE state = ?1 ORDER BY planned, key", state.rawValue)
  }

  /// The actions planned in a range, ends included, the oldest first.
  public func actions(planned: ClosedRange<Instant>) throws -> [PlannedAction] {
    try actions(
      "WHERE planned BETWEEN ?1 AND ?2 ORDER BY planned, key", planned.lowerBound.seconds, planned.upperBound.seconds)
  }

  private func actions<each Value: Bindable>(
    _ condition: String, _ values: repeat each Value
  ) throws -> [PlannedAction] {
    let sql =
      "SELECT key, exception, kind, target, transition, state, reason, planned, settled FROM actions \(condition)"
    return try session(sql).all(repeat each values) { row in
      guard let state = PlannedAction.State(rawValue: row.text(5)) else { return nil }
      var action = PlannedAction(
        key: row.text(0), exception: row.text(1), kind: row.text(2), target: row.text(3), transition: row.text(4),
        planned: Instant(seconds: row.integer(7)))
      action.state = state
      action.reason = row.optionalText(6)
      action.settled = row.optionalInteger(8).map { Instant(seconds: $0) }
      return action
    }.compactMap { $0 }
  }

  /// A run by its id; nil when there is none.
  public func run(_ id: String) throws -> IndexedRun? { try runs("WHERE id = ?1", id).first }

  /// Runs, the newest first, a page of them.
  public func runs(limit: Int, offset: Int = 0) throws -> [IndexedRun] {
    try runs("ORDER BY at DESC, length(id) DESC, id DESC LIMIT ?1 OFFSET ?2", limit, offset)
  }

  private func runs<each Value: Bindable>(_ condition: String, _ values: repeat each Value) throws -> [IndexedRun] {
    try session("SELECT id, at, commit_id, summary, receipt FROM runs \(condition)").all(repeat each values) { row in
      IndexedRun(
        id: row.text(0), at: Instant(seconds: row.integer(1)), commit: row.text(2), summary: row.text(3),
        receipt: row.bytes(4))
    }
  }
}
