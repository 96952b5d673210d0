public import HTTP
public import Records

/// Signs the requests of one connection, and asks for new tokens before the old ones end.
///
/// Of several requests that find the tokens at their end one renews them and the others wait.
public actor CredentialKeeper {
  private let entry: Entry
  private let connection: String
  private let address: HTTPURL
  private let store: any CredentialStore
  private let http: any HTTPTransport
  private let now: @Sendable () -> Instant
  private var known: Credential?
  private var renewal: Task<Result<Credential, HTTPError>, Never>?

  /// How long before their end tokens are renewed: longer than any request takes.
  static let margin = Span(seconds: 300)

  /// A keeper.
  ///
  /// - Parameters:
  ///   - connection: the connection's name, for messages.
  ///   - address: the system's address, from which paths of the entry are seen.
  ///   - http: what requests for tokens go through; it signs nothing.
  ///   - now: the clock.
  public init(
    _ entry: Entry, connection: String, address: HTTPURL, store: any CredentialStore, http: any HTTPTransport,
    now: @escaping @Sendable () -> Instant
  ) {
    self.entry = entry
    self.connection = connection
    self.address = address
    self.store = store
    self.http = http
    self.now = now
  }

  /// The header field that says who asks. `refused` is the value that the system has just refused.
  ///
  /// - Throws: what is missing, or why no token was given; it decides for connecting again.
  func field(insteadOf refused: MaskedText? = nil) async throws(HTTPError) -> (name: String, value: MaskedText) {
    let credential: Credential
    if let known {
      credential = known
    } else {
      do throws(Diagnostic) { credential = try await store.read() } catch { throw HTTPError(.unready(error)) }
      known = credential
    }
    switch entry {
    case .token(let header): return (header, MaskedText(try secret("token", of: credential)))
    case .keyPair:
      let (key, secret) = (try secret("key", of: credential), try secret("secret", of: credential))
      return ("Authorization", .basic(user: key, password: secret))
    case .apiKey(let header): return (header, MaskedText(try secret("api_key", of: credential)))
    case .tokenOrApp(let header, _):
      if let token = credential.secrets["token"] { return (header, MaskedText(token)) }
      return (header, written(try await access(credential, insteadOf: refused)))
    case .consent:
      return ("Authorization", written(try await access(credential, insteadOf: refused)))
    }
  }

  /// Whether another try with a renewed token could help where one was refused.
  var renews: Bool {
    switch entry {
    case .token, .keyPair, .apiKey: false
    case .tokenOrApp: known?.secrets["token"] == nil
    case .consent: true
    }
  }

  private func secret(_ name: String, of credential: Credential) throws(HTTPError) -> Secret {
    guard let secret = credential.secrets[name], !secret.isEmpty else {
      throw HTTPError(.unready(lacking(credential)))
    }
    return secret
  }

  /// Says that there is nothing to get in with, or only what is good for another interface of the system.
  private func lacking(_ credential: Credential) -> Diagnostic {
    let needed = Set(entry.secrets.joined().map(\.name))
    let given = credential.secrets.filter { !$0.value.isEmpty }.keys
    guard !given.isEmpty, needed.isDisjoint(with: given) else { return Self.missing(connection) }
    return Self.other(connection, entry, kept: given.sorted())
  }

  // MARK: Renewing

  /// An access token that is good and is not the one that `refused` was written with.
  private func access(_ credential: Credential, insteadOf refused: MaskedText?) async throws(HTTPError) -> Secret {
    if let tokens = credential.tokens, isGood(tokens), written(tokens.access) != refused { return tokens.access }
    let task = renewal ?? Task { [self] in await outcome(of: credential.tokens?.access) }
    renewal = task
    let ended = await task.value
    renewal = nil
    let renewed = try ended.get()
    known = renewed
    guard let tokens = renewed.tokens else { throw HTTPError(.unready(Self.missing(connection))) }
    return tokens.access
  }

  /// The value of the field with an access token.
  private func written(_ access: Secret) -> MaskedText {
    if case .consent = entry { "Bearer \(access)" } else { MaskedText(access) }
  }

  private func outcome(of old: Secret?) async -> Result<Credential, HTTPError> {
    do throws(RenewalError) {
      return .success(try await renewed(from: old))
    } catch {
      return .failure(httpError(error))
    }
  }

  private func httpError(_ error: RenewalError) -> HTTPError {
    switch error {
    case .storage(let diagnostic): HTTPError(.unready(diagnostic))
    case .request(let error):
      // RFC 6749, section 5.2: what was sent is not good any more.
      error.status == 400 || error.status == 401 ? HTTPError(.unready(Self.ended(connection))) : error
    }
  }

  private func renewed(from old: Secret?) async throws(RenewalError) -> Credential {
    try await store.renew { [self] kept throws(RenewalError) in
      // Another run was here in the meantime.
      if let tokens = kept.tokens, tokens.access != old, await isGood(tokens) { return nil }
      do throws(HTTPError) { return try await ask(kept) } catch { throw .request(error) }
    }
  }

  private func isGood(_ tokens: Tokens) -> Bool { tokens.expires.map { $0 - Self.margin > now() } ?? true }

  private func ask(_ kept: Credential) async throws(HTTPError) -> Tokens {
    guard let id = kept.secrets["client_id"], let secret = kept.secrets["client_secret"] else {
      throw HTTPError(.unready(Self.missing(connection)))
    }
    switch entry {
    case .tokenOrApp(_, let path):
      guard let url = address.resolving(path) else { throw HTTPError(.invalidRequest("\(path) is no path.")) }
      return try await TokenRequest.send(
        .form(["grant_type": "client_credentials", "client_id": MaskedText(id), "client_secret": MaskedText(secret)]),
        to: url, http, at: now(), after: nil)
    case .consent(let flow):
      guard let refresh = kept.tokens?.refresh else { throw HTTPError(.unready(Self.missing(connection))) }
      return try await TokenRequest.send(
        .form(["grant_type": "refresh_token", "refresh_token": MaskedText(refresh)]), to: TokenRequest.url(flow.token),
        signed: .basic(user: id, password: secret), http, at: now(), after: kept.tokens)
    case .token, .keyPair, .apiKey: throw HTTPError(.unready(Self.missing(connection)))
    }
  }

  // MARK: Words

  /// Says that there is nothing to get in with.
  public static func missing(_ connection: String) -> Diagnostic {
    Diagnostic(
      .configuration, code: "credential.missing", "The connection \(connection) has no credentials",
      reason: "Nothing is kept for it, and no variable gives any.", hints: ["Connect it: tend connect \(connection)"])
  }

  static func other(_ connection: String, _ entry: Entry, kept: [String]) -> Diagnostic {
    let needed = entry.secrets.first?.map(\.title).joined(separator: " and ") ?? "secret"
    return Diagnostic(
      .configuration, code: "credential.other", "The connection \(connection) has credentials of another kind",
      reason: "Its settings in tend.yml need the \(needed); what is kept is \(kept.joined(separator: " and ")).",
      hints: ["Connect it again: tend connect \(connection)", "Or correct its settings in tend.yml"])
  }

  static func ended(_ connection: String) -> Diagnostic {
    Diagnostic(
      .source, code: "credential.ended", "The connection \(connection) is not let in",
      reason:
        "The system gave no token: the app's id or secret is wrong or was changed, or the consent was withdrawn or has ended.",
      hints: ["Look at its credentials, then: tend connect \(connection)"])
  }
}

