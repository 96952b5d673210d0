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

/// Serves simulated systems to this machine only, each below a path of its own name.
struct SandboxServer: HTTPHandler {
  let systems: [String: any SimulatedSystem]
  /// The shop's clock.
  let now: @Sendable () -> Instant

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
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let server = HTTPServer(config: HTTPServer.Configuration(address: address, logger: .disabled), handler: self)
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
    guard StaticSite.isLoopback(host: request.headers[.host]) else {
      return HTTPResponse(statusCode: .forbidden, body: Data("Only for this machine.\n".utf8))
    }
    let parts = request.path.split(separator: "/", maxSplits: 1).map(String.init)
    guard let name = parts.first, let system = systems[name] else {
      let known = systems.keys.sorted().map { "/\($0)" }.joined(separator: ", ")
      return HTTPResponse(statusCode: .notFound, body: Data("The systems here: \(known)\n".utf8))
    }
    var headers: [String: String] = [:]
    for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
    let asked = SandboxRequest(
      method: request.method.rawValue, path: "/" + (parts.count > 1 ? parts[1] : ""),
      query: request.query.map { ($0.name, $0.value) }, headers: headers, body: Array(try await request.bodyData))
    let answer = system.answer(asked, at: now())
    var fields = HTTPHeaders()
    for header in answer.headers { fields[HTTPHeader(header.name)] = header.value }
    let status = HTTPStatusCode(answer.status, phrase: "Answer")
    guard let pieces = answer.pieces else {
      return HTTPResponse(statusCode: status, headers: fields, body: Data(answer.body))
    }
    let body = HTTPBodySequence(from: LargeBody(pieces: pieces), suggestedBufferSize: 1 << 16)
    return HTTPResponse(statusCode: status, headers: fields, body: body)
  }
}

/// A body that is made while it is sent, as FlyingFox reads one.
private struct LargeBody: AsyncBufferedSequence {
  let pieces: SandboxPieces

  func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces.makeIterator()) }

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
