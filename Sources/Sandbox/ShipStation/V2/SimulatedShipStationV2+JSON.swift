import Records

extension ShippedParcel {
  /// The same moment as on the first interface's wall, with as many thousandths.
  var createdUTC: UTCClock { UTCClock(labelled, fraction: createdClock.fraction / 10_000) }
}

extension SimulatedShipStationV2 {
  static func id(_ number: Int) -> SandboxJSON { .string("se-\(number)") }

  private static func money(_ cents: Int) -> SandboxJSON {
    .object([("currency", "usd"), ("amount", SimulatedShipStation.money(cents))])
  }

  /// A day as a moment, as some members have it.
  private static func midnight(_ day: Day) -> SandboxJSON { .string("\(day)T00:00:00.000Z") }

  static func status(_ order: ImportedOrder) -> String {
    switch order.status {
    case "shipped": "label_purchased"
    case "cancelled": "cancelled"
    default: "pending"
    }
  }

  // MARK: Shipments

  func json(_ order: ImportedOrder) -> SandboxJSON {
    let state = order.state
    let customer = world.customer(state.customer, at: order.modified).state
    let store = SimulatedShipStation.store(ofOrder: order.index)
    let due = order.index % 5 == 0 ? PacificClock.start(of: PacificClock(order.created).day + 3) : nil
    let tags = order.tags.map { tag in SandboxJSON.object([("name", .string(account.tagName(tag)))]) }
    var members: [(key: String, value: SandboxJSON)] = [
      ("shipment_id", Self.id(order.id)), ("carrier_id", nil), ("service_code", nil), ("shipping_rule_id", nil),
      ("requested_shipment_service", .string(state.shippingMethod)),
      ("external_order_id", .string(String(5_500_000_000_000 + order.index))),
      ("hold_until_date", order.heldUntil.map(Self.midnight) ?? nil),
      ("ship_by_date", .text(due.map { UTCClock($0).text })), ("retail_rate", nil), ("store_id", Self.id(store)),
      ("items", .array(lines(order))), ("notes_from_buyer", .text(state.note.isEmpty ? nil : state.note)),
      ("notes_for_gift", nil), ("is_gift", false), ("assigned_user", nil),
      ("amount_paid", Self.money(state.paidAt == nil ? 0 : ShopMoney.total(state))),
      ("shipping_paid", Self.money(state.shipping)), ("tax_paid", Self.money(state.tax)), ("zone", nil),
      ("display_scheme", nil), ("tax_identifiers", nil),
      ("external_shipment_id", .string("shop-\(order.number)")), ("shipment_number", .string(String(order.number))),
      ("ship_date", order.shipped.map { Self.midnight(PacificClock($0).day) } ?? nil),
      ("created_at", .string(order.createdUTC.text)), ("modified_at", .string(order.modifiedUTC.text)),
      ("shipment_status", .string(Self.status(order))), ("ship_to", Self.address(of: customer)),
      ("ship_from", Self.warehouse), ("warehouse_id", Self.id(31)), ("return_to", Self.warehouse),
      ("is_return", false), ("confirmation", "none"), ("customs", nil), ("advanced_options", Self.options),
      ("insurance_provider", "none"), ("tags", .array(tags)),
    ]
    if store == SimulatedShipStation.shopStore { members.append(("order_source_code", "shopify")) }
    members += [
      ("packages", [.object([("package_code", "package"), ("weight", Self.weight)])]), ("total_weight", Self.weight),
      ("comparison_rate_type", nil),
    ]
    return .object(members)
  }

  /// What was ordered; what a discount takes off is not told.
  private func lines(_ order: ImportedOrder) -> [SandboxJSON] {
    order.state.lines.enumerated().map { place, line in
      let id = String(order.id * 10 + place)
      return .object([
        ("name", .string(line.product.name)), ("sales_order_id", .string(String(order.id))),
        ("sales_order_item_id", .string(id)), ("quantity", .integer(line.quantity)), ("sku", .text(line.product.sku)),
        ("bundle_sku", nil), ("external_order_id", .string(String(5_500_000_000_000 + order.index))),
        ("external_order_item_id", .string(id)), ("asin", nil), ("item_id", .string(id)), ("allocation_status", nil),
        ("image_url", nil), ("weight", Self.weight), ("unit_price", SimulatedShipStation.money(line.product.price)),
        ("tax_amount", nil), ("shipping_amount", nil), ("inventory_location", nil), ("options", []),
        ("product_id", .string(String(550 + place))), ("fullfilment_sku", nil), ("upc", nil),
      ])
    }
  }

  private static let weight: SandboxJSON = ["value": .number("12.00"), "unit": "ounce"]

