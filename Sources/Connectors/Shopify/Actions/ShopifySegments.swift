import HTTP
import Records

/// Segments of customers: made by name, changed by id.
///
/// Shopify makes a second one of a name that is taken and calls it "name (2)", so a name is looked for first; in the whole
/// list, since its search trails what was written by seconds.
struct ShopifySegments: Sendable {
  let writer: ShopifyWriter

  /// Shopify has at most 6,000 segments, 250 a page.
  private static let pages = 30

  func find(_ name: String, _ query: String, _ id: String?) async throws(ActionError) -> Confirmation? {
    there(try await all(), name, query, id)
  }

  func put(_ name: String, _ query: String, _ id: String?) async throws(ActionError) -> Confirmation {
    let listed = try await all()
    if let known = there(listed, name, query, id) { return known }
    if let id, !listed.contains(where: { sameBytes($0.id, id) }) { throw Self.gone }
    if listed.contains(where: { $0.isNamed(name) && $0.id != id }) { throw Self.taken }
    guard let id else { return try await make(name, query) }
    return try await change(id, name, query)
  }

  private func there(_ listed: [ShopifySegment], _ name: String, _ query: String, _ id: String?) -> Confirmation? {
    listed.first { $0.isNamed(name) && $0.asks(query) && (id == nil || $0.id == id) }
      .map { Confirmation($0.id, wasThere: true) }
  }

  private func all() async throws(ActionError) -> [ShopifySegment] {
    var found: [ShopifySegment] = []
    var variables: JSONObject = [:]
    for _ in 0..<Self.pages {
      let data = try await writer.read(
        """
        query TendSegments($after: String) {
          segments(first: 250, after: $after) { nodes { id name query } pageInfo { hasNextPage endCursor } }
        }
        """, variables, of: "segments")
      guard let nodes = data["segments"]?.object?["nodes"]?.array,
        let page = data["segments"]?.object?["pageInfo"]?.object, let hasNext = page["hasNextPage"]?.bool
      else { throw Self.strange("It gave no list of segments.") }
      for node in nodes {
        guard let segment = ShopifySegment(node.object ?? [:]) else { throw Self.strange("A segment has no name.") }
        found.append(segment)
      }
      guard hasNext else { return found }
      variables["after"] = page["endCursor"]
    }
    throw Self.strange("Its list of segments does not end.")
  }

  private func make(_ name: String, _ query: String) async throws(ActionError) -> Confirmation {
    let (payload, objections) = try await writer.write(
      "segmentCreate",
      """
      mutation TendSegmentCreate($name: String!, $query: String!) {
        segmentCreate(name: $name, query: $query) { segment { id name query } userErrors { field message } }
      }
      """, ["name": .string(name.trimmed), "query": .string(query)], .ifNotCarriedOut, of: "segments")
    return try confirmation(payload, objections)
  }

  private func change(_ id: String, _ name: String, _ query: String) async throws(ActionError) -> Confirmation {
    let (payload, objections) = try await writer.write(
      "segmentUpdate",
      """
      mutation TendSegmentUpdate($id: ID!, $name: String, $query: String) {
        segmentUpdate(id: $id, name: $name, query: $query) { segment { id name query } userErrors { field message } }
      }
      """,
      ["id": .string(ShopifySegment.prefix + id), "name": .string(name.trimmed), "query": .string(query)],
      .idempotent, of: "segments")
    if objections.contains(where: \.isMissing) { throw Self.gone }
    return try confirmation(payload, objections)
  }

  private func confirmation(
    _ payload: Answer, _ objections: [ShopifyWriter.Objection]
  ) throws(ActionError) -> Confirmation {
    if let objection = objections.first { throw writer.refusal(objection, nil) }
    guard let segment = payload.object["segment"]?.object.flatMap(ShopifySegment.init) else {
      throw ActionError(contract: .contract("It does not tell which segment it wrote."), to: .write(.ifNotCarriedOut))
    }
    return Confirmation(segment.id, wasThere: false)
  }

  private static func strange(_ reason: String) -> ActionError { ActionError(contract: .contract(reason), to: .read) }

  private static let gone = ActionError.gone(
    Diagnostic(
      .source, code: "action.gone", "Shopify has no segment of that id", reason: "Somebody has deleted it.",
      hints: ["Take its id out, so that it is made anew"]))

  private static let taken = ActionError.refused(
    Diagnostic(
      .source, code: "action.segment-taken", "There is another segment of that name",
      reason: "It asks for other customers, so it may be somebody else's.",
      hints: ["Rename it in Shopify, or choose another name"]))
}

/// A segment as Shopify lists it.
private struct ShopifySegment {
  static let prefix = "gid://shopify/Segment/"

  var id: String
  var name: String
  var query: String

  init?(_ object: JSONObject) {
    guard let gid = object["id"]?.string, gid.hasPrefix(Self.prefix), let name = object["name"]?.string,
      let query = object["query"]?.string
    else { return nil }
    (id, self.name, self.query) = (String(gid.dropFirst(Self.prefix.count)), name, query)
  }

  func isNamed(_ name: String) -> Bool { sameBytes(self.name, name.trimmed) }

  /// Shopify may give a query back with other spaces.
  func asks(_ query: String) -> Bool {
    self.query.split(whereSeparator: \.isWhitespace) == query.split(whereSeparator: \.isWhitespace)
  }
}
