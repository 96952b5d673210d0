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

  /// Serves until the task is cancelled; `ready` is told the port. 0 takes any free one.
  func run(port: UInt16, ready: @escaping @Sendable (UInt16) async throws -> Void) async throws {
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let server = HTTPServer(config: HTTPServer.Configuration(address: address, logger: .disabled), handler: self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask {
        try await server.waitUntilListening(timeout: 10)
        if case .ip4(_, let port) = await server.listeningAddress { try await ready(port) }
      }
      defer { group.cancelAll() }
      try await group.next()
      try await group.next()
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
    return HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: "Answer"), headers: fields, body: Data(answer.body))
  }
}
