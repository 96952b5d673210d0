import Records
import Synchronization

/// Shopify on its smaller plans: 2,000 points, of which 100 come back each second, told in every answer.
///
/// A query is reckoned before it is carried out; what has no cost, since it can't be read, is handed on.
final class ShopifyLimit: RateLimit {
  private struct State {
    var available = ShopifyLimit.capacity
    var readAt: Int
  }

  private static let capacity = 2000.0
  private static let perSecond = 100.0
  private static let mutation = 10.0

  private let state: Mutex<State>
  private let milliseconds: @Sendable () -> Int

  init(_ milliseconds: @escaping @Sendable () -> Int) {
    self.milliseconds = milliseconds
    state = Mutex(State(readAt: milliseconds()))
  }

  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse {
    guard let cost = Self.cost(request) else { return carryOut() }
    let (fits, left) = take(cost)
    return fits ? carryOut().telling("currentlyAvailable", String(Int(left))) : Self.throttled(cost, left)
  }

  /// Takes points where there are enough; says how many there are after it.
  private func take(_ cost: Double) -> (fits: Bool, left: Double) {
    let now = milliseconds()
    return state.withLock { state in
      let back = Double(max(0, now - state.readAt)) * Self.perSecond / 1000
      state.available = min(Self.capacity, state.available + back)
      state.readAt = max(state.readAt, now)
      let fits = state.available >= cost
      if fits { state.available -= cost }
      return (fits, state.available)
    }
  }

  // MARK: What a request costs

  private static func cost(_ request: SandboxRequest) -> Double? {
    guard request.segments.last == "graphql.json", let body = (try? JSONReader.answer(request.body))?.object,
      let text = body["query"]?.string, let document = try? GraphQLParser.document(text),
      let operation = document.operations.first
    else { return nil }
    guard operation.kind == "query" else { return mutation }
    var variables: [String: SandboxJSON] = [:]
    for member in body["variables"]?.object?.members ?? [] { variables[member.key] = SandboxJSON(member.value) }
    for variable in operation.variables where variables[variable.name] == nil {
      if let standard = variable.standard { variables[variable.name] = GraphQLExecutor.plain(standard, [:]) }
    }
    var check = GraphQLCheck(schema: .shopify, fragments: document.fragments, variables: variables)
    let cost = check.cost(operation.selections, on: "QueryRoot", path: [])
    return check.errors.isEmpty ? Double(max(1, cost)) : nil
  }

  private static func throttled(_ cost: Double, _ left: Double) -> SandboxResponse {
    SandboxResponse([
      "errors": [
        [
          "message": "Throttled",
          "extensions": ["code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"],
        ]
      ],
      "extensions": [
        "cost": [
          "requestedQueryCost": .integer(Int(cost)), "actualQueryCost": nil,
          "throttleStatus": [
            "maximumAvailable": .number("2000.0"), "currentlyAvailable": .integer(Int(left)),
            "restoreRate": .number("100.0"),
          ],
        ]
      ],
    ])
  }
}

/// A shop with more points than anyone can use, so that who goes by what it tells never waits.
struct ShopifyPlenty: RateLimit {
  func answer(_ request: SandboxRequest, at now: Instant, _ carryOut: () -> SandboxResponse) -> SandboxResponse {
    carryOut().telling("maximumAvailable", "1000000.0").telling("currentlyAvailable", "1000000")
      .telling("restoreRate", "50000.0")
  }
}

extension SandboxResponse {
  /// This with another number in what is told of the points, which stands at the end of the body.
  fileprivate func telling(_ name: String, _ number: String) -> SandboxResponse {
    let key = Array("\"\(name)\":".utf8)
    let places = max(0, body.count - 4096)..<max(0, body.count - key.count)
    guard let place = places.first(where: { body[$0] == key[0] && body[$0..<$0 + key.count].elementsEqual(key) }) else {
      return self
    }
    let start = place + key.count
    let old = body[start...].prefix { (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    var told = self
    told.body.replaceSubrange(old.startIndex..<old.endIndex, with: Array(number.utf8))
    return told
  }
}
