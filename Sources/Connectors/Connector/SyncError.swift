public import Records

/// Why a stream could not be read, sorted by what to do next.
public enum SyncError: Error, Sendable, Equatable {
  /// The source is in trouble for now: try again later, not before `after` where the source said so.
  case retry(Diagnostic, after: Span?)
  /// The account no longer lets us in: someone has to connect it again.
  case reconnect(Diagnostic)
  /// Something on our side has to be mended first: a setting, a permission, a missing folder.
  case configuration(Diagnostic)
  /// The source answered with something that can't be used.
  case data(Diagnostic)

  /// What to tell people.
  public var diagnostic: Diagnostic {
    switch self {
    case .retry(let diagnostic, _), .reconnect(let diagnostic), .configuration(let diagnostic),
      .data(let diagnostic):
      diagnostic
    }
  }
}
