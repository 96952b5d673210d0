import Records

/// A thing with a beginning and dated changes, so that its state at the end of any day can be told.
struct Timeline<Value: Sendable>: Sendable {
  let start: Instant
  let first: Value
  private var changes: [(at: Instant, apply: @Sendable (inout Value) -> Void)] = []

  init(start: Instant, _ first: Value) {
    self.start = start
    self.first = first
  }

  /// Adds a change; of two at one moment the one added first comes first.
  mutating func change(at instant: Instant, _ apply: @escaping @Sendable (inout Value) -> Void) {
    var index = changes.count
    while index > 0, changes[index - 1].at > instant { index -= 1 }
    changes.insert((instant, apply), at: index)
  }

  /// The state at `instant`; nil before the start.
  func state(at instant: Instant) -> Value? {
    guard start <= instant else { return nil }
    var value = first
    for change in changes where change.at <= instant { change.apply(&value) }
    return value
  }

  /// The moments of its beginning and changes up to `instant`, in order; of several at one moment each.
  func moments(upTo instant: Instant) -> [Instant] { moments.filter { $0 <= instant } }

  /// The moments of its beginning and of all its changes, in order.
  var moments: [Instant] { [start] + changes.map(\.at) }

  /// Whether it began or changed after `previous` and not after `instant`.
  func touched(after previous: Instant, upTo instant: Instant) -> Bool {
    (start > previous && start <= instant) || changes.contains { $0.at > previous && $0.at <= instant }
  }
}
