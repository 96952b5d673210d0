import Records

/// Decides what the answer of a condition is worth, given how well the streams behind it are known.
struct CoverageGate: Sendable {
  private let byKind: [Kind: [StreamHealth]]

  init(_ health: [StreamHealth]) {
    byKind = Dictionary(grouping: health, by: \.kind)
  }

  /// The streams behind a rule's answer about a subject: its own, and those of other kinds in its store.
  private func streams(of kinds: [Kind], for subject: Subject) -> [(kind: Kind, isOwn: Bool, health: [StreamHealth])] {
    kinds.map { kind in
      let all = byKind[kind] ?? []
      switch subject.kind {
      case .record(kind):
        return (kind, true, all.filter { $0.connection == subject.connection })
      case .record: return (kind, false, all.filter { $0.store == subject.store })
      case .person, .stream: return (kind, kind == .order, all)
      }
    }
  }

  private func ownKinds(_ subject: Subject) -> [Kind] {
    switch subject.kind {
    case .record(let kind): [kind]
    case .person: [.order]
    case .stream: []
    }
  }

  /// Nil when absence may be concluded from; else why not.
  func objectionToAbsence(_ rule: Rule, _ subject: Subject, now: Instant) -> RuleAnswer.Verdict? {
    let kinds = rule.streams.isEmpty ? ownKinds(subject) : rule.streams
    for (kind, isOwn, health) in streams(of: kinds, for: subject) {
      if health.isEmpty, isOwn { return missing(kind) }
      for stream in health {
        if let objection = unread(stream) { return objection }
        if let stale = stream.staleAt, stale <= now {
          return .heldBack(code: "stream-stale", words: "\(stream.name) is out of date")
        }
      }
    }
    return nil
  }

  /// Nil when "does not match" may be believed; else why not. What was seen to have changed ends a state even where
  /// other streams are stale, but not when the subject's own stream was read in part.
  func objectionToEnd(_ subject: Subject) -> RuleAnswer.Verdict? {
    for (kind, isOwn, health) in streams(of: ownKinds(subject), for: subject) {
      if health.isEmpty, isOwn { return missing(kind) }
      for stream in health {
        if let objection = unread(stream) { return objection }
      }
    }
    return nil
  }

  /// Nil when a record that is not there is surely gone.
  func objectionToGone(_ subject: Subject, now: Instant) -> RuleAnswer.Verdict? {
    let own = streams(of: ownKinds(subject), for: subject).flatMap(\.health)
    let isSure = own.allSatisfy {
      $0.verdict == .complete && $0.historyBegins == nil && ($0.staleAt ?? now) > now
    }
    return isSure && !own.isEmpty
      ? nil : .heldBack(code: "no-longer-readable", words: "the record can't be read any more")
  }

  /// Since when the history that a rule needs can be read; nil when it reaches far enough or has no beginning.
  func shortHistory(_ rule: Rule, _ subject: Subject, now: Instant) -> Instant? {
    guard let needed = rule.history else { return nil }
    let begins = streams(of: rule.streams, for: subject).flatMap(\.health).compactMap(\.historyBegins).max()
    return begins.flatMap { $0 > now - needed ? $0 : nil }
  }

  private func unread(_ stream: StreamHealth) -> RuleAnswer.Verdict? {
    if stream.asOf == nil { return .heldBack(code: "stream-unread", words: "\(stream.name) was never read") }
    switch stream.verdict {
    case .complete, .incremental: return nil
    case .partial: return .heldBack(code: "stream-partial", words: "\(stream.name) was read in part")
    case .failed: return .heldBack(code: "stream-failed", words: "\(stream.name) could not be read")
    }
  }

  private func missing(_ kind: Kind) -> RuleAnswer.Verdict {
    .heldBack(code: "stream-unread", words: "no \(kind.stream) were read")
  }
}
