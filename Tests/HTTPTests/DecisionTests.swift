import CCurl
import Records
import Testing

@testable import HTTP

struct DecisionTests {
  /// Every status that systems are known to answer with, written down a second time.
  private static let statuses: [(Int, Decision)] = [
    (200, .accept), (201, .accept), (202, .accept), (204, .accept), (207, .accept), (301, .contractChanged),
    (302, .contractChanged), (304, .contractChanged), (400, .refused), (401, .reconnect), (402, .refused),
    (403, .forbidden(scope: nil)), (404, .refused), (405, .contractChanged), (406, .contractChanged), (407, .refused),
    (408, .retry), (409, .refused), (410, .contractChanged), (412, .refused), (413, .refused), (414, .refused),
    (415, .contractChanged), (421, .retry), (422, .refused), (423, .refused), (425, .retry), (426, .contractChanged),
    (428, .refused), (429, .retry), (430, .refused), (431, .refused), (451, .refused), (500, .retry),
    (501, .contractChanged), (502, .retry), (503, .retry), (504, .retry), (505, .contractChanged), (507, .refused),
    (509, .retry), (520, .retry), (524, .retry), (529, .retry), (599, .retry), (101, .contractChanged),
    (600, .contractChanged),
  ]

  @Test(arguments: statuses)
  func `decides by status`(_ status: Int, _ expected: Decision) {
    #expect(DecisionTable.decision(status: status) == expected)
    #expect(DecisionTable.decision(cause: .status(status)) == expected)
  }

  @Test func `has no row that is never reached`() {
    for (index, row) in DecisionTable.statuses.enumerated() {
      let reached = row.statuses.contains { status in
        DecisionTable.statuses.firstIndex { $0.statuses.contains(status) } == index
      }
      #expect(reached, "\(row)")
    }
  }

  private static let causes: [(Cause, Decision)] = [
    (.notJSON, .contractChanged), (.unresolved, .retry), (.unreachable, .retry), (.proxy(status: nil), .retry),
    (.proxy(status: 407), .refused), (.untrusted(reason: ""), .refused), (.handshake, .retry),
    (.timeout(.connect), .retry), (.timeout(.idle), .retry), (.timeout(.total), .retry), (.interrupted, .retry),
    (.truncated, .retry), (.undecodable, .contractChanged), (.notHTTP, .contractChanged),
    (.tooLarge(limit: 1), .refused), (.readOnly, .refused), (.insecure, .refused), (.invalidRequest(""), .refused),
    (.unrecorded, .refused), (.cancelled, .refused), (.closed, .refused), (.other(code: 2), .retry),
  ]

  @Test(arguments: causes)
  func `decides by cause`(_ cause: Cause, _ expected: Decision) {
    #expect(DecisionTable.decision(cause: cause) == expected)
  }

  private static let failures: [(CURLcode, Cause)] = [
    (CURLE_COULDNT_RESOLVE_HOST, .unresolved), (CURLE_COULDNT_CONNECT, .unreachable),
    (CURLE_COULDNT_RESOLVE_PROXY, .proxy(status: nil)), (CURLE_PROXY, .proxy(status: nil)),
    (CURLE_PEER_FAILED_VERIFICATION, .untrusted(reason: "words")),
    (CURLE_SSL_CACERT_BADFILE, .untrusted(reason: "words")),
    (CURLE_SSL_ISSUER_ERROR, .untrusted(reason: "words")), (CURLE_SSL_CONNECT_ERROR, .handshake),
    (CURLE_SSL_CIPHER, .handshake), (CURLE_SSL_CERTPROBLEM, .handshake), (CURLE_SSL_SHUTDOWN_FAILED, .handshake),
    (CURLE_OPERATION_TIMEDOUT, .timeout(.total)), (CURLE_GOT_NOTHING, .interrupted), (CURLE_SEND_ERROR, .interrupted),
    (CURLE_RECV_ERROR, .interrupted), (CURLE_PARTIAL_FILE, .truncated), (CURLE_BAD_CONTENT_ENCODING, .undecodable),
    (CURLE_UNSUPPORTED_PROTOCOL, .notHTTP), (CURLE_WEIRD_SERVER_REPLY, .notHTTP), (CURLE_WRITE_ERROR, .notHTTP),
    (CURLE_URL_MALFORMAT, .invalidRequest("The address can't be read.")), (CURLE_OUT_OF_MEMORY, .other(code: 27)),
  ]

