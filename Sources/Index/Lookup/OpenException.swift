public import Records

/// An exception that is not resolved, with no more than what counts, sums and orders need.
public struct OpenException: ExceptionStanding, Sendable, Hashable {
  /// The id.
  public var id: String
  /// The rule's id.
  public var rule: String
  /// The workflow's id.
  public var workflow: String
  /// What groups it with others.
  public var caseKey: String
  /// Open or acknowledged.
  public var state: ShopException.State
  /// How soon someone must know.
  public var severity: ShopException.Severity
  /// The money at stake in minor units; nil when there is none.
  public var amount: Int?
  /// The currency of the amount.
  public var currency: String?
  /// When it was opened.
  public var opened: Instant
  /// When its owner must have acted.
  public var slaDue: Instant?
  /// Not shown as needing attention before this.
  public var snoozedUntil: Instant?
  /// Never.
  public var resolved: Instant? { nil }
}

extension IndexView {
  /// Every exception that is not resolved, by id. Read at once and without their files: tens of thousands are looked
  /// through sooner than a dozen questions about them are answered one by one.
  public func unresolved() throws -> [OpenException] {
    var words = FewWords()
    let severities = ShopException.Severity.allCases
    return try session(
      """
      SELECT id, rule, workflow, case_key, state, severity, amount, currency, opened, sla_due, snoozed_until
      FROM exceptions INDEXED BY exceptions_open WHERE is_open = 1 ORDER BY id
      """
    ).all { row in
      OpenException(
        id: row.text(0), rule: words.text(row, 1), workflow: words.text(row, 2), caseKey: row.text(3),
        state: ShopException.State(rawValue: words.text(row, 4)) ?? .open,
        severity: severities[min(max(0, Int(row.integer(5))), severities.count - 1)],
        amount: row.optionalInteger(6).map { Int($0) }, currency: row.isNull(7) ? nil : words.text(row, 7),
        opened: Instant(seconds: row.integer(8)), slaDue: row.optionalInteger(9).map { Instant(seconds: $0) },
        snoozedUntil: row.optionalInteger(10).map { Instant(seconds: $0) })
    }
  }
}

/// Rules, workflows, states and currencies are few: the text of each is made once.
private struct FewWords {
  private var known: [(bytes: [UInt8], text: String)] = []

  mutating func text(_ row: Query, _ column: Int32) -> String {
    let found = row.withBytes(column) { bytes in
      known.first { $0.bytes.count == bytes.count && $0.bytes.elementsEqual(bytes) }?.text
    }
    if let found { return found }
    let text = row.text(column)
    if known.count < 64 { known.append((Array(text.utf8), text)) }
    return text
  }
}