  private static let options: SandboxJSON = .object([
    ("bill_to_account", nil), ("bill_to_country_code", nil), ("bill_to_party", nil), ("bill_to_postal_code", nil),
    ("contains_alcohol", false), ("delivered_duty_paid", false), ("dry_ice", false), ("dry_ice_weight", nil),
    ("non_machinable", false), ("saturday_delivery", false), ("use_ups_ground_freight_pricing", nil),
    ("freight_class", nil), ("custom_field1", nil), ("custom_field2", nil), ("custom_field3", nil),
    ("origin_type", nil), ("additional_handling", nil), ("shipper_release", nil),
  ])

  private static let warehouse: SandboxJSON = place(
    name: "Larkspur & Pine", phone: "555-0100", email: nil, company: "Larkspur & Pine", state: "NY")

  private static func address(of customer: ShopCustomer) -> SandboxJSON {
    func told(_ text: String) -> String? { text.isEmpty ? nil : text }
    return place(
      name: "\(customer.first) \(customer.last)", phone: told(customer.phone), email: told(customer.email),
      company: told(customer.company), state: customer.state)
  }

  private static func place(
    name: String, phone: String?, email: String?, company: String?, state: String
  ) -> SandboxJSON {
    .object([
      ("name", .string(name)), ("phone", .text(phone)), ("email", .text(email)), ("company_name", .text(company)),
      ("address_line1", "1 Larch Lane"), ("address_line2", nil), ("address_line3", nil),
      ("city_locality", "SPRINGFIELD"), ("state_province", .string(state)), ("postal_code", "00501"),
      ("country_code", "US"), ("address_residential_indicator", "unknown"),
    ])
  }

  // MARK: Labels

  func json(_ parcel: ShippedParcel, at now: Instant) -> SandboxJSON {
    let number = ShopNumber.firstOrder + parcel.order
    let customer = world.customer(world.order(parcel.order, at: now).state.customer, at: now).state
    let codes = ["USPS": "stamps_com", "UPS": "ups", "FedEx": "fedex"]
    let services = ["USPS": "usps_priority_mail", "UPS": "ups_ground", "FedEx": "fedex_ground"]
    let file = "https://api.shipstation.com/v2/downloads/10/\(parcel.id)/label-\(parcel.id)"
    return .object([
      ("label_id", Self.id(parcel.id)), ("status", parcel.voided == nil ? "completed" : "voided"),
      ("shipment_id", Self.id(SimulatedShipStation.firstOrder + parcel.order)),
      ("external_shipment_id", .string("shop-\(number)")),
      ("external_order_id", .string(String(5_500_000_000_000 + parcel.order))),
      ("ship_date", Self.midnight(parcel.createdClock.day)), ("created_at", .string(parcel.createdUTC.text)),
      ("shipment_cost", Self.money(840)), ("insurance_cost", Self.money(0)),
      ("tracking_number", .string(parcel.tracking)), ("is_return_label", false), ("rma_number", nil),
      ("is_international", false), ("carrier_id", Self.id(7)), ("charge_event", "carrier_default"),
      ("service_code", .string(services[parcel.carrier] ?? "standard")), ("package_code", "package"),
      ("voided", .bool(parcel.voided != nil)),
      ("voided_at", .text(parcel.voided.map { UTCClock($0, fraction: 500).text })), ("label_format", "pdf"),
      ("display_scheme", "label"), ("label_layout", "4x6"), ("trackable", true), ("label_image_id", nil),
      ("carrier_code", .string(codes[parcel.carrier] ?? parcel.carrier.lowercased())), ("confirmation", "delivery"),
      ("tracking_status", .string(trackingStatus(parcel, at: now))),
      ("label_download", ["href": .string(file + ".pdf"), "pdf": .string(file + ".pdf")]), ("form_download", nil),
      ("insurance_claim", nil),
      (
        "packages",
        [
          .object([
            ("package_id", .integer(parcel.index + 1)), ("package_code", "package"), ("weight", Self.weight),
            ("insured_value", Self.money(0)), ("tracking_number", .string(parcel.tracking)),
            ("label_messages", ["reference1": nil, "reference2": nil, "reference3": nil]),
            ("sequence", 1),
          ])
        ]
      ), ("tracking_url", nil), ("ship_to", Self.address(of: customer)),
    ])
  }

  /// What the carrier last said, in one of the interface's four words.
  private func trackingStatus(_ parcel: ShippedParcel, at now: Instant) -> String {
    let state = world.parcel(parcel.index, at: now).state
    if state.delivered.map({ $0 <= now }) == true { return "delivered" }
    guard state.shipped.map({ $0 <= now }) == true else { return "unknown" }
    return ["In transit", "Label created", "Delivered"].contains(state.status) ? "in_transit" : "error"
  }
}
