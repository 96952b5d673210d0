import HTTPSupport
import Records
import Synchronization
import Testing

@testable import Connectors
@testable import HTTP

/// Signing requests and renewing tokens, against a system that gives tokens by number: `access-1`, `access-2`, …
@Suite struct KeeperTests {
  static let address = url("https://api.example.com/v3")
  static let now = instant("2026-11-28T06:00:00Z")
  static let flow = Entry.consent(
    Entry.OAuth(authorize: "https://auth.example.com/agree", token: "https://auth.example.com/token", scope: "read"))
  static let app = ["client_id": Secret("the-id"), "client_secret": Secret("the-secret")]

  /// A keeper over a store and a system, both of which say what was asked of them.
  struct Scene {
    let store: MemoryStore
    let system: TokenSystem
    let transport: SigningTransport

    init(_ entry: Entry, _ credential: Credential, valid: [String] = [], gives status: Int = 200) {
      store = MemoryStore(credential)
      system = TokenSystem(valid: valid, status: status)
      let keeper = CredentialKeeper(
        entry, connection: "books", address: KeeperTests.address, store: store, http: system, now: { KeeperTests.now })
      transport = SigningTransport(base: system, keeper: keeper, address: KeeperTests.address)
    }

    func read(_ path: String = "orders") async throws(HTTPError) -> HTTPResponse {
      try await transport.send(.get(KeeperTests.address.appending(path: MaskedText(path))))
    }
  }

  private func tokens(_ access: String, for span: Span, refresh: String? = "refresh-0") -> Tokens {
    Tokens(access: Secret(access), expires: Self.now + span, refresh: refresh.map { Secret($0) })
  }

  @Test func `a token stands in the system's own header`() async throws {
    let scene = Scene(
      .token(header: "X-Token"), Credential(secrets: ["token": Secret("access-7")]), valid: ["access-7"])
    _ = try await scene.read()
    #expect(scene.system.seen == ["X-Token: access-7"])
  }

  @Test func `a key and a secret are sent by HTTP Basic`() async throws {
    let scene = Scene(.keyPair, Credential(secrets: ["key": Secret("Aladdin"), "secret": Secret("open sesame")]))
    _ = await scene.transport.failure(sending: .get(Self.address))
    #expect(scene.system.seen == ["Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="])
  }

  @Test func `a key by itself stands in the system's own header`() async throws {
    let scene = Scene(.apiKey(header: "X-Token"), Credential(secrets: ["api_key": Secret("k2")]))
    _ = await scene.transport.failure(sending: .get(Self.address))
    #expect(scene.system.seen == ["X-Token: k2"])
  }

