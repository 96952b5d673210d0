import Records
import Testing

@testable import Sandbox

/// Tokens of simulated systems end as those of the systems do.
struct ConsentTests {
  private static let world = SampleWorld(SampleShop.committed)
  private let now = ShopTime.at(SampleShop.committed.firstDay + 30, 12)
  private let books = SimulatedQuickBooks(world: ConsentTests.world)
  // The pair of RFC 7636, appendix B.
  private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
  private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

  private func code(_ more: [(name: String, value: String)]) -> String? {
    let request = SandboxRequest(
      method: "GET", path: "/connect/oauth2",
      query: [
        ("client_id", SimulatedQuickBooks.client.id), ("response_type", "code"), ("state", "x"),
        ("redirect_uri", "http://127.0.0.1:1/"),
      ] + more)
    let target = books.answer(request, at: now).headers.first { $0.name == "Location" }?.value
    return target.flatMap { $0.split(separator: "?").last }.flatMap { query in
      SandboxRequest.pairs(query).first { $0.name == "code" }?.value
    }
  }

  private func tokens(_ form: String, at moment: Instant? = nil) throws -> JSONObject {
    let request = SandboxRequest(
      method: "POST", path: "/oauth2/v1/tokens/bearer",
      headers: ["authorization": "Basic c2FuZGJveC1hcHA6c2FuZGJveC1hcHAtc2VjcmV0"], body: Array(form.utf8))
    let answer = books.answer(request, at: moment ?? now)
    let json = try #require(try JSONReader.answer(answer.body).object)
    #expect((answer.status == 400) == (json["error"] == "invalid_grant"))
    return json
  }

  private func opens(_ token: String, at moment: Instant) -> Bool {
    let path = "/v3/company/\(SimulatedQuickBooks.company)/preferences"
    let request = SandboxRequest(method: "GET", path: path, headers: ["authorization": "Bearer \(token)"])
    return books.answer(request, at: moment).status == 200
  }

  private func refreshed(_ token: String, at moment: Instant? = nil) throws -> String? {
    try tokens("grant_type=refresh_token&refresh_token=\(token)", at: moment)["refresh_token"]?.string
  }

  @Test func `a digest is that of the standard`() {
    #expect(ProofKey.challenge(of: Self.verifier) == Self.challenge)
    #expect(ProofKey.challenge(of: "") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    #expect(
      ProofKey.challenge(of: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "JI1qYdIGOLjlwCaTDD5gOaM85Flk_yFn9uzt1BnbBsE")
  }

  @Test func `a code is good once, and for who asked for it`() throws {
    let proof: [(name: String, value: String)] = [
      ("code_challenge", Self.challenge), ("code_challenge_method", "S256"),
    ]
    let grant = "grant_type=authorization_code&code="
    let given = try #require(code(proof))
    #expect(try tokens("\(grant)\(given)&code_verifier=\(Self.verifier)")["access_token"] != nil)
    #expect(try tokens("\(grant)\(given)&code_verifier=\(Self.verifier)")["error"] == "invalid_grant")
    for wrong in ["&code_verifier=other", ""] {
      let other = try #require(code(proof))
      #expect(try tokens("\(grant)\(other)\(wrong)")["error"] == "invalid_grant")
    }
    #expect(try tokens("\(grant)other")["error"] == "invalid_grant")
    #expect(code([("code_challenge", Self.challenge), ("code_challenge_method", "plain")]) == nil)
  }

  @Test func `a refresh token is good once more, and no longer`() throws {
    let given = try #require(code([]))
    let first = try #require(
      try tokens("grant_type=authorization_code&code=\(given)")["refresh_token"]?.string)
    let second = try #require(try refreshed(first))
    let third = try #require(try refreshed(first))
    #expect(Set([first, second, third]).count == 3)
    #expect(try refreshed(first) == nil)
    #expect(try refreshed(second, at: now + .days(100)) != nil)
    #expect(try refreshed(third, at: now + .days(102)) == nil)
    for token in ["sandbox-refresh-999", "sandbox-refresh-x-99999999999"] { #expect(try refreshed(token) == nil) }
  }

  @Test func `an access token of the books ends after an hour`() throws {
    let given = try #require(code([]))
    let token = try #require(try tokens("grant_type=authorization_code&code=\(given)")["access_token"]?.string)
    #expect(opens(token, at: now + .minutes(59)) && !opens(token, at: now + .minutes(60)))
    #expect(!opens("other-99999999999", at: now) && opens(SimulatedQuickBooks.token, at: now + .days(9)))
  }

  @Test func `an app's token of the shop ends after a day`() throws {
    let shop = SimulatedShopify(world: Self.world)
    let form = "grant_type=client_credentials&client_id=sandbox-app&client_secret=\(SimulatedShopify.client.secret)"
    let asked = SandboxRequest(method: "POST", path: "/admin/oauth/access_token", body: Array(form.utf8))
    let body = try #require(try JSONReader.answer(shop.answer(asked, at: now).body).object)
    let token = try #require(body["access_token"]?.string)
    func status(at moment: Instant) -> Int {
      let request = SandboxRequest(
        method: "POST", path: "/admin/api/2026-07/graphql.json", headers: ["x-shopify-access-token": token],
        body: Array(#"{"query":"{ shop { name } }"}"#.utf8))
      return shop.answer(request, at: moment).status
    }
    #expect(status(at: now + .hours(23)) == 200 && status(at: now + .hours(24)) == 401)
  }
}