/// A request for tokens, RFC 6749.
public enum TokenRequest {
  /// Sends it and reads the tokens.
  public static func send(
    _ form: Payload, to url: HTTPURL, signed signature: MaskedText? = nil, _ http: any HTTPTransport, at now: Instant,
    after old: Tokens?
  ) async throws(HTTPError) -> Tokens {
    // It changes nothing in the shop: a dry run may ask for a token too.
    var request = HTTPRequest(.post, url, body: form, effect: .read)
    if let signature { request.headers.append("Authorization", signature) }
    request.isConfidential = true
    let response = try await http.send(request)
    guard let object = (try? JSONReader.answer(response.bytes))?.object,
      let tokens = try? Tokens(answer: Answer(object), at: now, after: old)
    else { throw HTTPError(.notJSON, request: request, response: response) }
    return tokens
  }

  /// The address that a text is.
  public static func url(_ text: String) throws(HTTPError) -> HTTPURL {
    guard let url = HTTPURL(text) else { throw HTTPError(.invalidRequest("\(text) is no address.")) }
    return url
  }
}

/// Sends requests with what says who asks; once more with a new token where the system refused the old one.
public struct SigningTransport: HTTPTransport {
  private let base: any HTTPTransport
  private let keeper: CredentialKeeper
  private let origin: Origin

  /// A transport over another one. Only requests to the origin of `address` are signed.
  public init(base: any HTTPTransport, keeper: CredentialKeeper, address: HTTPURL) {
    self.base = base
    self.keeper = keeper
    origin = address.origin
  }

  /// Sends a request; see `HTTPTransport`.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    guard request.url.origin == origin else { return try await base.send(request) }
    let field = try await keeper.field()
    var signed = request
    signed.headers.append(field.name, field.value)
    do throws(HTTPError) { return try await base.send(signed) } catch {
      guard error.status == 401, await keeper.renews else { throw error }
    }
    let renewed = try await keeper.field(insteadOf: field.value)
    var again = request
    again.headers.append(renewed.name, renewed.value)
    return try await base.send(again)
  }
}
