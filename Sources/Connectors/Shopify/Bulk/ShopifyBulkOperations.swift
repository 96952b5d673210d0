import HTTP
import Records

/// Begins bulk operations and waits for them.
struct ShopifyBulkOperations: Sendable {
  let client: ShopifyClient
  let timing: Timing
  /// The stream it is for, for messages.
  let stream: String

  /// The first wait, and the longest.
  private static let waits = (first: Duration.seconds(2), longest: Duration.seconds(30))
  /// How long a run waits in all. The operation goes on without it, and the next run finds it.
  static let patience = Duration.seconds(1800)

  /// What came of trying to begin.
  enum Beginning {
    /// It has this number; it was there already where the app had asked for the same before.
    case begun(id: String, isNew: Bool)
    /// There is none to be had: the reason, a sentence.
    case refused(String)
  }

  /// Begins an operation.
  func start(_ query: String, isGrouped: Bool) async throws(SyncError) -> Beginning {
    // A mutation by name. It writes a file and nothing of the shop, so a dry run may ask for it, and it may be sent again:
    // another operation of the same text does no harm.
    let reply = try await client.ask(
      """
      mutation TendBulk($query: String!, $grouped: Boolean!) {
        bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
          bulkOperation { id } userErrors { code }
        }
      }
      """, ["query": .string(query), "grouped": .bool(isGrouped)])
    for problem in reply.problems {
      switch problem.code {
      case "ACCESS_DENIED", "undefinedField", "argumentNotAccepted":
        return .refused("The app may not make one, or the version of the API has none.")
      default: throw problem.error(stream)
      }
    }
    guard let payload = reply.data["bulkOperationRunQuery"]?.object, let errors = payload["userErrors"]?.array else {
      throw .data(.contract("It did not say whether it began a bulk operation."))
    }
    if let error = errors.first {
      switch error.object?["code"]?.string {
      case "OPERATION_IN_PROGRESS", "LIMIT_REACHED": return try await running(query)
      default: return .refused("It does not take the query.")
      }
    }
    guard let id = Self.number(payload["bulkOperation"]?.object) else {
      throw .data(.contract("It began a bulk operation without an id."))
    }
    return .begun(id: id, isNew: true)
  }

  /// The operation that keeps another one from beginning, where it is for the same.
  private func running(_ query: String) async throws(SyncError) -> Beginning {
    let data = try await client.data(
      "query TendOperations { bulkOperations(first: 20) { nodes { id status query } } }", of: stream)
    guard let nodes = data["bulkOperations"]?.object?["nodes"]?.array else {
      throw .data(.contract("It does not tell which bulk operations there are."))
    }
    for node in nodes.compactMap(\.object) {
      guard let status = node["status"]?.string, status == "CREATED" || status == "RUNNING",
        node["query"]?.string.map({ sameBytes($0, query) }) == true, let id = Self.number(node)
      else { continue }
      return .begun(id: id, isNew: false)
    }
    return .refused("Others of the app are under way, and more are not allowed.")
  }

  /// How an operation stands; nil where there is none of that number.
  func look(_ id: String) async throws(SyncError) -> ShopifyOperation? {
    let data = try await client.data(
      "query TendOperation($id: ID!) { node(id: $id) { ... on BulkOperation { \(ShopifyOperation.fields) } } }",
      ["id": .string("gid://shopify/BulkOperation/\(id)")], of: stream)
    // A node that is not there is null; an answer without the field at all says nothing.
    guard let node = data["node"] else { return nil }
    guard let object = node.object, Self.number(object) == id else {
      throw .data(.contract("It told of another bulk operation than was asked for."))
    }
    return try ShopifyOperation(object)
  }

  /// Waits until an operation is over, one way or another; nil where there is none of that number.
  ///
  /// - Throws: `retry` where it takes longer than a run waits.
  func ended(_ id: String) async throws(SyncError) -> ShopifyOperation? {
    var wait = Self.waits.first
    var waited = Duration.zero
    while true {
      guard let operation = try await look(id) else { return nil }
      guard operation.status == .created || operation.status == .running else { return operation }
      guard waited < Self.patience else {
        throw .retry(.preparing(stream, objects: operation.objects, waited: waited), after: nil)
      }
      do { try await timing.sleep(wait) } catch {
        throw .retry(Diagnostic(.source, code: "http.cancelled", "The request was ended early"), after: nil)
      }
      waited += wait
      wait = min(wait * 3 / 2, Self.waits.longest)
    }
  }

  private static func number(_ operation: JSONObject?) -> String? {
    guard let gid = operation?["id"]?.string, gid.hasPrefix("gid://shopify/BulkOperation/"),
      let number = gid.split(separator: "/").last.map(String.init), isPlainID(number)
    else { return nil }
    return number
  }
}
