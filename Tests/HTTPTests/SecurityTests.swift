import Foundation
import HTTPSupport
import Records
import Testing

@testable import HTTP

/// TLS, certificates and proxies. One server for each test, since OpenSSL's takes one connection after the other.
@Suite(.timeLimit(.minutes(5)))
struct SecurityTests {
  private func transport(certificates: String? = nil, proxy: Proxy? = nil) throws -> CurlTransport {
    try CurlTransport(CurlSettings(userAgent: "Tend/test", proxy: proxy, certificateFile: certificates))
  }

  private func page(_ host: String, _ port: Int) throws -> HTTPRequest {
    .get(try #require(HTTPURL("https://\(host):\(port)/page")))
  }

  @Test func `refuses a certificate that nobody vouches for`() async throws {
    let server = try TLSServer(host: "127.0.0.1")
    let request = try page("127.0.0.1", server.port)
    let transport = try transport()
    let error = await transport.failure(sending: request)
    guard case .untrusted(let reason) = error?.cause else {
      return failed(error)
    }
    #expect(reason.contains("certificate"))
    #expect(error?.decision == .refused)
    #expect(error?.mayHaveTakenEffect == false)
    #expect(error?.diagnostic.code == "http.untrusted")
  }

  @Test func `takes a certificate of one's own authority`() async throws {
    let server = try TLSServer(host: "127.0.0.1", page: Array("[\"secure\"]".utf8))
    let transport = try transport(certificates: server.certificateFile)
    #expect(try await transport.send(try page("127.0.0.1", server.port)).bytes == Array("[\"secure\"]".utf8))
  }

  @Test func `refuses another host's certificate even from one's own authority`() async throws {
    let server = try TLSServer(host: "other.example")
    let transport = try transport(certificates: server.certificateFile)
    let request = try page("127.0.0.1", server.port)
    let error = await transport.failure(sending: request)
    guard case .untrusted = error?.cause else { return failed(error) }
  }

  @Test func `says that the other side does not speak TLS`() async throws {
    let server = try LoopbackServer { peer in
      peer.send("HTTP/1.1 400 X\r\n\r\n")
      peer.awaitEnd()
    }
    let transport = try transport()
    let request = try page("127.0.0.1", server.port)
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .handshake)
  }

  @Test func `lets a secure transfer rest while its reader is behind`() async throws {
    let line = Array("{\"id\":\"0123456789012345678901234567890123456789\"}\n".utf8)
    let count = 400_000
    let server = try TLSServer(host: "127.0.0.1", page: Array(repeatElement(line, count: count).joined()))
    let transport = try transport(certificates: server.certificateFile)
    var request = try page("127.0.0.1", server.port)
    request.delivery = .streamed
    var lines = 0
    for try await next in try await transport.send(request).body.lines {
      if lines.isMultiple(of: 100_000) { try await Task.sleep(for: .milliseconds(50)) }
      if next.count == line.count - 1 { lines += 1 }
    }
    #expect(lines == count)
  }

