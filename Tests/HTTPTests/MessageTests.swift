import Records
import Testing

@testable import HTTP

struct MessageTests {
  private let token = Secret("shpat_xyz")

  @Test func `masks the secret parts of a text and nothing else`() {
    let text: MaskedText = "Bearer \(token) for \(3)"
    #expect("\(text)" == "Bearer *** for 3")
    #expect(text.revealed() == "Bearer shpat_xyz for 3")
    #expect("\("x \(text)" as MaskedText)" == "x Bearer *** for 3")
    #expect(text.map(percentEncoded).revealed() == "Bearer%20shpat_xyz%20for%203")
    #expect(!String(reflecting: text).contains("shpat"))
  }

  @Test(arguments: [
    ("https://api.example.com", "https://api.example.com/"),
    ("HTTPS://API.Example.com:443/a/b?x=1&y#part", "https://api.example.com/a/b?x=1&y"),
    ("http://127.0.0.1:8080/a?b=%2F+", "http://127.0.0.1:8080/a?b=%2F+"),
    ("http://[::1]:8080?q=1", "http://[::1]:8080/?q=1"),
    ("https://a.example/?x=a=b", "https://a.example/?x=a=b"),
  ])
  func `reads URLs`(_ text: String, _ expected: String) {
    #expect(HTTPURL(text)?.revealed() == expected)
  }

  @Test(arguments: [
    "", "api.example.com", "ftp://a.example/", "https://", "https://user@a.example/", "https://user:pw@a.example/",
    "https://a.example:0/", "https://a.example:99999/", "https://a.example:8o/", "https://a b/", "https://a.example/ü",
    "https://a.example/\r\nX: y", "https://a\\b/", "https://[x]/", "file:///etc/passwd", "https:///path",
  ])
  func `refuses what is no URL of the web`(_ text: String) {
    #expect(HTTPURL(text) == nil)
  }

  @Test func `encodes what is added to a URL`() {
    let url = HTTPURL(literal: "https://api.example.com/v2/").appending(path: "orders", "a/b", "..")
      .appending(query: "status", "open & new").appending(query: "q", "ü=1")
    #expect(url.revealed() == "https://api.example.com/v2/orders/a%2Fb/%2E%2E?status=open%20%26%20new&q=%C3%BC%3D1")
  }

  @Test func `masks the secrets of a URL`() {
    let url = HTTPURL(literal: "https://api.example.com/hooks").appending(path: "\(token)").appending(
      query: "limit", "5"
    )
    .appending(query: "email", "\(Secret("ana@example.com"))")
    #expect("\(url)" == "https://api.example.com/hooks/***?limit=5&email=***")
    #expect(url.revealed().hasSuffix("/shpat_xyz?limit=5&email=ana%40example.com"))
  }

