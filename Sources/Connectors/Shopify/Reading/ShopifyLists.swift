import Records

/// Reads the lists within a node to their ends.
struct ShopifyLists {
  let client: ShopifyClient
  let stream: String

  private static let pages = 200

  /// The node with every such list whole.
  func completed(_ node: JSONObject, _ lists: [ShopifyNested]) async throws(SyncError) -> JSONObject {
    var node = node
    for nested in lists {
      guard let list = nested.list else {
        node = try await completed(node, nested)
        continue
      }
      guard let elements = node[list]?.array else { continue }
      var whole: [JSONValue] = []
      for element in elements {
        guard let object = element.object else {
          whole.append(element)
          continue
        }
        whole.append(.object(try await completed(object, nested)))
      }
      node[list] = .array(whole)
    }
    return node
  }

  private func completed(_ owner: JSONObject, _ nested: ShopifyNested) async throws(SyncError) -> JSONObject {
    guard let connection = owner[nested.connection]?.object else { return owner }
    guard let first = connection["nodes"]?.array, var next = Self.next(connection) else {
      throw .data(.contract("It gave \(nested.connection) without pageInfo."))
    }
    guard next != nil else { return owner }
    guard let id = owner["id"]?.string else { throw .data(.contract("It gave a \(nested.type) without its id.")) }
    var nodes = first
    var seen: Set<String> = []
    while let after = next {
      guard seen.insert(after).inserted, seen.count <= Self.pages else {
        throw .data(.contract("The pages of \(nested.connection) do not end."))
      }
      let document = """
        query TendMore($id: ID!, $after: String!) {
          node(id: $id) {
            ... on \(nested.type) {
              \(nested.connection)(first: 100, after: $after) {
                nodes { \(nested.selection) }
                pageInfo { hasNextPage endCursor }
              }
            }
          }
        }
        """
      let data = try await client.data(document, ["id": .string(id), "after": .string(after)], of: stream)
      // It may have been deleted a moment ago.
      guard let more = data["node"]?.object?[nested.connection]?.object else { break }
      guard let page = more["nodes"]?.array, let following = Self.next(more) else {
        throw .data(.contract("It gave no page of \(nested.connection)."))
      }
      nodes += page
      next = following
    }
    var whole = owner
    whole[nested.connection] = .object(["nodes": .array(nodes)])
    return whole
  }

  /// The place of the next page, `.some(nil)` at the end; nil where that is not told.
  private static func next(_ connection: JSONObject) -> String?? {
    guard let info = connection["pageInfo"]?.object, let goesOn = info["hasNextPage"]?.bool else { return nil }
    guard goesOn else { return .some(nil) }
    guard let cursor = info["endCursor"]?.string, !cursor.isEmpty else { return nil }
    return .some(cursor)
  }
}
