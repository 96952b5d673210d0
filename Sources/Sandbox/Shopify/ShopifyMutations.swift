import Records

/// What can be changed at the root of a mutation: tags, notes of orders, segments, holds.
struct ShopifyMutations {
  let shop: SimulatedShopify
  let now: Instant
  /// What begins and ends bulk operations.
  let bulk: GraphQLObject

  private static let mostTags = 250
  private static let longestTag = 255
  private static let longestNote = 5000

  private var nodes: ShopifyNodes { ShopifyNodes(shop: shop, now: now) }

  var object: GraphQLObject {
    GraphQLObject("Mutation") { field, arguments in
      switch field {
      case "tagsAdd": changeTags("TagsAddPayload", arguments, isAdding: true)
      case "tagsRemove": changeTags("TagsRemovePayload", arguments, isAdding: false)
      case "orderUpdate": orderUpdate(arguments)
      case "segmentCreate": segmentCreate(arguments)
      case "segmentUpdate": segmentUpdate(arguments)
      case "fulfillmentOrderHold": fulfillmentOrderHold(arguments)
      default: bulk.resolve(field, arguments)
      }
    }
  }

  /// One thing that is wrong, as it goes into `userErrors`.
  struct Objection {
    var field: [String]
    var message: String
    var code: String?
  }

  /// A payload: what was written where nothing is objected to.
  func payload(
    _ type: String, _ objections: [Objection] = [], error: String = "UserError",
    _ written: @escaping (String) -> GraphQLResult = { _ in .object(nil) }
  ) -> GraphQLResult {
    .object(
      GraphQLObject(type) { field, _ in
        guard field == "userErrors" else { return objections.isEmpty ? written(field) : .object(nil) }
        return .list(
          objections.map { objection in
            GraphQLObject(error) { name, _ in
              switch name {
              case "field": .value(.array(objection.field.map { .string($0) }))
              case "code": .text(objection.code)
              default: .text(objection.message)
              }
            }
          })
      })
  }

  /// A variable that is not of its type: the whole document is not begun.
  func invalid(_ name: String) -> GraphQLResult {
    .failed(GraphQLError(message: "Variable $\(name) was provided invalid value", code: "INVALID_VARIABLE"))
  }

  // MARK: Tags

  private func changeTags(_ type: String, _ arguments: GraphQLArguments, isAdding: Bool) -> GraphQLResult {
    let gid = arguments.text("id") ?? ""
    guard let (kind, number) = ShopifyID.parts(gid), let scope = Self.tagged[kind] else {
      return payload(type, [Objection(field: ["id"], message: "id is not a valid global id")])
    }
    guard shop.scopes.contains(scope) else { return .denied(scope: scope) }
    guard let node = nodes.node(gid) else {
      return payload(type, [Objection(field: ["id"], message: "\(kind) does not exist")])
    }
    let given = arguments.texts("tags").map(Self.trimmed).filter { !$0.isEmpty }
    if let long = given.first(where: { $0.count > Self.longestTag }) {
      return payload(type, [Objection(field: ["tags"], message: "Tag '\(long)' is too long")])
    }
    let isOrder = kind == "Order"
    let index = number - (isOrder ? ShopifyID.order : ShopifyID.customer)
    let old = isOrder ? shop.world.order(index, at: now).state.tags : shop.world.customer(index, at: now).state.tags
    if isAdding, Set((old + given).map { $0.lowercased() }).count > Self.mostTags {
      return payload(type, [Objection(field: ["tags"], message: "Tags cannot be more than 250")])
    }
    if isOrder {
      shop.written.tag(order: index, at: now, adding: isAdding ? given : [], removing: isAdding ? [] : given)
    } else {
      shop.written.tag(customer: index, at: now, adding: isAdding ? given : [], removing: isAdding ? [] : given)
    }
    return payload(type) { _ in .object(nodes.node(gid) ?? node) }
  }

  private static let tagged = ["Order": "write_orders", "Customer": "write_customers"]

  static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.prefix(start.count - start.reversed().prefix(while: \.isWhitespace).count))
  }

  // MARK: Notes

  private func orderUpdate(_ arguments: GraphQLArguments) -> GraphQLResult {
    let type = "OrderUpdatePayload"
    guard shop.scopes.contains("write_orders") else { return .denied(scope: "write_orders") }
    guard case .object(let members)? = arguments.values["input"],
      members.allSatisfy({ Self.orderInput.contains($0.key) }),
      case .string(let gid)? = arguments.values["input"]?["id"]
    else { return invalid("input") }
    guard let (kind, number) = ShopifyID.parts(gid), kind == "Order", nodes.node(gid) != nil else {
      return payload(type, [Objection(field: ["id"], message: "Order does not exist")])
    }
    guard case .string(let note)? = arguments.values["input"]?["note"] else {
      return payload(type, [Objection(field: [], message: "No valid update parameters have been provided")])
    }
    guard note.count <= Self.longestNote else {
      return payload(
        type, [Objection(field: ["note"], message: "Note is too long (maximum is \(Self.longestNote) characters)")])
    }
    shop.written.write(order: number - ShopifyID.order, at: now) { $0.note = note }
    return payload(type) { _ in .object(nodes.node(gid)) }
  }

  private static let orderInput: Set<String> = [
    "id", "email", "phone", "note", "tags", "shippingAddress", "customAttributes", "metafields", "localizedFields",
    "poNumber",
  ]

  // MARK: Segments

  private func segmentCreate(_ arguments: GraphQLArguments) -> GraphQLResult {
    let type = "SegmentCreatePayload"
    guard shop.scopes.contains("write_customers") else { return .denied(scope: "write_customers") }
    let name = Self.trimmed(arguments.text("name") ?? "")
    let query = arguments.text("query") ?? ""
    let objections = Self.objections(name, query)
    if !objections.isEmpty { return payload(type, objections) }
    let segment = shop.segments.make(name, query, at: now)
    return payload(type) { _ in .object(nodes.segment(segment)) }
  }

  private func segmentUpdate(_ arguments: GraphQLArguments) -> GraphQLResult {
    let type = "SegmentUpdatePayload"
    guard shop.scopes.contains("write_customers") else { return .denied(scope: "write_customers") }
    let (name, query) = (arguments.text("name").map(Self.trimmed), arguments.text("query"))
    let objections = Self.objections(name, query)
    if !objections.isEmpty { return payload(type, objections) }
    guard let parts = ShopifyID.parts(arguments.text("id") ?? ""), parts.type == "Segment",
      let segment = shop.segments.change(parts.number, name, query, at: now)
    else { return payload(type, [Objection(field: ["id"], message: "Segment does not exist")]) }
    return payload(type) { _ in .object(nodes.segment(segment)) }
  }

  /// Of the query language only this is known: a comparison has three words.
  private static func objections(_ name: String?, _ query: String?) -> [Objection] {
    if let name, name.isEmpty { return [Objection(field: ["name"], message: "Name can't be blank")] }
    guard let query else { return [] }
    let words = query.split(separator: " ")
    if words.isEmpty { return [Objection(field: ["query"], message: "Query can't be blank")] }
    guard words.count >= 3 else {
      return [Objection(field: ["query"], message: "Query Line 1 Column 1: '\(words[0])' is unexpected.")]
    }
    return []
  }
}
