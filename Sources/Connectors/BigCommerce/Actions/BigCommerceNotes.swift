import HTTP
import Records

/// The staff's notes of an order.
struct BigCommerceNotes: Sendable {
  let writer: BigCommerceWriter

  /// `maxLength` of `staff_notes` in BigCommerce's description.
  private static let limit = 65_535

  func find(_ key: ActionKey, of order: BigCommerceTarget) async throws(ActionError) -> Confirmation? {
    StaffNote.has(key, try await read(order)) ? Confirmation(order.target.id, wasThere: true) : nil
  }

  func add(_ text: String, _ key: ActionKey, to order: BigCommerceTarget) async throws(ActionError) -> Confirmation {
    let wasThere = try await StaffNote(limit: Self.limit, system: "BigCommerce").add(
      text, key, reading: { () async throws(ActionError) in try await read(order) },
      writing: { whole async throws(ActionError) in try await write(whole, order) })
    return Confirmation(order.target.id, wasThere: wasThere)
  }

  private func read(_ order: BigCommerceTarget) async throws(ActionError) -> String {
    try note(in: await writer.send(.get, path(order), gone: order.gone), order, .read)
  }

  /// Nothing but the notes is sent: lines or fees in the body would be reckoned anew.
  private func write(_ note: String, _ order: BigCommerceTarget) async throws(ActionError) -> String {
    let body: JSONValue = ["staff_notes": .string(note)]
    let effect = Effect.write(.never)
    return try self.note(in: await writer.send(.put, path(order), [], body, effect, gone: order.gone), order, effect)
  }

  private func path(_ order: BigCommerceTarget) -> [String] { ["v2", "orders", order.target.id] }

  private func note(
    in answer: JSONValue?, _ order: BigCommerceTarget, _ effect: Effect
  ) throws(ActionError) -> String {
    guard let object = answer?.object, object["id"]?.integer == order.id else {
      throw writer.strange("The order was asked for.", path(order), effect)
    }
    return object["staff_notes"]?.string ?? ""
  }
}
