import Records

/// What QuickBooks refuses a request with.
struct BookFault: Error, Equatable {
  var code: Int
  var message: String
  var detail: String

  init(_ code: Int, _ message: String, _ detail: String) {
    self.code = code
    self.message = message
    self.detail = detail
  }

  /// Validation, in the upper-case spelling.
  func response(at now: Instant) -> SandboxResponse {
    SandboxResponse(
      status: 400,
      .object([
        (
          "Fault",
          [
            "Error": [
              [
                "Message": .string(message), "Detail": .string(detail), "code": .string(String(code)), "element": "",
              ]
            ], "type": "ValidationFault",
          ]
        ), ("time", .string(BookTime.answer(now))),
      ]), headers: BookPages.headers(now))
  }

  /// A token that is none, in the lower-case spelling with all its empty members.
  static func unauthorized(at now: Instant) -> SandboxResponse {
    lower(401, 3200, "AuthenticationFailed", "Token expired or invalid", "AUTHENTICATION", at: now) + [
      ("WWW-Authenticate", "Bearer realm=\"Intuit\", error=\"invalid_token\"")
    ]
  }

  /// A company that the token does not open.
  static func otherCompany(at now: Instant) -> SandboxResponse {
    lower(
      403, 3100, "ApplicationAuthorizationFailed", "The application is not authorized", "AUTHORIZATION", at: now)
  }

  /// More requests than the company has.
  static func throttled(at now: Instant) -> SandboxResponse {
    lower(429, 3001, "ThrottleExceeded", "The request limit was reached", "THROTTLED", at: now)
  }

  /// What stands before the API does not know other paths.
  static let noSuchPath = SandboxResponse(
    status: 404, headers: [("Content-Type", "text/html")], body: Array("<html>Not Found</html>".utf8))

  private static func lower(
    _ status: Int, _ code: Int, _ word: String, _ detail: String, _ type: String, at now: Instant
  ) -> SandboxResponse {
    let message = "message=\(word); errorCode=00\(code); statusCode=\(status)"
    let error: SandboxJSON = [
      "message": .string(message), "detail": .string(detail), "code": .string(String(code)), "element": nil,
    ]
    return SandboxResponse(
      status: status,
      .object([
        ("warnings", .null), ("intuitObject", .null), ("fault", ["error": [error], "type": .string(type)]),
        ("report", .null), ("queryResponse", .null), ("batchItemResponse", []), ("attachableResponse", []),
        ("syncErrorResponse", .null), ("requestId", .null), ("time", .integer(Int(now.seconds) * 1000)),
        ("status", .null), ("cdcresponse", []),
      ]), headers: BookPages.headers(now))
  }
}

private func + (response: SandboxResponse, headers: [(name: String, value: String)]) -> SandboxResponse {
  var response = response
  response.headers += headers
  return response
}
