import Records

extension BigCommerceConnection: ActionTarget {
  static let actions: [ActionOffer] = [
    .init(
      .tag, on: .customer, scopes: [BigCommerceWriter.customers],
      about: "Gives a customer the attribute of the tag's name, which is made where the store has none."),
    .init(
      .untag, on: .customer, scopes: [BigCommerceWriter.customers],
      about: "Takes the value of the attribute of the tag's name from a customer."),
    .init(
      .note, on: .order, scopes: [BigCommerceWriter.orders],
      about: "Adds a line to the staff's notes of an order, which the customer does not see."),
  ]

  /// Carries an action out, unless its effect is there already.
  public func perform(_ action: SystemAction) async throws(ActionError) -> Confirmation {
    try Self.descriptor.admit(action)
    switch (action.content, action.target) {
    case (.tag(let tag), let target?): return try await attributes.set(tag, of: Self.known(target))
    case (.untag(let tag), let target?): return try await attributes.clear(tag, of: Self.known(target))
    case (.note(let text), let target?): return try await notes.add(text, action.key, to: Self.known(target))
    default: throw .unsupported(action, by: Self.descriptor.title)
    }
  }

  /// Looks whether an action has taken effect.
  public func find(_ action: SystemAction) async throws(ActionError) -> Confirmation? {
    try Self.descriptor.admit(action)
    switch (action.content, action.target) {
    case (.tag(let tag), let target?): return try await attributes.find(tag, isOn: true, of: Self.known(target))
    case (.untag(let tag), let target?): return try await attributes.find(tag, isOn: false, of: Self.known(target))
    case (.note, let target?): return try await notes.find(action.key, of: Self.known(target))
    default: throw .unsupported(action, by: Self.descriptor.title)
    }
  }

  private var writer: BigCommerceWriter { BigCommerceWriter(http: context.http, address: context.address) }
  private var attributes: BigCommerceAttributes { BigCommerceAttributes(writer: writer) }
  private var notes: BigCommerceNotes { BigCommerceNotes(writer: writer) }

  private static func known(_ target: SystemAction.Target) throws(ActionError) -> BigCommerceTarget {
    guard target.id.utf8.count <= 15, target.id.utf8.allSatisfy(isDigit), let number = Int(target.id), number > 0 else {
      throw .unfit("BigCommerce's ids are numbers.")
    }
    return BigCommerceTarget(target: target, id: number)
  }
}

/// An order or customer that something is done to.
struct BigCommerceTarget: ActedOn, Sendable {
  var target: SystemAction.Target
  var id: Int

  var gone: ActionError { .gone(target, of: "BigCommerce") }
}
