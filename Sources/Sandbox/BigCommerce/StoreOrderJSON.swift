import Records

/// How much of its consignments an order shows.
enum ConsignmentForm {
  case links, addresses, lines
}

extension SimulatedBigCommerce {
  /// The id of who placed an order; 0 for a guest.
  func customerID(_ order: StoreOrder) -> Int { order.isGuest ? 0 : Self.customerID(order.state.customer) }

  /// An order as V2 shows it.
  func orderJSON(_ order: StoreOrder, _ form: ConsignmentForm) -> SandboxJSON {
    var members: [(key: String, value: SandboxJSON)] = [
      ("id", .integer(order.id)), ("customer_id", .integer(customerID(order))),
      ("date_created", .string(StoreForm.mail(order.created))),
      ("date_modified", .string(StoreForm.mail(order.changed))),
      ("date_shipped", .string(order.status == 2 ? order.state.fulfilledAt.map(StoreForm.mail) ?? "" : "")),
      ("status_id", .integer(order.status)), ("status", .string(Self.statuses[order.status])),
      ("custom_status", .string(Self.statuses[order.status])),
    ]
    members += amounts(order) + counts(order) + payment(order) + currencies(order)
    members += [
      ("staff_notes", .string(order.state.note)), ("customer_message", ""), ("shipping_address_count", 1),
      ("ebay_order_id", "0"), ("cart_id", .string(Self.cart(order.id))), ("billing_address", billing(order)),
      ("is_email_opt_in", false), ("credit_card_type", nil), ("order_source", .string(source(order).source)),
      ("channel_id", 1), ("external_source", .text(source(order).system)),
      ("consignments", consignments(order, form)), ("products", Self.link(order.id, "products")),
      ("shipping_addresses", Self.link(order.id, "shippingaddresses")), ("coupons", Self.link(order.id, "coupons")),
      ("external_id", nil), ("external_merchant_id", nil), ("tax_provider_id", "BasicTaxProvider"),
      ("customer_locale", "en"), ("external_order_id", ""), ("is_deleted", false),
    ]
    return .object(members)
  }

  private func amounts(_ order: StoreOrder) -> [(key: String, value: SandboxJSON)] {
    let state = order.state
    let goods = state.lines.reduce(0) { $0 + $1.product.price * $1.quantity }
    let total = ShopMoney.total(state)
    let hasCode = !state.discountCode.isEmpty
    let zero = StoreForm.amount(0)
    return [
      ("subtotal_ex_tax", StoreForm.amount(goods)), ("subtotal_inc_tax", StoreForm.amount(goods + state.tax)),
      ("subtotal_tax", StoreForm.amount(state.tax)), ("base_shipping_cost", StoreForm.amount(state.shipping)),
      ("shipping_cost_ex_tax", StoreForm.amount(state.shipping)),
      ("shipping_cost_inc_tax", StoreForm.amount(state.shipping)), ("shipping_cost_tax", zero),
      ("shipping_cost_tax_class_id", 2), ("base_handling_cost", zero), ("handling_cost_ex_tax", zero),
      ("handling_cost_inc_tax", zero), ("handling_cost_tax", zero), ("base_wrapping_cost", zero),
      ("wrapping_cost_ex_tax", zero), ("wrapping_cost_inc_tax", zero), ("wrapping_cost_tax", zero),
      ("total_ex_tax", StoreForm.amount(total - state.tax)), ("total_inc_tax", StoreForm.amount(total)),
      ("total_tax", StoreForm.amount(state.tax)), ("is_tax_inclusive_pricing", false),
      // Always 0, as documented: what was given back is a list of its own.
      ("refunded_amount", zero), ("store_credit_amount", zero), ("gift_certificate_amount", zero),
      ("discount_amount", StoreForm.amount(hasCode ? 0 : state.discount)),
      ("coupon_discount", StoreForm.amount(hasCode ? state.discount : 0)),
    ]
  }

  private func counts(_ order: StoreOrder) -> [(key: String, value: SandboxJSON)] {
    [
      ("items_total", .integer(order.state.lines.reduce(0) { $0 + $1.quantity })),
      ("items_shipped", .integer(Self.shipped(order).reduce(0) { $0 + $1.line.quantity })),
      ("order_is_digital", .bool(!order.state.shippable)),
    ]
  }

