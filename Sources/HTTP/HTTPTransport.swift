/// What carries a request to a system and brings the answer.
///
/// The layers are transports over another one; ``HTTPClient`` puts them on top of each other. A transport that is not
/// wrapped hands over every answer, whatever its status; the client hands over only what is accepted.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the answer: for its whole body where it is to be held, else for its header.
  ///
  /// A cancelled task ends the transfer at once with ``Cause/cancelled``.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}