  @Test func `gives up on a connection that does not come to stand`() async throws {
    let server = try LoopbackServer { $0.awaitEnd() }
    let transport = try transport()
    var request = try page("127.0.0.1", server.port)
    request.timeouts = Timeouts(connect: .milliseconds(200), idle: .seconds(120))
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .timeout(.connect))
    #expect(error?.mayHaveTakenEffect == false)
  }

  @Test func `adds certificates to the system's own`() throws {
    let folder = try Folder()
    let own = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
    try folder.write(own, to: "own.pem")
    let bundle = try Certificates.bundle(adding: folder.file("own.pem"))
    #expect(bundle.suffix(own.count) == own[...])
    #expect(String(decoding: bundle, as: UTF8.self).ranges(of: "BEGIN CERTIFICATE").count > 10)
  }

  @Test func `says what is wrong with a file of certificates`() throws {
    let folder = try Folder()
    try folder.write(Array("not a certificate".utf8), to: "wrong.pem")
    for file in [folder.file("missing.pem"), folder.file("wrong.pem")] {
      let error = #expect(throws: Diagnostic.self) { try transport(certificates: file) }
      #expect(error?.code == "http.certificate-file")
      #expect(error?.location == file)
    }
  }

  // MARK: Proxies

  @Test func `reaches a system through a proxy, which sees nothing`() async throws {
    let server = try TLSServer(host: "shop.example", page: Array("[\"through\"]".utf8))
    let proxy = try LoopbackServer.proxy(to: server.port)
    let transport = try transport(
      certificates: server.certificateFile,
      proxy: Proxy(url: Secret("http://user:pw@127.0.0.1:\(proxy.port)")))
    var request = try page("shop.example", 443)
    request.headers["Authorization"] = "Bearer \(Secret("shpat_xyz"))"
    let response = try await transport.send(request)
    #expect(response.bytes == Array("[\"through\"]".utf8))
    #expect(response.headers.fields.count == 1, "none of the proxy's own")
    let asked = try #require(proxy.requests.first)
    #expect(asked.method == "CONNECT")
    #expect(asked.target == "shop.example:443")
    #expect(asked.headers["authorization"] == nil)
    #expect(asked.headers["proxy-authorization"] == "Basic dXNlcjpwdw==")
  }

  @Test func `says that a proxy refuses, without its password`() async throws {
    let proxy = try LoopbackServer { _ in Reply(status: 407, headers: [("Proxy-Authenticate", "Basic")]) }
    let transport = try transport(proxy: Proxy(url: Secret("http://user:hunter2@127.0.0.1:\(proxy.port)")))
    let request = try page("shop.example", 443)
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .proxy(status: 407))
    #expect(error?.mayHaveTakenEffect == false)
    let printed = "\(String(describing: error)) \(String(describing: error?.diagnostic))"
    #expect(!printed.contains("hunter2"))
  }

  @Test func `says that a proxy is not there`() async throws {
    let transport = try transport(proxy: Proxy(url: Secret("http://nowhere.invalid:3128")))
    let request = try page("shop.example", 443)
    let error = await transport.failure(sending: request)
    #expect(error?.cause == .proxy(status: nil))
  }

  @Test func `asks this machine and the exceptions directly`() async throws {
    let server = try LoopbackServer { _ in Reply() }
    let proxy = try LoopbackServer { _ in Reply(status: 502) }
    let transport = try transport(
      proxy: Proxy(url: Secret("http://127.0.0.1:\(proxy.port)"), exceptions: "nowhere.invalid"))
    #expect(try await transport.send(.get(try server.url())).status == 200)
    let error = await transport.failure(sending: try page("nowhere.invalid", 443))
    #expect(error?.cause == .unresolved)
    #expect(proxy.connections == 0)
  }

  @Test func `does not look into the environment for a proxy`() async throws {
    let proxy = try LoopbackServer { _ in Reply(status: 502) }
    for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"] {
      setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
    }
    let transport = try transport()
    let error = await transport.failure(sending: try page("nowhere.invalid", 443))
    #expect(error?.cause == .unresolved)
    #expect(proxy.connections == 0)
  }

  @Test(
    arguments: [
      ([:], nil, ""), (["http_proxy": "http://a:1"], nil, ""), (["https_proxy": "http://a:1"], "http://a:1", ""),
      (["HTTPS_PROXY": "http://a:1", "NO_PROXY": "b.example"], "http://a:1", "b.example"),
      (["https_proxy": "http://a:1", "HTTPS_PROXY": "http://b:1"], "http://a:1", ""),
      (["https_proxy": "", "ALL_PROXY": "socks5h://c:1", "no_proxy": "*"], "socks5h://c:1", "*"),
    ] as [([String: String], String?, String)])
  func `reads the usual variables`(_ environment: [String: String], _ url: String?, _ exceptions: String) {
    let proxy = Proxy(environment: environment)
    #expect(proxy?.url.reveal() == url)
    #expect((proxy?.exceptions ?? "") == exceptions)
  }
}
