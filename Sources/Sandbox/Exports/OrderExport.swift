import Records

/// Shopify's orders export: 79 columns, a row a line item, what belongs to the order on its first row only.
enum OrderExport {
  static let columns: [String] = """
    Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,\
    Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,\
    Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,\
    Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,\
    Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,\
    Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,\
    Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,\
    Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,\
    Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,\
    Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,\
    Payment Terms Name,Next Payment Due At,Payment References
    """.split(separator: ",").map(String.init)

  static func rows(_ order: ShopOrder, number: Int, customer: ShopCustomer) -> [[String]] {
    order.lines.enumerated().map { index, line in
      var cells: [String: String] = [
        "Name": "#\(number)", "Email": customer.email, "Created at": ShopTime.withOffset(order.placed),
        "Lineitem quantity": String(line.quantity), "Lineitem name": line.product.name,
        "Lineitem price": plainMoney(line.product.price), "Lineitem sku": line.product.sku,
        "Lineitem requires shipping": line.product.giftCard ? "false" : "true",
        "Lineitem taxable": line.product.giftCard ? "false" : "true",
        "Lineitem fulfillment status": line.fulfilled ? "fulfilled" : "pending", "Vendor": "L&P",
        "Lineitem discount": "0.00",
      ]
      if index == 0 { fill(&cells, order, number: number, customer: customer) }
      return columns.map { cells[$0] ?? "" }
    }
  }

  private static func fill(_ cells: inout [String: String], _ order: ShopOrder, number: Int, customer: ShopCustomer) {
    let total = ShopMoney.total(order)
    let name = "\(customer.first) \(customer.last)"
    let unpaid = ["pending", "authorized"].contains(order.payment)
    cells["Financial Status"] = order.payment
    cells["Paid at"] = order.paidAt.map(ShopTime.withOffset) ?? ""
    cells["Fulfillment Status"] = order.fulfillment
    cells["Fulfilled at"] = order.fulfilledAt.map(ShopTime.withOffset) ?? ""
    cells["Accepts Marketing"] = customer.subscribed ? "yes" : "no"
    cells["Currency"] = "USD"
    cells["Subtotal"] = plainMoney(order.subtotal)
    cells["Shipping"] = plainMoney(order.shipping)
    cells["Taxes"] = plainMoney(order.tax)
    cells["Total"] = plainMoney(total)
    cells["Discount Code"] = order.discountCode
    cells["Discount Amount"] = plainMoney(order.discount)
    cells["Shipping Method"] = order.isPointOfSale || !order.shippable ? "" : order.shippingMethod
    cells["Billing Name"] = order.isPointOfSale ? "" : name
    cells["Billing Company"] = customer.company
    cells["Billing Province"] = order.isPointOfSale ? "" : customer.state
    cells["Billing Country"] = order.isPointOfSale ? "" : "US"
    if order.shippable, !order.isPointOfSale {
      cells["Shipping Name"] = name
      cells["Shipping Company"] = customer.company
      cells["Shipping Province"] = customer.state
      cells["Shipping Country"] = "US"
    }
    cells["Notes"] = order.note
    cells["Cancelled at"] = order.cancelledAt.map(ShopTime.withOffset) ?? ""
    cells["Payment Method"] = order.method
    cells["Refunded Amount"] = plainMoney(order.refunded)
    cells["Outstanding Balance"] = plainMoney(unpaid && order.cancelledAt == nil ? total : 0)
    cells["Employee"] = order.isPointOfSale ? "Bo Tansy" : ""
    cells["Location"] = order.isPointOfSale ? "Hudson Store" : ""
    cells["Id"] = String(ShopNumber.orderID(number))
    cells["Tags"] = order.tags.joined(separator: ", ")
    cells["Risk Level"] = order.risk
    cells["Source"] = order.source
    if order.tax > 0 {
      cells["Tax 1 Name"] = "State tax 8%"
      cells["Tax 1 Value"] = plainMoney(order.tax)
    }
    cells["Payment Terms Name"] = order.terms
    cells["Next Payment Due At"] = unpaid ? order.termsDue.map(ShopTime.withOffset) ?? "" : ""
  }
}

/// How numbers and ids follow from the order in which things began.
enum ShopNumber {
  static let firstOrder = 1001
  static let firstTicket = 48_200_101
  static let firstDeal = 9_120_400_101
  static let firstInvoice = 2001

  static func orderID(_ number: Int) -> Int { 5_801_330_000_000 + number * 7919 }
  static func customerID(_ index: Int) -> Int { 7_012_400_000_000 + (index + 1) * 6151 }
}
