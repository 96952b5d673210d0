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
      throw .data(.contract("It gave \(nested.connection) without pageInfo, or without rows that it speaks of."))
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
            id
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
      // A node that was deleted a moment ago will not be in the list either when the page is read again.
      guard let node = data["node"]?.object, node["id"]?.string.map({ sameBytes($0, id) }) == true,
        let more = node[nested.connection]?.object, let page = more["nodes"]?.array, let following = Self.next(more)
      else {
        throw .data(.contract("It gave no page of \(nested.connection)."))
      }
      nodes += page
      next = following
    }
    let ids = nodes.compactMap { $0.object?["id"]?.string }
    guard Set(ids).count == ids.count else { throw .data(.contract("It gave a row of \(nested.connection) twice.")) }
    var whole = owner
    whole[nested.connection] = .object(["nodes": .array(nodes)])
    return whole
  }

  /// The place of the next page, `.some(nil)` at the end; nil where that is not told.
  private static func next(_ connection: JSONObject) -> String?? {
    guard let info = connection["pageInfo"]?.object, let goesOn = info["hasNextPage"]?.bool else { return nil }
    let isEmpty = connection["nodes"]?.array?.isEmpty ?? true
    let end = info["endCursor"]?.string
    // Only a page with rows has an end.
    if isEmpty, goesOn || end != nil { return nil }
    guard goesOn else { return .some(nil) }
    guard let end, !end.isEmpty else { return nil }
    return .some(end)
  }
}
