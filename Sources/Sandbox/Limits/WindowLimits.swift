import Records

/// BigCommerce: 150 requests in 30 s on its smaller plans, told in the headers of every answer.
struct BigCommerceLimit: RateLimit {
  private let window = RateWindow(quota: 150, length: 30_000)
  private let milliseconds: @Sendable () -> Int

  init(_ milliseconds: @escaping @Sendable () -> Int) {
    self.milliseconds = milliseconds
  }

  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse {
    let (fits, left, resetsIn) = window.take(at: milliseconds())
    var response = fits ? carryOut() : refusal(request)
    response.set([
      ("x-rate-limit-requests-left", String(left)), ("x-rate-limit-requests-quota", String(window.quota)),
      ("x-rate-limit-time-reset-ms", String(resetsIn)), ("x-rate-limit-time-window-ms", String(window.length)),
    ])
    return response
  }

  private func refusal(_ request: SandboxRequest) -> SandboxResponse {
    request.segments.contains("v3") ? .v3(429, "Too many requests") : .v2(429, "Too many requests")
  }
}

/// ShipStation: 40 requests a minute, told in the headers of every answer; of its second interface 200, told by refusals
/// only.
struct ShipStationLimit: RateLimit {
  private let window = RateWindow(quota: 40, length: 60_000)
  private let second = RateWindow(quota: 200, length: 60_000)
  private let milliseconds: @Sendable () -> Int

  init(_ milliseconds: @escaping @Sendable () -> Int) {
    self.milliseconds = milliseconds
  }

  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse {
    if request.segments.first == "v2" {
      let (fits, _, resetsIn) = second.take(at: milliseconds())
      return fits ? carryOut() : SimulatedShipStationV2.tooMany((resetsIn + 999) / 1000)
    }
    let (fits, left, resetsIn) = window.take(at: milliseconds())
    var response = fits ? carryOut() : SandboxResponse(status: 429, ["message": "Too Many Requests"])
    // Whole seconds, of which a part counts as one.
    response.set([
      ("X-Rate-Limit-Limit", String(window.quota)), ("X-Rate-Limit-Remaining", String(left)),
      ("X-Rate-Limit-Reset", String((resetsIn + 999) / 1000)),
    ])
    return response
  }
}

/// QuickBooks Online: 500 requests a minute and 10 a second of a company, which no answer tells.
struct QuickBooksLimit: RateLimit {
  private let minute = RateWindow(quota: 500, length: 60_000)
  private let second = RateWindow(quota: 10, length: 1000)
  private let milliseconds: @Sendable () -> Int

  init(_ milliseconds: @escaping @Sendable () -> Int) {
    self.milliseconds = milliseconds
  }

  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse {
    // Tokens come from elsewhere and are not counted.
    guard request.segments.first == "v3" else { return carryOut() }
    let clock = milliseconds()
    guard second.take(at: clock).fits, minute.take(at: clock).fits else { return BookFault.throttled(at: now) }
    return carryOut()
  }
}
