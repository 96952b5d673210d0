public import Records
import Synchronization

/// ShipStation's first interface over a made-up shop: orders as they were imported, labels, parcels marked as shipped.
///
/// Orders are imported some minutes after they were placed or changed. Of 50 orders one was entered by hand, in a store
/// of its own; of 97 one is put on hold for two days; of 23 parcels one was shipped with another tool.
public final class SimulatedShipStation: SimulatedSystem {
  /// The system `shipstation`.
  public static let name = "shipstation"
  /// The key that it lets in.
  public static let key = "sandbox-key"
  /// The secret that goes with the key.
  public static let secret = "sandbox-secret"
  /// What the header has to say: the key and the secret by RFC 7617.
  static let authorization = "Basic c2FuZGJveC1rZXk6c2FuZGJveC1zZWNyZXQ="

  private struct State {
    var minute: Int64 = .min
    var used = 0
    var deleted: Set<Int> = []
    /// Tags made through the second interface, beyond those of the beginning.
    var made: [String] = []
    var writes: [Int: Writes] = [:]
  }

  /// What was written to an order.
  struct Writes: Sendable {
    /// The last time that something changed.
    var changed: Instant
    var added: Set<Int> = []
    var removed: Set<Int> = []
    var heldUntil: Day?

    mutating func tag(_ tag: Int, isOn: Bool) {
      if isOn { removed.remove(tag) } else { added.remove(tag) }
      if isOn { added.insert(tag) } else { removed.insert(tag) }
    }
  }

  let world: any ShopWorld
  /// Requests a minute that the vendor takes.
  public static let usualLimit = 40

  private let requestsAMinute: Int
  private let state = Mutex(State())

  /// A system over a world; it takes so many requests a minute of the shop's clock.
  init(world: any ShopWorld, requestsAMinute: Int = usualLimit) {
    self.world = world
    self.requestsAMinute = requestsAMinute
  }

  /// A system over the sample shop.
  public convenience init(shop: SampleShop, requestsAMinute: Int = usualLimit) {
    self.init(world: SampleWorld(shop), requestsAMinute: requestsAMinute)
  }

  /// Answers as `https://ssapi.shipstation.com` does.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    guard let header = request.headers["authorization"] else {
      return SandboxResponse(status: 401, headers: [("WWW-Authenticate", "Basic")])
    }
    guard header == Self.authorization else {
      return SandboxResponse(status: 401, ["message": "401 Unauthorized"])
    }
    let (left, resetsIn) = count(at: now)
    let limits = [
      ("X-Rate-Limit-Limit", String(min(requestsAMinute, Self.usualLimit))),
      ("X-Rate-Limit-Remaining", String(max(0, left))),
      ("X-Rate-Limit-Reset", String(resetsIn)),
    ]
    var response = left < 0 ? SandboxResponse(status: 429, ["message": "Too Many Requests"]) : route(request, now)
    response.headers += limits.map { (name: $0.0, value: $0.1) }
    return response
  }

  /// Requests left of the minute, this one taken off, and the seconds until the next.
  private func count(at now: Instant) -> (left: Int, resetsIn: Int) {
    let minute = now.seconds / 60
    let used = state.withLock { state in
      if state.minute != minute { (state.minute, state.used) = (minute, 0) }
      state.used += 1
      return state.used
    }
    // Without a limit each request is the first of its minute.
    let left = requestsAMinute == .max ? Self.usualLimit - 1 : requestsAMinute - used
    return (left, 60 - Int(now.seconds - minute * 60))
  }

  /// Orders that were deleted: they are kept, but no list shows them.
  var deleted: Set<Int> { state.withLock { $0.deleted } }

  /// The names of the account's tags, whose numbers follow from ``firstTag`` on.
  var tagNames: [String] { Self.tagNames + state.withLock { $0.made } }

  func tagName(_ number: Int) -> String {
    let names = tagNames
    return names.indices.contains(number - Self.firstTag) ? names[number - Self.firstTag] : String(number)
  }

  /// The number of a tag, which can be made where there is none; upper and lower case count.
  func tag(named name: String, makingIt: Bool) -> Int? {
    state.withLock { state in
      let names = Self.tagNames + state.made
      if let place = names.firstIndex(of: name) { return Self.firstTag + place }
      guard makingIt else { return nil }
      state.made.append(name)
      return Self.firstTag + names.count
    }
  }

  /// What was written to orders by a moment.
  func writes(at now: Instant) -> [Int: Writes] { state.withLock { $0.writes.filter { $0.value.changed <= now } } }

  func writes(toOrder index: Int, at now: Instant) -> Writes? {
    state.withLock { $0.writes[index] }.flatMap { $0.changed <= now ? $0 : nil }
  }

  func write(order index: Int, at now: Instant, _ change: (inout Writes) -> Void) {
    state.withLock { state in
      var writes = state.writes[index] ?? Writes(changed: now)
      writes.changed = max(writes.changed, now)
      change(&writes)
      state.writes[index] = writes
    }
  }

  private func route(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    let isGet = request.method == "GET"
    if request.method == "POST", let answer = answerWrite(request, now) { return answer }
    switch request.segments {
    case ["orders"] where isGet: return list("orders", request, now, orders)
    case ["shipments"] where isGet: return list("shipments", request, now, shipments)
    case ["fulfillments"] where isGet: return list("fulfillments", request, now, fulfillments)
    case ["accounts", "listtags"] where isGet: return SandboxResponse(tags)
    case ["stores"] where isGet: return SandboxResponse(.array(stores(now)))
    case ["orders"], ["shipments"], ["fulfillments"], ["accounts", "listtags"], ["stores"]:
      return Self.refused(405, "The requested resource does not support http method '\(request.method)'.")
    default: break
    }
    guard request.segments.count == 2, request.segments[0] == "orders" else {
      return Self.refused(404, "No HTTP resource was found that matches the request URI.")
    }
    guard let index = Int(request.segments[1]).flatMap({ order(withID: $0, at: now) }), !deleted.contains(index) else {
      return Self.refused(404, "The order was not found.")
    }
    switch request.method {
    case "GET": return SandboxResponse(json(order(index, at: now)))
    case "DELETE":
      state.withLock { _ = $0.deleted.insert(index) }
      return SandboxResponse(["success": true, "message": "The requested order has been deleted"])
    default: return Self.refused(405, "The requested resource does not support http method '\(request.method)'.")
    }
  }

  /// A refusal, as the interface's framework words it.
  static func refused(_ status: Int, _ message: String) -> SandboxResponse {
    SandboxResponse(status: status, ["Message": .string(message)])
  }
}
