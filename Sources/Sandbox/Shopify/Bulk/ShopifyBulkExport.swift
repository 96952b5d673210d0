import Records

/// What a bulk operation writes: a line of JSON a node, rows of its lists behind it with `__parentId`.
///
/// Nothing of it is held: its lines are counted from the ids, and made when the file is fetched.
struct ShopifyBulkExport: Sendable {
  /// How many places the list has; some may be passed over.
  let count: Int
  private let query: ShopifyBulkQuery
  private let node: @Sendable (Int) -> GraphQLObject?
  private let isGrouped: Bool

  /// So many nodes come before their rows where these are not grouped.
  private static let block = 40
  /// The least bytes that are handed over at once, but for the last.
  private static let piece = 1 << 16

  /// The export of an operation, over the shop as it was when that began.
  ///
  /// - Throws: what can't be shown.
  init(_ operation: ShopifyOperations.Operation, of shop: SimulatedShopify) throws(GraphQLError) {
    query = try ShopifyBulkQuery(operation.text)
    isGrouped = operation.isGrouped
    if let scope = ShopifyRoot.access[query.root.name], !shop.scopes.contains(scope) {
      throw GraphQLError(message: "Access denied for \(query.root.name)", code: "ACCESS_DENIED")
    }
    var arguments = GraphQLArguments()
    for argument in query.root.arguments {
      arguments.values[argument.name] = GraphQLExecutor.plain(argument.value, [:])
    }
    guard let list = ShopifyListing(shop: shop, now: operation.created).whole(query.root.name, arguments) else {
      throw GraphQLError(message: "\(query.root.name) is not simulated in bulk", code: "INTERNAL_SERVER_ERROR")
    }
    (count, node) = (list.count, list.node)
  }

  /// How many lines come of some places of the list, and how many of them are nodes of the list itself.
  ///
  /// - Throws: what the app may not see of the first of them.
  func size(of places: Range<Int>) throws(GraphQLError) -> (objects: Int, roots: Int) {
    var size = (objects: 0, roots: 0)
    var whole = Self.executor(query.node)
    var ids = Self.executor(query.ids)
    for place in places {
      guard let object = node(place) else { continue }
      if size.roots == 0 { _ = try Self.lines(of: object, &whole) }
      size.roots += 1
      size.objects += try Self.lines(of: object, &ids).count
    }
    return size
  }

  /// The file from a byte on, piece by piece.
  func pieces(from start: Int) -> AnyIterator<[UInt8]> {
    var (place, roots, skipped) = (0, 0, 0)
    var rows: [SandboxJSON] = []
    var executor = Self.executor(query.node)
    return AnyIterator {
      while true {
        var out: [UInt8] = []
        while out.count < Self.piece, place < count {
          defer { place += 1 }
          guard let object = node(place), var own = try? Self.lines(of: object, &executor) else { continue }
          roots += 1
          Self.write(own.removeFirst(), to: &out)
          rows += own
          if isGrouped || roots % Self.block == 0 || place == count - 1 {
            rows.forEach { Self.write($0, to: &out) }
            rows = []
          }
        }
        if place == count {
          rows.forEach { Self.write($0, to: &out) }
          rows = []
        }
        if out.isEmpty { return nil }
        let surplus = min(out.count, start - skipped)
        skipped += surplus
        if surplus < out.count { return Array(out.dropFirst(surplus)) }
      }
    }
  }

  private static func executor(_ selections: [GraphQLSelection]) -> GraphQLExecutor {
    GraphQLExecutor(selections, schema: .shopify)
  }

  private static func lines(
    of object: GraphQLObject, _ executor: inout GraphQLExecutor
  ) throws(GraphQLError) -> [SandboxJSON] {
    let (node, errors) = executor.answer(object)
    if let error = errors.first { throw error }
    return flat(node, parent: nil)
  }

  /// As the vendor writes it, every slash escaped.
  private static func write(_ object: SandboxJSON, to out: inout [UInt8]) {
    for byte in object.bytes {
      if byte == UInt8(ascii: "/") { out.append(UInt8(ascii: "\\")) }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// An object, and behind it the rows of its lists, each with its own.
  private static func flat(_ value: SandboxJSON, parent: SandboxJSON?) -> [SandboxJSON] {
    guard case .object(let members) = value else { return [] }
    var own: [(key: String, value: SandboxJSON)] = []
    var rows: [SandboxJSON] = []
    for member in members {
      // Nothing but a connection is asked for by its edges.
      if case .array(let edges)? = member.value["edges"] {
        for edge in edges { rows += edge["node"].map { flat($0, parent: value["id"]) } ?? [] }
      } else {
        own.append(member)
      }
    }
    if let parent { own.append(("__parentId", parent)) }
    return [.object(own)] + rows
  }
}
