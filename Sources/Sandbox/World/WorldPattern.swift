/// What is the same in every 64 orders of a generated world: which kind of order stands where, whose it is, and whether it
/// has a parcel. All is found both ways by arithmetic from these tables.
enum WorldPattern {
  /// What becomes of an order.
  enum Role {
    case everyday, giftCard, pointOfSale, wholesale
    /// Called off within hours, before a label.
    case calledOff
    /// Never paid, never sent.
    case unpaid

    var ships: Bool { self == .everyday || self == .wholesale }
  }

  /// Whose order it is: of the customers that a group of orders brings, in which of their rounds.
  struct Turn {
    var customer: Int
    var round: Int
  }

  /// Orders in a group.
  static let orders = 64
  /// Customers that a group brings: about 15 to 100 orders. The first order of each is the one of its own place in the
  /// group, of the wholesale customer a later one.
  static let customers = 10
  static let pointOfSaleCustomer = 7
  static let wholesaleCustomer = 9
  /// How many orders a group's customers place: some one, some very many.
  private static let rounds = [1, 1, 2, 3, 5, 8, 14, 4, 22, 4]
  /// How long they wait from order to order, in weeks.
  static let weeks = [1, 1, 10, 8, 6, 4, 4, 3, 2, 4]

  static let roles: [Role] = (0..<orders).map { place in
    switch (place, place % 16) {
    case (_, 15): .wholesale
    case (_, 7): .pointOfSale
    case (_, 11): .giftCard
    case (19, _): .calledOff
    case (35, _): .unpaid
    default: .everyday
    }
  }

  static let turns: [Turn] = {
    var left = (1..<22).flatMap { round in
      (0..<customers).filter { $0 != pointOfSaleCustomer && $0 != wholesaleCustomer && round < rounds[$0] }
        .map { Turn(customer: $0, round: round) }
    }[...]
    return roles.enumerated().map { place, role in
      switch role {
      case .wholesale: Turn(customer: wholesaleCustomer, round: place / 16)
      case .pointOfSale: Turn(customer: pointOfSaleCustomer, round: place / 16)
      default:
        place < wholesaleCustomer ? Turn(customer: place, round: 0) : left.popFirst() ?? Turn(customer: 8, round: 0)
      }
    }
  }()

  /// The places of each customer's orders.
  static let places: [[Int]] = (0..<customers).map { customer in
    turns.indices.filter { turns[$0].customer == customer }
  }

  /// The places of orders with a parcel.
  static let parcels: [Int] = roles.indices.filter { roles[$0].ships }
  /// How many of them there are before each place, and in all.
  static let parcelsBefore: [Int] = (0...orders).map { place in parcels.filter { $0 < place }.count }
}
