import HTTPSupport
import Records
import Testing

@testable import HTTP

/// Every transfer is given generous time; what has to be waited for has time-outs of its own.
@Suite(.timeLimit(.minutes(5)))
struct TransportTests {
  private let transport: CurlTransport

  init() throws {
    transport = try CurlTransport(CurlSettings(userAgent: "Tend/test"))
  }

  private func get(_ server: LoopbackServer, _ target: String = "/") throws -> HTTPRequest {
    .get(try server.url(target))
  }

  // MARK: Requests and answers

  @Test func `sends what a request says and hands over the answer`() async throws {
    let server = try LoopbackServer { request in
      Reply(status: 201, headers: [("X-Twice", "a"), ("x-twice", "b"), ("X-Empty", "")], body: request.body)
    }
    var request = HTTPRequest(
      .post, try server.url("/a%20b").appending(query: "q", "1&2"),
      headers: ["X-Token": "\(Secret("abc"))", "X-Empty": ""], body: .json(["a": "ü"]), effect: .read)
    request.headers["Accept"] = "text/x"
    let response = try await transport.send(request)
    #expect(response.status == 201)
    #expect(response.headers.fields.filter { $0.name.lowercased() == "x-twice" }.map(\.value) == ["a", "b"])
    #expect(response.headers["X-Empty"] == "")
    #expect(response.bytes == Array("{\"a\":\"ü\"}".utf8))
    let received = try #require(server.requests.first)
    #expect(received.method == "POST")
    #expect(received.target == "/a%20b?q=1%262")
    #expect(received.headers["x-token"] == "abc")
    #expect(received.headers["accept"] == "text/x")
    #expect(received.headers["user-agent"] == "Tend/test")
    #expect(received.headers["content-type"] == "application/json")
    #expect(received.headers["accept-encoding"]?.contains("gzip") == true)
    #expect(received.headers["expect"] == nil)
  }

  @Test(arguments: HTTPMethod.allCases)
  func `speaks every method`(_ method: HTTPMethod) async throws {
    let server = try LoopbackServer { request in Reply(body: request.method == "HEAD" ? [] : Array("[]".utf8)) }
    let body: Payload? = [.post, .put, .patch].contains(method) ? .json(["a": 1]) : nil
    let request = HTTPRequest(method, try server.url(), body: body, effect: .write(.idempotent))
    #expect(try await transport.send(request).status == 200)
    #expect(server.requests.map(\.method) == [method.rawValue])
    #expect(server.requests.first?.body.isEmpty == (body == nil))
    #expect(server.requests.first?.headers["accept"] == "application/json")
  }

  @Test func `sends a large body and an empty one`() async throws {
    let server = try LoopbackServer { request in Reply(body: Array("[\(request.body.count)]".utf8)) }
    let large = [UInt8](repeating: 0x20, count: 3 << 20)
    let request = HTTPRequest(.post, try server.url(), body: Payload(large, type: "text/plain"), effect: .read)
    #expect(try await transport.send(request).bytes == Array("[3145728]".utf8))
    let empty = HTTPRequest(.post, try server.url(), body: Payload([], type: "text/plain"), effect: .read)
    #expect(try await transport.send(empty).bytes == Array("[0]".utf8))
    let none = HTTPRequest(.post, try server.url(), effect: .read)
    #expect(try await transport.send(none).bytes == Array("[0]".utf8))
  }

