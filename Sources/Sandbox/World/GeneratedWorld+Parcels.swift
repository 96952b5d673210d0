import Records

/// Parcels and the books: a parcel for every order that is sent, an invoice for every 16th order.
extension GeneratedWorld {
  // MARK: Parcels

  func parcelCount(at now: Instant) -> Int {
    let orders = orders(placedBy: now - OrderLife.packing)
    return orders / WorldPattern.orders * WorldPattern.parcels.count
      + WorldPattern.parcelsBefore[orders % WorldPattern.orders]
  }

  func parcel(_ index: Int, at now: Instant) -> WorldParcel {
    let (group, rank) = index.quotientAndRemainder(dividingBy: WorldPattern.parcels.count)
    let order = group * WorldPattern.orders + WorldPattern.parcels[rank]
    let life = life(order)
    var random = random(order, .parcel)
    let carrier = role(order) == .wholesale ? "UPS" : random.pick(["USPS", "USPS", "UPS", "FedEx"])
    let prefix = carrier == "UPS" ? "1Z999AA" : carrier == "FedEx" ? "7489" : "940011"
    var parcel = Parcel(
      order: order, labelled: life.placed + OrderLife.packing, carrier: carrier,
      tracking: prefix + String(100_000_000 + random.below(900_000_000)))
    parcel.shipped = life.scanned.known(by: now)
    parcel.delivered = life.delivered.known(by: now)
    parcel.voided = life.voided.known(by: now)
    if parcel.shipped != nil { parcel.status = parcel.delivered == nil ? "In transit" : "Delivered" }
    return WorldParcel(index: index, changed: life.parcelChanged(by: now), state: parcel)
  }

  func parcels(ofOrder order: Int, at now: Instant) -> [Int] {
    let (group, place) = order.quotientAndRemainder(dividingBy: WorldPattern.orders)
    guard role(order).ships, placed(order) + OrderLife.packing <= now else { return [] }
    return [group * WorldPattern.parcels.count + WorldPattern.parcelsBefore[place]]
  }

  // MARK: Invoices

  private static let booking = Span(seconds: 60)

  func invoiceCount(at now: Instant) -> Int { orders(placedBy: now - Self.booking) / 16 }

  func invoice(_ index: Int, at now: Instant) -> WorldInvoice {
    let order = index * 16 + 15
    let life = life(order)
    let total = ShopMoney.total(content(order, life))
    let issued = ShopTime.zone.day(of: life.placed)
    let paid = life.paid.known(by: now)
    return WorldInvoice(
      index: index, changed: paid ?? life.placed + Self.booking,
      state: BookInvoice(
        issued: issued, due: issued + 30, customer: company(ofCustomer: customer(ofOrder: order)),
        memo: "Trade order, Net 30", amount: total, balance: paid == nil ? total : 0),
      payments: paid.map { [WorldPayment(at: $0, amount: total)] } ?? [])
  }
}
