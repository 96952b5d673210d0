/// An object that can be asked for its fields.
struct GraphQLObject {
  let type: String
  let resolve: (_ field: String, _ arguments: GraphQLArguments) -> GraphQLResult

  init(_ type: String, _ resolve: @escaping (String, GraphQLArguments) -> GraphQLResult) {
    self.type = type
    self.resolve = resolve
  }
}

/// What a field of an object is.
enum GraphQLResult {
  case value(SandboxJSON)
  case object(GraphQLObject?)
  case list([GraphQLObject?])
  case page(GraphQLPage)
  /// The app may not see it without a scope.
  case denied(scope: String)
  case failed(GraphQLError)

  static func text(_ text: String?) -> GraphQLResult { .value(.text(text)) }
  static var null: GraphQLResult { .value(nil) }
}

/// A part of a connection.
struct GraphQLPage {
  var nodes: [GraphQLObject] = []
  var cursors: [String] = []
  var hasNext = false
  var hasPrevious = false

  /// A page of a list that is at hand; cursors are places in it.
  static func of(_ all: [GraphQLObject], _ arguments: GraphQLArguments) -> GraphQLPage {
    let places = arguments.flag("reverse") ? Array(all.indices.reversed()) : Array(all.indices)
    let start = arguments.text("after").flatMap { Int($0.dropFirst()) }.map { $0 + 1 } ?? 0
    let end = min(places.count, start + (arguments.integer("first") ?? 250))
    guard start < end else { return GraphQLPage(hasPrevious: start > 0) }
    return GraphQLPage(
      nodes: places[start..<end].map { all[$0] }, cursors: (start..<end).map { "p\($0)" }, hasNext: end < places.count,
      hasPrevious: start > 0)
  }
}

/// The arguments of a field, their variables filled in.
struct GraphQLArguments {
  var values: [String: SandboxJSON] = [:]

  func text(_ name: String) -> String? { if case .string(let text)? = values[name] { text } else { nil } }
  func integer(_ name: String) -> Int? { if case .integer(let number)? = values[name] { number } else { nil } }
  func flag(_ name: String) -> Bool { if case .bool(let flag)? = values[name] { flag } else { false } }
  func texts(_ name: String) -> [String] {
    guard case .array(let list)? = values[name] else { return [] }
    return list.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}

/// Answers operations that were checked, from the root object down.
///
/// What can't be shown is null and an error; where the schema allows no null, what it stands in is null instead, up to
/// the answer as a whole.
struct GraphQLExecutor {
  private let plan: GraphQLPlan
  private var errors: [GraphQLError] = []
  private var path: [SandboxJSON] = []

  /// Answers one selection, of as many objects as there are.
  init(
    _ selections: [GraphQLSelection], schema: GraphQLSchema, fragments: [String: GraphQLFragment] = [:],
    variables: [String: SandboxJSON] = [:]
  ) {
    plan = GraphQLPlan(selections, .init(schema: schema, fragments: fragments, variables: variables))
  }

  /// A value with its variables filled in.
  static func plain(_ value: GraphQLValue, _ variables: [String: SandboxJSON]) -> SandboxJSON {
    switch value {
    case .variable(let name): variables[name] ?? .null
    case .plain(let plain): plain
    case .list(let list): .array(list.map { plain($0, variables) })
    case .object(let members): .object(members.map { ($0.0, plain($0.1, variables)) })
    }
  }

  /// The answer of an object: null where something in it is that may not be; and why something is not shown.
  mutating func answer(_ object: GraphQLObject) -> (data: SandboxJSON, errors: [GraphQLError]) {
    errors = []
    let data = answer(plan, of: object)
    return (data, errors)
  }

  private mutating func answer(_ plan: GraphQLPlan, of object: GraphQLObject) -> SandboxJSON {
    let fields = plan.fields(of: object.type)
    var members: [(key: String, value: SandboxJSON)] = []
    members.reserveCapacity(fields.count)
    for field in fields {
      guard let known = field.known else {
        members.append((field.field.key, .string(object.type)))
        continue
      }
      path.append(field.key)
      defer { path.removeLast() }
      let count = errors.count
      let value = value(object.resolve(field.field.name, field.arguments), field, known)
      if known.isRequired, case .null = value {
        if errors.count == count { fail(field.field, of: object.type) }
        return nil
      }
      members.append((field.field.key, value))
    }
    return .object(members)
  }

  /// A null that nobody has told the reason of.
  private mutating func fail(_ field: GraphQLField, of type: String) {
    errors.append(
      GraphQLError(
        message: "Cannot return null for non-nullable field \(type).\(field.name)", code: "INTERNAL_SERVER_ERROR",
        path: path, place: (field.line, field.column)))
  }

  private mutating func value(
    _ result: GraphQLResult, _ asked: GraphQLPlan.Field, _ known: GraphQLSchema.Field
  ) -> SandboxJSON {
    switch result {
    case .value(let value): return value
    case .object(let object):
      guard let object else { return nil }
      return answer(asked.inner, of: object)
    case .list(let objects): return list(objects, asked.inner, known)
    case .page(let page): return answer(asked.inner, of: Self.connection(page, of: known.type))
    case .denied(let scope):
      errors.append(
        GraphQLError(
          message: "Access denied for \(asked.field.name) field. Required access: `\(scope)` access scope.",
          code: "ACCESS_DENIED", path: path, place: (asked.field.line, asked.field.column),
          more: [
            ("documentation", "https://shopify.dev/api/usage/access-scopes"),
            ("requiredAccess", .string("`\(scope)` access scope.")),
          ]))
      return nil
    case .failed(var error):
      error.path = path
      errors.append(error)
      return nil
    }
  }

  private mutating func list(
    _ objects: [GraphQLObject?], _ inner: GraphQLPlan, _ known: GraphQLSchema.Field
  ) -> SandboxJSON {
    var values: [SandboxJSON] = []
    values.reserveCapacity(objects.count)
    for (index, object) in objects.enumerated() {
      path.append(.integer(index))
      defer { path.removeLast() }
      let value = object.map { answer(inner, of: $0) } ?? .null
      if known.hasRequired, case .null = value { return nil }
      values.append(value)
    }
    return .array(values)
  }

  private static func connection(_ page: GraphQLPage, of type: String) -> GraphQLObject {
    GraphQLObject("\(type)Connection") { field, _ in
      switch field {
      case "nodes": .list(page.nodes)
      case "edges":
        .list(
          zip(page.nodes, page.cursors).map { node, cursor in
            GraphQLObject("\(type)Edge") { name, _ in name == "node" ? .object(node) : .text(cursor) }
          })
      default:
        .object(
          GraphQLObject("PageInfo") { name, _ in
            switch name {
            case "hasNextPage": .value(.bool(page.hasNext))
            case "hasPreviousPage": .value(.bool(page.hasPrevious))
            case "startCursor": .text(page.cursors.first)
            default: .text(page.cursors.last)
            }
          })
      }
    }
  }
}
