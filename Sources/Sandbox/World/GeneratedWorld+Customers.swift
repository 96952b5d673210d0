import Records

/// Who orders, and how often: a group of 64 orders brings ten customers, who order again every few weeks in later groups.
///
/// In the first groups, before there is anybody to come back, a later round falls into the customer's own group.
extension GeneratedWorld {
  // MARK: Whose order

  func customer(ofOrder index: Int) -> Int {
    let group = index / WorldPattern.orders
    let turn = WorldPattern.turns[index % WorldPattern.orders]
    let distance = distance(turn)
    return (distance <= group ? group - distance : group) * WorldPattern.customers + turn.customer
  }

  /// The orders of a customer, in the order of placing.
  func orders(ofCustomer index: Int) -> [Int] {
    let group = index / WorldPattern.customers
    var found: [Int] = []
    for place in WorldPattern.places[index % WorldPattern.customers] {
      let distance = distance(WorldPattern.turns[place])
      if distance > group { found.append(group * WorldPattern.orders + place) }
      found.append((group + distance) * WorldPattern.orders + place)
    }
    return found.filter { $0 < count }.sorted()
  }

  /// How many groups after the customer's own a round is.
  private func distance(_ turn: WorldPattern.Turn) -> Int {
    turn.round * WorldPattern.weeks[turn.customer] * weekly
  }

  /// The order at whose moment an account is made.
  private func firstOrder(_ index: Int) -> Int {
    index / WorldPattern.customers * WorldPattern.orders + index % WorldPattern.customers
  }

  // MARK: Customers

  func customerCount(at now: Instant) -> Int {
    let orders = orderCount(at: now)
    return orders / WorldPattern.orders * WorldPattern.customers
      + min(orders % WorldPattern.orders, WorldPattern.customers)
  }

  func customer(_ index: Int, at now: Instant) -> WorldCustomer {
    let person = person(index)
    var customer = WorldCustomer(index: index, changed: person.created, state: person, orders: 0, spent: 0)
    for order in orders(ofCustomer: index) where placed(order) <= now {
      let order = self.order(order, at: now)
      customer.changed = max(customer.changed, order.changed)
      guard order.state.cancelledAt == nil else { continue }
      customer.orders += 1
      customer.spent += ShopMoney.total(order.state) - order.state.refunded
    }
    return customer
  }

  func customers(changedIn range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    var candidates = Set(changes(in: range, at: now).map { customer(ofOrder: $0.index) })
    let since = placedIndices(before: min(range.upperBound, now), since: range.lowerBound, or: Span(seconds: 0))
    for index in since where index % WorldPattern.orders < WorldPattern.customers {
      candidates.insert(
        index / WorldPattern.orders * WorldPattern.customers + index % WorldPattern.orders)
    }
    return candidates.map { (changed(ofCustomer: $0, at: now), $0) }.filter { range.contains($0.0) }
      .sorted { $0 < $1 }.map(\.1)
  }

  private func changed(ofCustomer index: Int, at now: Instant) -> Instant {
    orders(ofCustomer: index).map { life($0) }.filter { $0.placed <= now }.map { $0.orderChanged(by: now) }
      .reduce(placed(firstOrder(index)), max)
  }

  // MARK: Who they are

  func state(ofCustomer index: Int) -> String {
    var random = random(index, .person)
    return random.pick(Names.states)
  }

  func company(ofCustomer index: Int) -> String {
    "\(Names.companies[index / WorldPattern.customers % Names.companies.count]) \(index / WorldPattern.customers + 1)"
  }

  private func person(_ index: Int) -> ShopCustomer {
    var random = random(index, .person)
    let state = random.pick(Names.states)
    let given = random.pick(Names.first)
    let family = random.pick(Names.last)
    var person = ShopCustomer(
      first: given.0, last: family.0, email: "\(given.1).\(family.1)\(index + 1)@example.com",
      created: placed(firstOrder(index)), state: state)
    if random.chance(30) { person.phone = "+1\(random.within(201...989))55501\(twoDigit(random.below(100)))" }
    person.subscribed = random.chance(40)
    switch index % WorldPattern.customers {
    case WorldPattern.pointOfSaleCustomer: (person.email, person.phone) = ("", "")
    case WorldPattern.wholesaleCustomer: (person.company, person.tags) = (company(ofCustomer: index), ["wholesale"])
    // Of every fourth group two people have one address.
    case 2 where index / WorldPattern.customers % 4 == 0: person.email = self.person(index - 1).email
    default: break
    }
    return person
  }
}
