import Records

extension FactBuilder {
  mutating func addRefund() {
    let amount = money("amount")
    if let amount, case .money(let net)? = facts["order_net"] {
      facts["order_share"] = percent(amount, of: net).map { .number($0) }
    }
    let order = related.order
    let beforeShipping =
      order?["cancelled"]?.instant != nil
      && !["fulfilled", "partial", "returned"].contains(order?["fulfillment"]?.string)
      && order?["shipped"]?.instant == nil
    let type = record["type"]?.string ?? "refund"
    facts["refunded_at"] = refundedAt.map { .instant($0) }
    facts["counts"] = .flag(type != "exchange" && type != "price_correction" && !beforeShipping)
    addRepeats()
    let known = ["observed", "created"].compactMap { record[$0]?.instant }
    switch record["state"]?.string {
    case "failed", "pending", "approved":
      facts["stuck_since"] = known.max().map { .instant($0) }
    case "received":
      facts["paid_due"] = (record["observed"]?.instant ?? record["updated"]?.instant ?? record["created"]?.instant)
        .map { .instant(calendar.due(businessDays: thresholds.returnPaidDays, from: $0)) }
    default: break
    }
  }

  /// When the refund was made, or first seen where only two exports of the order tell of it.
  private var refundedAt: Instant? { record["created"]?.instant ?? record["observed"]?.instant }

  private mutating func addRepeats() {
    guard let person = related.person, !person.isShared, let created = refundedAt else { return }
    let begin = created - thresholds.repeatedRefund.window
    let others = person.refunds.filter { refund in
      guard refund.created > begin, !sameBytes(refund.address, subject.address) else { return false }
      return refund.created < created || (refund.created == created && precedes(refund.address, subject.address))
    }
    let count = others.count + 1
    facts["refunds_in_window"] = .number(count)
    let orders = person.orders.filter { $0.placed > begin && $0.placed <= created && $0.orderClass != .test }.count
    facts["refund_rate"] = percent(count, of: orders).map { .number($0) }
  }

  mutating func addShipment() {
    let begins = record["shipped"]?.instant ?? record["created"]?.instant
    facts["trouble_since"] = begins.map { .instant($0) }
    if record["state"]?.string == "label", let created = record["created"]?.instant {
      facts["scan_due"] = .instant(calendar.due(businessDays: thresholds.scanDays, from: created))
    }
  }

  mutating func addTicket() {
    let orders = related.person?.orders.count ?? 0
    facts["known"] = .flag(orders > 0 || related.order != nil)
    let signals = Set((record["signals"]?.array ?? []).compactMap(\.string))
    let isThanks = !signals.isDisjoint(with: ["closing-thanks", "closing_thanks", "thanks"])
    let waiting = record["last_from"]?.string == "customer" && record["state"]?.string != "closed" && !isThanks
    facts["waiting"] = .flag(waiting)
    if let since = record["last_customer"]?.instant ?? record["opened"]?.instant {
      facts["waiting_since"] = .instant(since)
      if waiting {
        let hours =
          facts["is_vip"] == .flag(true) ? thresholds.unansweredTicket.vipHours : thresholds.unansweredTicket.hours
        let span = Span.hours(Int64(max(0, min(hours, 10_000))))
        facts["answer_due"] = .instant(calendar.adding(hours: span, to: since))
      }
    }
    let strong = signals.intersection(thresholds.strongSignals)
    let weak = signals.subtracting(thresholds.strongSignals).subtracting(thresholds.neutralSignals)
    let rating = record["rating"]?.integer
    facts["negative"] = .flag(
      !strong.isEmpty || weak.count >= max(1, thresholds.weakSignals)
        || rating.map { (1...max(1, thresholds.lowRating)).contains($0) } == true)
  }

  mutating func addDispute() {
    let ended = ["won", "lost", "closed", "accepted", "charge_refunded", "warning_closed", "refunded"]
    facts["is_open"] = .flag(!ended.contains(record["status"]?.string ?? "open"))
  }

  mutating func addLead() {
    let stage = record["stage"]?.string?.lowercased()
    let isNew = thresholds.staleLead.newStages.contains { $0.lowercased() == stage }
    facts["is_new_stage"] = .flag(isNew)
    let contact = [record["last_contact"]?.instant, related.person?.lastContact].compactMap { $0 }.max()
    let contactDue = (contact ?? record["created"]?.instant).map {
      $0 + (isNew ? thresholds.staleLead.new : thresholds.staleLead.later)
    }
    let closeDue = record["expected_close"]?.day.map { settings.zone.instant($0 + 1) }
    facts["contact_due"] = contactDue.map { .instant($0) }
    facts["close_due"] = closeDue.map { .instant($0) }
    facts["stale_since"] = [contactDue, closeDue].compactMap { $0 }.min().map { .instant($0) }
  }

  mutating func addCheckout() {
    guard let created = record["created"]?.instant else { return }
    facts["abandoned_at"] = .instant(created + thresholds.checkoutAfter)
    let orders = related.person?.orders ?? []
    facts["ordered_since"] = .flag(orders.contains { $0.placed >= created && !$0.isCancelled })
  }
}
