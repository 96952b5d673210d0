import Records

/// The lists of a simulated shop: filtered, sorted and cut into pages, made while they are asked for.
///
/// Those with a filter come from a search index that trails the records: a thing that was touched since stands at its old
/// place, or is not there yet, and what is shown of it is as it is now.
struct ShopifyListing {
  let shop: SimulatedShopify
  let now: Instant

  /// The filters that each list knows.
  static let filters: [String: Set<String>] = [
    "orders": ["updated_at", "created_at"], "ordersCount": ["updated_at", "created_at"],
    "customers": ["updated_at", "customer_date"], "customersCount": ["updated_at", "created_at"],
    "abandonedCheckouts": ["updated_at", "created_at"],
    "draftOrders": ["updated_at", "created_at"], "draftOrdersCount": ["updated_at", "created_at"],
  ]

  private var world: any ShopWorld { shop.world }
  private var nodes: ShopifyNodes { ShopifyNodes(shop: shop, now: now) }

  /// The oldest order that may be seen.
  private var horizon: Instant? { shop.scopes.contains("read_all_orders") ? nil : now - .days(60) }

  /// The moment of which a list tells: of a thing it may be some seconds ago where there is a filter.
  private func told(_ index: Int, _ search: ShopifySearch) -> Instant {
    search.ranges.isEmpty ? now : shop.search.moment(of: index, at: now)
  }

  // MARK: Orders

