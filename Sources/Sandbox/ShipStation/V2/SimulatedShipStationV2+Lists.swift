import Records

extension ImportedOrder {
  /// The same moments as on the first interface's wall, with as many thousandths.
  var createdUTC: UTCClock { UTCClock(created, fraction: createdClock.fraction / 10_000) }
  var modifiedUTC: UTCClock { UTCClock(modified, fraction: modifiedClock.fraction / 10_000) }
}

/// Finding.
extension SimulatedShipStationV2 {
  func shipments(
    _ request: SandboxRequest, _ now: Instant
  ) throws(ShipStationQueryV2.Refusal) -> SandboxResponse {
    let query = try ShipStationQueryV2(request, sortedBy: "modified_at")
    let created = try query.bounds("created_at", isInclusive: false)
    let modified = try query.bounds("modified_at", isInclusive: false)
    let status = try query.word("shipment_status", ["pending", "processing", "label_purchased", "cancelled"])
    let store = try query.number("store_id")
    let number = request.parameter("shipment_number")
    let hidden = account.deleted
    func isShown(_ index: Int) -> Bool {
      !hidden.contains(index) && (store == nil || store == SimulatedShipStation.store(ofOrder: index))
        && (number == nil || number == String(ShopNumber.firstOrder + index))
    }
    func answer(_ indices: [Int], total: Int? = nil) -> SandboxResponse {
      let rows = query.slice(indices).map { json(account.order($0, at: now)) }
      return query.answer("shipments", rows, total: total ?? indices.count)
    }
    let count = account.orderCount(at: now)
    let isPlain = modified.isOpen && status == nil
    if isPlain, created.isOpen, query.sort == "modified_at", query.isDescending {
      let newest = account.newest(query.page * query.pageSize, isShown, at: now).map(\.index)
      return answer(newest, total: (0..<count).count(where: isShown))
    }
    if isPlain, query.sort == "created_at" {
      let found = SimulatedShipStation.indices(count, in: created.moments) { account.imported($0, at: now) }
      let rows = found.filter(isShown).map { (clock: creation(of: $0, now), index: $0) }
      return answer(query.sorted(rows.filter { created.contains($0.clock) }))
    }
    let candidates =
      modified.isOpen
      ? Array(SimulatedShipStation.indices(count, in: created.moments) { account.imported($0, at: now) })
      : account.touched(in: modified.moments, at: now)
    let orders = candidates.filter(isShown).map { account.order($0, at: now) }.filter { order in
      created.contains(order.createdUTC) && modified.contains(order.modifiedUTC)
        && (status == nil || status == Self.status(order))
    }
    return answer(
      query.sorted(
        orders.map { (clock: query.sort == "created_at" ? $0.createdUTC : $0.modifiedUTC, index: $0.index) }))
  }

  private func creation(of index: Int, _ now: Instant) -> UTCClock {
    UTCClock(account.imported(index, at: now), fraction: index * 7919 % 1000)
  }

  /// Labels bought in ShipStation. They can't be asked for by when they changed, but can be sorted by it.
  func labels(
    _ request: SandboxRequest, _ now: Instant
  ) throws(ShipStationQueryV2.Refusal) -> SandboxResponse {
    let query = try ShipStationQueryV2(request, sortedBy: "created_at")
    let created = try query.bounds("created_at", isInclusive: true)
    let status = try query.word("label_status", ["processing", "completed", "error", "voided"])
    let shipment = try query.number("shipment_id")
    let tracking = request.parameter("tracking_number")
    let indices = SimulatedShipStation.indices(world.parcelCount(at: now), in: created.moments) {
      world.parcel($0, at: now).state.labelled
    }
    let parcels = indices.map { account.parcel($0, at: now) }.filter { parcel in
      !parcel.isExternal && created.contains(parcel.createdUTC)
        && (status == nil || status == (parcel.voided == nil ? "completed" : "voided"))
        && (shipment == nil || shipment == SimulatedShipStation.firstOrder + parcel.order)
        && (tracking == nil || tracking == parcel.tracking)
    }
    let rows = parcels.map { parcel in
      let clock = query.sort == "created_at" ? parcel.createdUTC : UTCClock(world.parcel(parcel.index, at: now).changed)
      return (clock: clock, index: parcel.index)
    }
    let page = query.slice(query.sorted(rows)).map { json(account.parcel($0, at: now), at: now) }
    return query.answer("labels", page, total: rows.count)
  }
}