  @Test func `hands over every status and the body of a refusal`() async throws {
    let server = try LoopbackServer { request in
      let status = Int(request.target.dropFirst()) ?? 0
      return Reply(status: status, body: status == 204 ? [] : Array("{\"status\":\(status)}".utf8))
    }
    for status in [200, 204, 301, 400, 401, 403, 404, 422, 429, 500, 503, 599] {
      let response = try await transport.send(try get(server, "/\(status)"))
      #expect(response.status == status)
      if status != 204 { #expect(response.bytes == Array("{\"status\":\(status)}".utf8)) }
    }
    #expect(server.connections == 1, "the connection is kept")
  }

  @Test func `keeps a connection for the next request`() async throws {
    let server = try LoopbackServer { _ in Reply() }
    for _ in 0..<50 { _ = try await transport.send(try get(server)) }
    #expect(server.connections == 1)
    #expect(server.requests.count == 50)
  }

  @Test func `carries eight at a time`() async throws {
    let (arrived, everyone) = (Box(0), DispatchGate(8))
    let server = try LoopbackServer { request in
      arrived.change { $0 += 1 }
      // Nobody is answered before all eight have come.
      everyone.arriveAndWait()
      return .json("[\"\(request.target)\"]")
    }
    let url = try server.url()
    try await withThrowingTaskGroup { group in
      for number in 0..<8 {
        group.addTask { [transport] in
          let response = try await transport.send(.get(url.appending(path: "\(number)")))
          #expect(response.bytes == Array("[\"/\(number)\"]".utf8))
        }
      }
      try await group.waitForAll()
    }
    #expect(server.connections == 8)
  }

  @Test func `skips the announcement before an answer`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    }
    let response = try await transport.send(try get(server))
    #expect(response.status == 200)
    #expect(response.headers["X-Early"] == nil)
  }

  @Test(arguments: ["X-Bad\r\nInjected", "X Bad", "", "X:Bad"])
  func `refuses a header name that is none`(_ name: String) async throws {
    let server = try LoopbackServer { _ in Reply() }
    var request = try get(server)
    request.headers.append(name, "x")
    let error = await transport.failure(sending: request)
    guard case .invalidRequest = error?.cause else { return failed(error) }
    #expect(server.connections == 0)
  }

  @Test func `refuses a header that would begin another`() async throws {
    let server = try LoopbackServer { _ in Reply() }
    for value in ["a\r\nX-Injected: 1", "a\nb", "a\0b"] {
      let request = HTTPRequest.get(try server.url(), headers: ["X-Token": "\(Secret(value))"])
      let error = await transport.failure(sending: request)
      #expect(error?.cause == .invalidRequest("The header X-Token can't be sent."))
    }
    #expect(server.connections == 0)
  }

  @Test func `goes to other machines only with TLS`() async {
    let request = HTTPRequest.get(HTTPURL(literal: "http://api.example.com/"))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .insecure)
  }

  // MARK: Compressed bodies and limits

  @Test func `unpacks a compressed body`() async throws {
    let text = Array("{\"a\":\"\(String(repeating: "x", count: 100_000))\"}".utf8)
    let packed = try run("gzip", ["-c"], input: text)
    let server = try LoopbackServer { _ in Reply(headers: [("Content-Encoding", "gzip")], body: packed) }
    #expect(try await transport.send(try get(server)).bytes == text)
    var streamed = try get(server)
    streamed.delivery = .streamed
    var bytes: [UInt8] = []
    for try await piece in try await transport.send(streamed).body { bytes += piece }
    #expect(bytes == text)
  }

  @Test func `does not let a small answer unpack into a large one`() async throws {
    let packed = try run("gzip", ["-c"], input: [UInt8](repeating: 0x20, count: 128 << 20))
    #expect(packed.count < 1 << 20)
    let server = try LoopbackServer { _ in Reply(headers: [("Content-Encoding", "gzip")], body: packed) }
    var request = try get(server)
    request.delivery = .held(limit: 1 << 20)
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .tooLarge(limit: 1 << 20))
  }

  @Test func `takes a body up to its limit and not a byte more`() async throws {
    let server = try LoopbackServer { _ in Reply(body: [UInt8](repeating: 0x20, count: 1000)) }
    var request = try get(server)
    request.delivery = .held(limit: 1000)
    #expect(try await transport.send(request).bytes.count == 1000)
    request.delivery = .held(limit: 999)
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .tooLarge(limit: 999))
  }

  @Test func `keeps the beginning of a refusal that goes on and on`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 500 X\r\n\r\n")
      while peer.send([UInt8](repeating: 0x20, count: 65_536)) {}
    }
    let response = try await transport.send(try get(server))
    #expect(response.status == 500)
    #expect((1...(1 << 20)).contains(response.bytes.count))
  }

  @Test func `refuses a header without end`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 200 X\r\n")
      while peer.send("X-Filler: \(String(repeating: "x", count: 1000))\r\n") {}
    }
    let error = await transport.failure(sending: try get(server))
    #expect(error?.cause == .notHTTP)
  }

  @Test func `says when a body can't be unpacked`() async throws {
    let server = try LoopbackServer { _ in Reply(headers: [("Content-Encoding", "gzip")], body: Array("{}....".utf8)) }
    let error = await transport.failure(sending: try get(server))
    #expect(error?.cause == .undecodable)
  }

  // MARK: Faults

  @Test(arguments: [
    ("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"a\":", Cause.truncated),
    ("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", .truncated),
    ("", .interrupted), ("SSH-2.0-OpenSSH_9.2\r\n", .notHTTP),
  ])
  func `says how an answer broke off`(_ answer: String, _ expected: Cause) async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send(answer)
    }
    let error = await transport.failure(sending: try get(server))
    #expect(error?.cause == expected)
    #expect(error?.mayHaveTakenEffect == true)
    #expect(error?.request == "GET \(try server.url())")
  }

  @Test func `says that a connection was reset in the middle of a body`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n{\"a\":")
      peer.reset()
    }
    for delivery in [HTTPRequest.Delivery.held(limit: 1 << 20), .streamed] {
      var request = try get(server)
      request.delivery = delivery
      let error = await failure { () async throws(HTTPError) in
        for try await _ in try await transport.send(request).body {}
      }
      #expect([.interrupted, .truncated].contains(error?.cause))
    }
  }

  @Test func `says that nobody is there`() async throws {
    let request = HTTPRequest.get(try #require(HTTPURL("http://127.0.0.1:\(try unusedPort())/")))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .unreachable)
    #expect(error?.mayHaveTakenEffect == false)
  }

  @Test func `says that a name does not exist`() async throws {
    let request = HTTPRequest.get(HTTPURL(literal: "https://nowhere.invalid/"))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .unresolved)
  }

  @Test(arguments: ["HTTP/1.1 200 X\r\nX-Slow: ", "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{", ""])
  func `gives up on an answer that only drips, or does not come`(_ beginning: String) async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      if beginning.isEmpty { return peer.awaitEnd() }
      peer.send(beginning)
      while peer.send(" ") { pause(.milliseconds(300)) }
    }
    var request = try get(server)
    request.timeouts = Timeouts(idle: .seconds(1), total: .seconds(120))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .timeout(.idle))
  }

  @Test func `gives up on an answer that takes too long as a whole`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 200 X\r\n\r\n")
      while peer.send([UInt8](repeating: 0x20, count: 100)) { pause(.milliseconds(2)) }
    }
    var request = try get(server)
    request.timeouts = Timeouts(idle: .seconds(120), total: .milliseconds(300))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .timeout(.total))
  }

  @Test(arguments: [Effect.write(.never), .write(.ifNotCarriedOut)])
  func `never sends a write twice by itself`(_ effect: Effect) async throws {
    // The second request of a connection is taken and never answered, as by a system that dies after its work.
    let server = try LoopbackServer { peer in
      guard peer.request() != nil, peer.send(Reply()) else { return }
      _ = peer.request()
    }
    let writes = try LoopbackServer { peer in
      while let request = peer.request() { if request.method == "POST" || !peer.send(Reply()) { return } }
    }
    _ = try await transport.send(try get(writes))
    let write = HTTPRequest(.post, try writes.url(), body: .json(["a": 1]), effect: effect)
    let error = await transport.failure(sending: write)
    #expect(error?.cause == .interrupted)
    #expect(error?.mayHaveTakenEffect == true)
    #expect(writes.requests.filter { $0.method == "POST" }.count == 1)
    // A read may be, and that saves one attempt where a kept connection has ended.
    _ = try await transport.send(try get(server))
    #expect(try await transport.send(try get(server)).status == 200)
  }

  // MARK: Streams

  @Test func `lets a transfer rest while its reader is behind`() async throws {
    let size = 96 << 20
    let sent = Box(0)
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 200 X\r\nContent-Length: \(size)\r\n\r\n")
      let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
      while sent.value < size, peer.send(piece) { sent.change { $0 += piece.count } }
      peer.awaitEnd()
    }
    var request = try get(server)
    request.delivery = .streamed
    let response = try await transport.send(request)
    var (last, stood) = (-1, 0)
    while stood < 20 {
      try await Task.sleep(for: .milliseconds(10))
      (last, stood) = (sent.value, sent.value == last ? stood + 1 : 0)
    }
    #expect(sent.value < size / 2, "what the reader does not take stays with the sender")
    var (received, largest) = (0, 0)
    for try await piece in response.body {
      received += piece.count
      largest = max(largest, piece.count)
    }
    #expect(received == size)
    #expect(largest <= 512 << 10)
  }

  @Test func `streams lines of a compressed body to a slow reader`() async throws {
    let lines = (0..<200_000).map { "{\"id\":\($0),\"name\":\"order number \($0)\"}\n" }.joined()
    let packed = try run("gzip", ["-c"], input: Array(lines.utf8))
    let server = try LoopbackServer { _ in Reply(headers: [("Content-Encoding", "gzip")], body: packed) }
    var request = try get(server)
    request.delivery = .streamed
    var count = 0
    for try await line in try await transport.send(request).body.lines {
      if count.isMultiple(of: 50_000) { try await Task.sleep(for: .milliseconds(20)) }
      if count == 123_456 { #expect(line == Array("{\"id\":123456,\"name\":\"order number 123456\"}".utf8)) }
      count += 1
    }
    #expect(count == 200_000)
  }

  @Test func `tells a reader that a stream broke off`() async throws {
    let server = try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{}\n")
    }
    var request = try get(server)
    request.delivery = .streamed
    var lines: [[UInt8]] = []
    let error = await failure { () async throws(HTTPError) in
      for try await line in try await transport.send(request).body.lines { lines.append(line) }
    }
    #expect(error?.cause == .truncated)
    #expect(lines == [Array("{}".utf8)])
  }

  @Test func `holds a refusal where a stream was asked for`() async throws {
    let server = try LoopbackServer { _ in Reply(status: 404, body: Array("{\"error\":1}".utf8)) }
    var request = try get(server)
    request.delivery = .streamed
    #expect(try await transport.send(request).bytes == Array("{\"error\":1}".utf8))
  }

  @Test func `hands over an empty stream`() async throws {
    let server = try LoopbackServer { _ in Reply(body: []) }
    var request = try get(server)
    request.delivery = .streamed
    for try await _ in try await transport.send(request).body { Issue.record("a piece of nothing") }
  }

  // MARK: Ends

  private func silentServer(_ ended: Signal, _ arrived: Signal, _ beginning: String = "") throws -> LoopbackServer {
    try LoopbackServer { peer in
      guard peer.request() != nil else { return }
      peer.send(beginning)
      arrived.set()
      peer.awaitEnd()
      ended.set()
    }
  }

  @Test func `ends a transfer when its task is cancelled`() async throws {
    let (ended, arrived) = (Signal(), Signal())
    let server = try silentServer(ended, arrived)
    let request = try get(server)
    let task = Task { [transport] in await transport.failure(sending: request) }
    await arrived.wait()
    task.cancel()
    let error = await task.value
    #expect(error?.cause == .cancelled)
    #expect(error?.mayHaveTakenEffect == true)
    await ended.wait()
  }

  @Test func `ends a stream when its reader is cancelled`() async throws {
    let (ended, arrived) = (Signal(), Signal())
    let server = try silentServer(ended, arrived, "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{}")
    var request = try get(server)
    request.delivery = .streamed
    let response = try await transport.send(request)
    let task = Task {
      await failure { () async throws(HTTPError) in for try await _ in response.body {} }
    }
    await arrived.wait()
    task.cancel()
    #expect(await task.value?.cause == .cancelled)
    await ended.wait()
  }

  @Test func `ends a stream that is let go of`() async throws {
    let (ended, arrived) = (Signal(), Signal())
    let server = try silentServer(ended, arrived, "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{}")
    var request = try get(server)
    request.delivery = .streamed
    for try await _ in try await transport.send(request).body { break }
    await ended.wait()
  }

  @Test func `does not begin for a task that is cancelled already`() async throws {
    let server = try LoopbackServer { _ in Reply() }
    let request = try get(server)
    let task = Task { [transport] in
      withUnsafeCurrentTask { $0?.cancel() }
      return await transport.failure(sending: request)
    }
    let error = await task.value
    #expect(error?.cause == .cancelled)
    #expect(error?.mayHaveTakenEffect == false)
    #expect(server.connections == 0)
  }

  @Test func `ends hundreds of transfers that are cancelled at any moment`() async throws {
    let server = try LoopbackServer { request in
      pause(.microseconds(Int(request.target.dropFirst()) ?? 0))
      return Reply(body: Array("[\"\(String(repeating: "x", count: 50_000))\"]".utf8))
    }
    let url = try server.url()
    var outcomes = (answered: 0, cancelled: 0)
    await withTaskGroup(of: HTTPError?.self) { group in
      for number in 0..<400 {
        group.addTask { [transport] in
          let task = Task {
            await failure { () async throws(HTTPError) in
              var request = HTTPRequest.get(url.appending(path: "\(number * 17 % 3000)"))
              if number.isMultiple(of: 3) { request.delivery = .streamed }
              for try await _ in try await transport.send(request).body {}
            }
          }
          try? await Task.sleep(for: .microseconds(number * 31 % 4000))
          task.cancel()
          return await task.value
        }
      }
      for await error in group {
        if let error { #expect(error.cause == .cancelled) }
        if error == nil { outcomes.answered += 1 } else { outcomes.cancelled += 1 }
      }
    }
    #expect(outcomes.answered + outcomes.cancelled == 400)
    #expect(try await transport.send(.get(url)).status == 200, "it still works")
  }

  @Test func `ends what is under way when it is closed, and takes nothing more`() async throws {
    let (ended, arrived) = (Signal(), Signal())
    let server = try silentServer(ended, arrived)
    let request = try get(server)
    let own = try CurlTransport(CurlSettings(userAgent: "Tend/test"))
    let task = Task { await own.failure(sending: request) }
    await arrived.wait()
    await own.close()
    #expect(await task.value?.cause == .closed)
    await ended.wait()
    let error = await own.failure(sending: request)
    #expect(error?.cause == .closed)
    await own.close()
  }

  @Test func `leaves its connections when it is let go of`() async throws {
    let (ended, arrived) = (Signal(), Signal())
    let server = try LoopbackServer { peer in
      guard peer.request() != nil, peer.send(Reply()) else { return }
      arrived.set()
      peer.awaitEnd()
      ended.set()
    }
    var own: CurlTransport? = try CurlTransport(CurlSettings(userAgent: "Tend/test"))
    _ = try await own?.send(try get(server))
    await arrived.wait()
    own = nil
    await ended.wait()
  }
}
