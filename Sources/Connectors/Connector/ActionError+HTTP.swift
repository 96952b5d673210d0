import HTTP
import Records

extension ActionError {
  /// What a request that did not end well means for an action.
  ///
  /// A read never leaves anything open. Of a write everything does that may have reached the system, unless the status
  /// says that it was turned away.
  init(_ error: HTTPError, to effect: Effect) {
    let diagnostic = error.diagnostic
    let isOpen = effect != .read && error.mayHaveTakenEffect
    switch (error.cause, error.decision) {
    case (_, .reconnect): self = .reconnect(diagnostic)
    case (_, .forbidden(let scope)): self = .forbidden(diagnostic, scope: scope)
    case _ where isOpen: self = .unknown(.mayHaveTakenEffect(diagnostic))
    case (.cancelled, _), (.closed, _), (_, .retry), (_, .accept): self = .retry(diagnostic, after: nil)
    case (_, .retryAfter(let wait)):
      let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
      self = .retry(diagnostic, after: Span(seconds: seconds))
    case (_, .contractChanged), (_, .refused): self = .refused(diagnostic)
    }
  }

  /// An answer of another form than agreed: after a write, nobody knows.
  init(contract diagnostic: Diagnostic, to effect: Effect) {
    self = effect == .read ? .refused(diagnostic) : .unknown(.mayHaveTakenEffect(diagnostic))
  }

  /// That there is nothing to act on any more.
  static func gone(_ target: SystemAction.Target, of system: String) -> ActionError {
    .gone(
      Diagnostic(
        .source, code: "action.gone", "\(system) has no \(target.kind.rawValue) of that id",
        reason: "It was deleted, or the account may not see it.", location: "\(target.kind.rawValue) \(target.id)"))
  }

  /// That an action has an id or a text that can't be sent.
  static func unfit(_ reason: String) -> ActionError {
    .refused(Diagnostic(.configuration, code: "action.unfit", "The action can't be sent as it is", reason: reason))
  }

  /// That nothing of the kind can be done to such a record.
  static func unsupported(_ action: SystemAction, by system: String) -> ActionError {
    let target = action.target.map { " of its \($0.kind.stream)" } ?? ""
    return .refused(
      Diagnostic(
        .configuration, code: "action.unsupported", "\(system) has no action \(action.kind.rawValue)\(target)",
        hints: ["See the system's page for what can be written"]))
  }
}

extension Diagnostic {
  /// That a write ended so that nobody knows whether it was carried out.
  static func mayHaveTakenEffect(_ cause: Diagnostic) -> Diagnostic {
    Diagnostic(
      .source, code: "action.unknown", "Whether the action was carried out is not known",
      reason: [cause.summary, cause.reason].compactMap { $0 }.joined(separator: ": "),
      hints: ["It is looked for before it is done again", "Look at the system yourself"], location: cause.location)
  }
}
