import HTTPSupport
import Records
import Testing

@testable import HTTP

/// All layers over the real transport, against a server with faults. Only the waits are not real.
@Suite(.timeLimit(.minutes(5)))
struct ClientTests {
  private let token = Secret("shpat_xyz")
  private let time = FakeTime()
  private let transport: CurlTransport
  private let log = Box([Exchange]())
  private let client: HTTPClient

  init() throws {
    transport = try CurlTransport(CurlSettings(userAgent: "Tend/test"))
    client = HTTPClient(
      over: transport, access: .readOnly, timing: time.timing,
      log: { [log] exchange in log.change { $0.append(exchange) } })
  }

  /// Answers with one raw text after the other, each on a connection of its own; the last again and again.
  private func server(_ answers: [String]) throws -> LoopbackServer {
    let left = Box(answers)
    return try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      var answer = ""
      left.change { answer = $0.count > 1 ? $0.removeFirst() : $0[0] }
      peer.send(answer)
    }
  }

  private static func text(_ status: String, _ headers: String = "", _ body: String = "{}") -> String {
    "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)\r\n\(body)"
  }

  @Test(arguments: [
    (text("429 Too Many Requests", "Retry-After: 7\r\n"), Duration.seconds(7)),
    (text("429 Too Many Requests"), .milliseconds(500)), (text("500 X", "", "<html>"), .milliseconds(500)),
    (text("503 X", "Retry-After: 3\r\n"), .seconds(3)), ("", .milliseconds(500)),
    ("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"half\":", .milliseconds(500)),
  ])
  func `comes through a passing fault`(_ fault: String, _ wait: Duration) async throws {
    let server = try server([fault, Self.text("200 OK", "", "[1]")])
    #expect(try await client.send(.get(try server.url())).bytes == Array("[1]".utf8))
    #expect(time.waits == [wait])
    #expect(log.value.map(\.attempt) == [1, 2])
  }

  @Test(arguments: [
    (text("401 X"), Decision.reconnect, Cause.status(401)),
    (text("403 X"), .forbidden(scope: nil), .status(403)), (text("410 X"), .contractChanged, .status(410)),
    (text("422 X", "", "{\"errors\":{}}"), .refused, .status(422)),
    (text("200 OK", "", "<html>maintenance</html>"), .contractChanged, .notJSON),
  ])
  func `does not try again what does not pass`(_ answer: String, _ decision: Decision, _ cause: Cause) async throws {
    let server = try server([answer])
    let error = await client.failure(sending: .get(try server.url()))
    #expect(error?.decision == decision)
    #expect(error?.cause == cause)
    #expect(error?.response != nil)
    #expect(server.requests.count == 1)
    #expect(time.waits.isEmpty)
  }

  @Test func `takes no secret along a redirect to another origin`() async throws {
    let other = try server([Self.text("200 OK", "", "[\"there\"]")])
    let home = try server([Self.text("302 X", "Location: http://127.0.0.1:\(other.port)/file?sig=abc\r\n")])
    let request = HTTPRequest.get(
      try home.url("/export"), headers: ["Authorization": "Bearer \(token)", "X-Auth-Token": "\(token)"])
    #expect(try await client.send(request).bytes == Array("[\"there\"]".utf8))
    #expect(home.requests.first?.headers["x-auth-token"] == "shpat_xyz")
    let received = try #require(other.requests.first)
    #expect(received.target == "/file?sig=abc")
    #expect(received.headers["authorization"] == nil)
    #expect(received.headers["x-auth-token"] == nil)
    #expect(log.value.map(\.request).last == "GET http://127.0.0.1:\(other.port)/file?sig=***")
  }

  @Test func `keeps secrets out of log, errors and words, whatever happens`() async throws {
    let server = try server([
      Self.text("500 X", "Set-Cookie: a=shpat_xyz\r\n", "shpat_xyz"),
      "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nshpat",
      Self.text("403 X", "", "{\"token\":\"shpat_xyz\"}"),
    ])
    let request = HTTPRequest(
      .post, try server.url("/x").appending(path: "\(token)").appending(query: "access", "\(token)"),
      headers: ["Authorization": "Bearer \(token)"], body: .form(["client_secret": "\(token)"]), effect: .read)
    let error = try #require(await client.failure(sending: request))
    #expect(server.requests.first?.headers["authorization"] == "Bearer shpat_xyz")
    #expect(server.requests.count == 3)
    var printed = "\(error) \(String(reflecting: error)) \(error.diagnostic) \(log.value)"
    dump(error, to: &printed)
    dump(log.value, to: &printed)
    #expect(!printed.contains("shpat"))
    #expect(log.value.count == 3)
  }
}
