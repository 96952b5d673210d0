/// What is asked of objects, worked out once for all objects of a type: a page has hundreds of them.
final class GraphQLPlan {
  /// One field, with all that is asked of what it gives.
  struct Field {
    var field: GraphQLField
    var key: SandboxJSON
    var arguments = GraphQLArguments()
    /// Nil for `__typename`.
    var known: GraphQLSchema.Field?
    var inner: GraphQLPlan
  }

  /// What a plan is made with.
  struct Terms {
    let schema: GraphQLSchema
    let fragments: [String: GraphQLFragment]
    let variables: [String: SandboxJSON]
  }

  private let selections: [GraphQLSelection]
  private let terms: Terms
  private var byType: [String: [Field]] = [:]

  init(_ selections: [GraphQLSelection], _ terms: Terms) {
    self.selections = selections
    self.terms = terms
  }

  /// The fields asked of an object of a type, each key once; those that the schema does not know are left out.
  func fields(of type: String) -> [Field] {
    if let known = byType[type] { return known }
    var found: [GraphQLField] = []
    collect(selections, of: type, into: &found)
    let planned = found.compactMap { plan($0, of: type) }
    byType[type] = planned
    return planned
  }

  private func collect(_ selections: [GraphQLSelection], of type: String, into found: inout [GraphQLField]) {
    for selection in selections {
      switch selection {
      case .field(let field):
        if let place = found.firstIndex(where: { $0.key == field.key }) {
          found[place].selections += field.selections
        } else {
          found.append(field)
        }
      case .inline(let narrower, let inner):
        guard narrower == nil || narrower == type || narrower == "Node" else { continue }
        collect(inner, of: type, into: &found)
      case .spread(let name):
        guard let fragment = terms.fragments[name], fragment.type == type || fragment.type == "Node" else { continue }
        collect(fragment.selections, of: type, into: &found)
      }
    }
  }

  private func plan(_ field: GraphQLField, of type: String) -> Field? {
    var planned = Field(field: field, key: .string(field.key), inner: GraphQLPlan(field.selections, terms))
    if field.name == "__typename" { return planned }
    guard let known = terms.schema.types[type]?[field.name] else { return nil }
    planned.known = known
    for argument in field.arguments {
      let value = GraphQLExecutor.plain(argument.value, terms.variables)
      if case .null = value { continue }
      planned.arguments.values[argument.name] = value
    }
    return planned
  }
}
