import Records

/// Tags of orders and customers, one at a time: a list that is written whole takes away what others have put there.
struct ShopifyTags: Sendable {
  let writer: ShopifyWriter

  func find(_ tag: String, isOn: Bool, of target: ShopifyTarget) async throws(ActionError) -> Confirmation? {
    let data = try await writer.read(
      "query TendTags($id: ID!) { node(id: $id) { id ... on Order { tags } ... on Customer { tags } } }",
      ["id": .string(target.gid)], of: "the tags")
    guard let node = data["node"]?.object else { throw target.gone }
    guard let tags = Self.tags(node) else {
      throw ActionError(contract: .contract("It gave no tags."), to: .read)
    }
    return Self.has(tag, tags) == isOn ? Confirmation(target.target.id, wasThere: true) : nil
  }

  /// Shopify makes one of two: a tag that is there is not put there again, so both may be sent as often as one likes.
  func set(_ tag: String, isOn: Bool, of target: ShopifyTarget) async throws(ActionError) -> Confirmation {
    if let there = try await find(tag, isOn: isOn, of: target) { return there }
    let field = isOn ? "tagsAdd" : "tagsRemove"
    let (payload, objections) = try await writer.write(
      field, isOn ? Self.addition : Self.removal,
      ["id": .string(target.gid), "tags": [.string(tag.trimmed)]], .idempotent, of: "the tags")
    if let objection = objections.first { throw writer.refusal(objection, target) }
    guard let tags = payload.object["node"]?.object.flatMap(Self.tags), Self.has(tag, tags) == isOn else {
      throw ActionError(contract: .contract("The tags are not as they were written."), to: .write(.idempotent))
    }
    return Confirmation(target.target.id, wasThere: false)
  }

  private static let addition = """
    mutation TendTagsAdd($id: ID!, $tags: [String!]!) {
      tagsAdd(id: $id, tags: $tags) {
        node { id ... on Order { tags } ... on Customer { tags } }
        userErrors { field message }
      }
    }
    """
  private static let removal = """
    mutation TendTagsRemove($id: ID!, $tags: [String!]!) {
      tagsRemove(id: $id, tags: $tags) {
        node { id ... on Order { tags } ... on Customer { tags } }
        userErrors { field message }
      }
    }
    """

  private static func tags(_ node: JSONObject) -> [String]? { node["tags"]?.array?.compactMap(\.string) }
  private static func has(_ tag: String, _ tags: [String]) -> Bool { tags.contains { $0.isSameTag(as: tag) } }
}
