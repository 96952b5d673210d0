internal import Index
internal import Records
internal import Workflows

/// All that is not resolved, at a moment: counted, summed and put in order for the reports and the dashboard.
struct OpenExceptions: Sendable {
  /// The largest amount of a case in a currency: an order that several exceptions are about counts once.
  struct Stake: Sendable, Hashable {
    var caseKey: String
    var currency: String
    var amount: Int
  }

  let now: Instant
  /// The most urgent first: snoozed ones last, before them those only watched, before them acknowledged ones; then past the SLA,
  /// near it, the rest; then the largest amount, the oldest, the id.
  let sorted: [OpenException]

  init(_ view: IndexView, now: Instant) throws { self.init(try view.unresolved(), now: now) }

  init(_ exceptions: [OpenException], now: Instant) {
    self.now = now
    let ranks = exceptions.map { Rank($0, now: now) }
    sorted = exceptions.indices.sorted { left, right in
      if let isBefore = ranks[left].isBefore(ranks[right]) { return isBefore }
      return precedes(exceptions[left].id, exceptions[right].id)
    }.map { exceptions[$0] }
  }

  private struct Rank {
    var standing: Int64
    var sla: Int64
    var amount: Int64
    var opened: Int64

    init(_ one: OpenException, now: Instant) {
      standing = one.isSnoozed(at: now) ? 3 : one.severity == .watch ? 2 : one.state == .acknowledged ? 1 : 0
      sla = one.isPastSLA(at: now) ? 0 : one.slaWarning.map { $0 <= now } == true ? 1 : 2
      amount = -Int64(max(0, one.amount ?? 0))
      opened = one.opened.seconds
    }

    /// Nil where both stand equal.
    func isBefore(_ other: Rank) -> Bool? {
      if standing != other.standing { return standing < other.standing }
      if sla != other.sla { return sla < other.sla }
      if amount != other.amount { return amount < other.amount }
      return opened == other.opened ? nil : opened < other.opened
    }
  }

  /// Those that need someone: open, not put off, and more than watched; the most urgent first.
  var needing: [OpenException] {
    // They are the first ones of the order.
    Array(sorted.prefix { $0.needsSomeone(at: now) })
  }

  /// Those of a workflow, or all, the most urgent first.
  func of(workflow: String?) -> [OpenException] {
    workflow.map { workflow in sorted.filter { $0.workflow == workflow } } ?? sorted
  }

  /// Those of some rules that are open and not put off, the most severe and then the oldest first.
  func awake(ofRules rules: [String]) -> [OpenException] {
    sorted.filter { rules.contains($0.rule) && $0.state == .open && !$0.isSnoozed(at: now) }.sorted {
      if $0.severity != $1.severity { return $0.severity < $1.severity }
      return $0.opened == $1.opened ? precedes($0.id, $1.id) : $0.opened < $1.opened
    }
  }

  /// The ids of those that read differently because time went on to now: the SLA was passed or came near, or a snooze ended.
  func turned(after moment: Instant) -> Set<String> {
    Set(
      sorted.filter { one in
        one.slaDue.map { $0 >= moment && $0 < now } ?? false
          || one.slaWarning.map { $0 > moment && $0 <= now } ?? false
          || one.snoozedUntil.map { $0 > moment && $0 <= now } ?? false
      }.map(\.id))
  }

  /// What is at stake in some exceptions.
  static func stakes(_ exceptions: some Sequence<OpenException>) -> [Stake] {
    var largest: [String: Stake] = [:]
    var others: [Stake] = []
    for one in exceptions {
      guard let amount = one.amount, let currency = one.currency else { continue }
      let stake = Stake(caseKey: one.caseKey, currency: currency, amount: amount)
      guard let known = largest[one.caseKey] else {
        largest[one.caseKey] = stake
        continue
      }
      if known.currency == currency {
        largest[one.caseKey] = known.amount < amount ? stake : known
      } else if let place = others.firstIndex(where: { $0.caseKey == one.caseKey && $0.currency == currency }) {
        others[place].amount = max(others[place].amount, amount)
      } else {
        others.append(stake)
      }
    }
    return Array(largest.values) + others
  }

  /// What is at stake in some exceptions by currency; amounts of nothing and less are left out.
  static func sums(_ exceptions: some Sequence<OpenException>) -> [String: Int] {
    stakes(exceptions).reduce(into: [:]) { sums, stake in
      if stake.amount > 0 { sums[stake.currency] = bounded(sums[stake.currency] ?? 0, plus: stake.amount) }
    }
  }
}

extension OpenException {
  /// Whether it is put off at `now`.
  func isSnoozed(at now: Instant) -> Bool { snoozedUntil.map { $0 > now } ?? false }

  /// Whether it is open, not put off, and more than watched.
  func needsSomeone(at now: Instant) -> Bool { state == .open && severity != .watch && !isSnoozed(at: now) }

  /// Whether its owner let the time pass.
  func isPastSLA(at now: Instant) -> Bool { slaDue.map { $0 < now } ?? false }

  /// When the warning before the breach is due.
  var slaWarning: Instant? { ShopException.slaWarning(opened: opened, due: slaDue) }
}
