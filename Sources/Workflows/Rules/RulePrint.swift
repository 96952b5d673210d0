import Records

extension Rule {
  /// What the rule decides by, in one written form: its condition, the fact that dates it, and the thresholds and settings
  /// behind every fact it looks at. While it stays the same, the rule says the same of records that did not change.
  public func written(in settings: WorkflowSettings) -> String {
    let thresholds = thresholds ?? settings.thresholds
    var fields = when.fields
    fields.formUnion([began, amount].compactMap { $0 })
    var parts = ["\(id) \(type.rawValue) \(basis.rawValue)", when.written, began ?? "-", amount ?? "-"]
    for field in fields.sorted(by: precedes) {
      if let written = thresholds.written(behind: field) { parts.append("\(field): \(written)") }
    }
    if kind != .stream {
      parts.append("\(settings.zone.name) \(settings.currency) \(settings.hours.written)")
      parts.append(settings.holidays.sorted().map(\.description).joined(separator: " "))
    }
    return parts.joined(separator: "\n")
  }
}

extension RuleThresholds {
  /// The thresholds that a derived fact is worked out with; nil for a fact without any.
  func written(behind field: String) -> String? {
    switch field {
    case "due":
      let late = lateOrder
      return
        "\(late.businessDays) \(late.expressDays) \(late.wholesaleDays) \(late.cutOff) \(Self.list(late.expressTags))"
    case "hold_due": return "\(heldDays)"
    case "told_due": return "\(shopToldWithin.seconds)"
    case "refund_due": return "\(cancelledRefundWithin.seconds)"
    case "unpaid_due": return "\(shippedUnpaidWithin.seconds)"
    case "books_due": return "\(booksWithin.seconds)"
    case "auth_expires": return "\(authorizationValid.seconds)"
    case "payment_due": return "\(paymentRetryWithin.seconds)"
    case "paid_due": return "\(returnPaidDays)"
    case "scan_due": return "\(scanDays)"
    case "refunds_in_window", "refund_rate": return "\(repeatedRefund.window.seconds)"
    case "is_new_stage", "contact_due", "stale_since":
      return "\(staleLead.new.seconds) \(staleLead.later.seconds) \(Self.list(staleLead.newStages))"
    case "is_vip", "vip_since": return "\(vipLifetime) \(nthOrders.min() ?? 0)"
    case "answer_due":
      return "\(unansweredTicket.hours) \(unansweredTicket.vipHours) \(vipLifetime) \(nthOrders.min() ?? 0)"
    case "negative":
      return "\(Self.list(strongSignals)) \(weakSignals) \(Self.list(neutralSignals)) \(lowRating)"
    case "inactive_since":
      let quiet = inactiveCustomer
      return "\(quiet.floor.seconds) \(quiet.factor) \(quiet.fewOrders.seconds) \(quiet.fixed?.seconds ?? -1)"
    case "abandoned_at": return "\(checkoutAfter.seconds)"
    default: return nil
    }
  }

  private static func list(_ texts: [String]) -> String { texts.map(quoted).joined(separator: ",") }
}

extension BusinessHours {
  fileprivate var written: String { "\(opens) \(closes) \(weekdays.sorted().map(String.init).joined(separator: ","))" }
}

extension Condition {
  /// The condition in one written form.
  fileprivate var written: String {
    switch self {
    case .all(let parts): "all(\(parts.map(\.written).joined(separator: ";")))"
    case .any(let parts): "any(\(parts.map(\.written).joined(separator: ";")))"
    case .not(let part): "not(\(part.written))"
    case .test(let field, let comparison): "\(field) \(comparison.written)"
    }
  }
}

extension Comparison {
  fileprivate var written: String {
    switch self {
    case .equals(let fact): "equals \(fact.written)"
    case .differs(let fact): "differs \(fact.written)"
    case .atLeast(let fact): "at_least \(fact.written)"
    case .above(let fact): "above \(fact.written)"
    case .atMost(let fact): "at_most \(fact.written)"
    case .below(let fact): "below \(fact.written)"
    case .oneOf(let facts): "one_of \(facts.map(\.written).joined(separator: ","))"
    case .contains(let element): "contains \(quoted(element))"
    case .exists(let wanted): "exists \(wanted)"
    case .olderThan(let span): "older_than \(span.seconds)"
    case .newerThan(let span): "newer_than \(span.seconds)"
    case .dueWithin(let span): "due_within \(span.seconds)"
    }
  }
}

extension Fact {
  fileprivate var written: String {
    switch self {
    case .flag(let value): "\(value)"
    case .number(let value): "\(value)"
    case .money(let minor): "\(minor) minor"
    case .instant(let instant): instant.description
    case .day(let day): day.description
    case .text(let text): quoted(text)
    case .list(let texts): "[\(texts.map(quoted).joined(separator: ","))]"
    }
  }
}

private func quoted(_ text: String) -> String {
  String(decoding: CanonicalJSON.bytes(.string(text)), as: UTF8.self)
}
