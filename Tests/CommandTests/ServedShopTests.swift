import Foundation
import Records
import Sandbox
import Synchronization
import Testing

@testable import tend

/// A machine's clock that a test moves.
private final class Ticks: Sendable {
  private let value = Mutex(0)
  var now: Int {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}

/// The served shop as a tester sets it up: its size, its clock, what goes wrong and what is refused.
@Suite struct ServedShopTests {
  private static let end = "2026-11-23T05:00:00Z"

  private func serve(_ arguments: String..., in folder: Folder) async throws -> SystemsTests.Served {
    try await SystemsTests.Served(in: folder, arguments)
  }

  private func send(_ served: SystemsTests.Served, _ path: String, _ headers: [String] = []) async throws -> String {
    try await send(served, "GET", path, headers)
  }

  /// Sends one request and returns all that comes back, header and body.
  private func send(
    _ served: SystemsTests.Served, _ method: String, _ path: String, _ headers: [String] = [],
    body: String = ""
  ) async throws -> String {
    let port = try #require(URLComponents(string: served.url)?.port)
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let lines = ["\(method) /\(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers + length
    return try await PreviewTests.request(
      lines.joined(separator: "\r\n") + "\r\n\r\n" + body, try #require(UInt16(exactly: port)))
  }

  private static let key = "Authorization: Basic c2FuZGJveC1rZXk6c2FuZGJveC1zZWNyZXQ="
  private static let token = "X-Auth-Token: sandbox-bigcommerce-token"

  // MARK: Its size

  @Test func `a generated shop is connected and read whole`() async throws {
    let folder = try Folder()
    let made = try Program.built.run(["init", "--yes", "--zone", "America/New_York", "--owner", "Maya"], in: folder)
    #expect(made.code == 0, "\(made.errors)")
    let served = try await serve("--orders", "300", "--seed", "5", in: folder)
    let connected = try Program.built.run(
      ["connect", "shipstation", "--address", served.url + "shipstation", "--stdin"], in: folder,
      input: "sandbox-key\nsandbox-secret\n")
    #expect(connected.code == 0, "\(connected.output)\(connected.errors)")
    let run = try Program.built.run(["sync", "--json", "--at", Self.end], in: folder)
    let receipt = try JSONReader.object(Array(run.output.utf8))
    let orders = receipt["streams"]?.object?["shipstation/orders"]?.object
    #expect(orders?["verdict"] == "complete", "\(run.output)\(run.errors)")
    // Of 64 orders four are paid at the till and four are gift cards, which are not sent.
    #expect((250...300).contains(orders?["read"]?.integer ?? 0), "\(run.output)")
    let other = try await send(served, "shipstation/orders", [Self.key])
    let again = try await serve("--orders", "300", "--seed", "5", in: folder)
    #expect(try await send(again, "shipstation/orders", [Self.key]) == other)
    let another = try await serve("--orders", "300", "--seed", "6", in: folder)
    #expect(try await send(another, "shipstation/orders", [Self.key]) != other)
  }

  // MARK: Its clock

  @Test func `the clock stands still until it is set`() async throws {
    let served = try await serve("--at", "2026-10-15T03:00:00Z", in: Folder())
    #expect(try await send(served, "clock").hasSuffix("\r\n\r\n2026-10-15T03:00:00Z\n"))
    #expect(try await send(served, "bigcommerce/stores/abc123/v2/time", [Self.token]).contains("{\"time\":1792033200}"))
    #expect(try await send(served, "PUT", "clock?by=1d").hasSuffix("2026-10-16T03:00:00Z\n"))
    #expect(try await send(served, "PUT", "clock?at=2026-11-01T09:00:00Z").hasSuffix("2026-11-01T09:00:00Z\n"))
    #expect(try await send(served, "bigcommerce/stores/abc123/v2/time", [Self.token]).contains("{\"time\":1793523600}"))
    for wrong in ["clock", "clock?by=soon", "clock?at=noon", "clock?at=2026-11-01T09:00:00Z&by=1d"] {
      #expect(try await send(served, "PUT", wrong).hasPrefix("HTTP/1.1 400"), "\(wrong)")
    }
    #expect(try await send(served, "DELETE", "clock").hasPrefix("HTTP/1.1 405"))
    #expect(try await send(served, "clock").hasSuffix("2026-11-01T09:00:00Z\n"))
  }

  @Test func `a clock with a speed gains it in each second`() throws {
    let ticks = Ticks()
    let start = try #require(Instant("2026-10-15T03:00:00Z"))
    let clock = ShopClock(start, gain: .days(1), milliseconds: { ticks.now })
    #expect(clock.now == start)
    ticks.now = 1500
    #expect(clock.now == start + .hours(36))
    clock.advance(.hours(12))
    #expect(clock.now == start + .days(2))
    clock.set(start)
    ticks.now = 2500
    #expect(clock.now == start + .days(1))
  }

  // MARK: What goes wrong

  @Test func `faults happen on the way`() async throws {
    let served = try await serve(
      "--fault", "shipstation/reset@2", "--fault", "shipstation/truncated@3", "--fault", "503@from:4", in: Folder())
    let whole = try await send(served, "shipstation/orders", [Self.key])
    #expect(whole.hasPrefix("HTTP/1.1 200"))
    #expect(try await send(served, "shipstation/orders", [Self.key]).isEmpty)
    let broken = try await send(served, "shipstation/orders", [Self.key])
    #expect(broken.hasPrefix("HTTP/1.1 200") && broken.utf8.count < whole.utf8.count * 2 / 3)
    func length(_ answer: String) -> String? {
      answer.firstMatch(of: /Content-Length: (\d+)/).map { String($0.output.1) }
    }
    #expect(length(broken) == length(whole) && length(whole) != nil)
    #expect(try await send(served, "shipstation/orders", [Self.key]).hasPrefix("HTTP/1.1 503"))
    // Each system counts its own requests.
    for _ in 1...3 {
      let answer = try await send(served, "bigcommerce/stores/abc123/v2/time", [Self.token])
      #expect(answer.hasPrefix("HTTP/1.1 200"))
    }
    #expect(try await send(served, "bigcommerce/stores/abc123/v2/time", [Self.token]).hasPrefix("HTTP/1.1 503"))
  }

  @Test func `a body that drips comes whole`() async throws {
    var drip = FaultyBody(bytes: Array("0123456789".utf8), bytesPerSecond: 60).makeAsyncIterator()
    var pieces: [[UInt8]] = []
    while let piece = try await drip.nextBuffer(suggested: 4096) { pieces.append(Array(piece)) }
    #expect(pieces.map(\.count) == [6, 4] && Array(pieces.joined()) == Array("0123456789".utf8))
    var broken = FaultyBody(bytes: [1, 2], breaksOff: true).makeAsyncIterator()
    #expect(try await broken.nextBuffer(suggested: 4096) == [1, 2])
    await #expect(throws: FaultyBody.BrokenOff.self) { try await broken.nextBuffer(suggested: 4096) }
  }

  // MARK: What is refused

  @Test func `the vendors' limits go by the machine's clock`() throws {
    let ticks = Ticks()
    let world = SandboxWorld(SampleShop.committed)
    let request = SandboxRequest(
      method: "GET", path: "/stores", headers: ["authorization": String(Self.key.dropFirst("Authorization: ".count))])
    func status(_ systems: SandboxSystems) throws -> Int? {
      guard case .answer(let answer) = try #require(systems.byName["shipstation"]).answer(request, at: world.end) else {
        return nil
      }
      return answer.status
    }
    let limited = SandboxSystems(world, throttle: { ticks.now })
    let free = SandboxSystems(world)
    for number in 1...41 {
      #expect(try status(limited) == (number <= 40 ? 200 : 429))
      #expect(try status(free) == 200)
    }
    ticks.now = 60_000
    #expect(try status(limited) == 200)
  }

  @Test func `the vendors' limits are kept when asked for`() async throws {
    let folder = try Folder()
    let limited = try await serve("--throttle", in: folder)
    let free = try await serve("--no-throttle", in: folder)
    func left(_ served: SystemsTests.Served) async throws -> String? {
      try await send(served, "shipstation/stores", [Self.key]).firstMatch(of: /X-Rate-Limit-Remaining: (\d+)/)
        .map { String($0.output.1) }
    }
    #expect(try await left(limited) == "39")
    #expect(try await left(free) == "39")
    #expect(try await left(free) == "39")
    #expect(try await left(limited).flatMap { Int($0) }.map { $0 < 39 } == true)
  }

  @Test(arguments: [
    (["--orders", "99"], "[usage.arguments]", "--orders must be from 100 to 1000000, and is 99"),
    (["--orders", "many"], "[usage.arguments]", "--orders"),
    (["--seed", "3"], "[usage.arguments]", "say its size with --orders"),
    (["--at", "noon"], "[usage.time]", "Write it in UTC"),
    (["--speed", "fast"], "[usage.arguments]", "--speed must be a span of time such as 1h or 1d, and is fast"),
    (["--latency", "-1"], "[usage.arguments]", "--latency"),
    (["--latency", "90000"], "[usage.arguments]", "--latency must be from 0 to 60000 milliseconds, and is 90000"),
    (["--fault", "42"], "[usage.fault]", "There is no fault 42"),
    (["--fault", "429@x"], "[usage.fault]", "429@x does not say which requests meet the fault"),
    (["--fault", "shopfy/429"], "[usage.fault]", "Did you mean shopify?"),
    (["--fault", "/429"], "[usage.fault]", "A fault's system has no name"),
  ])
  func `wrong values are named, with what is right`(arguments: [String], code: String, words: String) throws {
    let outcome = try Program.built.run(["sandbox", "serve", "--port", "0"] + arguments, in: Folder())
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(code) && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func `a port that is taken is told of`() async throws {
    let served = try await serve(in: Folder())
    let port = try #require(URLComponents(string: served.url)?.port)
    let outcome = try Program.built.run(["sandbox", "serve", "--port", "\(port)"], in: Folder())
    outcome.expectFailure("sandbox.failed", exit: 7)
    #expect(outcome.errors.contains("can't listen on port \(port)"), "\(outcome.errors)")
    #expect(outcome.errors.contains("Something else listens there."), "\(outcome.errors)")
  }

  @Test func `what to know before connecting stands beside the command`() {
    let notes = SandboxSystems.offers.map { $0.json("http://127.0.0.1:8200/")["note"]?.string }
    #expect(SandboxSystems.offers.map(\.connection).last == "quickbooks")
    #expect(notes.last??.contains("open that in a browser") == true)
    #expect(notes.count { $0 != nil } == 3)
  }

  @Test func `a fault's path may have slashes of its own`() throws {
    #expect(try SystemFault("truncated@path:orders/5").system == nil)
    let fault = try SystemFault("shopify/429@path:orders/5")
    #expect(fault.system == "shopify" && fault.rule.schedule == .path("orders/5"))
    #expect(fault.description == "shopify/429@path:orders/5")
  }
}
