import Records

extension ShipStationConnection: ActionTarget {
  static let actions: [ActionOffer] = [
    .init(.tag, on: .order, scopes: [], about: "Puts a tag that the account has on an order."),
    .init(.untag, on: .order, scopes: [], about: "Takes a tag off an order."),
    .init(
      .hold, on: .order, scopes: [],
      about: "Puts an order on hold until a day, on which ShipStation lets it go by itself.", isNeverAutomatic: true),
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
    guard let target = action.target, (1...15).contains(target.id.utf8.count), target.id.utf8.allSatisfy(isDigit),
      let id = Int(target.id)
    else { throw .unfit("ShipStation's ids are numbers.") }
    let writer = ShipStationWriter(http: context.http, address: context.address, target: target, id: id)
    let isDone: Bool
    switch action.content {
    case .tag(let tag): isDone = try await writer.tag(tag, isOn: true, isWriting: isWriting)
    case .untag(let tag): isDone = try await writer.tag(tag, isOn: false, isWriting: isWriting)
    case .hold(_, let until?):
      isDone = try await writer.hold(until: until, today: PacificTime.zone.day(of: asOf), isWriting: isWriting)
    case .hold: throw .unfit("ShipStation holds an order until a day, and none is named.")
    default: throw .unsupported(action, by: Self.descriptor.title)
    }
    return isDone ? Confirmation(target.id, wasThere: true) : nil
  }
}
