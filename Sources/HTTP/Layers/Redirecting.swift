/// Follows redirects of reads, and of nothing else. To another origin goes only what is no secret and no body.
struct Redirecting: HTTPLayer {
  let base: any HTTPTransport

  private static let hops = 5
  private static let harmlessHeaders = ["accept", "accept-language"]

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    for _ in 0..<Redirecting.hops {
      let response = try await base.send(request)
      guard let next = Redirecting.next(after: response, to: request) else { return response }
      request = next
    }
    return try await base.send(request)
  }

  /// The request that an answer leads to; nil where it leads nowhere or may not be followed.
  private static func next(after response: HTTPResponse, to request: HTTPRequest) -> HTTPRequest? {
    guard !request.writes, [301, 302, 303, 307, 308].contains(response.status),
      let url = response.headers["Location"].flatMap(request.url.resolving),
      url.origin.scheme == .https || request.url.origin.scheme == .http
    else { return nil }
    let isSameOrigin = url.origin == request.url.origin
    // A read by POST keeps its method and body only with 307 and 308, and only where it is at home.
    if request.method == .post { guard isSameOrigin, response.status >= 307 else { return nil } }
    var next = request
    // What stands in such a link is the system's business, and often a signature.
    next.url = url.hidingQuery()
    if !isSameOrigin {
      next.headers = request.headers.keeping(harmlessHeaders)
      next.body = nil
    }
    return next
  }
}
