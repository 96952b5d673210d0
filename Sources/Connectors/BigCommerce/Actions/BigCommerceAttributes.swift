import HTTP
import Records

/// Tags of customers, which BigCommerce does not have: an attribute of the tag's name with the value `yes`.
///
/// Not the customer's group: that sets prices. Whatever stands in the attribute counts as the tag, so a value that staff
/// gave stays.
struct BigCommerceAttributes: Sendable {
  let writer: BigCommerceWriter

  private struct Attribute {
    var id: Int
    var isText: Bool
  }

  private struct Value {
    var id: Int
    var text: String
  }

  private static let definitions = ["v3", "customers", "attributes"]
  private static let values = ["v3", "customers", "attribute-values"]
  private static let on = "yes"

  func find(_ tag: String, isOn: Bool, of customer: BigCommerceTarget) async throws(ActionError) -> Confirmation? {
    let value = try await look(tag, customer).value
    return (value?.text.isEmpty == false) == isOn ? Confirmation(customer.target.id, wasThere: true) : nil
  }

  /// BigCommerce makes the value or changes it, so that it may be sent as often as one likes.
  func set(_ tag: String, of customer: BigCommerceTarget) async throws(ActionError) -> Confirmation {
    let (known, value) = try await look(tag, customer)
    if value?.text.isEmpty == false { return Confirmation(customer.target.id, wasThere: true) }
    if known?.isText == false { throw Self.otherType }
    let attribute: Int
    if let known { attribute = known.id } else { attribute = try await define(tag) }
    let body: JSONValue = [
      ["attribute_id": .integer(attribute), "value": .string(Self.on), "customer_id": .integer(customer.id)]
    ]
    let rows = try await writer.rows(.put, Self.values, [], body, .write(.idempotent))
    guard
      rows.contains(where: { $0["attribute_id"]?.integer == attribute && $0["customer_id"]?.integer == customer.id })
    else { throw writer.strange("It does not tell the value that it wrote.", Self.values, .write(.idempotent)) }
    return Confirmation(customer.target.id, wasThere: false)
  }

  /// What was deleted can be deleted again.
  func clear(_ tag: String, of customer: BigCommerceTarget) async throws(ActionError) -> Confirmation {
    guard let value = try await look(tag, customer).value, !value.text.isEmpty else {
      return Confirmation(customer.target.id, wasThere: true)
    }
    let answer = try await writer.send(
      .delete, Self.values, [("id:in", String(value.id))], nil, .write(.idempotent))
    // Documented is 204 without a body.
    guard answer?.object?["errors"] == nil else {
      throw writer.strange("An error came where nothing was to come.", Self.values, .write(.idempotent))
    }
    return Confirmation(customer.target.id, wasThere: false)
  }

  // MARK: Looking

  private func look(
    _ tag: String, _ customer: BigCommerceTarget
  ) async throws(ActionError) -> (attribute: Attribute?, value: Value?) {
    let found = try await writer.rows(.get, ["v3", "customers"], [("id:in", String(customer.id))])
    guard found.contains(where: { $0["id"]?.integer == customer.id }) else { throw customer.gone }
    guard let attribute = try await definition(of: tag) else { return (nil, nil) }
    let values = try await writer.rows(
      .get, Self.values, [("customer_id:in", String(customer.id)), ("attribute_id:in", String(attribute.id))])
    for row in values
    where row["attribute_id"]?.integer == attribute.id && row["customer_id"]?.integer == customer.id {
      guard let id = row["id"]?.integer, let text = row["attribute_value"]?.string else {
        throw writer.strange("A value has no id or no text.", Self.values, .read)
      }
      return (attribute, Value(id: id, text: text))
    }
    return (attribute, nil)
  }

  /// A store has at most 50 attributes, fewer than a page.
  private func definition(of tag: String) async throws(ActionError) -> Attribute? {
    let rows = try await writer.rows(.get, Self.definitions, [("limit", "250")])
    for row in rows {
      guard let id = row["id"]?.integer, let name = row["name"]?.string else {
        throw writer.strange("An attribute has no id or no name.", Self.definitions, .read)
      }
      if name.isSameTag(as: tag) { return Attribute(id: id, isText: row["type"]?.string == "string") }
    }
    return nil
  }

  /// Makes the attribute. It is looked for by its name first; BigCommerce does not say that it refuses a second one.
  private func define(_ tag: String) async throws(ActionError) -> Int {
    let body: JSONValue = [["name": .string(tag.trimmed), "type": "string"]]
    let rows = try await writer.rows(.post, Self.definitions, [], body, .write(.ifNotCarriedOut))
    guard let id = rows.first?["id"]?.integer else {
      throw writer.strange("It does not tell the attribute that it made.", Self.definitions, .write(.ifNotCarriedOut))
    }
    return id
  }

  private static let otherType = ActionError.refused(
    Diagnostic(
      .source, code: "action.attribute-type", "The customer attribute of that name is no text",
      reason: "It holds numbers or dates, so it can't stand for a tag.",
      hints: ["Choose another tag, or delete the attribute in BigCommerce"]))
}
