/// Keeps back every write where a run may only read: a dry run, a preview, a check.
struct ReadOnlyGuard: HTTPLayer {
  let base: any HTTPTransport
  let access: HTTPClient.Access

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    if access == .readOnly, request.writes { throw HTTPError(.readOnly, request: request) }
    return try await base.send(request)
  }
}
