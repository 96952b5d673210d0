import Records

/// A parcel as ShipStation has it at a moment. What carriers say does not reach its first interface, but for the
/// delivery of parcels that were marked as shipped elsewhere.
struct ShippedParcel {
  var index: Int
  var order: Int
  var labelled: Instant
  var voided: Instant?
  var delivered: Instant?
  var carrier: String
  var tracking: String

  /// Whether it was shipped with another tool.
  var isExternal: Bool { index % 23 == 5 }
  var id: Int { (isExternal ? SimulatedShipStation.firstFulfillment : SimulatedShipStation.firstShipment) + index }
  var createdClock: PacificClock { PacificClock(labelled, fraction: index * 7907 % 1000 * 10_000) }
  var voidedClock: PacificClock? { voided.map { PacificClock($0, fraction: 5_000_000) } }
  /// Whether the shop could not be told.
  var isUntold: Bool { index % 31 == 7 }
}

extension SimulatedShipStation {
  static let firstShipment = 33_000_000
  static let firstFulfillment = 2_300_000

  func parcel(_ index: Int, at now: Instant) -> ShippedParcel {
    let state = world.parcel(index, at: now).state
    func past(_ moment: Instant?) -> Instant? { moment.flatMap { $0 <= now ? $0 : nil } }
    return ShippedParcel(
      index: index, order: state.order, labelled: state.labelled, voided: past(state.voided),
      delivered: past(state.delivered), carrier: state.carrier, tracking: state.tracking)
  }

  func shipments(
    _ request: SandboxRequest, _ now: Instant
  ) throws(ShipStationQuery.Refusal) -> (ShipStationQuery, ShipStationFinding) {
    let query = try ShipStationQuery(request, sorts: ["CreateDate", "ShipDate"])
    let voided = try query.bounds("voidDate", isInclusive: true)
    let store = try query.number("storeId")
    let rows = try parcels(query, now, isExternal: false).filter { parcel in
      voided.contains(parcel.voidedClock) && (store == nil || store == Self.store(ofOrder: parcel.order))
    }
    return (query, ShipStationFinding(page: query.slice(rows).map { label($0, at: now) }, total: rows.count))
  }

  func fulfillments(
    _ request: SandboxRequest, _ now: Instant
  ) throws(ShipStationQuery.Refusal) -> (ShipStationQuery, ShipStationFinding) {
    let query = try ShipStationQuery(request, sorts: ["CreateDate", "ShipDate"])
    let rows = try parcels(query, now, isExternal: true)
    return (query, ShipStationFinding(page: query.slice(rows).map { fulfillment($0, at: now) }, total: rows.count))
  }

  /// Parcels in the order asked for; by their ship date they come as they were made.
  private func parcels(
    _ query: ShipStationQuery, _ now: Instant, isExternal: Bool
  ) throws(ShipStationQuery.Refusal) -> [ShippedParcel] {
    let created = try query.bounds("createDate", isInclusive: true)
    let number = query.request.parameter("orderNumber")
    let indices = Self.indices(world.parcelCount(at: now), in: created.moments) {
      world.parcel($0, at: now).state.labelled
    }
    let rows = indices.filter { ($0 % 23 == 5) == isExternal }.map { parcel($0, at: now) }
      .filter { created.contains($0.createdClock) }
      .filter { parcel in number.map { $0 == String(ShopNumber.firstOrder + parcel.order) } ?? true }
      .sorted { ($0.createdClock, $0.index) < ($1.createdClock, $1.index) }
    return query.isDescending ? rows.reversed() : rows
  }

  // MARK: JSON

  private static let users = "3c16cdda-af71-449f-b3da-0ea71f0f6954"

  private func recipient(_ parcel: ShippedParcel, at now: Instant) -> (email: String?, address: SandboxJSON) {
    let customer = world.customer(world.order(parcel.order, at: now).state.customer, at: now).state
    let email = customer.email.isEmpty ? nil : customer.email
    return (email, Self.address("\(customer.first) \(customer.last)", customer))
  }

  private func label(_ parcel: ShippedParcel, at now: Instant) -> SandboxJSON {
    let (email, address) = recipient(parcel, at: now)
    let number = ShopNumber.firstOrder + parcel.order
    let codes = ["USPS": "stamps_com", "UPS": "ups", "FedEx": "fedex"]
    let services = ["USPS": "usps_priority_mail", "UPS": "ups_ground", "FedEx": "fedex_ground"]
    return .object([
      ("shipmentId", .integer(parcel.id)), ("orderId", .integer(Self.firstOrder + parcel.order)),
      ("orderKey", .string("shop-\(number)")), ("userId", .string(Self.users)), ("customerEmail", .text(email)),
      ("orderNumber", .string(String(number))), ("createDate", .string(parcel.createdClock.text)),
      ("shipDate", .string(parcel.createdClock.day.description)), ("shipmentCost", .number("8.40")),
      ("insuranceCost", .number("0.0")), ("trackingNumber", .string(parcel.tracking)), ("isReturnLabel", false),
      ("batchNumber", nil), ("carrierCode", .text(codes[parcel.carrier] ?? parcel.carrier)),
      ("serviceCode", .text(services[parcel.carrier])), ("packageCode", "package"), ("confirmation", "delivery"),
      ("warehouseId", 31), ("voided", .bool(parcel.voided != nil)), ("voidDate", .text(parcel.voidedClock?.text)),
      ("marketplaceNotified", .bool(!parcel.isUntold)),
      ("notifyErrorMessage", parcel.isUntold ? "The order could not be updated in the store." : nil),
      ("shipTo", address), ("weight", ["value": .number("6.00"), "units": "ounces", "WeightUnits": 1]),
      ("dimensions", nil),
      ("insuranceOptions", ["provider": nil, "insureShipment": false, "insuredValue": .number("0.0")]),
      (
        "advancedOptions",
        [
          "billToParty": nil, "billToAccount": nil, "billToPostalCode": nil, "billToCountryCode": nil,
          "storeId": .integer(Self.store(ofOrder: parcel.order)),
        ]
      ), ("shipmentItems", nil), ("labelData", nil), ("formData", nil),
    ])
  }

  private func fulfillment(_ parcel: ShippedParcel, at now: Instant) -> SandboxJSON {
    let (email, address) = recipient(parcel, at: now)
    let day = PacificClock(PacificClock.start(of: parcel.createdClock.day))
    return .object([
      ("fulfillmentId", .integer(parcel.id)), ("orderId", .integer(Self.firstOrder + parcel.order)),
      ("orderNumber", .string(String(ShopNumber.firstOrder + parcel.order))), ("userId", .string(Self.users)),
      ("customerEmail", .text(email)), ("trackingNumber", .string(parcel.tracking)),
      ("createDate", .string(parcel.createdClock.text)), ("shipDate", .string(day.text)),
      ("voidDate", .text(parcel.voidedClock?.text)),
      ("deliveryDate", .text(parcel.delivered.map { PacificClock($0).text })), ("carrierCode", .string(parcel.carrier)),
      ("fulfillmentProviderCode", nil), ("fulfillmentServiceCode", nil), ("fulfillmentFee", .number("0.0")),
      ("voidRequested", .bool(parcel.voided != nil)), ("voided", .bool(parcel.voided != nil)),
      ("marketplaceNotified", .bool(!parcel.isUntold)),
      ("notifyErrorMessage", parcel.isUntold ? "The order could not be updated in the store." : nil),
      ("shipTo", address),
    ])
  }
}
