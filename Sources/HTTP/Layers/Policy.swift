/// How one system's answers are to be read, where it has ways of its own.
public struct Policy: Sendable {
  /// What an answer means; nil where the general table is right.
  public var decide: @Sendable (HTTPResponse, HTTPRequest) -> Decision?
  /// What an answer says one may still ask for; nil where it says nothing.
  public var allowance: @Sendable (HTTPResponse) -> Allowance?
  /// What may be asked before the first answer, and all along where answers say nothing; nil for no limit.
  public var rate: Allowance?
  /// How long the system means when it refuses for haste and does not say, doubled with each attempt; nil for the backoff's wait.
  public var whenBusy: Duration?
  /// How many requests to one host may be under way.
  public var concurrency: Int
  /// How often and when to try again.
  public var backoff: Backoff

  /// A policy of its parts.
  public init(
    concurrency: Int = 4, backoff: Backoff = Backoff(), rate: Allowance? = nil, whenBusy: Duration? = nil,
    decide: @escaping @Sendable (HTTPResponse, HTTPRequest) -> Decision? = { _, _ in nil },
    allowance: @escaping @Sendable (HTTPResponse) -> Allowance? = { _ in nil }
  ) {
    self.decide = decide
    self.allowance = allowance
    self.rate = rate
    self.whenBusy = whenBusy
    self.concurrency = concurrency
    self.backoff = backoff
  }

  /// What an answer means and why: the system's own word, then the format, then the table.
  func judge(_ response: HTTPResponse, to request: HTTPRequest) -> (decision: Decision, cause: Cause) {
    let cause = Cause.status(response.status)
    if let decision = decide(response, request) { return (decision, cause) }
    let decision = DecisionTable.decision(status: response.status)
    switch decision {
    case .accept: return looksAsAsked(response, request) ? (.accept, cause) : (.contractChanged, .notJSON)
    case .retry where response.status == 429: return (busy(response, request.attempt), cause)
    case .retry where response.status == 503:
      return (RetryAfter.wait(in: response).map(Decision.retryAfter) ?? .retry, cause)
    case .forbidden: return (.forbidden(scope: missingScope(in: response)), cause)
    default: return (decision, cause)
    }
  }

  private func busy(_ response: HTTPResponse, _ attempt: Int) -> Decision {
    if let wait = RetryAfter.wait(in: response) { return .retryAfter(wait) }
    if case .window(_, let resetsIn)? = allowance(response) { return .retryAfter(resetsIn) }
    return whenBusy.map { .retryAfter($0 * (1 << min(attempt - 1, 20))) } ?? .retry
  }

  /// JSON begins with a brace or bracket after white space; what comes from a proxy or a page of maintenance does not.
  private func looksAsAsked(_ response: HTTPResponse, _ request: HTTPRequest) -> Bool {
    guard request.format == .json, case .held(let bytes) = response.body else { return true }
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first == nil || first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// RFC 6750, section 3: `WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.read"`.
  private func missingScope(in response: HTTPResponse) -> String? {
    guard let challenge = response.headers["WWW-Authenticate"], let start = challenge.firstRange(of: "scope=\"")
    else { return nil }
    let scope = challenge[start.upperBound...].prefix { $0 != "\"" }
    return scope.isEmpty ? nil : String(scope)
  }
}
