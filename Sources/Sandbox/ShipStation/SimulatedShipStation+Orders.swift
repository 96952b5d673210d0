import Records

/// An order as ShipStation has it at a moment.
struct ImportedOrder {
  var index: Int
  var state: ShopOrder
  var number: Int
  var created: Instant
  var modified: Instant
  var status: String
  /// When the last parcel was made or the shop was told; only of what is shipped.
  var shipped: Instant?
  /// The day until which it was put on hold.
  var heldUntil: Day?
  var isExternal = false
  /// The numbers of its tags.
  var tags: [Int] = []

  var id: Int { SimulatedShipStation.firstOrder + index }
  /// Parts of a second as a clock has them.
  var createdClock: PacificClock { PacificClock(created, fraction: index * 7919 % 1000 * 10_000) }
  var modifiedClock: PacificClock {
    PacificClock(modified, fraction: modified == created ? index * 7919 % 1000 * 10_000 : index * 31 % 100 * 100_000)
  }
}

extension SimulatedShipStation {
  static let firstOrder = 94_000_000
  static let shopStore = 12_345
  static let manualStore = 12_346
  /// How long an import takes.
  static let lag = Span.minutes(8)
  static let tagNames = [
    "wholesale", "test", "replacement", "backorder", "hold-address", "Subscription", "Subscription Recurring Order",
  ]
  static let firstTag = 9000
  private static let holdDays = 2

  static func store(ofOrder index: Int) -> Int { index % 50 == 49 ? manualStore : shopStore }

  /// How many orders were imported.
  func orderCount(at now: Instant) -> Int { world.orderCount(at: now - Self.lag) }

  func order(withID id: Int, at now: Instant) -> Int? {
    let index = id - Self.firstOrder
    return (0..<orderCount(at: now)).contains(index) ? index : nil
  }

  func imported(_ index: Int, at now: Instant) -> Instant {
    world.order(index, at: now - Self.lag).state.placed + Self.lag
  }

  func order(_ index: Int, at now: Instant) -> ImportedOrder {
    let known = world.order(index, at: now - Self.lag)
    let state = known.state
    let created = state.placed + Self.lag
    var order = ImportedOrder(
      index: index, state: state, number: known.number, created: created,
      modified: max(created, known.changed + Self.lag),
      status: "awaiting_shipment")
    order.tags = state.tags.compactMap { Self.tagNames.firstIndex(of: $0) }.map { Self.firstTag + $0 }
    let parcels = world.parcels(ofOrder: index, at: now).map { parcel($0, at: now) }
    for parcel in parcels { order.modified = max(order.modified, parcel.voided ?? parcel.labelled) }
    var isHeld = false
    if index % 97 == 13 {
      let until = PacificClock(created).day + Self.holdDays
      let release = PacificClock.start(of: until)
      order.heldUntil = until
      isHeld = now < release
      if !isHeld { order.modified = max(order.modified, release) }
    }
    let kept = parcels.filter { $0.voided == nil }
    if let last = kept.map(\.labelled).max() {
      order.status = "shipped"
      order.shipped = last
    } else if state.cancelledAt != nil {
      order.status = "cancelled"
    } else if let told = state.fulfilledAt, parcels.isEmpty {
      order.status = "shipped"
      order.shipped = told
      order.isExternal = true
    } else if isHeld {
      order.status = "on_hold"
    } else if state.paidAt == nil, state.terms.isEmpty {
      order.status = "awaiting_payment"
    }
    if let writes = writes(toOrder: index, at: now) { apply(writes, to: &order, at: now) }
    return order
  }

  /// A hold ends by itself at the beginning of its day.
  private func apply(_ writes: Writes, to order: inout ImportedOrder, at now: Instant) {
    order.modified = max(order.modified, writes.changed)
    order.tags = order.tags.filter { !writes.removed.contains($0) } + writes.added.sorted()
    guard let until = writes.heldUntil, ["awaiting_shipment", "on_hold"].contains(order.status) else { return }
    let release = PacificClock.start(of: until)
    order.heldUntil = until
    order.status = now < release ? "on_hold" : "awaiting_shipment"
    if now >= release { order.modified = max(order.modified, release) }
  }

