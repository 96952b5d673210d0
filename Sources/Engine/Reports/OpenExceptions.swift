internal import Index
internal import Records
internal import Workflows

/// All that is not resolved, at a moment: counted, summed and put in order for the reports and the dashboard.
struct OpenExceptions: Sendable {
  let now: Instant
  /// The most urgent first.
  let sorted: [OpenException]
  /// Those that need someone: open, not put off, and more than watched; the most urgent first.
  let needing: ArraySlice<OpenException>

  init(_ view: IndexView, now: Instant) throws { self.init(try view.unresolved(), now: now) }

  init(_ exceptions: [OpenException], now: Instant) {
    self.now = now
    let urgencies = exceptions.map { Urgency($0, at: now) }
    sorted = exceptions.indices.sorted { urgencies[$0] < urgencies[$1] }.map { exceptions[$0] }
    // They are the first ones of the order.
    needing = sorted.prefix { $0.needsAttention(at: now) && $0.severity != .watch }
  }

  /// Those of a workflow, or all, the most urgent first.
  func of(workflow: String?) -> [OpenException] {
    workflow.map { workflow in sorted.filter { $0.workflow == workflow } } ?? sorted
  }

  /// Those of some rules that are open and not put off, the most severe and then the oldest first.
  func awake(ofRules rules: [String]) -> [OpenException] {
    sorted.filter { rules.contains($0.rule) && $0.needsAttention(at: now) }.sorted { $0.isGraver(than: $1) }
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

  /// What is at stake in some exceptions by currency; amounts of nothing and less are left out.
  static func sums(_ exceptions: some Sequence<OpenException>) -> [String: Int] {
    Stake.sums(Stake.of(exceptions).filter { $0.amount > 0 })
  }
}
