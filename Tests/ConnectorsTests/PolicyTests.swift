import HTTP
import Records
import Synchronization
import Testing

@testable import Connectors

/// What four systems say to those who ask too fast, bodies and headers as their documentation has them.
struct PolicyTests {
  /// A system that gives one answer again and again, and a clock that moves by waiting.
  private final class Constant: HTTPTransport {
    private let response: HTTPResponse
    private let slept = Mutex<[Duration]>([])

    init(_ response: HTTPResponse) {
      self.response = response
    }

    var waits: [Duration] { slept.withLock { $0 } }
    var timing: Timing {
      Timing(
        now: { self.waits.reduce(.zero, +) }, sleep: { wait in self.slept.withLock { $0.append(wait) } }, random: { 0 })
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse { response }
  }

  private func answer(_ status: Int, _ headers: HTTPFields<String> = [:], _ body: String = "{}") -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: .held(Array(body.utf8)))
  }

  /// What a client makes of such an answer, and how long it waited before it gave up.
  private func outcome(
    _ policy: Policy, _ response: HTTPResponse
  ) async throws -> (decision: Decision, waits: [Duration]) {
    let system = Constant(response)
    let client = HTTPClient(over: system, policy: policy, access: .readOnly, timing: system.timing)
    let url = try #require(HTTPURL("https://api.example.com/"))
    do throws(HTTPError) {
      _ = try await client.send(.get(url))
      return (.accept, system.waits)
    } catch {
      return (error.decision, system.waits)
    }
  }

  private static let throttled = """
    {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED","documentation":"https://shopify.dev/x"}}],
     "extensions":{"cost":{"requestedQueryCost":752,"actualQueryCost":null,"throttleStatus":
     {"maximumAvailable":1000,"currentlyAvailable":320,"restoreRate":50}}}}
    """

  @Test func `waits until Shopify has the points for a query that it refused`() async throws {
    let (decision, waits) = try await outcome(.shopify, answer(200, [:], Self.throttled))
    #expect(decision == .retryAfter(.seconds(8.64)))
    #expect(waits == Array(repeating: .seconds(8.64), count: 4))
  }

  @Test func `paces Shopify by the points that it tells, a quarter left to others`() {
    let body = """
      {"data":{"note":"\\"restoreRate\\":1"},"extensions":{"cost":{"requestedQueryCost":29,"actualQueryCost":12,
      "throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":1971,"restoreRate":100.0}}}}
      """
    #expect(
      Policy.shopify.allowance(answer(200, [:], body))
        == .bucket(available: 1471, capacity: 1500, perSecond: 100))
    #expect(Policy.shopify.allowance(answer(200, [:], #"{"errors":[{"message":"syntax error"}]}"#)) == nil)
    #expect(Policy.shopify.allowance(answer(502, [:], "<html>")) == nil)
  }

  @Test func `does not take a customer's words for Shopify's`() async throws {
    let tag = #"{"data":{"orders":[{"tags":["THROTTLED"],"code":"THROTTLED","note":"\"restoreRate\":9"}]}}"#
    #expect(try await outcome(.shopify, answer(200, [:], tag)).decision == .accept)
    #expect(CostThrottle(in: Array(tag.utf8)) == nil)
    #expect(CostThrottle(in: []) == nil)
  }

  @Test(arguments: [
    ("1", "0.0000000000000000000000000001"), ("1", "1e-300"), (String(repeating: "9", count: 400), "1"),
  ])
  func `waits no longer than anybody would, whatever the numbers are`(_ cost: String, _ rate: String) {
    let text = """
      {"errors":[{"extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":\(cost),"throttleStatus":
      {"maximumAvailable":1000,"currentlyAvailable":0,"restoreRate":\(rate)}}}}
      """
    let wait = CostThrottle(in: Array(text.utf8))?.wait ?? .zero
    #expect((.zero ... .seconds(86_400)).contains(wait))
  }

  @Test(arguments: [
    (#"{"errors":"[API] This action requires merchant approval for read_orders scope."}"#, "read_orders"),
    (#"{"errors":"The shop is locked"}"#, nil),
  ])
  func `names the scope that Shopify misses`(_ body: String, _ scope: String?) async throws {
    #expect(try await outcome(.shopify, answer(403, [:], body)).decision == .forbidden(scope: scope))
  }

  @Test func `waits for BigCommerce's next window`() async throws {
    let headers: HTTPFields<String> = [
      "X-Rate-Limit-Requests-Left": "0", "X-Rate-Limit-Requests-Quota": "150", "X-Rate-Limit-Time-Reset-Ms": "12500",
      "X-Rate-Limit-Time-Window-Ms": "30000",
    ]
    let (decision, waits) = try await outcome(.bigCommerce, answer(429, headers))
    #expect(decision == .retryAfter(.milliseconds(12_500)))
    #expect(waits == Array(repeating: .milliseconds(12_500), count: 4))
    #expect(try await outcome(.bigCommerce, answer(429, ["X-Retry-After": "7"])).waits.first == .seconds(7))
    let growing = try await outcome(.bigCommerce, answer(429)).waits
    #expect(growing == [.seconds(3), .seconds(6), .seconds(12), .seconds(24)])
  }

  @Test func `leaves ten of BigCommerce's requests to the store's other apps`() {
    let headers: HTTPFields<String> = ["x-rate-limit-requests-left": "12", "x-rate-limit-time-reset-ms": "500"]
    #expect(Policy.bigCommerce.allowance(answer(200, headers)) == .window(left: 2, resetsIn: .milliseconds(500)))
  }

  @Test(arguments: [
    ("{\"errors\":\"THROTTLED\"}", false), ("{\"errors\":[{\"extensions\":{\"code\":\"THROTTLED\"}},7]}", true),
    ("{\"data\":{\"note\":\"THROTTLED\"}}", false), ("THROTTLED", false), ("[\"THROTTLED\"]", false),
    ("{\"errors\":[{\"message\":\"THROTTLED\"}]}", false),
  ])
  func `takes nothing else for Shopify's word that it is throttled`(_ body: String, _ isThrottled: Bool) async throws {
    let (decision, _) = try await outcome(.shopify, answer(200, [:], body))
    #expect((decision == .retryAfter(.seconds(1))) == isThrottled)
  }

  @Test func `waits for ShipStation's next minute, whatever status it comes under`() async throws {
    let headers: HTTPFields<String> = [
      "X-Rate-Limit-Limit": "40", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "20",
    ]
    for status in [429, 500, 403] {
      let (decision, _) = try await outcome(.shipStation, answer(status, headers, #"{"message":"Too Many Requests"}"#))
      #expect(decision == .retryAfter(.seconds(21)), "\(status)")
    }
    #expect(try await outcome(.shipStation, answer(429)).waits.first == .seconds(60))
    let unnamed = answer(500, [:], #"{"message":"Too Many Requests"}"#)
    #expect(try await outcome(.shipStation, unnamed).decision == .retryAfter(.seconds(60)))
    #expect(try await outcome(.shipStation, answer(500)).decision == .retry)
  }

  @Test func `waits a minute for QuickBooks, also when it refuses inside of a success`() async throws {
    #expect(try await outcome(.quickBooks, answer(429)).waits == [.seconds(60), .seconds(120)])
    let fault = """
      {"Fault":{"Error":[{"Message":"message=ThrottleExceeded; errorCode=003001; statusCode=429","code":"3001"}],
      "type":"THROTTLED"},"time":"2026-06-02T09:00:00.000-07:00"}
      """
    let (decision, waits) = try await outcome(.quickBooks, answer(200, [:], fault))
    #expect(decision == .retryAfter(.seconds(60)))
    #expect(waits.count == 4)
  }

  @Test(arguments: [
    (401, "reconnect"), (403, "configuration"), (404, "data"), (410, "data"), (429, "retry"),
    (503, "retry"),
  ])
  func `sorts what a stream has to do next`(_ status: Int, _ kind: String) async throws {
    let system = Constant(answer(status, status == 429 ? ["Retry-After": "1000"] : [:]))
    let client = HTTPClient(over: system, access: .readOnly, timing: system.timing)
    let url = try #require(HTTPURL("https://api.example.com/orders"))
    do throws(HTTPError) {
      _ = try await client.send(.get(url))
      Issue.record("it was accepted")
    } catch {
      switch (SyncError(error), kind) {
      case (.retry(let diagnostic, let after), "retry"):
        #expect(after == (status == 429 ? Span(seconds: 1000) : nil))
        #expect(diagnostic.location == "GET https://api.example.com/orders")
      case (.reconnect, "reconnect"), (.configuration, "configuration"), (.data, "data"): break
      default: Issue.record("\(SyncError(error))")
      }
    }
  }
}
