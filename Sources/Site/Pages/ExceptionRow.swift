public import Records

/// How an exception stands against its SLA.
public enum SlaState: String, Sendable, CaseIterable {
  /// Its time has passed.
  case breached
  /// Its warning time has come.
  case atRisk
  /// There is time left.
  case onTime
}

/// When an exception is due, and how it stands. Worked out in the owner's business hours by whoever fills this in.
public struct Sla: Sendable, Equatable {
  /// The moment it is due.
  public var due: Instant
  /// How it stands at the time of the run.
  public var state: SlaState

  /// An SLA; see the properties.
  public init(due: Instant, state: SlaState) {
    self.due = due
    self.state = state
  }
}

/// An exception as one row of a list.
public struct ExceptionRow: Sendable {
  /// `EX-7K3M9QX2TA`.
  public var id: String
  /// `Order #1043 is 4 days late`.
  public var title: String
  /// The reason in words: `promised Nov 18, not shipped; customer's 5th order`.
  public var reason: String
  /// Its state.
  public var state: ShopException.State
  /// Whether it is only watched: on lists, and nobody is told.
  public var isWatched = false
  /// Its SLA; nil when it has none.
  public var sla: Sla?
  /// Until when it sleeps; nil when it doesn't.
  public var snoozedUntil: Instant?
  /// What is at stake, one amount a currency; empty for "no money".
  public var stake: [Amount]
  /// The owner's name; nil for nobody.
  public var owner: String?
  /// When it was opened.
  public var opened: Instant
  /// When it was resolved.
  public var resolved: Instant?
  /// The next step in words: `Ask the warehouse for a date`.
  public var nextStep: String?
  /// Whether it is new since the last time people looked.
  public var isNew: Bool
  /// The page that the row leads to, from the site's root; nil for the exception's own.
  public var path: String?

  /// A row; see the properties.
  public init(
    id: String, title: String, reason: String, state: ShopException.State, sla: Sla? = nil,
    snoozedUntil: Instant? = nil,
    stake: [Amount] = [], owner: String? = nil, opened: Instant, resolved: Instant? = nil, nextStep: String? = nil,
    isNew: Bool = false, path: String? = nil
  ) {
    self.id = id
    self.title = title
    self.reason = reason
    self.state = state
    self.sla = sla
    self.snoozedUntil = snoozedUntil
    self.stake = stake
    self.owner = owner
    self.opened = opened
    self.resolved = resolved
    self.nextStep = nextStep
    self.isNew = isNew
    self.path = path
  }

  /// Whether `left` comes before `right`: open before acknowledged before watched before asleep before resolved, then
  /// breached before at risk before the rest, then money, then age, then id.
  public static func moreUrgent(_ left: ExceptionRow, _ right: ExceptionRow) -> Bool { left.rank < right.rank }

  /// The most urgent of some rows.
  public static func mostUrgent(_ rows: [ExceptionRow]) -> ExceptionRow? { sorted(rows).first }

  /// Sorts by ``moreUrgent(_:_:)``, working out each row's rank once.
  static func sorted(_ rows: [ExceptionRow]) -> [ExceptionRow] {
    rows.indices.map { (rows[$0].rank, $0) }.sorted { $0.0 < $1.0 }.map { rows[$0.1] }
  }

  private struct Rank: Comparable {
    var standing: Int
    var urgency: Int
    var money: Int
    var time: Int64
    var id: String

    static func < (left: Rank, right: Rank) -> Bool {
      (left.standing, left.urgency, left.money, left.time, left.id)
        < (right.standing, right.urgency, right.money, right.time, right.id)
    }
  }

  private var rank: Rank {
    if state == .resolved { return Rank(standing: 4, urgency: 0, money: 0, time: -(resolved?.seconds ?? 0), id: id) }
    let urgency =
      switch sla?.state {
      case .breached: 0
      case .atRisk: 1
      default: 2
      }
    return Rank(
      standing: snoozedUntil != nil ? 3 : isWatched ? 2 : state == .acknowledged ? 1 : 0, urgency: urgency,
      money: -(stake.map(\.minorUnits).max() ?? 0), time: opened.seconds, id: id)
  }
}
