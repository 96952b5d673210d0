public import Records
import Synchronization

/// ShipStation's second interface over the same account as the first: orders as shipments, and labels with what carriers
/// say of them.
///
/// What was shipped with another tool has no label. It takes so many requests a minute of the shop's clock.
public final class SimulatedShipStationV2: SimulatedSystem {
  /// The system `shipstation`.
  public static let name = SimulatedShipStation.name
  /// The key that it lets in; the first interface does not know it.
  public static let key = "sandbox-second-key"

  private struct State {
    var minute: Int64 = .min
    var used = 0
  }

  /// The account, as the first interface has it.
  let account: SimulatedShipStation
  private let requestsAMinute: Int
  private let state = Mutex(State())

  var world: any ShopWorld { account.world }

  /// The second interface of an account.
  init(of account: SimulatedShipStation, requestsAMinute: Int = 200) {
    self.account = account
    self.requestsAMinute = requestsAMinute
  }

  /// An account over the sample shop.
  public convenience init(shop: SampleShop, requestsAMinute: Int = 200) {
    self.init(of: SimulatedShipStation(shop: shop), requestsAMinute: requestsAMinute)
  }

  /// Answers as `https://api.shipstation.com` does.
  public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    guard request.headers["api-key"] == Self.key else {
      return Self.refused(
        401, "security", "unauthorized", "The API key is invalid. Please see https://www.shipstation.com/docs/auth")
    }
    if let wait = wait(at: now) { return Self.tooMany(wait) }
    return route(request, now)
  }

  /// Seconds until the next request is taken; nil where this one is.
  private func wait(at now: Instant) -> Int? {
    let minute = now.seconds / 60
    let used = state.withLock { state in
      if state.minute != minute { (state.minute, state.used) = (minute, 0) }
      state.used += 1
      return state.used
    }
    return used > requestsAMinute ? 60 - Int(now.seconds - minute * 60) : nil
  }

  private func route(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    let path = request.segments
    guard path.first == "v2" else { return Self.unknown }
    switch (path.count, path.count > 1 ? path[1] : "", request.method) {
    case (2, "shipments", "GET"), (2, "labels", "GET"): return list(path[1], request, now)
    case (2, "tags", "GET"):
      return SandboxResponse(["tags": .array(account.tagNames.map { ["name": .string($0)] })])
    case (2, "shipments", _), (2, "labels", _), (2, "tags", _): return Self.notAllowed
    case (3, "shipments", let method):
      guard let index = shipment(path[2], now) else { return Self.noShipment }
      return method == "GET" ? SandboxResponse(json(account.order(index, at: now))) : Self.notAllowed
    case (5, "shipments", let method) where path[3] == "tags":
      guard let index = shipment(path[2], now) else { return Self.noShipment }
      return tag(index, path[4], method, path[2], now)
    default: return Self.unknown
    }
  }

  private func shipment(_ id: String, _ now: Instant) -> Int? {
    guard let number = ShipStationQueryV2.number(in: id), let index = account.order(withID: number, at: now) else {
      return nil
    }
    return account.deleted.contains(index) ? nil : index
  }

  private func list(_ name: String, _ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    do throws(ShipStationQueryV2.Refusal) {
      return try name == "labels" ? labels(request, now) : shipments(request, now)
    } catch {
      return Self.refused(
        400, "validation", "invalid_field_value", "Invalid value for the parameter \(error.parameter).")
    }
  }

  /// Puts a tag on a shipment, which makes the tag where there is none, or takes one off.
  private func tag(
    _ index: Int, _ name: String, _ method: String, _ id: String, _ now: Instant
  ) -> SandboxResponse {
    guard ["POST", "DELETE"].contains(method) else { return Self.notAllowed }
    let isAdding = method == "POST"
    guard let tag = account.tag(named: name, makingIt: isAdding) else {
      return Self.refused(404, "business_rules", "invalid_identifier", "The tag was not found.")
    }
    if account.order(index, at: now).tags.contains(tag) != isAdding {
      account.write(order: index, at: now) { $0.tag(tag, isOn: isAdding) }
    }
    guard isAdding else { return SandboxResponse(status: 204) }
    return SandboxResponse(["shipment_id": .string(id), "tag": ["name": .string(name)]])
  }

  // MARK: Refusals

  private static let unknown = refused(404, "validation", "unspecified", "There is no such path.")
  private static let notAllowed = refused(405, "validation", "unspecified", "The method is not allowed.")
  private static let noShipment = refused(
    404, "business_rules", "invalid_identifier", "The shipment was not found.")

  /// The refusal for haste.
  static func tooMany(_ seconds: Int) -> SandboxResponse {
    var response = refused(429, "system", "rate_limit_exceeded", "The rate limit was exceeded.")
    response.headers.append(("Retry-After", String(seconds)))
    return response
  }

  private static func refused(
    _ status: Int, _ type: String, _ code: String, _ message: String
  ) -> SandboxResponse {
    SandboxResponse(
      status: status,
      .object([
        ("request_id", "aa3d8e8e-462b-4476-9618-72db7f7b7009"),
        (
          "errors",
          [
            [
              "error_source": "ShipStation", "error_type": .string(type), "error_code": .string(code),
              "message": .string(message),
            ]
          ]
        ),
      ]))
  }
}

/// Both interfaces of one account on one address, told apart by their paths.
struct ShipStationAccountTwin: SimulatedSystem {
  static var name: String { SimulatedShipStation.name }

  let first: SimulatedShipStation
  let second: SimulatedShipStationV2

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    request.segments.first == "v2" ? second.answer(request, at: now) : first.answer(request, at: now)
  }
}
