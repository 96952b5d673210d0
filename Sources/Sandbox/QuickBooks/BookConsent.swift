/// Agreeing that an app may read the books, as OAuth 2 has it: whoever opens the page agrees at once.
enum BookConsent {
  private static let authorization = "Basic c2FuZGJveC1hcHA6c2FuZGJveC1hcHAtc2VjcmV0"
  private static let code = "sandbox-code"
  private static let refresh = "sandbox-refresh-"

  /// The answer to a request that is about consent; nil for another.
  static func answer(_ request: SandboxRequest) -> SandboxResponse? {
    switch request.segments {
    case ["connect", "oauth2"]: agree(request)
    case ["oauth2", "v1", "tokens", "bearer"]: tokens(request)
    default: nil
    }
  }

  /// Sends the browser back with a code.
  private static func agree(_ request: SandboxRequest) -> SandboxResponse {
    guard request.method == "GET", request.parameter("client_id") == SimulatedQuickBooks.client.id,
      request.parameter("response_type") == "code", let state = request.parameter("state"),
      let redirect = request.parameter("redirect_uri"), redirect.hasPrefix("http")
    else { return SandboxResponse(status: 400, ["error": "invalid_request"]) }
    let target = "\(redirect)?code=\(code)&state=\(state)&realmId=\(SimulatedQuickBooks.company)"
    return SandboxResponse(status: 302, headers: [("Location", target)])
  }

  /// Turns a code or a refresh token into tokens; the refresh token is another each time.
  private static func tokens(_ request: SandboxRequest) -> SandboxResponse {
    guard request.headers["authorization"] == authorization else {
      return SandboxResponse(status: 401, ["error": "invalid_client"])
    }
    let form = request.form
    let number: Int?
    switch form["grant_type"] {
    case "authorization_code": number = form["code"] == code ? 0 : nil
    case "refresh_token":
      number = form["refresh_token"].flatMap { $0.hasPrefix(refresh) ? Int($0.dropFirst(refresh.count)) : nil }
    default: number = nil
    }
    guard let number, number < 1_000_000 else { return SandboxResponse(status: 400, ["error": "invalid_grant"]) }
    return SandboxResponse([
      "token_type": "bearer", "access_token": .string(SimulatedQuickBooks.token), "expires_in": 3600,
      "refresh_token": .string("\(refresh)\(number + 1)"), "x_refresh_token_expires_in": 8_726_400,
    ])
  }
}
