import HTTPSupport
import Testing

@testable import HTTP

struct PacingTests {
  private let time = FakeTime()

  private func request(_ cost: Int) -> HTTPRequest {
    var request = HTTPRequest.get(orders)
    request.cost = cost
    return request
  }

  @Test(
    arguments: [
      (100, 0, 0, nil), (100, 0, 101, nil), (10, 0, 110, 1.0), (10, 60, 110, 1.6), (0, 0, 50, 0.5),
      (1000, 0, 5000, nil),
      (500, 0, 5000, 5.0),
    ] as [(Double, Double, Double, Double?)])
  func `waits until a bucket holds what is asked for`(
    _ available: Double, _ underway: Double, _ cost: Double, _ seconds: Double?
  ) {
    let bucket = Allowance.bucket(available: available, capacity: 1000, perSecond: 100)
    let expected: Duration? = cost == 101 ? .milliseconds(10) : seconds.map { .seconds($0) }
    #expect(bucket.wait(for: cost, underway: underway, elapsed: .zero) == expected)
  }

  @Test func `fills a bucket with time, up to its size`() {
    let bucket = Allowance.bucket(available: 0, capacity: 100, perSecond: 10)
    #expect(bucket.wait(for: 50, underway: 0, elapsed: .seconds(4)) == .seconds(1))
    #expect(bucket.wait(for: 50, underway: 0, elapsed: .seconds(5)) == nil)
    #expect(bucket.wait(for: 50, underway: 60, elapsed: .seconds(1000)) == .seconds(1))
    #expect(bucket.spending(30, elapsed: .seconds(5)) == .bucket(available: 20, capacity: 100, perSecond: 10))
  }

  @Test func `waits for a new window only when the old one is used up`() {
    let window = Allowance.window(left: 2, resetsIn: .seconds(30))
    #expect(window.wait(for: 1, underway: 0, elapsed: .seconds(5)) == nil)
    #expect(window.wait(for: 1, underway: 1, elapsed: .seconds(5)) == nil)
    #expect(window.wait(for: 1, underway: 2, elapsed: .seconds(5)) == .seconds(25))
    #expect(window.wait(for: 1, underway: 2, elapsed: .seconds(30)) == nil)
    #expect(window.spending(1, elapsed: .seconds(5)) == .window(left: 1, resetsIn: .seconds(25)))
    #expect(window.spending(1, elapsed: .seconds(31)) == nil)
  }

  @Test func `keeps within a bucket, and uses all of it`() async throws {
    // A simulated system: 200 points, 50 a second; a query costs 40. It refuses what the points do not reach for.
    let time = time
    let points = Box((available: 200.0, at: Duration.zero, refusals: 0))
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      var reply = HTTPResponse(status: 200)
      points.change { points in
        points.available = min(200, points.available + (time.now - points.at) / .seconds(1) * 50)
        points.at = time.now
        if points.available < 40 { points.refusals += 1 } else { points.available -= 40 }
        reply.headers["X-Available"] = "\(points.available)"
      }
      return reply
    }
    let policy = Policy(allowance: { response in
      response.headers["X-Available"].flatMap { Double($0) }.map {
        .bucket(available: $0, capacity: 200, perSecond: 50)
      }
    })
    let pacing = Pacing(base: transport, policy: policy, timing: time.timing)
    for _ in 0..<105 { _ = try await pacing.send(request(40)) }
    #expect(points.value.refusals == 0)
    // 5 queries at once from the full bucket, 100 more at 1.25 a second.
    #expect(abs(time.now / .seconds(1) - 80) < 0.1)
  }

  @Test func `keeps within a window, and uses all of it`() async throws {
    let time = time
    let window = Box((left: 10, ends: Duration.seconds(30), refusals: 0))
    let transport = ScriptedTransport { _, _ throws(HTTPError) in
      var reply = HTTPResponse(status: 200)
      window.change { window in
        while time.now >= window.ends { (window.left, window.ends) = (10, window.ends + .seconds(30)) }
        if window.left == 0 { window.refusals += 1 } else { window.left -= 1 }
        reply.headers = [
          "X-Left": "\(window.left)", "X-Reset-Ms": "\(Int((window.ends - time.now) / .milliseconds(1)))",
        ]
      }
      return reply
    }
    let headers = RateHeaders(left: "X-Left", reset: "X-Reset-Ms", unit: .milliseconds(1))
    let pacing = Pacing(base: transport, policy: Policy(allowance: headers.allowance), timing: time.timing)
    for _ in 0..<41 { _ = try await pacing.send(.get(orders)) }
    #expect(window.value.refusals == 0)
    #expect(time.now == .seconds(120))
  }

  @Test func `keeps to a rate that answers do not speak of`() async throws {
    let policy = Policy(rate: .bucket(available: 10, capacity: 10, perSecond: 8))
    let pacing = Pacing(base: ScriptedTransport(statuses: [200]), policy: policy, timing: time.timing)
    for _ in 0..<90 { _ = try await pacing.send(.get(orders)) }
    #expect(abs(time.now / .seconds(1) - 10) < 0.01)
  }

  @Test func `leaves a host alone that says it is busy, and no other`() async throws {
    let transport = ScriptedTransport { request, number throws(HTTPError) in
      HTTPResponse(status: number == 1 ? 429 : 200, headers: ["Retry-After": "60"])
    }
    let pacing = Pacing(base: transport, policy: Policy(), timing: time.timing)
    #expect(try await pacing.send(.get(orders)).status == 429)
    _ = try await pacing.send(.get(HTTPURL(literal: "https://other.example.com/")))
    #expect(time.waits.isEmpty)
    _ = try await pacing.send(.get(orders))
    #expect(time.waits == [.seconds(60)])
  }

  @Test func `counts what is under way, also when it fails`() {
    let pacer = Pacer(rate: .window(left: 2, resetsIn: .seconds(30)))
    #expect(pacer.admit(1, at: .zero) == nil)
    #expect(pacer.admit(1, at: .zero) == nil)
    #expect(pacer.admit(1, at: .seconds(1)) == .seconds(29))
    pacer.settle(1, allowance: nil, rest: nil, at: .seconds(1))
    #expect(pacer.admit(1, at: .seconds(1)) == .seconds(29))
    pacer.settle(1, allowance: .window(left: 1, resetsIn: .seconds(29)), rest: nil, at: .seconds(1))
    #expect(pacer.admit(1, at: .seconds(1)) == nil)
  }
}
