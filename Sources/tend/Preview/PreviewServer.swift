import FlyingFox
import FlyingSocks
import Records

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

/// Shows a static site to this machine only.
struct PreviewServer: HTTPHandler {
  let site: StaticSite

  /// Serves until the task is cancelled; `ready` is told the port.
  ///
  /// A `port` that is taken is replaced by a free one; 0 asks for any free one.
  func run(port: UInt16, ready: @escaping @Sendable (UInt16) -> Void) async throws {
    signal(SIGPIPE, SIG_IGN)
    do {
      try await serve(port: port, ready: ready)
    } catch SocketError.failed(_, let number, _) where number == EADDRINUSE && port != 0 {
      try await serve(port: 0, ready: ready)
    }
  }

  /// Why a port can't be listened on.
  static func reason(for error: any Error) -> String {
    guard case .failed(_, let number, _)? = error as? SocketError else { return "\(error)" }
    return number == EADDRINUSE ? "Something else listens there." : String(cString: strerror(number)) + "."
  }

  private func serve(port: UInt16, ready: @escaping @Sendable (UInt16) -> Void) async throws {
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let server = HTTPServer(config: HTTPServer.Configuration(address: address, logger: .disabled), handler: self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask {
        try await server.waitUntilListening(timeout: 10)
        if case .ip4(_, let port) = await server.listeningAddress { ready(port) }
        // The group ends with the server, not with this word.
        try await Task.sleep(for: .seconds(1_000_000_000))
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard StaticSite.isLoopback(host: request.headers[.host]) else { return text(.forbidden, "Only for this machine.") }
    guard request.method == .GET || request.method == .HEAD else {
      return text(.methodNotAllowed, "This preview only shows files.")
    }
    switch site.answer(request.path) {
    case .file(let bytes, let type):
      return HTTPResponse(
        statusCode: .ok, headers: headers(type), body: request.method == .HEAD ? Data() : Data(bytes))
    case .folder:
      var response = text(.movedPermanently, "The folder's address ends in a slash.")
      response.headers[.location] = request.path + "/"
      return response
    case .missing: return text(.notFound, "There is no such page.")
    }
  }

  private func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: headers("text/plain; charset=utf-8"), body: Data((text + "\n").utf8))
  }

  private func headers(_ type: String) -> HTTPHeaders {
    [
      .contentType: type, HTTPHeader("Cache-Control"): "no-cache", HTTPHeader("X-Content-Type-Options"): "nosniff",
      HTTPHeader("Referrer-Policy"): "no-referrer", HTTPHeader("X-Frame-Options"): "DENY",
    ]
  }
}
