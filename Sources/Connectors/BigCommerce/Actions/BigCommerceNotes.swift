import HTTP
import Records

/// The staff's notes of an order.
struct BigCommerceNotes: StaffNotes {
  let writer: BigCommerceWriter

  /// `maxLength` of `staff_notes` in BigCommerce's description.
  static let note = StaffNote(limit: 65_535, system: "BigCommerce")

  func read(_ order: BigCommerceTarget) async throws(ActionError) -> String {
    try note(in: await writer.send(.get, path(order), gone: order.gone), order, .read)
  }

  /// Nothing but the notes is sent: lines or fees in the body would be reckoned anew.
  func write(_ note: String, _ order: BigCommerceTarget) async throws(ActionError) -> String {
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
