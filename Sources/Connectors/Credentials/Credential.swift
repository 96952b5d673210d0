public import HTTP
public import Records

/// What a connection gets into its system with.
public struct Credential: Sendable, Hashable {
  /// What somebody gave, by name; see ``Entry/secrets``.
  public var secrets: [String: Secret]
  /// What the system gave for it; nil where nothing was asked for yet.
  public var tokens: Tokens?

  /// A credential of its parts.
  public init(secrets: [String: Secret] = [:], tokens: Tokens? = nil) {
    self.secrets = secrets
    self.tokens = tokens
  }
}

/// Tokens that a system gave and that end some time.
public struct Tokens: Sendable, Hashable {
  /// What requests are signed with.
  public var access: Secret
  /// When it ends; nil where the system does not say.
  public var expires: Instant?
  /// What another one is asked for with; nil where the secrets do that.
  public var refresh: Secret?
  /// When that ends; nil where the system does not say.
  public var refreshExpires: Instant?

  /// Tokens of their parts.
  public init(access: Secret, expires: Instant?, refresh: Secret? = nil, refreshExpires: Instant? = nil) {
    self.access = access
    self.expires = expires
    self.refresh = refresh
    self.refreshExpires = refreshExpires
  }

  /// Reads the answer of RFC 6749, section 5.1, given at `now`; what it does not say of refreshing is taken from `old`.
  ///
  /// `x_refresh_token_expires_in` is QuickBooks's word for how long the refresh token is good.
  init?(answer: Answer, at now: Instant, after old: Tokens?) throws(MappingProblem) {
    guard let access = try answer.text("access_token"), Self.canBeSent(access) else { return nil }
    // A time that can't be read is one that was not told: the old refresh token may be gone already.
    func end(_ name: String) -> Instant? {
      ((try? answer.integer(name)) ?? nil).flatMap { seconds in
        (0...3_000_000_000).contains(seconds) ? now + max(Self.least, Span(seconds: Int64(seconds))) : nil
      }
    }
    self.init(access: Secret(access), expires: end("expires_in"))
    let given = (try? answer.text("refresh_token")) ?? nil
    let refresh = given.flatMap { Self.canBeSent($0) ? Secret($0) : nil }
    self.refresh = refresh ?? old?.refresh
    refreshExpires = end("x_refresh_token_expires_in") ?? (refresh == nil ? old?.refreshExpires : nil)
  }

  /// A token that ends sooner is used as long all the same: another one would be asked for with every request, and where
  /// it has ended the system says so.
  private static let least = Span.minutes(5)

  /// Whether a token can stand in a header.
  private static func canBeSent(_ token: String) -> Bool { token.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

extension Entry {
  /// One secret that somebody gives.
  public struct NamedSecret: Sendable, Hashable {
    /// The name it is kept under: `token`.
    public var name: String
    /// What it is called where one gets it.
    public var title: String
  }

  /// The secrets that are needed: any one of these sets, the usual first.
  public var secrets: [[NamedSecret]] {
    let app = [
      NamedSecret(name: "client_id", title: "client ID"), NamedSecret(name: "client_secret", title: "client secret"),
    ]
    return switch self {
    case .token: [[NamedSecret(name: "token", title: "access token")]]
    case .keyPair: [[NamedSecret(name: "key", title: "API key"), NamedSecret(name: "secret", title: "API secret")]]
    case .apiKey: [[NamedSecret(name: "api_key", title: "API key")]]
    case .tokenOrApp: [app, [NamedSecret(name: "token", title: "access token")]]
    case .consent: [app]
    }
  }
}

/// Where the credential of one connection is kept between runs.
public protocol CredentialStore: Sendable {
  /// What is kept, and what the environment and commands give in its place.
  func read() async throws(Diagnostic) -> Credential
  /// Lets `renew` make new tokens of what is kept now, while no other run does, and has them on disk before it returns
  /// them. `renew` gives nil where those that are kept will do.
  func renew(
    _ renew: @Sendable (Credential) async throws(RenewalError) -> Tokens?
  ) async throws(RenewalError) -> Credential
}

/// Why tokens could not be renewed.
public enum RenewalError: Error, Sendable {
  /// The request went wrong.
  case request(HTTPError)
  /// What is kept can't be read or written.
  case storage(Diagnostic)
}
