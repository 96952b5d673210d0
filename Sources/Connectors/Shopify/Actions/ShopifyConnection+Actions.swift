import Records

extension ShopifyConnection: ActionTarget {
  static let actions: [ActionOffer] = [
    .init(.tag, on: .order, scopes: ["write_orders"], about: "Puts a tag on an order."),
    .init(.tag, on: .customer, scopes: ["write_customers"], about: "Puts a tag on a customer."),
    .init(.untag, on: .order, scopes: ["write_orders"], about: "Takes a tag off an order."),
    .init(.untag, on: .customer, scopes: ["write_customers"], about: "Takes a tag off a customer."),
    .init(.note, on: .order, scopes: ["write_orders"], about: "Adds a line to an order's note."),
    .init(
      .segment, on: nil, scopes: ["write_customers"],
      about: "Makes a segment of customers, or changes the query of one that Tend made."),
    .init(
      .hold, on: .order,
      scopes: ["write_merchant_managed_fulfillment_orders", "write_third_party_fulfillment_orders"],
      about: "Keeps what of an order is still to be shipped from being shipped, until somebody lets go.",
      isNeverAutomatic: true),
  ]

  /// Carries an action out, unless its effect is there already.
  public func perform(_ action: SystemAction) async throws(ActionError) -> Confirmation {
    try Self.descriptor.admit(action)
    switch action.content {
    case .tag(let tag): return try await shopifyTags.set(tag, isOn: true, of: action.shopifyTarget)
    case .untag(let tag): return try await shopifyTags.set(tag, isOn: false, of: action.shopifyTarget)
    case .note(let text): return try await shopifyNotes.add(text, action.key, to: action.shopifyTarget)
    case .segment(let name, let query, let id): return try await shopifySegments.put(name, query, id)
    case .hold(let reason, let until):
      try Self.checkOpenEnd(until)
      return try await shopifyHolds.hold(action.shopifyTarget, for: reason, action.key)
    }
  }

  /// Looks whether an action has taken effect.
  public func find(_ action: SystemAction) async throws(ActionError) -> Confirmation? {
    try Self.descriptor.admit(action)
    switch action.content {
    case .tag(let tag): return try await shopifyTags.find(tag, isOn: true, of: action.shopifyTarget)
    case .untag(let tag): return try await shopifyTags.find(tag, isOn: false, of: action.shopifyTarget)
    case .note: return try await shopifyNotes.find(action.key, of: action.shopifyTarget)
    case .segment(let name, let query, let id): return try await shopifySegments.find(name, query, id)
    case .hold: return try await shopifyHolds.find(action.shopifyTarget, action.key)
    }
  }

  private var shopifyTags: ShopifyTags { ShopifyTags(writer: writer) }
  private var shopifyNotes: ShopifyNotes { ShopifyNotes(writer: writer) }
  private var shopifySegments: ShopifySegments { ShopifySegments(writer: writer) }
  private var shopifyHolds: ShopifyHolds { ShopifyHolds(writer: writer) }

  private static func checkOpenEnd(_ until: Day?) throws(ActionError) {
    if until != nil { throw .unfit("Shopify holds an order until somebody lets go, not until a day.") }
  }
}

extension SystemAction {
  /// The record as Shopify names it.
  fileprivate var shopifyTarget: ShopifyTarget {
    get throws(ActionError) {
      guard let target, let type = [Records.Kind.order: "Order", .customer: "Customer"][target.kind] else {
        throw .unsupported(self, by: "Shopify")
      }
      guard isPlainID(target.id) else { throw .unfit("Shopify's ids are numbers.") }
      return ShopifyTarget(target: target, type: type)
    }
  }
}

/// An order or customer that something is done to.
struct ShopifyTarget: ActedOn, Sendable {
  var target: SystemAction.Target
  /// `Order` or `Customer`.
  var type: String

  /// `gid://shopify/Order/5501`.
  var gid: String { "gid://shopify/\(type)/\(target.id)" }
  var gone: ActionError { .gone(target, of: "Shopify") }
}
