public import Records

extension ExceptionStanding {
  /// Whether it is put off at `now`.
  public func isSnoozed(at now: Instant) -> Bool { snoozedUntil.map { $0 > now } ?? false }

  /// Whether someone still has to look at it at `now`: open, and not put off.
  public func needsAttention(at now: Instant) -> Bool { state == .open && !isSnoozed(at: now) }

  /// Whether its owner let the time pass; as of `now`, or as of its end.
  public func isPastSLA(at now: Instant) -> Bool { slaDue.map { $0 < (resolved ?? now) } ?? false }

  /// When three quarters of its time are over: the moment to warn before the breach.
  public var slaWarning: Instant? {
    guard let slaDue, slaDue > opened else { return slaDue }
    return opened + Span(seconds: (slaDue - opened).seconds / 4 * 3)
  }

  /// Whether it comes before another one of the same case: the most severe first, then the oldest.
  public func isGraver(than other: some ExceptionStanding) -> Bool {
    if severity != other.severity { return severity < other.severity }
    return opened == other.opened ? precedes(id, other.id) : opened < other.opened
  }
}

/// Where an exception stands in lists: open before acknowledged before only watched before asleep before resolved; then past
/// the SLA before near it; then the largest amount, the oldest (or the last resolved), the id.
public struct Urgency: Comparable, Sendable {
  private let standing: Int
  private let sla: Int
  private let money: Int
  private let time: Int64
  private let id: String

  /// How urgent an exception is at `now`.
  public init(_ one: some ExceptionStanding, at now: Instant) {
    id = one.id
    if one.state == .resolved {
      (standing, sla, money, time) = (4, 0, 0, -(one.resolved?.seconds ?? 0))
      return
    }
    standing = one.isSnoozed(at: now) ? 3 : one.severity == .watch ? 2 : one.state == .acknowledged ? 1 : 0
    sla = one.isPastSLA(at: now) ? 0 : one.slaWarning.map { $0 <= now } == true ? 1 : 2
    money = -max(0, one.amount ?? 0)
    time = one.opened.seconds
  }

  /// The more urgent comes first.
  public static func < (left: Urgency, right: Urgency) -> Bool {
    if left.standing != right.standing { return left.standing < right.standing }
    if left.sla != right.sla { return left.sla < right.sla }
    if left.money != right.money { return left.money < right.money }
    return left.time == right.time ? precedes(left.id, right.id) : left.time < right.time
  }
}

/// The largest amount of a case in a currency: an order that several exceptions are about counts once.
public struct Stake: Sendable, Hashable {
  /// What groups the exceptions.
  public var caseKey: String
  /// The currency of the amount.
  public var currency: String
  /// The amount in minor units.
  public var amount: Int

  private struct Key: Hashable {
    var caseKey: ExactText
    var currency: String
  }

  /// What is at stake in some exceptions, in any order.
  public static func of(_ exceptions: some Sequence<some ExceptionStanding>) -> [Stake] {
    var largest: [Key: Int] = [:]
    for one in exceptions {
      guard let amount = one.amount, let currency = one.currency else { continue }
      let key = Key(caseKey: ExactText(one.caseKey), currency: currency)
      largest[key] = max(largest[key] ?? amount, amount)
    }
    return largest.map { Stake(caseKey: $0.key.caseKey.text, currency: $0.key.currency, amount: $0.value) }
  }

  /// The sum of some stakes by currency.
  public static func sums(_ stakes: [Stake]) -> [String: Int] {
    stakes.reduce(into: [:]) { $0[$1.currency] = bounded($0[$1.currency] ?? 0, plus: $1.amount) }
  }
}
