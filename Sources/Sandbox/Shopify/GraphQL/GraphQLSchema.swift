/// The types that a simulated system knows, written briefly: a line each, its name and its fields.
///
/// A field is a scalar unless a type follows: `customer:Customer`, a list `refunds:[Refund]`, a connection
/// `lineItems:LineItem@`. Arguments stand in brackets; a connection has those of paging besides. What is never null ends
/// in `!`, as do the elements of such a list within its brackets.
struct GraphQLSchema {
  enum Shape { case scalar, object, list, connection }

  struct Field {
    var type: String
    var shape: Shape
    var arguments: Set<String>
    /// Whether it is never null.
    var isRequired = false
    /// Whether no element of a list is null.
    var hasRequired = false
  }

  private(set) var types: [String: [String: Field]] = [:]
  /// What an object of a type costs by itself; 1 where it is not listed.
  var costs: [String: Int] = [:]

  static let paging: Set<String> = ["first", "after", "last", "before", "reverse"]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let name = words.first else { continue }
      var fields = types[String(name)] ?? [:]
      for word in words.dropFirst() {
        let (label, field) = Self.field(word)
        fields[label] = field
      }
      types[String(name)] = fields
    }
    for field in types.values.flatMap(\.values) where field.shape == .connection {
      types[field.type + "Connection"] = [
        "nodes": Self.field("nodes:[\(field.type)!]!").1,
        "edges": Self.field("edges:[\(field.type)Edge!]!").1,
        "pageInfo": Self.field("pageInfo:PageInfo!").1,
      ]
      types[field.type + "Edge"] = ["node": Self.field("node:\(field.type)!").1, "cursor": Self.field("cursor!").1]
    }
    types["PageInfo"] = Dictionary(
      uniqueKeysWithValues: ["hasNextPage!", "hasPreviousPage!", "startCursor", "endCursor"].map { Self.field($0) })
  }

  private static func field(_ text: some StringProtocol) -> (String, Field) {
    let isRequired = text.hasSuffix("!")
    let word = Substring(text).dropLast(isRequired ? 1 : 0)
    let head = word.prefix { $0 != ":" }
    let label = head.prefix { $0 != "(" }
    let arguments = head.dropFirst(label.count + 1).dropLast().split(separator: ",").map(String.init)
    var type = word.dropFirst(head.count + 1)
    var shape = type.isEmpty ? Shape.scalar : .object
    var hasRequired = false
    if type.hasPrefix("[") {
      shape = .list
      type = type.dropFirst().dropLast()
      hasRequired = type.hasSuffix("!")
      if hasRequired { type = type.dropLast() }
    } else if type.hasSuffix("@") {
      shape = .connection
      type = type.dropLast()
    }
    return (
      String(label),
      Field(
        type: String(type), shape: shape,
        arguments: shape == .connection ? paging.union(arguments) : Set(arguments), isRequired: isRequired,
        hasRequired: hasRequired)
    )
  }
}

/// Checks a document against a schema and reckons what it costs, before anything is answered.
struct GraphQLCheck {
  let schema: GraphQLSchema
  let fragments: [String: GraphQLFragment]
  let variables: [String: SandboxJSON]
  /// Whether lists are taken whole, so that nobody has to say how much of them.
  var isWhole = false
  private(set) var errors: [GraphQLError] = []

  /// The points of what is asked of an object of a type.
  mutating func cost(_ selections: [GraphQLSelection], on type: String, path: [String]) -> Int {
    var sum = 0
    for selection in selections {
      switch selection {
      case .field(let field): sum += cost(field, on: type, path: path + [field.key])
      case .inline(let narrower, let inner):
        if let narrower, schema.types[narrower] == nil {
          errors.append(
            GraphQLError(
              message: "No such type \(narrower), so it can't be a fragment condition", code: "undefinedType",
              path: path.map { .string($0) }, more: [("typeName", .string(narrower))]))
        } else {
          sum += cost(inner, on: narrower ?? type, path: path)
        }
      case .spread(let name):
        guard let fragment = fragments[name], path.count < 24 else {
          errors.append(
            GraphQLError(message: "Fragment \(name) was used, but not defined", code: "useAndDefineFragment"))
          continue
        }
        sum += cost(fragment.selections, on: fragment.type, path: path + ["...\(name)"])
      }
    }
    return sum
  }

  private mutating func cost(_ field: GraphQLField, on type: String, path: [String]) -> Int {
    if field.name == "__typename" { return 0 }
    guard let known = schema.types[type]?[field.name] else {
      fail(
        "Field '\(field.name)' doesn't exist on type '\(type)'", "undefinedField", field, path,
        [("typeName", .string(type)), ("fieldName", .string(field.name))])
      return 0
    }
    for argument in field.arguments where !known.arguments.contains(argument.name) {
      fail(
        "Field '\(field.name)' doesn't accept argument '\(argument.name)'", "argumentNotAccepted", field, path,
        [("name", .string(field.name)), ("argumentName", .string(argument.name))])
    }
    guard known.shape != .scalar else {
      if !field.selections.isEmpty { fail("Selections can't be made on scalars", "selectionMismatch", field, path, []) }
      return 0
    }
    guard !field.selections.isEmpty else {
      fail("Field must have selections (field '\(field.name)')", "selectionMismatch", field, path, [])
      return 0
    }
    guard known.shape == .connection else {
      let own = schema.costs[known.type] ?? (known.type == "PageInfo" ? 0 : 1)
      return own + cost(field.selections, on: known.type, path: path)
    }
    return 2 + Self.share(of: size(field, path)) * (1 + nodeCost(field, known.type, path))
  }

  /// The cost of one node: of `nodes` and `edges`, whichever is asked for.
  private mutating func nodeCost(_ field: GraphQLField, _ type: String, _ path: [String]) -> Int {
    let whole = cost(field.selections, on: type + "Connection", path: path)
    let lists = field.selections.count {
      if case .field(let inner) = $0 { inner.name == "nodes" || inner.name == "edges" } else { false }
    }
    // The lists themselves, and an edge's node, have counted 1 each.
    let edges = field.selections.count { if case .field(let inner) = $0 { inner.name == "edges" } else { false } }
    return max(0, whole - lists - edges)
  }

  private mutating func size(_ field: GraphQLField, _ path: [String]) -> Int {
    for name in ["first", "last"] {
      guard let value = field.arguments.first(where: { $0.name == name })?.value else { continue }
      guard case .integer(let count) = GraphQLExecutor.plain(value, variables) else { continue }
      if count < 0 || count > 250 {
        fail("\(name) cannot exceed 250", "BAD_REQUEST", field, path, [])
        return 1
      }
      return count
    }
    if isWhole { return 1 }
    fail("you must provide one of first or last", "BAD_REQUEST", field, path, [])
    return 1
  }

  /// How much of a page is reckoned: max(1, ⌊2 ln n⌋), by whole steps.
  private static func share(of count: Int) -> Int {
    let steps = [3, 5, 8, 13, 21, 34, 55, 91, 149, 245]
    return 1 + steps.count { $0 <= count }
  }

  private mutating func fail(
    _ message: String, _ code: String, _ field: GraphQLField, _ path: [String], _ more: [(String, SandboxJSON)]
  ) {
    errors.append(
      GraphQLError(
        message: message, code: code, path: path.map { .string($0) }, place: (field.line, field.column),
        more: more.map { ($0.0, $0.1) }))
  }
}
