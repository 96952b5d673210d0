import Records

extension ShopifyRoot {
  /// What can be changed: nothing of the shop, only what is being exported.
  var mutations: GraphQLObject {
    GraphQLObject("Mutation") { field, arguments in
      .object(field == "bulkOperationRunQuery" ? run(arguments) : cancel(arguments))
    }
  }

  private func run(_ arguments: GraphQLArguments) -> GraphQLObject {
    let text = arguments.text("query") ?? ""
    do throws(GraphQLError) { _ = try ShopifyBulkQuery(text) } catch {
      return payload("BulkOperationRunQueryPayload", nil, (error.code, error.message))
    }
    let (begun, other) = shop.operations.start(text, isGrouped: arguments.flag("groupObjects"), at: now)
    if let begun { return payload("BulkOperationRunQueryPayload", describe(begun), nil) }
    let message = "A bulk query operation for this app and shop is already in progress: \(Self.gid(other))"
    let code = shop.operations.limit == 1 ? "OPERATION_IN_PROGRESS" : "LIMIT_REACHED"
    return payload("BulkOperationRunQueryPayload", nil, (code, message))
  }

  private func cancel(_ arguments: GraphQLArguments) -> GraphQLObject {
    let number = arguments.text("id").flatMap(ShopifyID.parts)?.number
    let cancelled = number.flatMap { shop.operations.cancel($0, at: now) }
    return payload(
      "BulkOperationCancelPayload", cancelled.map { describe($0) },
      cancelled == nil ? ("INVALID", "Bulk operation does not exist") : nil)
  }

  private func payload(
    _ type: String, _ operation: GraphQLObject?, _ error: (code: String, message: String)?
  ) -> GraphQLObject {
    GraphQLObject(type) { field, _ in
      if field == "bulkOperation" { return .object(operation) }
      guard let error else { return .list([]) }
      let kind = type == "BulkOperationRunQueryPayload" ? "BulkOperationUserError" : "UserError"
      return .list([
        GraphQLObject(kind) { name, _ in
          switch name {
          case "code": .text(error.code)
          case "message": .text(error.message)
          default: .value(["query"])
          }
        }
      ])
    }
  }

  /// An operation by its global id; nil for an id of something else.
  func operation(_ gid: String) -> GraphQLObject? {
    guard let (type, number) = ShopifyID.parts(gid), type == "BulkOperation" else { return nil }
    return shop.operations.look(at: number, at: now) { operation throws(GraphQLError) in
      try ShopifyBulkExport(operation, of: shop)
    }.map { describe($0) }
  }

  func describe(_ operation: ShopifyOperations.Operation) -> GraphQLObject {
    GraphQLObject("BulkOperation") { field, _ in
      switch field {
      case "id": return .text(Self.gid(operation.id))
      case "status": return .text(operation.status.rawValue.uppercased())
      case "type": return .text("QUERY")
      case "query": return .text(operation.text)
      case "createdAt": return ShopifyForm.time(operation.created)
      case "completedAt": return ShopifyForm.time(operation.completed)
      case "errorCode": return .text(operation.errorCode)
      // Numbers of 64 bits are texts. The size of the file is not told, since it is made while it is fetched.
      case "objectCount": return .text(String(operation.size.objects))
      case "rootObjectCount": return .text(String(operation.size.roots))
      case "url":
        guard operation.status == .completed, operation.size.objects > 0, let completed = operation.completed else {
          return .null
        }
        return .text(ShopifyBulkServing.url(operation.id, from: completed, at: origin))
      default: return .null
      }
    }
  }

  private static func gid(_ number: Int) -> String { "gid://shopify/BulkOperation/\(number)" }
}

/// Makes and serves the results of bulk operations. Whoever has the address gets the file, until it ends.
struct ShopifyBulkServing {
  let shop: SimulatedShopify
  let now: Instant

  /// `…/bulk/1000000000001.jsonl?Expires=…&Signature=…`
  static func url(_ id: Int, from completed: Instant, at origin: String) -> String {
    let end = (completed + ShopifyOperations.life).seconds
    return "\(origin)/bulk/\(id).jsonl?Expires=\(end)&Signature=\(signature(id, end))"
  }

  private static func signature(_ id: Int, _ end: Int64) -> String {
    String(ShopifyOperations.hash("\(SimulatedShopify.client.secret) \(id) \(end)"), radix: 16)
  }

  /// Answers a request for a file, or for the rest of one.
  func file(_ request: SandboxRequest) -> SandboxResponse {
    let name = request.segments.last ?? ""
    guard request.segments.count == 2, name.hasSuffix(".jsonl"), let id = Int(name.dropLast(6)),
      let end = request.parameter("Expires").flatMap({ Int64($0) }),
      request.parameter("Signature") == Self.signature(id, end)
    else { return refused(403, "SignatureDoesNotMatch") }
    guard Instant(seconds: end) >= now else { return refused(403, "ExpiredToken") }
    guard let operation = shop.operations.finished(id), let export = try? ShopifyBulkExport(operation, of: shop) else {
      return refused(404, "NoSuchKey")
    }
    var response = SandboxResponse(status: 200, headers: [("Content-Type", "application/jsonl")])
    guard shop.operations.honoursRanges, export.count <= Self.rangeLimit, let range = request.headers["range"] else {
      response.pieces = SandboxPieces { export.pieces(from: 0) }
      return response
    }
    let size = export.pieces(from: 0).reduce(0) { $0 + $1.count }
    guard range.hasPrefix("bytes="), range.hasSuffix("-"), let start = Int(range.dropFirst(6).dropLast()), start < size
    else { return refused(416, "InvalidRange") }
    response.status = 206
    response.headers.append(("Content-Range", "bytes \(start)-\(size - 1)/\(size)"))
    response.pieces = SandboxPieces { export.pieces(from: start) }
    return response
  }

  /// Whoever gives a part has to know the size of the whole, so of a longer list only all is given.
  private static let rangeLimit = 50_000

  private func refused(_ status: Int, _ code: String) -> SandboxResponse {
    let xml = "<?xml version='1.0' encoding='UTF-8'?><Error><Code>\(code)</Code></Error>"
    return SandboxResponse(status: status, headers: [("Content-Type", "application/xml")], body: Array(xml.utf8))
  }
}