  @Test func `masks values under the names of secrets though nobody said so`() throws {
    let url = HTTPURL(literal: "https://b.example/o?access_token=aa&X-Goog-Signature=bb&code=cc&limit=5&flag")
    #expect("\(url)" == "https://b.example/o?access_token=***&X-Goog-Signature=***&code=***&limit=5&flag")
    #expect(
      "\(url.hidingQuery())" == "https://b.example/o?access_token=***&X-Goog-Signature=***&code=***&limit=***&flag")
    #expect(url.hidingQuery().revealed() == url.revealed())
  }

  @Test(arguments: [
    ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "https://b.example/x"),
    ("/x?y=1", "https://a.example/x?y=1"), ("x", "https://a.example/v1/x"), ("../x", "https://a.example/x"),
    ("./x/./y/..", "https://a.example/v1/x/"), ("?z=1", "https://a.example/v1/orders?z=1"),
    ("../../../x", "https://a.example/x"), ("", "https://a.example/v1/orders?page=1"), ("x:y", nil),
    ("javascript:alert(1)", nil), ("ftp://a.example/", nil), ("x/y:z", "https://a.example/v1/x/y:z"),
  ])
  func `resolves references`(_ reference: String, _ expected: String?) {
    #expect(HTTPURL(literal: "https://a.example/v1/orders?page=1").resolving(reference)?.revealed() == expected)
  }

  @Test func `keeps a path secret through a relative reference`() throws {
    let url = HTTPURL(literal: "https://a.example/hooks").appending(path: "\(token)", "x")
    let next = try #require(url.resolving("y"))
    #expect(next.revealed() == "https://a.example/hooks/shpat_xyz/y")
    #expect(!"\(next)".contains("shpat"))
  }

  @Test(arguments: [
    ("localhost", true), ("127.0.0.1", true), ("127.8.9.1", true), ("[::1]", true), ("127.evil.example", false),
    ("127.0.0.1.evil.example", false), ("localhost.evil.example", false), ("10.0.0.1", false), ("128.0.0.1", false),
    ("127.0.0.256", false),
  ])
  func `knows this machine`(_ host: String, _ isLoopback: Bool) {
    #expect(HTTPURL("http://\(host)/")?.origin.isLoopback == isLoopback)
  }

  @Test func `finds headers whatever their case`() {
    var headers: HTTPFields<String> = ["Retry-After": "5", "retry-after": "6", "Date": "now"]
    #expect(headers["RETRY-AFTER"] == "5")
    headers["Retry-after"] = "7"
    #expect(headers.fields.map(\.value) == ["now", "7"])
    headers["date"] = nil
    #expect(headers.fields.count == 1)
  }

  @Test func `writes forms and keeps their secrets masked`() {
    let form = Payload.form(["grant_type": "refresh_token", "client_secret": "\(token)", "x y": "a&b"])
    #expect(
      String(decoding: form.revealed(), as: UTF8.self) == "grant_type=refresh_token&client_secret=shpat_xyz&x%20y=a%26b"
    )
    #expect(form.masked == "grant_type=refresh_token&client_secret=***&x%20y=a%26b")
  }

  @Test func `prints no secret and no body of a message`() {
    var request = HTTPRequest(
      .post, orders.appending(query: "q", "\(token)"), headers: ["Authorization": "Bearer \(token)"],
      body: .form(["secret": "\(token)"]), effect: .read)
    request.isConfidential = true
    let response = HTTPResponse(status: 403, body: .held(Array("ana@example.com shpat_xyz".utf8)))
    let error = HTTPError(.status(403), request: request, response: response)
    var printed = "\(request) \(String(reflecting: request)) \(response) \(error) \(String(reflecting: error))"
    dump(request, to: &printed)
    dump(response, to: &printed)
    dump(error, to: &printed)
    dump(HTTPBodyHolder(response: response), to: &printed)
    #expect(!printed.contains("shpat"))
    #expect(!printed.contains("example.com shpat"))
    #expect(!printed.contains("- 97\n"), "a body as numbers")
  }

  private struct HTTPBodyHolder { var response: HTTPResponse }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"), ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
    ("Monday, 23-Nov-26 14:02:11 GMT", "2026-11-23T14:02:11Z"), ("Mon, 23 Nov 2026 14:02:11 CET", nil),
    ("Mon, 31 Nov 2026 14:02:11 GMT", nil), ("Mon, 23 Nov 2026 24:02:11 GMT", nil), ("", nil), ("soon", nil),
  ])
  func `reads the dates of HTTP`(_ text: String, _ expected: String?) {
    #expect(HTTPDate.instant(text)?.description == expected)
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func `cuts a body into lines wherever its pieces break`(_ size: Int) async throws {
    let text = Array("{\"a\":1}\n\r\nlonger line\r\nlast".utf8)
    let pieces = Box(stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) })
    let stream = BodyStream(
      pull: { () async throws(HTTPError) in
        var piece: [UInt8]?
        pieces.change { if !$0.isEmpty { piece = $0.removeFirst() } }
        return piece
      }, end: { _ in })
    var lines: [String] = []
    for try await line in HTTPBody.streamed(stream).lines { lines.append(String(decoding: line, as: UTF8.self)) }
    #expect(lines == ["{\"a\":1}", "", "longer line", "last"])
  }

  @Test func `refuses a line that is too long`() async throws {
    for text in ["0123456789\n", "0123456789", "1\n0123456789\n"] {
      let lines = HTTPBody.held(Array(text.utf8)).lines.limited(to: 9)
      await #expect(throws: HTTPError.self) { for try await _ in lines {} }
    }
    var count = 0
    for try await _ in HTTPBody.held(Array("012345678\n\n".utf8)).lines.limited(to: 9) { count += 1 }
    #expect(count == 2)
  }

  @Test func `tells the end of a stream once`() async throws {
    let ends = Box([String]())
    let note: @Sendable (HTTPError?) -> Void = { error in
      ends.change { $0.append(error.map { "\($0.cause)" } ?? "end") }
    }
    var stream: BodyStream? = BodyStream(pull: { () async throws(HTTPError) in [1] }, end: note)
    _ = try await stream?.next()
    stream = nil
    #expect(ends.value == ["cancelled"])
    stream = BodyStream(pull: { () async throws(HTTPError) in nil }, end: note)
    #expect(try await stream?.next() == nil)
    #expect(try await stream?.next() == nil)
    stream = nil
    #expect(ends.value == ["cancelled", "end"])
    let broken = BodyStream(pull: { () async throws(HTTPError) in throw HTTPError(.truncated) }, end: note)
    _ = await failure { () async throws(HTTPError) in try await broken.next() }
    #expect(ends.value == ["cancelled", "end", "truncated"])
  }
}