  @Test(arguments: failures)
  func `names libcurl's failures`(_ code: CURLcode, _ expected: Cause) {
    #expect(CurlFailure(code: code, wasSent: true, message: "words", proxyStatus: 0).cause == expected)
  }

  @Test func `tells the time-outs apart, and a proxy's refusal from a broken connection`() {
    let timeout = CURLE_OPERATION_TIMEDOUT
    #expect(CurlFailure(code: timeout, wasSent: false, message: "", proxyStatus: 0).cause == .timeout(.connect))
    let slow = "Operation too slow. Less than 10 bytes/sec transferred the last 1 seconds"
    #expect(CurlFailure(code: timeout, wasSent: true, message: slow, proxyStatus: 0).cause == .timeout(.idle))
    let refused = CurlFailure(code: CURLE_RECV_ERROR, wasSent: false, message: "", proxyStatus: 407)
    #expect(refused.cause == .proxy(status: 407))
    let broken = CurlFailure(code: CURLE_RECV_ERROR, wasSent: true, message: "", proxyStatus: 200)
    #expect(broken.cause == .interrupted)
  }

  @Test(arguments: [
    (HTTPError(.unreachable), false), (HTTPError(.interrupted, wasSent: true), true),
    (HTTPError(.timeout(.connect)), false), (HTTPError(.timeout(.total), wasSent: true), true),
    (HTTPError(.readOnly), false), (HTTPError(.cancelled, wasSent: true), true), (HTTPError(.cancelled), false),
    (HTTPError(.status(400), response: HTTPResponse(status: 400)), false),
    (HTTPError(.status(408), response: HTTPResponse(status: 408)), true),
    (HTTPError(.status(409), response: HTTPResponse(status: 409)), false),
    (HTTPError(.status(429), response: HTTPResponse(status: 429)), false),
    (HTTPError(.status(307), response: HTTPResponse(status: 307)), false),
    (HTTPError(.status(503), response: HTTPResponse(status: 503)), true),
    (HTTPError(.notJSON, response: HTTPResponse(status: 200)), true),
    (HTTPError(.status(200), decision: .retryAfter(.zero), response: HTTPResponse(status: 200)), false),
    (HTTPError(.status(200), decision: .retry, response: HTTPResponse(status: 200)), true),
  ])
  func `knows what was surely not carried out`(_ error: HTTPError, _ expected: Bool) {
    #expect(error.mayHaveTakenEffect == expected, "\(error)")
  }

  @Test func `has words with a code and a hint for everything`() {
    let errors =
      Self.causes.map { HTTPError($0.0, request: .get(orders)) }
      + Self.statuses.filter { $0.1 != .accept }.map {
        HTTPError(.status($0.0), request: .get(orders), response: HTTPResponse(status: $0.0))
      }
    for error in errors {
      let diagnostic = error.diagnostic
      #expect(diagnostic.code.hasPrefix("http."))
      #expect(diagnostic.location == "GET https://api.example.com/orders")
      #expect(!diagnostic.summary.hasSuffix("."))
      #expect(!diagnostic.hints.isEmpty, "\(diagnostic)")
      #expect((diagnostic.reason ?? ".").hasSuffix(".") || diagnostic.reason == "", "\(diagnostic)")
    }
  }

  @Test(arguments: [
    (401, "http.reconnect"), (403, "http.forbidden"), (404, "http.refused"), (410, "http.contract"), (429, "http.busy"),
    (500, "http.unavailable"), (408, "http.unavailable"),
  ])
  func `has a code for each decision`(_ status: Int, _ code: String) {
    #expect(HTTPError(.status(status), response: HTTPResponse(status: status)).diagnostic.code == code)
  }

  @Test func `names the missing scope`() {
    let error = HTTPError(
      .status(403), decision: .forbidden(scope: "read_orders"), response: HTTPResponse(status: 403))
    #expect(error.diagnostic.summary == "The permission read_orders is missing")
  }
}
