internal import Index
internal import Records
internal import Workflows

/// Orders that somebody was told about or acted on.
final class TouchedFigures {
  /// What counts as a human act on an exception.
  static let acts: Set<TimelineEntry.Event> = [.acknowledged, .assigned, .resolved, .note]

  private let context: DashboardContext
  /// Exceptions on which a person acted in the last weeks.
  let handled: [ShopException]
  private let touches: [RevenueTouched.Touch]

  /// - Parameter weeks: how many weeks back figures will be asked for.
  init(_ context: DashboardContext, weeks: Int64 = 5) throws {
    self.context = context
    let from = context.now - .days(weeks * 7)
    handled = try context.view.handledExceptions(since: from)
    var touches: [RevenueTouched.Touch] = []
    func touch(_ exception: ShopException, at moment: Instant) throws {
      let parts = exception.caseKey.split(separator: ":", maxSplits: 2).map(String.init)
      guard parts.count == 3, parts[0] == "order",
        let order = try context.view.record(RecordAddress(connection: parts[1], kind: .order, id: parts[2])),
        order.currency == nil || order.currency == context.currency
      else { return }
      let net = bounded(order.amount ?? 0, minus: order.refunded ?? 0)
      touches.append(RevenueTouched.Touch(order: exception.caseKey, net: net, at: moment))
    }
    for exception in handled {
      for entry in exception.timeline where entry.by != "tend" && Self.acts.contains(entry.event) {
        try touch(exception, at: entry.at)
      }
    }
    for action in try context.view.actions(in: .sent) where action.kind == "alert" {
      guard let sent = action.settled, sent >= from, let exception = try context.view.exception(action.exception) else {
        continue
      }
      try touch(exception, at: sent)
    }
    self.touches = touches
  }

  /// Revenue touched in a range, with its share of net sales.
  func revenue(in range: ClosedRange<Instant>) throws -> RevenueTouched {
    let days = context.zone.day(of: range.lowerBound)...context.zone.day(of: range.upperBound)
    return RevenueTouched.of(
      touches, netSales: try netSales(days), from: range.lowerBound, to: range.upperBound + Span(seconds: 1))
  }

  /// Net sales of some shop days in the shop's currency.
  func netSales(_ days: ClosedRange<Day>) throws -> Int {
    try context.view.daily(days, kind: .order).filter { $0.currency == nil || $0.currency == context.currency }
      .reduce(0) { bounded($0, plus: bounded($1.amount, minus: $1.refunded)) }
  }
}