  @Test func `secrets for another interface of the system are not sent, and told apart from none`() async {
    let pair = Credential(secrets: ["key": Secret("k1"), "secret": Secret("s1")])
    let second = Scene(.apiKey(header: "api-key"), pair)
    let error = await second.transport.failure(sending: .get(Self.address))
    #expect(error?.decision == .reconnect && error?.diagnostic.code == "credential.other")
    #expect(
      error?.diagnostic.reason == "Its settings in tend.yml need the API key; what is kept is key and secret.")
    let first = Scene(.keyPair, Credential(secrets: ["api_key": Secret("k2")]))
    #expect(await first.transport.failure(sending: .get(Self.address))?.diagnostic.code == "credential.other")
    let half = Scene(.keyPair, Credential(secrets: ["key": Secret("k1")]))
    #expect(await half.transport.failure(sending: .get(Self.address))?.diagnostic.code == "credential.missing")
    #expect(second.system.seen.isEmpty && first.system.seen.isEmpty)
  }

  @Test func `without a secret nothing is sent and the message says what to do`() async {
    let scene = Scene(.token(header: "X-Token"), Credential())
    let error = await scene.transport.failure(sending: .get(Self.address))
    #expect(error?.decision == .reconnect)
    #expect(error?.diagnostic.code == "credential.missing")
    #expect(error?.diagnostic.hints == ["Connect it: tend connect books"])
    #expect(scene.system.seen.isEmpty)
  }

  @Test func `an app asks for a token once and sends it from then on`() async throws {
    let scene = Scene(.tokenOrApp(header: "X-Token", path: "/oauth/token"), Credential(secrets: Self.app))
    _ = try await scene.read()
    _ = try await scene.read()
    #expect(scene.system.seen == ["X-Token: access-1", "X-Token: access-1"])
    #expect(scene.system.asked == ["grant_type=client_credentials&client_id=the-id&client_secret=the-secret"])
    #expect(scene.system.tokenPaths == ["https://api.example.com/oauth/token"])
    #expect(scene.store.kept.tokens?.access == Secret("access-1"))
  }

  @Test func `a token that ends within minutes is renewed before it is sent`() async throws {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(4))), valid: ["old"])
    _ = try await scene.read()
    #expect(scene.system.seen == ["Authorization: Bearer access-1"])
    #expect(scene.system.asked == ["grant_type=refresh_token&refresh_token=refresh-0"])
  }

  @Test func `a new refresh token is kept before the new access token is sent`() async throws {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))))
    let kept = Mutex<[Secret?]>([])
    scene.system.onRead { kept.withLock { $0.append(scene.store.kept.tokens?.refresh) } }
    _ = try await scene.read()
    #expect(kept.withLock { $0 } == [Secret("refresh-1")])
  }

  @Test func `a refused token is renewed and the request sent once more`() async throws {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("withdrawn", for: .hours(1))))
    let response = try await scene.read()
    #expect(response.status == 200)
    #expect(scene.system.seen == ["Authorization: Bearer withdrawn", "Authorization: Bearer access-1"])
  }

  @Test func `a token that stays refused ends with connecting again, not in a loop`() async {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("withdrawn", for: .hours(1))))
    scene.system.refuseAll()
    let error = await scene.transport.failure(sending: .get(Self.address))
    #expect(error?.decision == .reconnect)
    #expect(scene.system.seen.count == 2)
  }

  @Test(arguments: [400, 401]) func `an ended consent says to connect again`(_ status: Int) async {
    let scene = Scene(
      Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))), gives: status)
    let error = await scene.transport.failure(sending: .get(Self.address))
    #expect(error?.diagnostic.code == "credential.ended")
    #expect(scene.store.kept.tokens?.refresh == Secret("refresh-0"))
  }

  @Test func `a system in trouble leaves the tokens as they are and is tried again later`() async {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))), gives: 503)
    let error = await scene.transport.failure(sending: .get(Self.address))
    #expect(error?.decision == .retry)
    #expect(scene.store.kept.tokens?.access == Secret("old"))
  }

  @Test func `an answer without a token is told of and keeps nothing`() async {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))))
    scene.system.give("{\"token_type\":\"bearer\"}")
    let error = await scene.transport.failure(sending: .get(Self.address))
    #expect(error?.decision == .contractChanged)
    #expect(scene.store.kept.tokens?.access == Secret("old"))
  }

  @Test func `many requests at once renew once`() async throws {
    let scene = Scene(Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))))
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { try await scene.read().status } }
      for try await status in group { #expect(status == 200) }
    }
    #expect(scene.system.asked.count == 1)
  }

  @Test func `tokens that another run renewed are taken, not renewed again`() async throws {
    let scene = Scene(
      Self.flow, Credential(secrets: Self.app, tokens: tokens("old", for: .minutes(-1))), valid: ["theirs"])
    scene.store.put(tokens("theirs", for: .hours(1)), beforeRenewal: true)
    _ = try await scene.read()
    #expect(scene.system.asked.isEmpty)
    #expect(scene.system.seen == ["Authorization: Bearer theirs"])
  }

  @Test func `another origin never sees a credential`() async throws {
    let scene = Scene(
      .token(header: "X-Token"), Credential(secrets: ["token": Secret("access-7")]), valid: ["access-7"])
    let other = try #require(HTTPURL("https://files.example.com/orders"))
    _ = await scene.transport.failure(sending: .get(other))
    #expect(scene.system.seen == [""])
  }

  @Test func `the end of a refresh token is known`() throws {
    let answer = Answer([
      "access_token": "a", "refresh_token": "r", "expires_in": 3600, "x_refresh_token_expires_in": 8_726_400,
    ])
    let tokens = try #require(try Tokens(answer: answer, at: Self.now, after: nil))
    #expect(tokens.expires == instant("2026-11-28T07:00:00Z"))
    #expect(tokens.refreshExpires == instant("2027-03-09T06:00:00Z"))
  }

  @Test func `an absurd length of time counts as none`() throws {
    let answer = Answer(["access_token": "a", "expires_in": -5])
    #expect(try Tokens(answer: answer, at: Self.now, after: nil)?.expires == nil)
  }

  @Test(arguments: [.string("1h"), .integer(Int.max), .array([])] as [JSONValue])
  func `a new refresh token is kept whatever is said of its time`(_ time: JSONValue) throws {
    let answer = Answer([
      "access_token": "a", "refresh_token": "new", "expires_in": time, "x_refresh_token_expires_in": time,
    ])
    let old = Tokens(access: Secret("b"), expires: nil, refresh: Secret("old"))
    let tokens = try #require(try Tokens(answer: answer, at: Self.now, after: old))
    #expect(tokens.refresh == Secret("new") && tokens.expires == nil && tokens.refreshExpires == nil)
  }

  @Test func `what can't stand in a header is no token`() throws {
    let answer = Answer(["access_token": "a\r\nX: 1", "expires_in": 3600])
    #expect(try Tokens(answer: answer, at: Self.now, after: nil) == nil)
  }

  @Test func `a token that ends at once is used for some minutes`() throws {
    let answer = Answer(["access_token": "a", "expires_in": 0])
    #expect(try Tokens(answer: answer, at: Self.now, after: nil)?.expires == Self.now + .minutes(5))
  }
}

