import HTTP
import Records

/// Holds on what of an order is still to be shipped: one on each fulfilment order, with a handle made of the action's key.
struct ShopifyHolds: Sendable {
  let writer: ShopifyWriter

  private struct Part {
    var gid: String
    /// Whether it may still be held.
    var isOpen: Bool
    /// Our own hold on it.
    var hold: String?
  }

  private static let parts = 100
  private static let what = "fulfilment orders"

  func find(_ target: ShopifyTarget, _ key: ActionKey) async throws(ActionError) -> Confirmation? {
    try await there(parts(of: target, key))
  }

  /// One hold after the other; what was held before a failure is found by its handle the next time.
  func hold(
    _ target: ShopifyTarget, for reason: SystemAction.HoldReason, _ key: ActionKey
  ) async throws(ActionError) -> Confirmation {
    let all = try await parts(of: target, key)
    if let known = there(all) { return known }
    let open = all.filter { $0.isOpen && $0.hold == nil }
    if open.isEmpty { throw Self.tooLate(target) }
    var holds: [String] = []
    for part in open {
      do throws(ActionError) {
        holds.append(try await hold(part.gid, Self.words[reason] ?? "OTHER", key, target))
      } catch {
        // Not carried out would be wrong: part of the order is held.
        throw holds.isEmpty ? error : .unknown(.mayHaveTakenEffect(error.diagnostic))
      }
    }
    return Confirmation(holds.first ?? target.target.id, wasThere: false)
  }

  private func there(_ parts: [Part]) -> Confirmation? {
    let open = parts.filter(\.isOpen)
    guard let hold = open.first?.hold, open.allSatisfy({ $0.hold != nil }) else { return nil }
    return Confirmation(hold, wasThere: true)
  }

  private func parts(of target: ShopifyTarget, _ key: ActionKey) async throws(ActionError) -> [Part] {
    let data = try await writer.read(
      """
      query TendHolds($id: ID!) {
        node(id: $id) {
          id
          ... on Order {
            fulfillmentOrders(first: \(Self.parts)) {
              nodes { id status fulfillmentHolds { id handle } }
              pageInfo { hasNextPage }
            }
          }
        }
      }
      """, ["id": .string(target.gid)], of: Self.what)
    guard let node = data["node"]?.object else { throw target.gone }
    guard let list = node["fulfillmentOrders"]?.object, let nodes = list["nodes"]?.array,
      list["pageInfo"]?.object?["hasNextPage"] == false
    else { throw ActionError(contract: .contract("It gave no list of \(Self.what), or a longer one."), to: .read) }
    var found: [Part] = []
    for node in nodes {
      guard let node = node.object, let gid = node["id"]?.string, let status = node["status"]?.string else {
        throw ActionError(contract: .contract("Of \(Self.what) one has no status."), to: .read)
      }
      let holds = (node["fulfillmentHolds"]?.array ?? []).compactMap(\.object)
      let own = holds.first { $0["handle"]?.string == Self.handle(key) }
      found.append(
        Part(gid: gid, isOpen: Self.open.contains(status), hold: own?["id"]?.string.map { Self.number($0) }))
    }
    return found
  }

  private func hold(
    _ gid: String, _ reason: String, _ key: ActionKey, _ target: ShopifyTarget
  ) async throws(ActionError) -> String {
    // Sent again after an unknown end, it could hold what somebody has just let go.
    let (payload, objections) = try await writer.write(
      "fulfillmentOrderHold",
      """
      mutation TendHold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
        fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
          fulfillmentHold { id }
          userErrors { field message code }
        }
      }
      """,
      [
        "id": .string(gid),
        "hold": ["reason": .string(reason), "handle": .string(Self.handle(key)), "notifyMerchant": false],
      ], .ifNotCarriedOut, of: Self.what)
    if let objection = objections.first {
      switch objection.code {
      // It was there after all.
      case "DUPLICATE_FULFILLMENT_HOLD_HANDLE": return target.target.id
      case "FULFILLMENT_ORDER_NOT_FOUND": throw target.gone
      default: throw writer.refusal(objection, nil)
      }
    }
    guard let hold = payload.object["fulfillmentHold"]?.object?["id"]?.string else {
      throw ActionError(contract: .contract("It does not tell which hold it made."), to: .write(.ifNotCarriedOut))
    }
    return Self.number(hold)
  }

  /// What may be held; what somebody else holds may be held by us as well.
  private static let open: Set<String> = ["OPEN", "SCHEDULED", "ON_HOLD"]

  private static let words: [SystemAction.HoldReason: String] = [
    .payment: "AWAITING_PAYMENT", .fraud: "HIGH_RISK_OF_FRAUD", .address: "INCORRECT_ADDRESS",
    .stock: "INVENTORY_OUT_OF_STOCK", .other: "OTHER",
  ]

  private static func handle(_ key: ActionKey) -> String { "tend-\(key)" }
  private static func number(_ gid: String) -> String { String(gid.split(separator: "/").last ?? "") }

  private static func tooLate(_ target: ShopifyTarget) -> ActionError {
    .refused(
      Diagnostic(
        .source, code: "action.too-late", "Nothing of the order is left to be held",
        reason: "It was shipped, cancelled, or is being packed.", location: "order \(target.target.id)"))
  }
}
