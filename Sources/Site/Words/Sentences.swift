import Records

/// The overview's one sentence.
func attentionSentence(_ attention: Attention, systems: [SystemChip], checked: Instant, times: TimeText) -> String {
  guard attention.open > 0 else { return calmSentence(systems: systems, checked: times.weekday(checked)) }
  let open = attention.open
  var text = counted(open, "thing needs", "things need") + " attention"
  if let stake = stakeText(attention.stake) { text += ", \(stake) at stake" }
  text += "."
  var more: [String] = []
  if attention.new > 0 {
    more.append("\(grouped(attention.new)) \(attention.new == 1 ? "is" : "are") new since \(attention.newSince)")
  }
  if attention.breached > 0 {
    more.append("\(grouped(attention.breached)) \(attention.breached == 1 ? "is past its SLA" : "are past their SLA")")
  }
  if attention.breachToday > 0 {
    more.append(
      "\(grouped(attention.breachToday)) \(attention.breachToday == 1 ? "breaches its SLA" : "breach their SLA") today")
  }
  return more.isEmpty ? text : text + " " + more.joined(separator: ", ") + "."
}

private func calmSentence(systems: [SystemChip], checked: String) -> String {
  guard !systems.isEmpty else { return "Nothing is watched yet: no system is connected. Last checked \(checked)." }
  let lacking = systems.filter { $0.health != .complete && $0.health != .incremental }
  if lacking.isEmpty {
    let all = systems.count == 1 ? "\(systems[0].title) complete" : "all \(systems.count) systems complete"
    return "Nothing needs you. Last checked \(checked), \(all)."
  }
  let names = joined(lacking.map { "\($0.title) \($0.health.predicate)" })
  return "Nothing is open, but something may be missing: \(names). Last checked \(checked)."
}

extension Health {
  /// The word on a chip.
  var word: String {
    switch self {
    case .complete: "complete"
    case .incremental: "up to date"
    case .partial: "partial"
    case .failed: "failed"
    case .reconnect: "reconnect needed"
    case .stale: "old data"
    }
  }

  /// As part of a sentence: `Gmail failed`.
  var predicate: String {
    switch self {
    case .complete: "is complete"
    case .incremental: "is up to date"
    case .partial: "was read in part"
    case .failed: "failed"
    case .reconnect: "needs to be reconnected"
    case .stale: "has old data"
    }
  }

  /// Whose colour and shape the mark has.
  var mark: Mark {
    switch self {
    case .complete, .incremental: .resolved
    case .partial, .stale: .atRisk
    case .failed, .reconnect: .breached
    }
  }
}

/// A shape and colour that never stands without its word.
enum Mark: String, CaseIterable {
  case breached = "breached"
  case atRisk = "at-risk"
  case open = "open"
  case acknowledged = "acknowledged"
  case snoozed = "snoozed"
  case resolved = "resolved"
}

extension ExceptionRow {
  /// The mark with its word: the SLA first, then the state.
  var standing: (mark: Mark, word: String) {
    if state == .resolved { return (.resolved, "resolved") }
    if snoozedUntil != nil { return (.snoozed, "snoozed") }
    switch sla?.state {
    case .breached: return (.breached, "past its SLA")
    case .atRisk: return (.atRisk, "due soon")
    default: return state == .acknowledged ? (.acknowledged, "acknowledged") : (.open, isWatched ? "watched" : "open")
    }
  }
}

extension PlannedAction.State {
  var mark: Mark {
    switch self {
    case .sent: .resolved
    case .failed: .breached
    case .unknown: .atRisk
    case .planned: .open
    case .skipped: .snoozed
    }
  }
}
