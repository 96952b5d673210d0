import Engine
import FlyingFox
import FlyingSocks
import func HTTP.percentEncoded
import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waits on a loopback address for a browser that comes back from agreeing.
struct ConsentListener {
  /// The path the browser is sent to.
  static let path = "/tend"

  /// Listens, has `begin` ask for consent with the address to come back to, and gives the address that was come back to.
  func answer(
    _ begin: @escaping @Sendable (_ redirect: String) async throws -> ConsentRequest
  ) async throws -> (ConsentRequest, String) {
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: 0)
    let (answers, given) = AsyncStream.makeStream(of: String.self)
    let server = HTTPServer(
      config: HTTPServer.Configuration(address: address, logger: .disabled), handler: Receiver(given: given))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      defer { group.cancelAll() }
      try await server.waitUntilListening(timeout: 10)
      guard case .ip4(_, let port) = await server.listeningAddress else { throw ConnectQuestions.nobody }
      let consent = try await begin("http://127.0.0.1:\(port)\(Self.path)")
      // Whatever else asks here, an old page of the browser's say, does not end the waiting.
      for await target in answers where consent.isAnswered(by: "http://127.0.0.1:\(port)\(target)") {
        // The browser reads the page before the listener ends.
        try await Task.sleep(for: .milliseconds(300))
        return (consent, "http://127.0.0.1:\(port)\(target)")
      }
      throw ConnectQuestions.nobody
    }
  }

  private struct Receiver: HTTPHandler {
    let given: AsyncStream<String>.Continuation

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
      guard StaticSite.isLoopback(host: request.headers[.host]), request.method == .GET,
        request.path == ConsentListener.path
      else { return HTTPResponse(statusCode: .notFound) }
      let query = request.query.map { "\($0.name)=\(percentEncoded($0.value))" }.joined(separator: "&")
      given.yield("\(request.path)?\(query)")
      let text = "Tend has the answer. You can close this page and go back to the terminal.\n"
      var headers = HTTPHeaders()
      headers[.contentType] = "text/plain; charset=utf-8"
      headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
      return HTTPResponse(statusCode: .ok, headers: headers, body: .init(text.utf8))
    }
  }
}
