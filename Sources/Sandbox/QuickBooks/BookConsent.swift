import Records
import Synchronization

/// Agreeing that an app may read the books, as OAuth 2 has it: whoever opens the page agrees at once.
///
/// A code is good once, and for who can prove to have asked for it (RFC 7636). An access token is good for an hour. A refresh
/// token is good once more after it was used, so that an answer may be lost; then it is not, and another is there.
final class BookConsent: Sendable {
  private struct State {
    var codes = 0
    /// The challenge that each code answers; an empty one where there was none.
    var challenges: [String: String] = [:]
    var refreshes = 0
    /// How often each refresh token was used.
    var uses: [String: Int] = [:]
  }

  private static let authorization = "Basic c2FuZGJveC1hcHA6c2FuZGJveC1hcHAtc2VjcmV0"
  private static let accessLife = Span(seconds: 3600)
  private static let refreshLife = Span(seconds: 8_726_400)

  private static let refresh = "sandbox-refresh-"

  private let state = Mutex(State())

  /// Whether a token lets one in: one given here, until its end, or the one that has none.
  func admits(_ authorization: String?, at now: Instant) -> Bool {
    guard let authorization, authorization.hasPrefix("Bearer ") else { return false }
    let token = String(authorization.dropFirst("Bearer ".count))
    return token == SimulatedQuickBooks.token || DatedToken.isGood(token, named: SimulatedQuickBooks.token, at: now)
  }

  /// The answer to a request that is about consent; nil for another.
  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse? {
    switch request.segments {
    case ["connect", "oauth2"]: agree(request)
    case ["oauth2", "v1", "tokens", "bearer"]: tokens(request, at: now)
    default: nil
    }
  }

  /// Sends the browser back with a code.
  private func agree(_ request: SandboxRequest) -> SandboxResponse {
    let challenge = request.parameter("code_challenge")
    guard request.method == "GET", request.parameter("client_id") == SimulatedQuickBooks.client.id,
      request.parameter("response_type") == "code", let asked = request.parameter("state"),
      let redirect = request.parameter("redirect_uri"), redirect.hasPrefix("http"),
      challenge == nil || request.parameter("code_challenge_method") == "S256"
    else { return SandboxResponse(status: 400, ["error": "invalid_request"]) }
    let code = state.withLock { state in
      state.codes += 1
      let code = "sandbox-code-\(state.codes)"
      state.challenges[code] = challenge ?? ""
      return code
    }
    let target = "\(redirect)?code=\(code)&state=\(asked)&realmId=\(SimulatedQuickBooks.company)"
    return SandboxResponse(status: 302, headers: [("Location", target)])
  }

  /// Turns a code or a refresh token into tokens; the refresh token is another each time.
  private func tokens(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    guard request.headers["authorization"] == Self.authorization else {
      return SandboxResponse(status: 401, ["error": "invalid_client"])
    }
    let form = request.form
    let isGood =
      switch form["grant_type"] {
      case "authorization_code": redeem(form["code"] ?? "", form["code_verifier"])
      case "refresh_token": use(form["refresh_token"] ?? "", at: now)
      default: false
      }
    guard isGood else { return SandboxResponse(status: 400, ["error": "invalid_grant"]) }
    let refresh = state.withLock { state in
      state.refreshes += 1
      return DatedToken.text("\(Self.refresh)\(state.refreshes)", for: Self.refreshLife, at: now)
    }
    return SandboxResponse([
      "token_type": "bearer",
      "access_token": .string(DatedToken.text(SimulatedQuickBooks.token, for: Self.accessLife, at: now)),
      "expires_in": .integer(Int(Self.accessLife.seconds)), "refresh_token": .string(refresh),
      "x_refresh_token_expires_in": .integer(Int(Self.refreshLife.seconds)),
    ])
  }

  private func redeem(_ code: String, _ verifier: String?) -> Bool {
    guard let challenge = state.withLock({ $0.challenges.removeValue(forKey: code) }) else { return false }
    return challenge.isEmpty || verifier.map(ProofKey.challenge) == challenge
  }

  private func use(_ refresh: String, at now: Instant) -> Bool {
    let number = refresh.hasPrefix(Self.refresh) ? refresh.dropFirst(Self.refresh.count).prefix { $0 != "-" } : ""
    guard Int(number) != nil, DatedToken.isGood(refresh, named: Self.refresh + number, at: now) else { return false }
    return state.withLock { state in
      state.uses[refresh, default: 0] += 1
      return state.uses[refresh, default: 0] <= 2
    }
  }
}
