/// What a connection talks to its system through: a transport under all layers, in their one order.
///
/// From the outside in:
/// 1. read-only guard: a write is refused before anything is waited for;
/// 2. retry: each attempt goes through all that follows, and a wait holds no place;
/// 3. limit for each host: a place is held by what is about to be sent, not by what waits for its turn;
/// 4. pacing: asked last before sending, so that what was learned while waiting for a place counts;
/// 5. redirects;
/// 6. log: every attempt and every hop;
/// 7. recording: what really went over the wire, so that a replay goes through the same layers;
/// 8. the transport.
public struct HTTPClient: HTTPTransport {
  /// What a connection may do.
  public enum Access: Sendable {
    /// Read only: a dry run, a preview, a check.
    case readOnly
    /// Read and write.
    case full
  }

  let stack: any HTTPTransport

  /// A client for one connection over a transport, which connections share.
  public init(
    over transport: any HTTPTransport, policy: Policy = Policy(), access: Access, timing: Timing,
    log: @escaping @Sendable (Exchange) -> Void = { _ in }, record: (@Sendable (RecordedExchange) -> Void)? = nil
  ) {
    var stack = transport
    if let record { stack = Recording(base: stack, record: record) }
    stack = Logging(base: stack, timing: timing, log: log)
    stack = Redirecting(base: stack)
    stack = Pacing(base: stack, policy: policy, timing: timing)
    stack = HostLimit(base: stack, policy: policy)
    stack = Retrying(base: stack, policy: policy, timing: timing)
    self.stack = ReadOnlyGuard(base: stack, access: access)
  }

  /// Sends a request and hands over what the policy accepts; everything else is an error that says what to do next.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try await stack.send(request)
  }
}
