/// What is asked for in bulk, by the vendor's rules: one list at the root, taken with `edges { node }`, at most five lists
/// and two levels of them below each other, and none within a plain list.
struct ShopifyBulkQuery: Sendable {
  /// The list at the root.
  let root: GraphQLField
  /// What is asked of each of its nodes, lists within it whole.
  let node: [GraphQLSelection]
  /// The same with nothing but the ids.
  var ids: [GraphQLSelection] { Self.ids(of: node) }

  private static let schema = GraphQLSchema.shopify
  private static let lists = 5
  private static let levels = 2
  private static let longest = 65_535

  /// Reads a query.
  ///
  /// - Throws: what stands in `userErrors`, with the code `INVALID`.
  init(_ text: String) throws(GraphQLError) {
    guard text.utf8.count <= Self.longest else { throw Self.refusal("The query is too long") }
    let document: GraphQLDocument
    do throws(GraphQLError) { document = try GraphQLParser.document(text) } catch { throw Self.refusal(error.message) }
    let operation = document.operations[0]
    guard operation.kind == "query", operation.variables.isEmpty, operation.selections.count == 1,
      case .field(let field) = operation.selections[0], let known = Self.schema.types["QueryRoot"]?[field.name]
    else { throw Self.refusal("Bulk queries must have one top-level field") }
    guard known.shape == .connection else { throw Self.refusal("Bulk queries must contain at least one connection.") }
    var check = GraphQLCheck(schema: Self.schema, fragments: document.fragments, variables: [:], isWhole: true)
    _ = check.cost(operation.selections, on: "QueryRoot", path: ["query"])
    if let error = check.errors.first { throw Self.refusal(error.message) }
    var count = 0
    node = try Self.whole(try Self.nodes(of: field), on: known.type, level: 0, isInList: false, count: &count)
    root = field
    guard count < Self.lists else { throw Self.refusal("Bulk queries cannot contain more than 5 connections.") }
  }

  /// Of each node its id, and the connections in it.
  private static func ids(of selections: [GraphQLSelection]) -> [GraphQLSelection] {
    selections.compactMap { selection in
      guard case .field(var field) = selection else { return nil }
      if field.name == "id" { return selection }
      guard case .field(var edges)? = field.selections.first, edges.name == "edges",
        case .field(var node)? = edges.selections.first
      else { return nil }
      node.selections = ids(of: node.selections)
      edges.selections = [.field(node)]
      field.selections = [.field(edges)]
      return .field(field)
    }
  }

  static func refusal(_ message: String) -> GraphQLError { GraphQLError(message: message, code: "INVALID") }

  /// The selections of a connection's nodes.
  private static func nodes(of field: GraphQLField) throws(GraphQLError) -> [GraphQLSelection] {
    for case .field(let inner) in field.selections where inner.name == "edges" {
      for case .field(let node) in inner.selections where node.name == "node" { return node.selections }
    }
    throw refusal("Bulk queries must use edges and node for '\(field.name)'")
  }

  /// The selections with a size for each connection in them, since nothing of one is left out.
  private static func whole(
    _ selections: [GraphQLSelection], on type: String, level: Int, isInList: Bool, count: inout Int
  ) throws(GraphQLError) -> [GraphQLSelection] {
    var out: [GraphQLSelection] = []
    for selection in selections {
      switch selection {
      case .spread: throw refusal("Fragments are not simulated in bulk queries")
      case .inline(let narrower, let inner):
        out.append(
          .inline(
            type: narrower,
            try whole(inner, on: narrower ?? type, level: level, isInList: isInList, count: &count)))
      case .field(var field):
        guard let known = schema.types[type]?[field.name], known.shape != .scalar else {
          out.append(selection)
          continue
        }
        if known.shape == .connection {
          if isInList {
            throw refusal("Queries that contain a connection field within a list field are not supported.")
          }
          guard level < levels else { throw refusal("Bulk queries cannot nest connections more than 2 levels deep.") }
          let hasID = selections.contains { if case .field(let other) = $0 { other.name == "id" } else { false } }
          guard hasID else {
            throw refusal("The parent 'node' field for a nested connection must select the 'id' field")
          }
          count += 1
          let nodes = try whole(
            try nodes(of: field), on: known.type, level: level + 1, isInList: false, count: &count)
          field.arguments.append(("first", .plain(.integer(1 << 32))))
          var node = GraphQLField(name: "node", line: field.line, column: field.column)
          node.selections = nodes
          var edges = GraphQLField(name: "edges", line: field.line, column: field.column)
          edges.selections = [.field(node)]
          field.selections = [.field(edges)]
        } else {
          field.selections = try whole(
            field.selections, on: known.type, level: level, isInList: isInList || known.shape == .list, count: &count)
        }
        out.append(.field(field))
      }
    }
    return out
  }
}
