/// What an answer, or the want of one, means for the work it was asked for.
public enum Decision: Hashable, Sendable {
  /// It is what was asked for.
  case accept
  /// A passing failure: again after a while, else in the next run.
  case retry
  /// The system is busy and said, or is known to mean, how long to wait.
  case retryAfter(Duration)
  /// The account does not let us in any more: someone has to connect it again.
  case reconnect
  /// The account lets us in but not there; `scope` where the answer names what is missing.
  case forbidden(scope: String?)
  /// The system does not speak as it was agreed: a newer Tend is needed.
  case contractChanged
  /// The system understood and said no; the same request would be refused again.
  case refused
}
