import HTTPSupport
import Records
import Testing

@testable import HTTP

struct LayerTests {
  private let time = FakeTime()
  private let token = Secret("shpat_xyz")

  // MARK: Read-only guard

  private static let requests: [(HTTPRequest, Bool)] = [
    (.get(orders), false), (HTTPRequest(.post, orders, effect: .read), false),
    (HTTPRequest(.post, orders, effect: .write(.idempotent)), true),
    (HTTPRequest(.get, orders, effect: .write(.never)), true), (HTTPRequest(.put, orders, effect: .read), true),
    (HTTPRequest(.patch, orders, effect: .read), true), (HTTPRequest(.delete, orders, effect: .read), true),
    (HTTPRequest(.head, orders, effect: .read), false),
  ]

  @Test(arguments: requests)
  func `keeps writes back where only reads are allowed`(_ request: HTTPRequest, _ writes: Bool) async {
    for (access, isKept) in [(HTTPClient.Access.readOnly, writes), (.full, false)] {
      let transport = ScriptedTransport(statuses: [200])
      let client = HTTPClient(over: transport, access: access, timing: time.timing)
      let error = await client.failure(sending: request)
      #expect(error?.cause == (isKept ? .readOnly : nil))
      #expect(transport.requests.count == (isKept ? 0 : 1))
    }
  }

  // MARK: Limit for each host

