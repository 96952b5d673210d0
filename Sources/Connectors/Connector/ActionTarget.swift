public import Records

/// A system that Tend can act on. A connection is one where its system's descriptor offers actions.
///
/// A run does not send anything yet; this is what it will send through.
public protocol ActionTarget: Sendable {
  /// Carries an action out, unless its effect is there already.
  ///
  /// The target is read live just before the write, by the same look as ``find(_:)``, so carrying out the same action
  /// twice has its effect once. What a person has written there meanwhile is kept.
  func perform(_ action: SystemAction) async throws(ActionError) -> Confirmation
  /// Looks whether an action has taken effect, and writes nothing; nil where it surely has not.
  ///
  /// This settles what ended as ``ActionError/unknown(_:)``. A key alone would not do: a tag has none in it, and no
  /// system can search its notes.
  func find(_ action: SystemAction) async throws(ActionError) -> Confirmation?
}

/// That an action's effect is there.
public struct Confirmation: Sendable, Hashable {
  /// The system's own id of what has the effect: the order with a tag, a new segment, a hold.
  public var reference: String
  /// Whether it was there before, so that nothing was written.
  public var wasThere: Bool

  /// A confirmation of its parts.
  public init(_ reference: String, wasThere: Bool) {
    self.reference = reference
    self.wasThere = wasThere
  }
}

/// Why an action was not carried out, or is not known to be, sorted by what to do next.
public enum ActionError: Error, Sendable, Equatable {
  /// Not carried out; the system, or Tend itself, says no, and would again.
  case refused(Diagnostic)
  /// Not carried out, for a passing reason: try again later, not before `after` where the system said so.
  case retry(Diagnostic, after: Span?)
  /// Not carried out: someone has to connect the account again.
  case reconnect(Diagnostic)
  /// Not carried out: the account lacks a permission; `scope` where its name is known.
  case forbidden(Diagnostic, scope: String?)
  /// Not carried out: there is no such order, customer or segment any more.
  case gone(Diagnostic)
  /// It may have taken effect. Look for it before it is done again.
  case unknown(Diagnostic)

  /// What to tell people.
  public var diagnostic: Diagnostic {
    switch self {
    case .refused(let diagnostic), .retry(let diagnostic, _), .reconnect(let diagnostic),
      .forbidden(let diagnostic, _), .gone(let diagnostic), .unknown(let diagnostic):
      diagnostic
    }
  }
}