  // MARK: Finding

  func orders(
    _ request: SandboxRequest, _ now: Instant
  ) throws(ShipStationQuery.Refusal) -> (ShipStationQuery, ShipStationFinding) {
    let query = try ShipStationQuery(request, sorts: ["OrderDate", "CreateDate", "ModifyDate"])
    let created = try query.bounds("createDate", isInclusive: false)
    let modified = try query.bounds("modifyDate", isInclusive: false)
    let store = try query.number("storeId")
    let status = request.parameter("orderStatus")
    let number = request.parameter("orderNumber")
    let hidden = deleted
    let count = orderCount(at: now)
    func isShown(_ index: Int) -> Bool {
      !hidden.contains(index) && (store == nil || store == Self.store(ofOrder: index))
        && (number.map { String(ShopNumber.firstOrder + index).hasPrefix($0) } ?? true)
    }
    func isWanted(_ order: ImportedOrder) -> Bool {
      created.contains(order.createdClock) && modified.contains(order.modifiedClock)
        && (status == nil || status == order.status)
    }
    let isPlain = created.isOpen && modified.isOpen && status == nil
    if isPlain, query.sort == "ModifyDate", query.isDescending {
      let rows = newest(query.page * query.pageSize, isShown, at: now)
      let total = (0..<count).count(where: isShown)
      return (query, ShipStationFinding(page: query.slice(rows).map(json), total: total))
    }
    if isPlain, query.sort != "ModifyDate" {
      var rows = (0..<count).filter(isShown)
      if query.isDescending { rows.reverse() }
      return (query, ShipStationFinding(page: query.slice(rows).map { json(order($0, at: now)) }, total: rows.count))
    }
    let candidates =
      modified.isOpen
      ? Array(Self.indices(count, in: created.moments) { imported($0, at: now) })
      : touched(in: modified.moments, at: now)
    let rows = candidates.filter(isShown).map { order($0, at: now) }.filter(isWanted)
    return (query, ShipStationFinding(page: query.slice(sorted(rows, query)).map(json), total: rows.count))
  }

  private func sorted(_ orders: [ImportedOrder], _ query: ShipStationQuery) -> [ImportedOrder] {
    let keyed = orders.map { order in
      (
        query.sort == "ModifyDate"
          ? order.modifiedClock
          : query.sort == "CreateDate"
            ? order.createdClock
            : PacificClock(order.state.placed), order
      )
    }
    let sorted = keyed.sorted { ($0.0, $0.1.index) < ($1.0, $1.1.index) }.map(\.1)
    return query.isDescending ? sorted.reversed() : sorted
  }

  /// The orders changed last, of which `count` are wanted; looked for further and further back.
  func newest(_ count: Int, _ isShown: (Int) -> Bool, at now: Instant) -> [ImportedOrder] {
    var days: Int64 = 1
    while true {
      let range = (now - .days(days))...now
      let found = touched(in: range, at: now).filter(isShown).map { order($0, at: now) }
        .filter { range.contains($0.modified) }
      if found.count >= count || days > 36_500 {
        return found.sorted { ($0.modifiedClock, $0.index) > ($1.modifiedClock, $1.index) }
      }
      days *= 8
    }
  }

  /// Orders to which something happened in a range; some of them changed again after it.
  func touched(in range: ClosedRange<Instant>, at now: Instant) -> [Int] {
    let upper = min(range.upperBound, now)
    let lower = min(range.lowerBound, upper)
    var found = Set(world.orders(changedIn: (lower - Self.lag)...(upper - Self.lag), at: now - Self.lag))
    // A label may be voided long after it was made.
    let labels = Self.indices(world.parcelCount(at: now), in: (lower - .days(60))...upper) {
      world.parcel($0, at: now).state.labelled
    }
    for index in labels { found.insert(world.parcel(index, at: now).order) }
    let count = orderCount(at: now)
    let held = Self.indices(count, in: (lower - .days(Int64(Self.holdDays + 2)))...upper) { imported($0, at: now) }
    for index in held where index % 97 == 13 { found.insert(index) }
    found.formUnion(writes(at: now).keys)
    return found.filter { $0 < count }.sorted()
  }
}