/// An address that is one.
func url(_ text: String) -> HTTPURL {
  guard let url = HTTPURL(text) else { preconditionFailure("\(text) is no address") }
  return url
}

/// A store in memory.
final class MemoryStore: CredentialStore {
  private let state: Mutex<Credential>
  private let theirs = Mutex<Tokens?>(nil)

  init(_ credential: Credential) { state = Mutex(credential) }

  var kept: Credential { state.withLock { $0 } }

  /// What another run will have kept by the time this one may renew.
  func put(_ tokens: Tokens, beforeRenewal: Bool) { theirs.withLock { $0 = tokens } }

  func read() async throws(Diagnostic) -> Credential { kept }

  func renew(
    _ ask: @Sendable (Credential) async throws(RenewalError) -> Tokens?
  ) async throws(RenewalError) -> Credential {
    if let tokens = theirs.withLock({ $0 }) { state.withLock { $0.tokens = tokens } }
    if let tokens = try await ask(kept) { state.withLock { $0.tokens = tokens } }
    return kept
  }
}

/// A system that takes the tokens it gave, and some it is told of.
final class TokenSystem: HTTPTransport {
  private struct State {
    var valid: [String]
    var given = 0
    var seen: [String] = []
    var asked: [String] = []
    var tokenPaths: [String] = []
    var refusesAll = false
    var answer: String?
    var onRead: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>
  private let status: Int

  init(valid: [String], status: Int) {
    state = Mutex(State(valid: valid))
    self.status = status
  }

  /// The credential of each request for records.
  var seen: [String] { state.withLock { $0.seen } }
  /// The forms of requests for tokens, and where they went.
  var asked: [String] { state.withLock { $0.asked } }
  var tokenPaths: [String] { state.withLock { $0.tokenPaths } }
  func refuseAll() { state.withLock { $0.refusesAll = true } }
  func give(_ answer: String) { state.withLock { $0.answer = answer } }
  func onRead(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onRead = body } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    // Others get their turn, as they do while a network answers.
    for _ in 0..<5 { await Task.yield() }
    return request.isConfidential ? try token(request) : try records(request)
  }

  private func token(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let body = state.withLock { state in
      state.asked.append(String(decoding: request.body?.revealed() ?? [], as: UTF8.self))
      state.tokenPaths.append(request.url.description)
      state.given += 1
      state.valid.append("access-\(state.given)")
      return state.answer
        ?? "{\"access_token\":\"access-\(state.given)\",\"expires_in\":3600,\"refresh_token\":\"refresh-\(state.given)\"}"
    }
    let response = HTTPResponse(status: status, body: .held(Array(body.utf8)))
    if status == 200 { return response }
    throw HTTPError(.status(status), request: request, response: response)
  }

  private func records(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
    let field = request.headers.fields.first { ["Authorization", "X-Token"].contains($0.name) }
    let written = field.map { "\($0.name): \($0.value.revealed())" } ?? ""
    let (isGood, hook) = state.withLock { state in
      state.seen.append(written)
      return (!state.refusesAll && state.valid.contains { written.hasSuffix(" \($0)") }, state.onRead)
    }
    hook?()
    let response = HTTPResponse(status: isGood ? 200 : 401, body: .held(Array("{}".utf8)))
    if isGood { return response }
    throw HTTPError(.status(401), request: request, response: response)
  }
}
