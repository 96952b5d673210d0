import Foundation
import Testing

@testable import tend

struct PreviewTests {
  private func site() throws -> (Folder, StaticSite) {
    let folder = try Folder()
    try folder.write("<h1>Hello</h1>", to: "site/index.html")
    try folder.write("page", to: "site/exceptions/EX-1.html")
    try folder.write("list", to: "site/exceptions/index.html")
    try folder.write("body{}", to: "site/assets/style.css")
    try folder.write("a b", to: "site/a b ü.txt")
    try folder.write("hidden", to: "site/.git/config")
    try folder.write("secret", to: ".tend/key")
    let site = folder.root.appending(path: "site")
    let links = [
      ("link.html", "../.tend/key"), ("linked", "../.tend"), ("loop", "loop"), ("inside.html", "index.html"),
    ]
    for (name, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: site.appending(path: name).path(percentEncoded: false), withDestinationPath: target)
    }
    return (folder, StaticSite(root: site.path(percentEncoded: false)))
  }

  @Test func `gives files with their types`() throws {
    let (folder, site) = try site()
    #expect(site.answer("/") == .file(bytes: Array("<h1>Hello</h1>".utf8), contentType: "text/html; charset=utf-8"))
    #expect(site.answer("/exceptions/") == .file(bytes: Array("list".utf8), contentType: "text/html; charset=utf-8"))
    #expect(
      site.answer("/assets/style.css") == .file(bytes: Array("body{}".utf8), contentType: "text/css; charset=utf-8"))
    #expect(
      site.answer("/a%20b%20%C3%BC.txt") == .file(bytes: Array("a b".utf8), contentType: "text/plain; charset=utf-8"))
    #expect(site.answer("/exceptions") == .folder)
    withExtendedLifetime(folder) {}
  }

  @Test(arguments: [
    "", "x", "/nothing", "/../.tend/key", "/..%2f.tend/key", "/%2e%2e/.tend/key", "/exceptions/../../.tend/key",
    "/link.html",
    "/linked/key", "/loop", "/inside.html", "/.git/config", "/%00", "/a%", "/a%2", "/%zz", "/%+1", "/%ff",
    "//index.html",
    "/index.html/", "/index.html/x", "/..\\.tend\\key", "/./index.html",
  ])
  func `gives nothing else`(path: String) throws {
    let (folder, site) = try site()
    #expect(site.answer(path) == .missing)
    withExtendedLifetime(folder) {}
  }

  @Test func `answers only those who ask for this machine`() {
    for host in ["127.0.0.1", "127.0.0.1:8137", "localhost:1", "LocalHost"] {
      #expect(StaticSite.isLoopback(host: host))
    }
    for host in [
      nil, "", "example.com", "127.0.0.1.example.com", "localhost:", "localhost:x", "localhost:1:2", "[::1]",
    ] {
      #expect(!StaticSite.isLoopback(host: host))
    }
  }

  @Test func `serves over HTTP on the loopback and takes another port when one is taken`() async throws {
    let (folder, site) = try site()
    let server = PreviewServer(site: site)
    let (ports, feed) = AsyncStream.makeStream(of: UInt16.self)
    let first = Task { try await server.run(port: 0) { feed.yield($0) } }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let second = Task { try await server.run(port: port) { feed.yield($0) } }
    let other = try #require(await iterator.next())
    #expect(port != other)
    for port in [port, other] {
      let answer = try await Self.request(
        "GET /assets/style.css HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", port)
      #expect(answer.hasPrefix("HTTP/1.1 200"))
      #expect(answer.contains("text/css"))
      #expect(answer.hasSuffix("body{}"))
    }
    let refused = try await Self.request("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", port)
    #expect(refused.hasPrefix("HTTP/1.1 403"))
    let outside = try await Self.request(
      "GET /..%2f.tend/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", port)
    #expect(outside.hasPrefix("HTTP/1.1 404"))
    let moved = try await Self.request("GET /exceptions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", port)
    #expect(moved.hasPrefix("HTTP/1.1 301"))
    let written = try await Self.request(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", port)
    #expect(written.hasPrefix("HTTP/1.1 405"))
    first.cancel()
    second.cancel()
    _ = await (first.result, second.result)
    withExtendedLifetime(folder) {}
  }
}
