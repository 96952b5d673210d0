import Records

@testable import HTTP

/// Puts a secret into a header of every request, as a connection's credentials do.
struct SignedTransport: HTTPTransport {
  let base: any HTTPTransport
  let header: String
  let value: MaskedText

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    request.headers[header] = value
    return try await base.send(request)
  }
}
