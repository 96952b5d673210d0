public import HTTP
import Records

extension SyncError {
  /// What a request that did not end well means for a stream.
  public init(_ error: HTTPError) {
    let diagnostic = error.diagnostic
    switch (error.cause, error.decision) {
    case (.untrusted, _), (.insecure, _), (.proxy(status: _?), _), (.unready, .refused):
      self = .configuration(diagnostic)
    case (.cancelled, _), (.closed, _): self = .retry(diagnostic, after: nil)
    case (_, .retry), (_, .accept): self = .retry(diagnostic, after: nil)
    case (_, .retryAfter(let wait)):
      let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
      self = .retry(diagnostic, after: Span(seconds: seconds))
    case (_, .reconnect): self = .reconnect(diagnostic)
    case (_, .forbidden): self = .configuration(diagnostic)
    case (_, .contractChanged), (_, .refused): self = .data(diagnostic)
    }
  }
}
