internal import Connectors
internal import Crypto
internal import HTTP
internal import Records

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A consent that was asked for, RFC 6749 section 4.1 with the proof of RFC 7636: only who asked can use the answer.
public struct ConsentRequest: Sendable {
  private let flow: Entry.OAuth
  private let client: Secret
  private let state: String
  private let verifier: Secret
  /// The address the browser is sent back to.
  public let redirect: String

  init(_ flow: Entry.OAuth, client: Secret, redirect: String) {
    self.flow = flow
    self.client = client
    self.redirect = redirect
    state = Self.random()
    verifier = Secret(Self.random())
  }

  /// The address where somebody agrees, for a browser. The app's id in it is no secret.
  public var url: String {
    let challenge = Self.text(Data(SHA256.hash(data: Data(verifier.reveal().utf8))))
    let parts = [
      ("client_id", client.reveal()), ("response_type", "code"), ("scope", flow.scope), ("redirect_uri", redirect),
      ("state", state), ("code_challenge", challenge), ("code_challenge_method", "S256"),
    ]
    return flow.authorize + "?" + parts.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&")
  }

  /// Whether the address that a browser was sent to belongs to this question.
  public func isAnswered(by answer: String) -> Bool { value("state", in: answer) == state }

  /// The code in the address that the browser was sent to.
  func code(in answer: String) throws(Diagnostic) -> Secret {
    if let error = value("error", in: answer) {
      throw Diagnostic(
        .source, code: "connect.refused", "The consent was not given", reason: "The system says \(error).",
        hints: ["Agree as somebody who may: an administrator of the account"])
    }
    guard isAnswered(by: answer), let code = value("code", in: answer), !code.isEmpty else {
      throw Diagnostic(
        .source, code: "connect.other-answer", "The answer does not belong to this question",
        reason: "Its state is another, or it has no code.", hints: ["Begin again, and take the newest page"])
    }
    return Secret(code)
  }

  /// A value in the query of an address, decoded.
  func value(_ name: String, in answer: String) -> String? {
    URLComponents(string: answer)?.queryItems?.first { $0.name == name }?.value
  }

  /// The tokens that a code is worth.
  func tokens(
    for code: Secret, _ credential: Credential, _ http: any HTTPTransport, at now: Instant
  ) async throws(HTTPError) -> Tokens {
    guard let secret = credential.secrets["client_secret"] else {
      throw HTTPError(.unready(CredentialKeeper.missing("")))
    }
    let form = Payload.form([
      "grant_type": "authorization_code", "code": MaskedText(code), "redirect_uri": MaskedText(redirect),
      "code_verifier": MaskedText(verifier),
    ])
    return try await TokenRequest.send(
      form, to: TokenRequest.url(flow.token), signed: .basic(user: client, password: secret), http, at: now, after: nil)
  }

  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return text(Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
  }

  /// Base64 for addresses, RFC 4648 section 5, without padding.
  private static func text(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