  func orders(_ arguments: GraphQLArguments) -> GraphQLPage {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["orders"] ?? [])
    let byUpdate = arguments.text("sortKey") == "UPDATED_AT"
    func entry(_ index: Int) -> (place: ShopifyPlace, index: Int)? {
      let told = told(index, search)
      let order = world.order(index, at: told)
      let placed = order.state.placed
      guard placed <= told, search.fits("created_at", placed), search.fits("updated_at", order.changed),
        horizon.map({ placed >= $0 }) ?? true
      else { return nil }
      return (ShopifyPlace(byUpdate ? order.changed : placed, ShopifyID.order + index), index)
    }
    let first = world.orderCount(at: now) > 0 ? world.order(0, at: now).state.placed : now
    let found =
      byUpdate
      ? walk(
        arguments, search.range("updated_at"), from: first, candidates("orders", search, world.orders(changedIn:at:)),
        entry)
      : page(arguments, rest(of: arguments, world.orderCount).lazy.compactMap(entry))
    return cut(found, arguments) { nodes.order($0) }
  }

  func orderCount(_ arguments: GraphQLArguments) -> Int {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["ordersCount"] ?? [])
    let all = world.orderCount(at: now)
    if search.ranges.isEmpty { return all }
    return (0..<all).count { index in
      let told = told(index, search)
      let order = world.order(index, at: told)
      return order.state.placed <= told && search.fits("created_at", order.state.placed)
        && search.fits("updated_at", order.changed)
    }
  }

  /// What may stand in a stretch of a list by update.
  private func candidates(
    _ name: String, _ search: ShopifySearch, _ changed: @escaping (ClosedRange<Instant>, Instant) -> [Int]
  ) -> (ClosedRange<Instant>) -> [Int] {
    let late = search.ranges.isEmpty ? [] : shop.search.late(name, at: now) { changed($0, now) }
    if late.isEmpty { return { changed($0, now) } }
    return { Array(Set(changed($0, now)).union(late)) }
  }

  func customerCount(_ arguments: GraphQLArguments) -> Int {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["customersCount"] ?? [])
    let all = world.customerCount(at: now)
    if search.ranges.isEmpty { return all }
    return (0..<all).count { search.fits("created_at", world.customer($0, at: now).state.created) }
  }

  // MARK: Customers

  /// The filter by update takes whole days.
  func customers(_ arguments: GraphQLArguments) -> GraphQLPage {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["customers"] ?? [])
    var range = search.range("updated_at")
    range.from = range.from.map { Instant(day: $0.utcDay, secondOfDay: 0) }
    range.to = range.to.map { Instant(day: $0.utcDay + 1, secondOfDay: -1) }
    let byUpdate = arguments.text("sortKey") == "UPDATED_AT"
    func entry(_ index: Int) -> (place: ShopifyPlace, index: Int)? {
      let told = told(index, search)
      let customer = world.customer(index, at: told)
      guard customer.state.created <= told, search.fits("customer_date", customer.state.created) else { return nil }
      return (
        ShopifyPlace(byUpdate ? customer.changed : customer.state.created, ShopifyID.customer + index), index
      )
    }
    let count = world.customerCount(at: now)
    let first = count > 0 ? world.customer(0, at: now).state.created : now
    let found =
      byUpdate
      ? walk(arguments, range, from: first, candidates("customers", search, world.customers(changedIn:at:)), entry)
      : page(arguments, rest(of: arguments, world.customerCount).lazy.compactMap(entry))
    return cut(found, arguments) { nodes.customer($0) }
  }

  // MARK: What is derived

  func checkouts(_ arguments: GraphQLArguments) -> GraphQLPage {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["abandonedCheckouts"] ?? [])
    let all = (0..<checkoutCount).lazy.compactMap { index -> (place: ShopifyPlace, index: Int)? in
      guard let checkout = ShopifyCheckoutState(index, world, at: told(index, search)),
        search.fits("created_at", checkout.created),
        search.fits("updated_at", checkout.updated)
      else { return nil }
      return (ShopifyPlace(checkout.created, ShopifyID.checkout + index), index)
    }
    return cut(page(arguments, all), arguments) { nodes.checkout($0) }
  }

  var checkoutCount: Int {
    var count = world.orderCount(at: now) / ShopifyCheckoutState.step
    while count > 0, ShopifyCheckoutState(count - 1, world, at: now) == nil { count -= 1 }
    return count
  }

  func draftCount(_ arguments: GraphQLArguments) -> Int {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["draftOrdersCount"] ?? [])
    let count = ShopifyDraftState.count(world, at: now)
    return (0..<count).count { index in
      guard let draft = ShopifyDraftState(index, world, at: now) else { return false }
      return search.fits("created_at", draft.created) && search.fits("updated_at", draft.updated)
    }
  }

  func drafts(_ arguments: GraphQLArguments) -> GraphQLPage {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters["draftOrders"] ?? [])
    let count = ShopifyDraftState.count(world, at: now)
    let all = (0..<count).compactMap { index -> (place: ShopifyPlace, index: Int)? in
      guard let draft = ShopifyDraftState(index, world, at: told(index, search)),
        search.fits("created_at", draft.created),
        search.fits("updated_at", draft.updated)
      else { return nil }
      let isUpdate = arguments.text("sortKey") == "UPDATED_AT"
      return (ShopifyPlace(isUpdate ? draft.updated : draft.created, ShopifyID.draft + index), index)
    }
    return cut(page(arguments, all.sorted { $0.place < $1.place }), arguments) { nodes.draft($0) }
  }

  // MARK: Whole lists

  /// A list as a bulk operation walks it, oldest first, each node made when it is asked for: nil for one that does not fit.
  func whole(_ root: String, _ arguments: GraphQLArguments) -> (count: Int, node: @Sendable (Int) -> GraphQLObject?)? {
    let search = ShopifySearch(arguments.text("query"), knows: Self.filters[root] ?? [])
    switch root {
    case "orders":
      return (
        world.orderCount(at: now),
        { index in
          let order = world.order(index, at: now)
          let placed = order.state.placed
          guard search.fits("created_at", placed), search.fits("updated_at", order.changed),
            horizon.map({ placed >= $0 }) ?? true
          else { return nil }
          return nodes.order(index)
        }
      )
    case "customers":
      return (
        world.customerCount(at: now),
        { index in
          let customer = world.customer(index, at: now)
          guard search.fits("customer_date", customer.state.created), search.fits("updated_at", customer.changed)
          else { return nil }
          return nodes.customer(index)
        }
      )
    case "abandonedCheckouts":
      return (
        checkoutCount,
        { index in
          guard let checkout = ShopifyCheckoutState(index, world, at: now), search.fits("created_at", checkout.created),
            search.fits("updated_at", checkout.updated)
          else { return nil }
          return nodes.checkout(index)
        }
      )
    default: return nil
    }
  }

  // MARK: Pages

  /// The first entries behind a place, and one more, of a list in order.
  private func page(
    _ arguments: GraphQLArguments, _ entries: some Sequence<(place: ShopifyPlace, index: Int)>
  ) -> [(place: ShopifyPlace, index: Int)] {
    let need = (arguments.integer("first") ?? 250) + 1
    let after = arguments.text("after").flatMap { ShopifyPlace($0) }
    if arguments.flag("reverse") {
      return Array(entries.reversed().lazy.filter { entry in after.map { entry.place < $0 } ?? true }.prefix(need))
    }
    return Array(entries.lazy.filter { entry in after.map { entry.place > $0 } ?? true }.prefix(need))
  }

  /// What may stand behind a place in a list by beginning.
  private func rest(of arguments: GraphQLArguments, _ count: (Instant) -> Int) -> Range<Int> {
    let all = count(now)
    guard !arguments.flag("reverse"), let after = arguments.text("after").flatMap({ ShopifyPlace($0) }) else {
      return 0..<all
    }
    return min(count(Instant(seconds: after.value - 1)), all)..<all
  }

  /// The same of a list by update, looked for in ever longer spans, so that no more is looked at than needed.
  private func walk(
    _ arguments: GraphQLArguments, _ range: (from: Instant?, to: Instant?), from first: Instant,
    _ changed: (ClosedRange<Instant>) -> [Int], _ entry: (Int) -> (place: ShopifyPlace, index: Int)?
  ) -> [(place: ShopifyPlace, index: Int)] {
    let need = (arguments.integer("first") ?? 250) + 1
    let after = arguments.text("after").flatMap { ShopifyPlace($0) }
    let end = min(range.to ?? now, now)
    var start = max(range.from ?? first, after.map { Instant(seconds: $0.value) } ?? first)
    var span = Span.days(arguments.flag("reverse") ? 36_500 : 4)
    var found: [(place: ShopifyPlace, index: Int)] = []
    while start <= end, found.count < need {
      let stop = min(end, start + span)
      let stretch = start.seconds...stop.seconds
      found += changed(start...stop).compactMap(entry).filter { entry in
        stretch.contains(entry.place.value) && after.map { entry.place > $0 } ?? true
      }.sorted { $0.place < $1.place }
      start = stop + Span(seconds: 1)
      span = Span(seconds: span.seconds * 2)
    }
    return Array((arguments.flag("reverse") ? found.reversed() : found).prefix(need))
  }

  private func cut(
    _ found: [(place: ShopifyPlace, index: Int)], _ arguments: GraphQLArguments, _ node: (Int) -> GraphQLObject
  ) -> GraphQLPage {
    // Of a longer list no more is shown, and nothing says so.
    let before = arguments.text("after").flatMap { ShopifyPlace($0) }?.count ?? 0
    let shown = found.prefix(min(arguments.integer("first") ?? 250, max(0, shop.listLimit - before)))
    let cursors = shown.enumerated().map { number, entry in
      var place = entry.place
      place.count = before + number + 1
      return place.text
    }
    return GraphQLPage(
      nodes: shown.map { node($0.index) }, cursors: cursors,
      hasNext: found.count > shown.count && before + shown.count < shop.listLimit,
      hasPrevious: arguments.text("after") != nil)
  }
}

