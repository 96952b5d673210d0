/// Why a request did not end well, and what to do next.
public struct HTTPError: Error, Sendable {
  /// What happened.
  public let cause: Cause
  /// What to do next; never ``Decision/accept``.
  public let decision: Decision
  /// The method and URL with secrets masked; nil where it is about no single request.
  public internal(set) var request: String?
  /// What the system answered, if it did.
  public let response: HTTPResponse?
  /// How often it was sent.
  public internal(set) var attempts = 1
  /// Whether anything of it may have reached the system.
  let wasSent: Bool

  /// An error of its parts, for transports; the decision is the table's unless given. `wasSent` says whether anything of
  /// the request may have reached the system, which it has where there is a response.
  public init(
    _ cause: Cause, decision: Decision? = nil, request: HTTPRequest? = nil, response: HTTPResponse? = nil,
    wasSent: Bool = false
  ) {
    self.cause = cause
    self.decision = decision ?? DecisionTable.decision(cause: cause)
    self.request = request?.description
    self.response = response
    self.wasSent = wasSent || response != nil
  }

  /// The status, if the system answered.
  public var status: Int? { response?.status }

  /// Whether a write that ended so may have been carried out. If not, it surely was not.
  public var mayHaveTakenEffect: Bool {
    guard let status, case .status = cause else { return wasSent }
    switch (status, decision) {
    case (200...299, .retryAfter), (300...407, _), (409...499, _): return false
    default: return true
    }
  }
}

extension HTTPError: CustomStringConvertible {
  /// For logs and tests; people get the diagnostic.
  public var description: String {
    "\(cause) -> \(decision)" + (request.map { ", \($0)" } ?? "") + (attempts > 1 ? ", \(attempts) attempts" : "")
  }
}
