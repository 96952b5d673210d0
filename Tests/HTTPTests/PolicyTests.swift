import Testing

@testable import HTTP

struct PolicyTests {
  private func decision(
    _ status: Int, _ headers: HTTPFields<String> = [:], _ body: String = "{}", policy: Policy = Policy(),
    attempt: Int = 1
  ) -> Decision {
    var request = HTTPRequest.get(orders)
    request.attempt = attempt
    let response = HTTPResponse(status: status, headers: headers, body: .held(Array(body.utf8)))
    return policy.judge(response, to: request).decision
  }

  @Test(
    arguments: [
      (["Retry-After": "7"], .retryAfter(.seconds(7))), (["Retry-After": "0.5"], .retryAfter(.milliseconds(500))),
      (["X-Retry-After": "9"], .retryAfter(.seconds(9))), (["Retry-After": "-1"], .retry),
      (["Retry-After": "soon"], .retry),
      ([:], .retry),
      (
        ["Retry-After": "Mon, 23 Nov 2026 14:02:41 GMT", "Date": "Mon, 23 Nov 2026 14:02:11 GMT"],
        .retryAfter(.seconds(30))
      ),
      (
        ["Retry-After": "Mon, 23 Nov 2026 14:02:01 GMT", "Date": "Mon, 23 Nov 2026 14:02:11 GMT"], .retryAfter(.zero)
      ),
      (["Retry-After": "Mon, 23 Nov 2026 14:02:41 GMT"], .retry),
    ] as [(HTTPFields<String>, Decision)])
  func `waits as long as it is asked to`(_ headers: HTTPFields<String>, _ expected: Decision) {
    #expect(decision(429, headers) == expected)
    #expect(decision(503, headers) == expected)
  }

  @Test func `asks a system's habits where a refusal for haste says nothing`() {
    let policy = Policy(whenBusy: .seconds(60))
    #expect(decision(429, policy: policy) == .retryAfter(.seconds(60)))
    #expect(decision(429, policy: policy, attempt: 2) == .retryAfter(.seconds(120)))
    #expect(decision(429, ["Retry-After": "1"], policy: policy) == .retryAfter(.seconds(1)))
    #expect(decision(503, policy: policy) == .retry)
    let headers = RateHeaders(left: "X-Left", reset: "X-Reset-Ms", unit: .milliseconds(1))
    let window = Policy(whenBusy: .seconds(60), allowance: headers.allowance)
    #expect(decision(429, ["X-Reset-Ms": "1500"], policy: window) == .retryAfter(.milliseconds(1500)))
  }

  @Test func `lets a system's own word go before the table`() {
    let policy = Policy(decide: { response, _ in
      response.bytes.starts(with: Array("{\"error\"".utf8)) ? .reconnect : nil
    })
    #expect(decision(200, [:], "{\"error\":1}", policy: policy) == .reconnect)
    #expect(decision(200, policy: policy) == .accept)
    #expect(decision(404, policy: policy) == .refused)
  }

  @Test(
    arguments: [
      ("{}", .accept), (" \r\n\t[1]", .accept), ("", .accept), ("<html>down for maintenance</html>", .contractChanged),
      ("ok", .contractChanged), ("\u{FEFF}{}", .contractChanged),
    ] as [(String, Decision)])
  func `takes only JSON for JSON`(_ body: String, _ expected: Decision) {
    #expect(decision(200, [:], body) == expected)
    var request = HTTPRequest.get(orders)
    request.format = .any
    let response = HTTPResponse(status: 200, body: .held(Array(body.utf8)))
    #expect(Policy().judge(response, to: request).decision == .accept)
  }

  @Test(arguments: [
    ("Bearer error=\"insufficient_scope\", scope=\"orders.read\"", "orders.read"), ("Bearer realm=\"x\"", nil),
    ("Bearer scope=\"\"", nil),
  ])
  func `names the scope that is missing`(_ challenge: String, _ scope: String?) {
    #expect(decision(403, ["WWW-Authenticate": challenge]) == .forbidden(scope: scope))
  }

  @Test(
    arguments: [
      (["X-Left": "7", "X-Reset": "20"], 200, .window(left: 5, resetsIn: .seconds(21))),
      (["X-Left": "1", "X-Reset": "0"], 200, .window(left: 0, resetsIn: .seconds(1))),
      (["X-Reset": "20"], 200, nil), (["X-Reset": "20"], 429, .window(left: 0, resetsIn: .seconds(21))),
      (["X-Left": "7"], 200, nil), (["X-Left": "many", "X-Reset": "20"], 200, nil),
      (["X-Left": "7", "X-Reset": "-3"], 200, nil), (["X-Left": "7", "X-Reset": "inf"], 200, nil),
      (["X-Left": "-9223372036854775808", "X-Reset": "20"], 200, nil),
      (["X-Left": "-5", "X-Reset": "20"], 200, .window(left: 0, resetsIn: .seconds(21))),
    ] as [(HTTPFields<String>, Int, Allowance?)])
  func `reads rate headers`(_ headers: HTTPFields<String>, _ status: Int, _ expected: Allowance?) {
    let names = RateHeaders(left: "X-Left", reset: "X-Reset", unit: .seconds(1), reserve: 2)
    #expect(names.allowance(in: HTTPResponse(status: status, headers: headers)) == expected)
  }

  @Test func `a system's absurd numbers make no absurd wait`() {
    let slow = Allowance.bucket(available: 10, capacity: 1000, perSecond: 1e-28)
    #expect(slow.wait(for: 100, underway: 0, elapsed: .zero) == .seconds(86_400))
    let large = Allowance.bucket(available: -.infinity, capacity: .infinity, perSecond: 1)
    #expect(large.wait(for: 100, underway: 0, elapsed: .seconds(1)) == .seconds(86_400))
  }
}
