import Records
import Synchronization

@testable import Sandbox

/// The notebook service of docs/adding-a-connector.md.
///
/// `GET /v1/entries?updated_since=…&after_id=…&limit=…`: entries that changed after that moment, and of those at that
/// moment the ones with a larger id, by (updated, id), with the number that was left before this page.
///
/// `PUT /v1/entries/{id}/labels/{label}` puts a label on an entry, `POST /v1/entries/{id}/remarks` adds one to its remarks;
/// both answer with the entry, as `GET /v1/entries/{id}` does. Neither changes the time of the entry.
struct SimulatedNotebook: SimulatedSystem {
  static let name = "notebook"
  static let token = "notebook-token-5f2e9c"
  private static let firstID = 7001

  let world: any ShopWorld
  /// How late every other entry is shown.
  var lag = Span(seconds: 0)
  let pages = Pages()

  /// What was written into the book.
  final class Pages: Sendable {
    struct Entry {
      var labels: [String] = []
      var remarks: [String] = []
    }

    private let entries = Mutex<[Int: Entry]>([:])

    func entry(_ index: Int) -> Entry { entries.withLock { $0[index, default: Entry()] } }
    func change(_ index: Int, _ change: (inout Entry) -> Void) {
      entries.withLock { change(&$0[index, default: Entry()]) }
    }
  }

  func answer(_ request: SandboxRequest, at now: Instant) -> SandboxResponse {
    guard request.headers["authorization"] == "Bearer \(Self.token)" else {
      return SandboxResponse(status: 401, ["error": "invalid_token"])
    }
    switch (request.method, request.segments) {
    case ("GET", ["v1", "book"]): return SandboxResponse(["name": "Larch Paper Goods"])
    case ("GET", ["v1", "entries"]): return entries(request, now)
    case (_, let path) where path.count > 2 && path.prefix(2) == ["v1", "entries"]: return one(request, path, now)
    default: return SandboxResponse(status: 404, ["error": "not_found"])
    }
  }

  private func one(_ request: SandboxRequest, _ path: [String], _ now: Instant) -> SandboxResponse {
    guard let id = Int(path[2]), case let index = id - Self.firstID, (0..<world.orderCount(at: now)).contains(index)
    else { return SandboxResponse(status: 404, ["error": "not_found"]) }
    switch (request.method, path.dropFirst(3).first, path.count) {
    case ("GET", nil, 3): break
    case ("PUT", "labels"?, 5):
      pages.change(index) { if !$0.labels.contains(path[4]) { $0.labels.append(path[4]) } }
    case ("POST", "remarks"?, 4):
      guard let text = (try? JSONReader.answer(request.body))?.object?["text"]?.string else {
        return SandboxResponse(status: 422, ["error": "bad_text"])
      }
      pages.change(index) { $0.remarks = (request.parameter("replace") == nil ? $0.remarks : []) + [text] }
    default: return SandboxResponse(status: 405, ["error": "bad_method"])
    }
    let entry = pages.entry(index)
    return SandboxResponse([
      "id": .string("\(id)"), "labels": .array(entry.labels.map { .string($0) }),
      "remarks": .array(entry.remarks.map { .string($0) }),
    ])
  }

  private func entries(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse {
    guard let since = request.parameter("updated_since").flatMap({ Instant($0) }),
      let after = request.parameter("after_id").flatMap({ Int($0) }),
      let limit = request.parameter("limit").flatMap({ Int($0) }), (1...100).contains(limit)
    else { return SandboxResponse(status: 422, ["error": "bad_parameter"]) }
    let changed =
      since > now
      ? []
      : world.orders(changedIn: since...now, at: now)
        .filter { $0 % 2 == 0 || world.order($0, at: now).changed <= now - lag }
    let left = changed.drop { Self.firstID + $0 <= after && world.order($0, at: now).changed == since }
    return SandboxResponse([
      "entries": .array(left.prefix(limit).map { entry($0, now) }), "left": .integer(left.count),
    ])
  }

  private func entry(_ index: Int, _ now: Instant) -> SandboxJSON {
    let order = world.order(index, at: now)
    let buyer = world.customer(order.state.customer, at: now).state
    return [
      "id": .integer(Self.firstID + index), "number": .string("\(order.number)"),
      "placed": .string("\(order.state.placed)"), "updated": .string("\(order.changed)"), "currency": "USD",
      "total": .string(plainMoney(ShopMoney.total(order.state))), "lines": .integer(order.state.lines.count),
      "payment": .string(order.state.payment),
      "buyer": ["name": .string("\(buyer.first) \(buyer.last)"), "email": .string(buyer.email)],
    ]
  }
}