/// A checkout that someone left some hours after an order; every other one comes to an end after all.
struct ShopifyCheckoutState {
  static let step = 11
  let order: Int
  let created: Instant
  let completed: Instant?

  init?(_ index: Int, _ world: any ShopWorld, at now: Instant) {
    order = index * Self.step
    created = world.order(order, at: now).state.placed + .hours(1)
    guard created <= now else { return nil }
    let end = created + .hours(20)
    completed = index % 2 == 0 && end <= now ? end : nil
  }

  var updated: Instant { completed ?? created }
}

/// A draft order made some hours after an order: sent a day later, and ordered after six days but for every eighth.
struct ShopifyDraftState {
  static let step = 53
  let order: Int
  let created: Instant
  let sent: Instant?
  let completed: Instant?

  init?(_ index: Int, _ world: any ShopWorld, at now: Instant) {
    order = index * Self.step
    created = world.order(order, at: now).state.placed + .hours(2)
    guard created <= now else { return nil }
    let (day, end) = (created + .days(1), created + .days(6))
    sent = day <= now ? day : nil
    completed = index % 8 != 7 && end <= now ? end : nil
  }

  /// How many there may be: one to an order and those that follow it.
  static func count(_ world: any ShopWorld, at now: Instant) -> Int { (world.orderCount(at: now) + step - 1) / step }

  var updated: Instant { completed ?? sent ?? created }
  var status: String { completed != nil ? "COMPLETED" : sent != nil ? "INVOICE_SENT" : "OPEN" }
}