  @Test func `lets only so many through to one host, and others in their order`() async throws {
    let gate = Signal()
    let (inside, most) = (Box(0), Box(0))
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      inside.change { $0 += 1 }
      most.change { $0 = max($0, inside.value) }
      await gate.wait()
      inside.change { $0 -= 1 }
      gate.set()
      return HTTPResponse(status: 200)
    }
    let limit = HostLimit(base: transport, policy: Policy(concurrency: 3))
    try await withThrowingTaskGroup { group in
      for _ in 0..<20 { group.addTask { _ = try await limit.send(.get(orders)) } }
      while transport.requests.count < 3 { await Task.yield() }
      gate.set()
      try await group.waitForAll()
    }
    #expect(most.value == 3)
    #expect(transport.requests.count == 20)
  }

  @Test func `gives places in the order of asking, and forgets who was cancelled`() async {
    let turnstile = Turnstile(places: 1)
    #expect(await turnstile.enter())
    let order = Box([Int]())
    var tasks: [Task<Bool, Never>] = []
    for number in 0..<5 {
      tasks.append(
        Task {
          let isIn = await turnstile.enter()
          if isIn { order.change { $0.append(number) } }
          return isIn
        })
      while turnstile.waiting < number + 1 { await Task.yield() }
    }
    tasks[1].cancel()
    #expect(await tasks[1].value == false)
    for _ in 0..<4 { turnstile.leave() }
    for (number, task) in tasks.enumerated() where number != 1 { #expect(await task.value) }
    #expect(order.value.count == 4)
    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await turnstile.enter()
    }
    #expect(await cancelled.value == false)
    turnstile.leave()
    #expect(await turnstile.enter())
  }

  @Test func `holds a place until a streamed answer has ended`() async throws {
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      let pieces = Box([[UInt8(1)], [2]])
      let stream = BodyStream(
        pull: { () async throws(HTTPError) in
          var piece: [UInt8]?
          pieces.change { if !$0.isEmpty { piece = $0.removeFirst() } }
          return piece
        }, end: { _ in })
      return HTTPResponse(status: 200, body: .streamed(stream))
    }
    let limit = HostLimit(base: transport, policy: Policy(concurrency: 1))
    let first = try await limit.send(.get(orders))
    let second = Task { try await limit.send(.get(orders)) }
    for _ in 0..<100 { await Task.yield() }
    #expect(transport.requests.count == 1)
    for try await _ in first.body {}
    for try await _ in try await second.value.body {}
    #expect(transport.requests.count == 2)
    // Letting go of an answer ends it too.
    for _ in 0..<3 { _ = try await limit.send(.get(orders)) }
    #expect(transport.requests.count == 5)
  }

  // MARK: Redirects

  private func follow(_ request: HTTPRequest, _ answers: [(Int, String)]) async throws -> [HTTPRequest] {
    let transport = ScriptedTransport { _, number throws(HTTPError) in
      guard number <= answers.count else { return HTTPResponse(status: 200) }
      return HTTPResponse(status: answers[number - 1].0, headers: ["Location": answers[number - 1].1])
    }
    _ = try await Redirecting(base: transport).send(request)
    return transport.requests
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `follows a read home with all its headers`(_ status: Int) async throws {
    let request = HTTPRequest.get(orders, headers: ["Authorization": "Bearer \(token)", "X-Key": "\(token)"])
    let sent = try await follow(request, [(status, "/v2/orders")])
    #expect(sent.map { $0.url.revealed() } == ["https://api.example.com/orders", "https://api.example.com/v2/orders"])
    #expect(sent.last?.headers == request.headers)
  }

  @Test(arguments: [
    "https://evil.example/orders", "https://api.example.com:8443/orders", "https://api.example.com.evil.example/",
    "//other.example.com/orders",
  ])
  func `takes no secret and nothing of one's own to another origin`(_ location: String) async throws {
    let request = HTTPRequest.get(
      orders,
      headers: ["Authorization": "Bearer \(token)", "X-Shopify-Access-Token": "\(token)", "X-Id": "7", "Accept": "a/b"])
    let sent = try await follow(request, [(302, location)])
    #expect(sent.count == 2)
    #expect(sent.last?.headers == ["Accept": "a/b"])
    #expect(sent.last?.secrets.contains(token) == false)
  }

  @Test func `does not give headers back on the way home`() async throws {
    let request = HTTPRequest.get(orders, headers: ["Authorization": "Bearer \(token)"])
    let sent = try await follow(request, [(302, "https://evil.example/"), (302, "https://api.example.com/x?y=\(1)")])
    #expect(sent.count == 3)
    #expect(sent.last?.headers == [:])
  }

  @Test(arguments: [
    (302, "https://evil.example/orders", true), (307, "https://evil.example/orders", true), (307, "/v2", false),
  ])
  func `takes no body to another origin`(_ status: Int, _ location: String, _ isElsewhere: Bool) async throws {
    var request = HTTPRequest.get(orders)
    request.body = .json(["email": "ada@example.com"])
    let sent = try await follow(request, [(status, location)])
    #expect(sent.count == 2 && (sent.last?.body == nil) == isElsewhere)
  }

  @Test func `masks what a redirect's query says`() async throws {
    let sent = try await follow(.get(orders), [(302, "https://files.example/f?Expires=1&X=abc")])
    #expect("\(sent[1].url)" == "https://files.example/f?Expires=***&X=***")
  }

  @Test func `does not follow where it must not`() async throws {
    let write = HTTPRequest(.post, orders, effect: .write(.idempotent))
    #expect(try await follow(write, [(307, "/x")]).count == 1)
    #expect(try await follow(.get(orders), [(302, "http://api.example.com/x")]).count == 1)
    #expect(try await follow(.get(orders), [(302, "file:///etc/passwd")]).count == 1)
    #expect(try await follow(.get(orders), [(304, "/x")]).count == 1)
    let query = HTTPRequest(.post, orders, body: .json(["query": "{}"]), effect: .read)
    #expect(try await follow(query, [(302, "/x")]).count == 1)
    #expect(try await follow(query, [(307, "https://evil.example/x")]).count == 1)
    #expect(try await follow(query, [(307, "/x")]).count == 2)
  }

  @Test func `leaves a loop`() async throws {
    let sent = try await follow(.get(orders), Array(repeating: (302, "/orders"), count: 50))
    #expect(sent.count == 6)
  }

  // MARK: Log

  @Test func `tells every attempt and no secret`() async throws {
    let lines = Box([String]())
    let transport = ScriptedTransport { request, number throws(HTTPError) in
      if number == 1 { throw HTTPError(.interrupted, request: request, wasSent: true) }
      return HTTPResponse(
        status: number == 2 ? 503 : 200, headers: ["Set-Cookie": "s=shpat_xyz"],
        body: .held(Array("{\"t\":\"shpat_xyz\"}".utf8)))
    }
    let client = HTTPClient(
      over: transport, access: .full, timing: time.timing,
      log: { exchange in lines.change { $0.append("\(exchange) \(String(reflecting: exchange))") } })
    let request = HTTPRequest(
      .post, orders.appending(path: "\(token)").appending(query: "key", "\(token)").appending(query: "limit", "5"),
      headers: ["Authorization": "Bearer \(token)", "X-Shopify-Access-Token": "\(token)"],
      body: .form(["client_secret": "\(token)"]), effect: .write(.idempotent))
    _ = try await client.send(request)
    let url = "POST https://api.example.com/orders/***?key=***&limit=5"
    #expect(lines.value.count == 3)
    #expect(lines.value[0].hasPrefix("\(url): interrupted, 0 bytes, 0 ms"))
    #expect(lines.value[1].hasPrefix("\(url): 503, 17 bytes, 0 ms, attempt 2"))
    #expect(lines.value[2].hasPrefix("\(url): 200, 17 bytes, 0 ms, attempt 3"))
    #expect(!lines.value.joined().contains("shpat"))
  }

  @Test func `tells of a streamed answer at its end`() async throws {
    let log = Box([Exchange]())
    let time = time
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      let left = Box(3)
      let stream = BodyStream(
        pull: { () async throws(HTTPError) in
          time.pass(.milliseconds(10))
          left.change { $0 -= 1 }
          return left.value >= 0 ? [1, 2] : nil
        }, end: { _ in })
      return HTTPResponse(status: 200, body: .streamed(stream))
    }
    let client = HTTPClient(
      over: transport, access: .readOnly, timing: time.timing, log: { exchange in log.change { $0.append(exchange) } })
    var response: HTTPResponse? = try await client.send(.get(orders))
    #expect(log.value.isEmpty)
    if let body = response?.body { for try await _ in body {} }
    #expect(log.value.map(\.description) == ["GET https://api.example.com/orders: 200, 6 bytes, 40 ms"])
    response = try await client.send(.get(orders))
    response = nil
    #expect(log.value.last?.outcome == .failed(.cancelled))
  }

  // MARK: Recording

  @Test func `replays what it recorded, and nothing else`() async throws {
    let tape = Box([RecordedExchange]())
    let transport = ScriptedTransport { _, number throws(HTTPError) in
      HTTPResponse(
        status: number == 1 ? 503 : 200, headers: ["X-Left": "\(number)", "Set-Cookie": "a=b"],
        body: .held(number == 3 ? [0xFF, 0xFE] : Array("{\"page\":\(number),\"token\":\"shpat_xyz\"}".utf8)))
    }
    let record: @Sendable (RecordedExchange) -> Void = { exchange in tape.change { $0.append(exchange) } }
    let client = HTTPClient(over: transport, access: .readOnly, timing: time.timing, record: record)
    let first = HTTPRequest.get(orders.appending(query: "page", "1"), headers: ["Authorization": "\(token)"])
    var second = HTTPRequest(.post, orders, body: .json(["query": "{orders}"]), effect: .read)
    second.format = .any
    _ = try await client.send(first)
    _ = try await client.send(second)
    #expect(tape.value.count == 3)
    let written = tape.value.map { String(decoding: CanonicalJSON.bytes($0.json), as: UTF8.self) }
    #expect(!written.joined().contains("shpat"))
    #expect(!written.joined().contains("Cookie"))

    let read = try written.map { try #require(RecordedExchange(try JSONReader.object($0.utf8))) }
    #expect(read == tape.value)
    let replay = Replaying(read)
    let again = HTTPClient(over: replay, access: .readOnly, timing: time.timing)
    let waits = time.waits
    #expect(try await again.send(first).bytes == Array("{\"page\":2,\"token\":\"***\"}".utf8))
    #expect(time.waits == waits + [.milliseconds(500)], "the recorded 503 is waited for as the real one was")
    #expect(try await again.send(second).bytes == [0xFF, 0xFE])
    #expect(replay.unused == 0)
    let error = await again.failure(sending: first)
    #expect(error?.cause == .unrecorded)
  }

  @Test func `keeps confidential answers off the record`() async throws {
    let tape = Box([RecordedExchange]())
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      HTTPResponse(status: 200, body: .held(Array("{\"access_token\":\"new\"}".utf8)))
    }
    var request = HTTPRequest(
      .post, orders, body: .form(["refresh_token": "\(token)"]), effect: .write(.never))
    request.isConfidential = true
    let client = HTTPClient(
      over: transport, access: .full, timing: time.timing, record: { exchange in tape.change { $0.append(exchange) } })
    #expect(try await client.send(request).bytes.count > 2)
    #expect(tape.value.first?.body == Array("{}".utf8))
    #expect(tape.value.first?.sent == "refresh_token=***")
  }

  @Test func `records a streamed answer that came to its end`() async throws {
    let tape = Box([RecordedExchange]())
    let transport = ScriptedTransport { _, number throws(HTTPError) in
      let left = Box(3)
      let stream = BodyStream(
        pull: { () async throws(HTTPError) in
          left.change { $0 -= 1 }
          if left.value < 0, number == 2 { throw HTTPError(.truncated) }
          return left.value >= 0 ? [65, 10] : nil
        }, end: { _ in })
      return HTTPResponse(status: 200, body: .streamed(stream))
    }
    let client = HTTPClient(
      over: transport, access: .readOnly, timing: time.timing,
      record: { exchange in tape.change { $0.append(exchange) } })
    for try await _ in try await client.send(.get(orders)).body {}
    await #expect(throws: HTTPError.self) { for try await _ in try await client.send(.get(orders)).body {} }
    #expect(tape.value.map(\.body) == [Array("A\nA\nA\n".utf8)])
  }

  // MARK: The order of the layers

  @Test func `stacks the layers in their one order`() {
    let client = HTTPClient(
      over: ScriptedTransport(statuses: [200]), access: .full, timing: time.timing, record: { _ in })
    var names: [String] = []
    var layer: any HTTPTransport = client.stack
    while let next = layer as? any HTTPLayer {
      names.append("\(type(of: next))")
      layer = next.base
    }
    #expect(
      names == [
        "ReadOnlyGuard", "Retrying", "HostLimit", "Pacing", "Redirecting", "Logging", "Recording",
      ])
    #expect(layer is ScriptedTransport)
  }

  @Test func `gives its place up while it waits for another attempt`() async throws {
    let (time, isWaiting, goOn) = (time, Signal(), Signal())
    var timing = time.timing
    timing.sleep = { _ in
      isWaiting.set()
      await goOn.wait()
    }
    let transport = ScriptedTransport { request, number throws(HTTPError) in
      HTTPResponse(status: number == 1 ? 500 : 200)
    }
    let client = HTTPClient(over: transport, policy: Policy(concurrency: 1), access: .full, timing: timing)
    let first = Task { try await client.send(.get(orders)) }
    await isWaiting.wait()
    _ = try await client.send(.get(orders.appending(path: "2")))
    goOn.set()
    _ = try await first.value
    #expect(transport.requests.map { "\($0.url)" }.map { $0.hasSuffix("/2") } == [false, true, false])
  }
}
