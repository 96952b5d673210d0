public import Records

/// Carries requests by libcurl: all of them on one thread, over connections that are kept and shared.
///
/// HTTP/1.1: a connection for each request under way, so that one that is paused or breaks touches no other.
public final class CurlTransport: HTTPTransport {
  private let mailbox: Mailbox

  /// Starts the thread. Throws where the file of certificates can't be used.
  public init(_ settings: CurlSettings) throws(Diagnostic) {
    let trusted: [UInt8]? =
      if let file = settings.certificateFile { try Certificates.bundle(adding: file) } else { nil }
    guard let mailbox = Mailbox() else {
      throw Diagnostic(.system, code: "system.memory", "There is not enough memory to begin")
    }
    self.mailbox = mailbox
    CurlLoop.start(mailbox, settings: settings, trusted: trusted)
  }

  deinit { mailbox.close() }

  /// Sends a request; see ``HTTPTransport``.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    try request.validate()
    return try await Transfer(request, mailbox: mailbox).run()
  }

  /// Ends what is under way with ``Cause/closed`` and returns when the thread is gone. Closing again does nothing.
  public func close() async {
    await mailbox.closed()
  }
}

extension HTTPRequest {
  fileprivate func validate() throws(HTTPError) {
    if url.origin.scheme == .http, !url.origin.isLoopback { throw HTTPError(.insecure, request: self) }
    for field in headers.fields {
      let isName = !field.name.isEmpty && field.name.utf8.allSatisfy(isTokenByte)
      // A line end in a value would begin another line.
      let isValue = field.value.revealed().utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
      if !isName || !isValue {
        throw HTTPError(.invalidRequest("The header \(field.name) can't be sent."), request: self)
      }
    }
    if let type = body?.type, !type.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      throw HTTPError(.invalidRequest("The type of the body can't be sent."), request: self)
    }
  }
}

/// RFC 9110, section 5.6.2.
private func isTokenByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}
