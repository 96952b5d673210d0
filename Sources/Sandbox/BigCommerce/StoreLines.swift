import Records

/// A line of an order of the store.
struct PlacedLine {
  var id: Int
  var line: Line
}

extension SimulatedBigCommerce {
  static func lines(_ order: StoreOrder) -> [PlacedLine] {
    order.state.lines.enumerated().map { PlacedLine(id: order.id * 16 + $0, line: $1) }
  }

  /// The lines that left in a parcel.
  static func shipped(_ order: StoreOrder) -> [PlacedLine] {
    order.isAbandoned || order.status == 0
      ? [] : lines(order).filter { $0.line.fulfilled && !$0.line.product.giftCard }
  }

  /// `GET /v2/orders/{id}/products`
  func productRows(_ order: StoreOrder) -> [SandboxJSON] { Self.lines(order).map { productJSON($0, order) } }

  func productJSON(_ placed: PlacedLine, _ order: StoreOrder) -> SandboxJSON {
    let product = placed.line.product
    let total = product.price * placed.line.quantity
    let isShipped = Self.shipped(order).contains { $0.id == placed.id }
    let isRefunded = order.status == 4
    return [
      "id": .integer(placed.id), "order_id": .integer(order.id), "product_id": .integer(placed.id % 16 + 101),
      "variant_id": .integer(placed.id % 16 + 301), "order_pickup_method_id": 0,
      "order_address_id": .integer(product.giftCard ? 0 : order.id * 2), "name": .string(product.name),
      "name_customer": .string(product.name), "name_merchant": .string(product.name), "sku": .string(product.sku),
      "upc": "", "type": .string(product.giftCard ? "giftcertificate" : "physical"),
      "base_price": StoreForm.amount(product.price), "price_ex_tax": StoreForm.amount(product.price),
      "price_inc_tax": StoreForm.amount(product.price), "price_tax": StoreForm.amount(0),
      "base_total": StoreForm.amount(total), "total_ex_tax": StoreForm.amount(total),
      "total_inc_tax": StoreForm.amount(total), "total_tax": StoreForm.amount(0), "weight": "1.0000",
      "quantity": .integer(placed.line.quantity), "quantity_shipped": .integer(isShipped ? placed.line.quantity : 0),
      "is_refunded": .bool(isRefunded), "quantity_refunded": .integer(isRefunded ? placed.line.quantity : 0),
      "refund_amount": "0.0000", "return_id": 0, "external_id": nil, "brand": "", "applied_discounts": [],
      "product_options": [], "configurable_fields": [], "gift_certificate_id": nil, "is_bundled_product": false,
    ]
  }

  /// `GET /v2/orders/{id}/shipments`: one for all that left.
  func shipmentRows(_ order: StoreOrder) -> [SandboxJSON] {
    let lines = Self.shipped(order)
    guard !lines.isEmpty, let left = order.state.fulfilledAt else { return [] }
    let parcel = world.parcels(ofOrder: order.order.index, at: left).first.map { world.parcel($0, at: left).state }
    let carrier = parcel?.carrier ?? ""
    let person = world.customer(order.state.customer, at: left).state
    let address: SandboxJSON = [
      "first_name": .string(person.first), "last_name": .string(person.last), "company": .string(person.company),
      "street_1": "", "street_2": "", "city": "", "state": .string(person.state), "zip": "",
      "country": "United States", "country_iso2": "US", "phone": .string(person.phone), "email": .string(person.email),
    ]
    return [
      [
        "id": .integer(order.id * 3 + 1), "order_id": .integer(order.id), "customer_id": .integer(customerID(order)),
        "order_address_id": .integer(order.id * 2), "date_created": .string(StoreForm.mail(left)),
        "tracking_number": .string(parcel?.tracking ?? ""), "merchant_shipping_cost": "0.0000",
        "shipping_method": .string(order.state.shippingMethod), "comments": "",
        "shipping_provider": .string(carrier.lowercased()), "shipping_provider_display_name": .string(carrier),
        "tracking_carrier": "", "tracking_link": "", "generated_tracking_link": "", "billing_address": address,
        "shipping_address": address,
        "items": .array(
          lines.map { line -> SandboxJSON in
            ["order_product_id": .integer(line.id), "product_id": 0, "quantity": .integer(line.line.quantity)]
          }),
      ]
    ]
  }
}
