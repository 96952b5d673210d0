/// A document of GraphQL, read but not checked against any schema.
struct GraphQLDocument: Sendable {
  var operations: [GraphQLOperation] = []
  var fragments: [String: GraphQLFragment] = [:]
}

/// A query or mutation.
struct GraphQLOperation: Sendable {
  struct Variable: Sendable {
    var name: String
    var isRequired: Bool
    var standard: GraphQLValue?
  }

  var kind: String
  var name: String?
  var variables: [Variable] = []
  var selections: [GraphQLSelection] = []
}

/// A named set of fields of one type.
struct GraphQLFragment: Sendable {
  var type: String
  var selections: [GraphQLSelection]
}

/// What is asked of an object.
enum GraphQLSelection: Sendable {
  case field(GraphQLField)
  case inline(type: String?, [GraphQLSelection])
  case spread(String)
}

/// One field that is asked for.
struct GraphQLField: Sendable {
  var alias: String?
  var name: String
  var arguments: [(name: String, value: GraphQLValue)] = []
  var selections: [GraphQLSelection] = []
  /// The place in the document.
  var line: Int
  var column: Int

  /// The name it has in the answer.
  var key: String { alias ?? name }
}

/// A value as a document writes it.
enum GraphQLValue: Sendable {
  case variable(String)
  case plain(SandboxJSON)
  case list([GraphQLValue])
  case object([(String, GraphQLValue)])
}

/// Why a document can't be answered, as it goes into `errors`.
struct GraphQLError: Error {
  var message: String
  var code: String
  var path: [SandboxJSON] = []
  var place: (line: Int, column: Int)?
  var more: [(key: String, value: SandboxJSON)] = []

  var json: SandboxJSON {
    var members: [(key: String, value: SandboxJSON)] = [("message", .string(message))]
    if let place { members.append(("locations", [["line": .integer(place.line), "column": .integer(place.column)]])) }
    if !path.isEmpty { members.append(("path", .array(path))) }
    members.append(("extensions", .object([("code", .string(code))] + more)))
    return .object(members)
  }
}
