import Records

/// The note of an order, which staff and customers write in as well.
struct ShopifyNotes: Sendable {
  let writer: ShopifyWriter

  /// Shopify documents this limit for customers; for orders it names none.
  private static let limit = 5000

  func find(_ key: ActionKey, of target: ShopifyTarget) async throws(ActionError) -> Confirmation? {
    StaffNote.has(key, try await read(target)) ? Confirmation(target.target.id, wasThere: true) : nil
  }

  func add(_ text: String, _ key: ActionKey, to target: ShopifyTarget) async throws(ActionError) -> Confirmation {
    let wasThere = try await StaffNote(limit: Self.limit, system: "Shopify").add(
      text, key, reading: { () async throws(ActionError) in try await read(target) },
      writing: { whole async throws(ActionError) in try await write(whole, target) })
    return Confirmation(target.target.id, wasThere: wasThere)
  }

  private func read(_ target: ShopifyTarget) async throws(ActionError) -> String {
    let data = try await writer.read(
      "query TendNote($id: ID!) { node(id: $id) { id ... on Order { note } } }", ["id": .string(target.gid)],
      of: "notes of orders")
    guard let node = data["node"]?.object else { throw target.gone }
    return node["note"]?.string ?? ""
  }

  private func write(_ note: String, _ target: ShopifyTarget) async throws(ActionError) -> String {
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
