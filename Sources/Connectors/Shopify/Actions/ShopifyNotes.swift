import Records

/// The note of an order, which staff and customers write in as well.
struct ShopifyNotes: StaffNotes {
  let writer: ShopifyWriter

  /// Shopify documents this limit for customers; for orders it names none.
  static let note = StaffNote(limit: 5000, system: "Shopify")

  func read(_ target: ShopifyTarget) async throws(ActionError) -> String {
    let data = try await writer.read(
      "query TendNote($id: ID!) { node(id: $id) { id ... on Order { note } } }", ["id": .string(target.gid)],
      of: "notes of orders")
    guard let node = data["node"]?.object else { throw target.gone }
    return node["note"]?.string ?? ""
  }

  func write(_ note: String, _ target: ShopifyTarget) async throws(ActionError) -> String {
    let (payload, objections) = try await writer.write(
      "orderUpdate",
      """
      mutation TendNoteWrite($input: OrderInput!) {
        orderUpdate(input: $input) { order { id note } userErrors { field message } }
      }
      """, ["input": ["id": .string(target.gid), "note": .string(note)]], .never, of: "notes of orders")
    if let objection = objections.first { throw writer.refusal(objection, target) }
    return payload.object["order"]?.object?["note"]?.string ?? ""
  }
}
