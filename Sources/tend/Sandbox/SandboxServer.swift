import FlyingFox
import FlyingSocks
import Records
import Sandbox

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Serves simulated systems to this machine only, each below a path of its own name, and the shop's clock at `/clock`.
struct SandboxServer: HTTPHandler {
  let systems: [String: FaultySystem]
  let clock: ShopClock
  /// How long each request to a system waits before it is worked on.
  var latency = Duration.zero

  /// The port where `tend sandbox serve` serves, unless told otherwise.
  static let usualPort: UInt16 = 8200

  /// The address that the systems' paths follow.
  static func base(_ port: UInt16) -> String { "http://127.0.0.1:\(port)/" }

  /// Serves while `work` goes on, which is told the port. Port 0 takes any free one.
  ///
  /// - Throws: what `work` throws; a `SocketError` where the port can't be had.
  func serve<Value: Sendable>(
    port: UInt16, _ work: @escaping @Sendable (_ port: UInt16) async throws -> Value
  ) async throws -> Value {
    // A client that goes away, as one that is killed, must not end the server.
    signal(SIGPIPE, SIG_IGN)
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let server = HTTPServer(
      config: HTTPServer.Configuration(
        address: address, timeout: 600, pool: PromptPool(base: HTTPServer.defaultPool()), logger: .disabled),
      handler: self)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        try await server.run()
        return nil
      }
      group.addTask {
        try await server.waitUntilListening(timeout: 10)
        guard case .ip4(_, let port) = await server.listeningAddress else { return nil }
        return try await work(port)
      }
      defer { group.cancelAll() }
      for try await value in group {
        if let value { return value }
      }
      throw CancellationError()
    }
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard StaticSite.isLoopback(host: request.headers[.host]) else { return text(403, "Only for this machine.") }
    let parts = request.path.split(separator: "/", maxSplits: 1).map(String.init)
    let query = request.query.map { (name: $0.name, value: $0.value) }
    if parts == ["clock"] {
      let (status, told) = ShopClockAddress(clock: clock).answer(request.method.rawValue, query)
      return text(status, told)
    }
    guard let name = parts.first, let system = systems[name] else {
      let known = systems.keys.sorted().map { "/\($0)" }.joined(separator: ", ")
      return text(404, "The systems here: \(known). The shop's clock: /clock")
    }
    var headers: [String: String] = [:]
    for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
    let asked = SandboxRequest(
      method: request.method.rawValue, path: "/" + (parts.count > 1 ? parts[1] : ""), query: query, headers: headers,
      body: Array(try await request.bodyData))
    if latency > .zero { try await Task.sleep(for: latency) }
    return response(system.answer(asked, at: clock.now))
  }

  private func response(_ outcome: SandboxOutcome) -> HTTPResponse {
    switch outcome {
    // In one piece: the server's own pieces are small.
    case .answer(let answer) where answer.pieces != nil:
      response(answer, HTTPBodySequence(from: LargeBody(pieces: answer.pieces), suggestedBufferSize: 1 << 16))
    case .answer(let answer):
      response(answer, HTTPBodySequence(data: Data(answer.body), suggestedBufferSize: max(1, answer.body.count)))
    case .drop: HTTPResponse(webSocket: DroppedAnswer())
    case .truncated(let answer, let bytes):
      response(answer, body(answer, FaultyBody(bytes: Array(answer.body.prefix(bytes)), breaksOff: true)))
    case .drip(let answer, let rate):
      response(answer, body(answer, FaultyBody(bytes: answer.body, bytesPerSecond: rate)))
    }
  }

  private func response(_ answer: SandboxResponse, _ body: HTTPBodySequence) -> HTTPResponse {
    var fields = HTTPHeaders()
    for header in answer.headers { fields[HTTPHeader(header.name)] = header.value }
    return HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: "Answer"), headers: fields, body: body)
  }

  /// A body that announces the whole answer's length.
  private func body(_ answer: SandboxResponse, _ body: FaultyBody) -> HTTPBodySequence {
    HTTPBodySequence(from: body, count: answer.body.count)
  }

  private func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(
      statusCode: HTTPStatusCode(status, phrase: "Answer"),
      headers: [.contentType: "text/plain; charset=utf-8"], body: Data("\(text)\n".utf8))
  }
}

/// A body that is made while it is sent, as FlyingFox reads one.
private struct LargeBody: AsyncBufferedSequence {
  let pieces: SandboxPieces?

  func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces?.makeIterator() ?? AnyIterator { nil }) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let pieces: AnyIterator<[UInt8]>
    private var left: ArraySlice<UInt8> = []

    init(pieces: AnyIterator<[UInt8]>) {
      self.pieces = pieces
    }

    mutating func next() async throws -> UInt8? {
      if left.isEmpty { left = pieces.next()?[...] ?? [] }
      return left.popFirst()
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
      if left.isEmpty { left = pieces.next()?[...] ?? [] }
      if left.isEmpty { return nil }
      let part = left.prefix(count)
      left = left.dropFirst(part.count)
      return part
    }
  }
}
