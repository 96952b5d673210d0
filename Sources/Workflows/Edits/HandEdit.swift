public import Records

/// Why a person closed an exception.
public enum Resolution: String, Sendable, CaseIterable {
  case handled, refunded, replaced
  case falseAlarm = "false-alarm"
  case duplicate
  case wontDo = "wont-do"
}

/// What a person does to an exception. Pure: the exception with the edit in its timeline, or why it can't be.
public enum HandEdit: Sendable, Hashable {
  /// Someone is on it. An event is closed by this, since nothing more can happen to it.
  case acknowledge
  /// Someone else gets it; the owner's id.
  case assign(to: String)
  /// Not shown as needing attention before the moment.
  case snooze(until: Instant)
  /// It is over.
  case resolve(Resolution)
  /// Something was noted; the hash of the text, which stays private.
  case note(hash: String)

  /// The exception after the edit.
  ///
  /// - Parameters:
  ///   - by: the id of the owner who does it.
  ///   - type: how findings of the exception's rule live; nil when the rule is gone.
  /// - Throws: `exception.resolved`, `exception.acknowledged`, `exception.unknown-owner`, `exception.same-owner`,
  ///   `exception.snooze-past`, `exception.bad-note`.
  public func apply(
    to exception: ShopException, by: String, at now: Instant, type: Rule.RuleType?, settings: WorkflowSettings
  ) throws(Diagnostic) -> ShopException {
    try known(by, settings)
    var edited = exception
    edited.updated = max(exception.updated, now)
    func entry(_ event: TimelineEntry.Event, _ detail: JSONObject = JSONObject()) -> TimelineEntry {
      TimelineEntry(at: now, event: event, by: by, run: nil, detail: detail)
    }
    if case .note(let hash) = self {
      guard hash.utf8.count <= 128, !hash.isEmpty, hash.utf8.allSatisfy({ isWordByte($0) }) else {
        throw Diagnostic(
          .fault, code: "exception.bad-note", "A note is kept by its hash, and this is none",
          reason: "Free text may hold personal data and never enters git.", location: exception.id)
      }
      edited.timeline.append(entry(.note, ["hash": .string(hash)]))
      return edited
    }
    guard exception.state != .resolved else {
      throw Diagnostic(
        .usage, code: "exception.resolved", "\(exception.id) is already resolved",
        reason: exception.resolution.map { "It was closed as \($0)." },
        hints: ["It opens again by itself if its reason comes back."], location: exception.id)
    }
    switch self {
    case .acknowledge:
      guard exception.state == .open else {
        throw Diagnostic(
          .usage, code: "exception.acknowledged", "\(exception.id) is already acknowledged",
          hints: ["Resolve it with `tend resolve \(exception.id)` once it is done."], location: exception.id)
      }
      edited.state = .acknowledged
      edited.snoozedUntil = nil
      edited.timeline.append(entry(.acknowledged))
      if type == .event { close(&edited, "acknowledged", entry(.resolved, ["resolution": "acknowledged"])) }
    case .assign(let owner):
      try known(owner, settings)
      guard owner != exception.owner else {
        throw Diagnostic(
          .usage, code: "exception.same-owner", "\(exception.id) already belongs to \(owner)", location: exception.id)
      }
      edited.owner = owner
      edited.timeline.append(entry(.assigned, ["from": .string(exception.owner), "to": .string(owner)]))
    case .snooze(let until):
      guard until > now else {
        throw Diagnostic(
          .usage, code: "exception.snooze-past", "The time to snooze until is not in the future",
          hints: ["Give a length of time, as in `tend snooze EX-7K3M 2d`, or a later date."], location: exception.id)
      }
      edited.snoozedUntil = until
      edited.timeline.append(entry(.snoozed, ["until": .string(until.description)]))
    case .resolve(let resolution):
      close(&edited, resolution.rawValue, entry(.resolved, ["resolution": .string(resolution.rawValue)]))
    case .note: break
    }
    return edited
  }

  private func close(_ exception: inout ShopException, _ resolution: String, _ entry: TimelineEntry) {
    exception.state = .resolved
    exception.resolved = entry.at
    exception.resolution = resolution
    exception.snoozedUntil = nil
    exception.timeline.append(entry)
  }

  private func known(_ owner: String, _ settings: WorkflowSettings) throws(Diagnostic) {
    guard settings.owner(owner) == nil else { return }
    throw Diagnostic(
      .usage, code: "exception.unknown-owner", "There is no owner with that id",
      hints: ["The owners in tend.yml are: \(settings.owners.map(\.id).joined(separator: ", "))."])
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || [45, 46, 58, 95].contains(byte)
  }
}
