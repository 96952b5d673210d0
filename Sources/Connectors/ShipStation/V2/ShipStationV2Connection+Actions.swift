import HTTP
import Records

extension ShipStationV2Connection: ActionTarget {
  /// The second interface has no hold of its own: it would have to be sent the whole shipment.
  static let actions: [ActionOffer] = [
    .init(.tag, on: .order, scopes: [], about: "Puts a tag on an order, and makes it where there is none."),
    .init(.untag, on: .order, scopes: [], about: "Takes a tag off an order."),
  ]

  /// Carries an action out, unless its effect is there already.
  public func perform(_ action: SystemAction) async throws(ActionError) -> Confirmation {
    try await act(action, isWriting: true) ?? Confirmation(action.target?.id ?? "", wasThere: false)
  }

  /// Looks whether an action has taken effect.
  public func find(_ action: SystemAction) async throws(ActionError) -> Confirmation? {
    try await act(action, isWriting: false)
  }

  /// Nil where the effect is not there, and is not asked for or was brought about.
  private func act(_ action: SystemAction, isWriting: Bool) async throws(ActionError) -> Confirmation? {
    try Self.descriptor.admit(action)
    guard let target = action.target, let id = ShipStationVersion.shipment(target.id) else {
      throw .unfit("ShipStation's ids are numbers.")
    }
    let context = base.context
    let tagger = ShipStationTagger(http: context.http, address: context.address, target: target, id: id)
    let isDone: Bool
    switch action.content {
    case .tag(let tag): isDone = try await tagger.put(tag, isWriting: isWriting)
    case .untag(let tag): isDone = try await tagger.take(tag, isWriting: isWriting)
    default: throw .unsupported(action, by: "ShipStation's V2")
    }
    return isDone ? Confirmation(target.id, wasThere: true) : nil
  }
}