  private func payment(_ order: StoreOrder) -> [(key: String, value: SandboxJSON)] {
    let words = [
      "pending": "pending", "authorized": "authorized", "paid": "captured", "partially_refunded": "partially refunded",
      "refunded": "refunded", "voided": "void",
    ]
    let method = ["Stripe": "Credit Card", "": "Check", "cash": "Cash"][order.state.method] ?? order.state.method
    return [
      ("payment_method", .string(method)), ("payment_provider_id", ""),
      ("payment_status", .string(order.status == 0 ? "" : words[order.state.payment] ?? "")),
    ]
  }

  /// Every ninth shopper saw prices in another currency than the one they paid in.
  private func currencies(_ order: StoreOrder) -> [(key: String, value: SandboxJSON)] {
    let isAbroad = order.order.index % 9 == 4
    return [
      ("ip_address", ""), ("ip_address_v6", ""), ("geoip_country", "United States"), ("geoip_country_iso2", "US"),
      ("currency_id", isAbroad ? 3 : 1), ("currency_code", isAbroad ? "JPY" : "USD"),
      ("currency_exchange_rate", isAbroad ? "151.2000000000" : "1.0000000000"), ("default_currency_id", 1),
      ("default_currency_code", "USD"), ("store_default_currency_code", "USD"),
      ("store_default_to_transactional_exchange_rate", "1.0000000000"),
    ]
  }

  private func source(_ order: StoreOrder) -> (source: String, system: String?) {
    switch order.state.source {
    case "pos": ("external", "POS (Hudson Store)")
    case "web": ("www", nil)
    case "shopify_draft_order": ("manual", nil)
    default: ("external", "Subscription")
    }
  }

  // MARK: Addresses

  private func billing(_ order: StoreOrder) -> SandboxJSON {
    .object(address(order) + [("form_fields", [])])
  }

  private func address(_ order: StoreOrder) -> [(key: String, value: SandboxJSON)] {
    let person = world.customer(order.state.customer, at: order.changed).state
    let isTill = order.state.isPointOfSale
    return [
      ("first_name", .string(isTill ? "" : person.first)), ("last_name", .string(isTill ? "" : person.last)),
      ("company", .string(person.company)), ("street_1", ""), ("street_2", ""), ("city", ""),
      ("state", .string(person.state)), ("zip", ""), ("country", "United States"), ("country_iso2", "US"),
      ("phone", .string(person.phone)), ("email", .string(person.email)),
    ]
  }

  private func consignments(_ order: StoreOrder, _ form: ConsignmentForm) -> SandboxJSON {
    if case .links = form { return Self.link(order.id, "consignments") }
    let lines = Self.lines(order)
    func rows(_ lines: [PlacedLine]) -> SandboxJSON {
      if case .lines = form { return .array(lines.map { productJSON($0, order) }) }
      return .array(lines.map { Self.link(order.id, "products/\($0.id)") })
    }
    let goods = lines.filter { !$0.line.product.giftCard }
    let cards = lines.filter(\.line.product.giftCard)
    let shipping: SandboxJSON = .object(
      [("id", .integer(order.id * 2))] + address(order) + [
        ("form_fields", []), ("line_items", rows(goods)),
        ("items_total", .integer(goods.reduce(0) { $0 + $1.line.quantity })),
        ("items_shipped", .integer(Self.shipped(order).reduce(0) { $0 + $1.line.quantity })),
        ("shipping_method", .string(order.state.shippingMethod)),
      ])
    let person = world.customer(order.state.customer, at: order.changed).state
    let certificates: [SandboxJSON] =
      cards.isEmpty ? [] : [["recipient_email": .string(person.email), "line_items": rows(cards)]]
    return [
      "pickups": [], "shipping": .array(goods.isEmpty ? [] : [shipping]), "downloads": [],
      "email": ["gift_certificates": .array(certificates)],
    ]
  }

  static func link(_ order: Int, _ part: String) -> SandboxJSON {
    [
      "url": .string("https://api.bigcommerce.com/stores/\(Self.storeHash)/v2/orders/\(order)/\(part)"),
      "resource": .string("/orders/\(order)/\(part)"),
    ]
  }

  private static func cart(_ id: Int) -> String {
    let digits = String(id, radix: 16)
    return "a8458391-ef68-4fe5-9ec1-" + String(repeating: "0", count: 12 - digits.count) + digits
  }
}
